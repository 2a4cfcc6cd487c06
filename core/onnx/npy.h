#pragma once
// NumPy's files of one array (numpy/lib/format.py, versions 1 to 3).
#include <filesystem>

#include "core/onnx/array.h"

namespace imagelab::onnx {

// Floats, integers and booleans in either byte order, rows first or columns first. The failure names the file.
Result<Array> read_npy(const std::filesystem::path& path);
// Throws Error where it cannot be written. bfloat16, which NumPy does not know, becomes "|V2", as ml_dtypes reads it.
void write_npy(const std::filesystem::path& path, const Array& array);

}  // namespace imagelab::onnx
