#pragma once
// Notes for whoever runs the program, on standard error: spdlog behind four functions, so that no other file parses it. A message is whole;
// nothing in it is a format.
#include <string_view>

namespace imagelab {

void log_debug(std::string_view message);  // hidden unless asked for
void log_info(std::string_view message);
void log_warning(std::string_view message);
void log_error(std::string_view message);

}  // namespace imagelab
