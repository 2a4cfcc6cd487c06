#pragma once
// A 3 x 3 convolution in bf16 by Intel's matrix units (AMX; Intel's Architecture Instruction Set Extensions Programming Reference, chapter
// 3), which oneDNN's would need two more copies for: it takes its channels from several pictures side by side, and what follows a
// convolution happens to its sums before they are rounded. Where has_amx() is true.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace imagelab::cpu {

// What happens to a convolution's sums, one step after the other, in f32.
struct ConvStep {
    enum class Kind : uint8_t { leaky, scale, add } kind;
    float factor = 1;              // of values below 0 (leaky), of all (scale)
    const void* addend = nullptr;  // bf16 [height, width, outputs] (add)
};

struct TileConv {
    int64_t height = 0, width = 0;
    int64_t outputs = 0;            // a multiple of 16, or fewer than 16
    std::vector<int64_t> channels;  // of each picture, multiples of 32
    bool wide = false;              // gives f32, else bf16
    int64_t all_channels() const;
    int64_t output_blocks() const { return (outputs + 15) / 16; }
    size_t scratch_bytes(int threads) const;
};

// pictures: bf16 [height, width, channels[i]]. weights: blocks of 16 outputs, each [3, 3, all channels / 32] tiles of 16 pairs of channels
// by 16 outputs (oneDNN's OhwI16i16o2i). bias f32 [outputs] or null. y [height, width, outputs].
void tile_conv(const TileConv& conv, const std::vector<const void*>& pictures, const void* weights, const float* bias,
               const std::vector<ConvStep>& steps, void* y, std::byte* scratch, int threads);

}  // namespace imagelab::cpu
