#pragma once
// What a run keeps beside pictures: finished latents, and pixels before they are rounded to 8 bits.
#include <filesystem>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/graph/dtype.h"
#include "core/image/picture.h"

namespace imagelab {

// As the model works on them (scaled), [channels, height, width].
struct Latents {
    int channels = 0, height = 0, width = 0;
    std::vector<float> values;
    float scaling_factor = 0;  // of the VAE they belong to; 0: the file does not say
    Shape shape() const { return {channels, height, width}; }
};

// A safetensors file with "latents" f32, f16 or bf16 [channels, height, width], perhaps with a batch of one in front. The failure names the
// file: it has none, another shape, or values that are not finite.
Result<Latents> read_latents(const std::filesystem::path& path);

// In f32, with `texts` and the VAE's scaling factor in the header's metadata; whole or not at all. Throws Error.
void write_latents(const std::filesystem::path& path, const Latents& latents, const std::vector<PictureText>& texts);

// NumPy's format 1.0 (numpy/lib/format.py): f32 [height, width, 3] in 0..1; whole or not at all. Throws Error.
void write_npy(const std::filesystem::path& path, std::span<const float> pixels, int height, int width);

}  // namespace imagelab
