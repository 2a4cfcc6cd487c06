#pragma once
#include <cstdint>
#include <string_view>

namespace imagelab {

// CRC-32 of ISO 3309, as PNG (1.2 appendix D) and zip use it.
uint32_t crc32(std::string_view bytes);

}  // namespace imagelab
