#pragma once
#include <cstdint>
#include <string>

namespace imagelab {

std::string readable_bytes(int64_t bytes);  // "34.0 MiB", from 1 GiB on "1.2 GiB", whatever the locale

}  // namespace imagelab
