#pragma once
// A 3 x 3 convolution by Intel's matrix units (AMX; Intel's Architecture Instruction Set Extensions Programming Reference, chapter 3),
// which oneDNN's would need two more copies for: it takes its channels from several pictures side by side, and what follows a convolution
// happens to its sums before they are rounded. Where has_amx() is true.
//
// Split, it computes in f32 with the products of bf16 that these units have: a factor is a bf16 and what that lacks, again as bf16, and of
// the four products the smallest is left out (Henry, Tang and Heinecke 2019, "Leveraging the bfloat16 Artificial Intelligence Datatype For
// Higher-Precision Computations"). Each factor counts with 16 bits of its mantissa, sums are f32. What is infinite becomes NaN.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace imagelab::cpu {

// What happens to a convolution's sums, one step after the other, in f32.
struct ConvStep {
    enum class Kind : uint8_t { leaky, scale, clip, add } kind;
    float factor = 1;              // of values below 0 (leaky), of all (scale); the least (clip)
    float most = 0;                // (clip)
    const void* addend = nullptr;  // [height, width, outputs], bf16, f32 where it is split (add)
};

struct TileConv {
    int64_t height = 0, width = 0;
    int64_t outputs = 0;            // a multiple of 16, or fewer than 16
    std::vector<int64_t> channels;  // of each picture, multiples of 32
    bool split = false;             // pictures, weights and addends are f32, else bf16
    bool wide = false;              // gives f32, else bf16
    int64_t pixel_bytes() const { return all_channels() * (split ? 4 : 2); }
    size_t weight_bytes() const { return static_cast<size_t>(output_blocks() * 16 * 9 * pixel_bytes()); }
    int64_t all_channels() const;
    int64_t output_blocks() const { return (outputs + 15) / 16; }
    size_t scratch_bytes(int threads) const;
};

// pictures: [height, width, channels[i]]. weights: blocks of 16 outputs, each [3, 3, all channels / 32] tiles of 16 pairs of channels
// by 16 outputs (oneDNN's OhwI16i16o2i). bias f32 [outputs] or null. y [height, width, outputs].
void tile_conv(const TileConv& conv, const std::vector<const void*>& pictures, const void* weights, const float* bias,
               const std::vector<ConvStep>& steps, void* y, std::byte* scratch, int threads);

}  // namespace imagelab::cpu
