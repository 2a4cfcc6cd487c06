#pragma once
#include <string>

namespace imagelab {

// A sentence of the help in lines of at most 78 bytes, broken at spaces.
std::string wrapped(const std::string& sentence);

}  // namespace imagelab
