#include "tests/support/golden_f32.h"

#include <array>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/paths.h"
#include "tests/support/golden_dir.h"

namespace imagelab::test {

std::map<std::string, std::vector<float>> golden_f32(const std::string& name) {
    const std::string file = read_text_file(golden_dir() / name);
    uint64_t header_bytes = 0;
    std::memcpy(&header_bytes, file.data(), sizeof(header_bytes));
    const auto header = nlohmann::json::parse(file.substr(8, header_bytes));
    std::map<std::string, std::vector<float>> tensors;
    for (const auto& [tensor, entry] : header.items()) {
        if (tensor == "__metadata__") continue;
        if (entry.at("dtype") != "F32") throw Error("[golden] " + tensor + " is no F32");
        const auto offsets = entry.at("data_offsets").get<std::array<size_t, 2>>();
        std::vector<float>& values = tensors[tensor];
        values.resize((offsets[1] - offsets[0]) / sizeof(float));
        std::memcpy(values.data(), file.data() + 8 + header_bytes + offsets[0], offsets[1] - offsets[0]);
    }
    return tensors;
}

}  // namespace imagelab::test
