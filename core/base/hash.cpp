#include "core/base/hash.h"

#include <cstdio>

namespace imagelab {

uint64_t fnv1a(std::span<const std::byte> bytes, uint64_t seed) {
    for (const std::byte byte : bytes) seed = (seed ^ static_cast<uint64_t>(byte)) * 0x100000001b3u;
    return seed;
}

std::string hexadecimal(uint64_t value) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}

}  // namespace imagelab
