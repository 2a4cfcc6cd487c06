#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace imagelab {

// FNV-1a, 64 bits: keys of cache files and checksums against damage, not against intent. `seed`: the hash of what came before.
constexpr uint64_t fnv1a_start = 0xcbf29ce484222325u;
uint64_t fnv1a(std::span<const std::byte> bytes, uint64_t seed = fnv1a_start);
std::string hexadecimal(uint64_t value);  // 16 digits

}  // namespace imagelab
