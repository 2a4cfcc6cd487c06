#pragma once
#include <filesystem>

#include "core/graph/dtype.h"

namespace imagelab::test {

// Writes the golden model tiny64 as an original single-file checkpoint of f32, f16 or bf16, tensor by tensor as its single_file.json says
// (tests/reference/original_layout.py, which diffusers' own conversion confirms), with tensors beside it that a loader must ignore.
void write_single_file(const std::filesystem::path& path, DType dtype);

}  // namespace imagelab::test
