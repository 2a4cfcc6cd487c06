#pragma once
// The safetensors format (github.com/huggingface/safetensors, README "Format" and safetensors/src/tensor.rs): 8 bytes of header length,
// a JSON header that names every tensor's dtype, shape and byte range, then the bytes.
#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "core/weights/weight_file.h"

namespace imagelab {

// Views into `file`, whose header is checked as strictly as the reference implementation does. Throws Error that does not name the file.
WeightContents read_safetensors(std::span<const std::byte> file);

// Writes tensors in the order of their names. Views must not be transposed and have no source. Throws Error where the file cannot be
// written.
void write_safetensors(const std::filesystem::path& path, const std::map<std::string, TensorView>& tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace imagelab
