#include "core/base/crc32.h"

#include <array>

namespace imagelab {

uint32_t crc32(std::string_view bytes) {
    static const auto table = [] {
        std::array<uint32_t, 256> entries{};
        for (uint32_t n = 0; n < 256; ++n) {
            uint32_t value = n;
            for (int bit = 0; bit < 8; ++bit) value = value & 1 ? 0xedb88320u ^ value >> 1 : value >> 1;
            entries[n] = value;
        }
        return entries;
    }();
    uint32_t crc = 0xffffffffu;
    for (const unsigned char byte : bytes) crc = table[(crc ^ byte) & 0xff] ^ crc >> 8;
    return ~crc;
}

}  // namespace imagelab
