#include "app/json_output.h"

#include <iostream>
#include <nlohmann/json.hpp>

namespace imagelab {

using nlohmann::json;

void print_json(const json& value) {
    std::cout << value.dump(2, ' ', false, json::error_handler_t::replace) << std::endl;
}

void print_json_line(const json& value) {
    std::cout << value.dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
}

}  // namespace imagelab
