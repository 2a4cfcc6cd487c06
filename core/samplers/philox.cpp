#include "core/samplers/philox.h"

#include <array>
#include <cmath>

namespace imagelab {
namespace {

using Block = std::array<uint32_t, 4>;

// Ten rounds over a counter; the key moves by Weyl constants between them.
Block philox_4x32(Block counter, uint64_t seed) {
    auto low = static_cast<uint32_t>(seed), high = static_cast<uint32_t>(seed >> 32);
    for (int round = 0; round < 10; ++round) {
        const uint64_t first = uint64_t{0xD2511F53} * counter[0], second = uint64_t{0xCD9E8D57} * counter[2];
        counter = {static_cast<uint32_t>(second >> 32) ^ counter[1] ^ low, static_cast<uint32_t>(second),
                   static_cast<uint32_t>(first >> 32) ^ counter[3] ^ high, static_cast<uint32_t>(first)};
        low += 0x9E3779B9;
        high += 0xBB67AE85;
    }
    return counter;
}

}  // namespace

void philox_normal(uint64_t seed, uint64_t draw, std::span<float> out) {
    constexpr double unit = 2.3283064e-10f, turn = static_cast<float>(2.3283064e-10 * 6.2831855);  // 2^-32 and 2 pi 2^-32, as f32 has them
    for (size_t i = 0; i < out.size(); ++i) {
        const Block words =
            philox_4x32({static_cast<uint32_t>(draw), static_cast<uint32_t>(draw >> 32), static_cast<uint32_t>(i), 0}, seed);
        const double u = words[0] * unit + unit / 2, v = words[1] * turn + turn / 2;
        out[i] = static_cast<float>(std::sqrt(-2.0 * std::log(u)) * std::sin(v));
    }
}

}  // namespace imagelab
