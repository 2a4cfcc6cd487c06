#pragma once
#include <string>
#include <vector>

#include "gpu/kernels/kernel.h"

namespace imagelab::gpu {

// Names of all ways to compute attention (shaders/attention_*.comp), each of which runs where a device and a shape allow it; where
// IMAGELAB_ATTENTION_VARIANT is one of them and can run, it is taken.
std::vector<std::string> attention_variants();

}  // namespace imagelab::gpu
