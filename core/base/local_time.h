#pragma once
#include <ctime>
#include <string>

namespace imagelab {

std::tm local_time(std::time_t when);
std::string local_time_text(std::time_t when, const char* format);  // as strftime(3)

}  // namespace imagelab
