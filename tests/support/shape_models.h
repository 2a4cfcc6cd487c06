#pragma once
// Diffusers folders of full-size models whose weights are holes in sparse files: all that plans need, and no disk.
#include <filesystem>

#include "tests/support/opened.h"

namespace imagelab::test {

// A safetensors file of these tensors, all zeros, that takes the disk of its header.
void write_shapes(const std::filesystem::path& path, const NeededTensors& tensors, DType dtype);

void write_sdxl_shapes(const std::filesystem::path& folder);  // SDXL base 1.0, f16
// PixArt-Sigma XL/2, f16, for pictures of 8 * side pixels: T5 in two files with an index, as it is published.
void write_pixart_shapes(const std::filesystem::path& folder, int side = 128);

}  // namespace imagelab::test
