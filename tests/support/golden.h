#pragma once
// Goldens and small models that tests/reference wrote, read whole into floats.
#include <filesystem>
#include <string>

#include "tests/support/naive.h"

namespace imagelab::test {

// Every tensor of a trusted safetensors file (F32, F16, BF16, I32, I64, U8). Throws Error where the file is missing or of another dtype.
naive::Tensors read_tensors(const std::filesystem::path& path);

// NAME of tests/reference/golden.
std::filesystem::path golden_path(const std::string& name);
// A diffusers folder of tests/reference/models.py ("tiny64", "odd", "h16") or pixart.py ("sigma72", "alpha").
std::filesystem::path small_model_dir(const std::string& model);
// Inputs and outputs of each network of a small model, named as tests/reference/components.py says.
naive::Tensors read_components(const std::string& model);
// The weights of one component of a small model, under diffusers' names.
naive::Tensors read_weights(const std::string& model, const std::string& component);

// [b, c, h, w] -> [b, h, w, c] and back.
naive::HostTensor to_nhwc(const naive::HostTensor& x);
naive::HostTensor to_nchw(const naive::HostTensor& x);

// The largest difference over the largest expected magnitude; infinite where shapes differ or a value is not finite.
double relative_error(const naive::HostTensor& actual, const naive::HostTensor& expected);

}  // namespace imagelab::test
