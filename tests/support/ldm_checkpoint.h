#pragma once
// Writes SDXL models as original single-file checkpoints: the way back from diffusers' names, counted out of the configuration (as
// diffusers' scripts/convert_diffusers_to_original_sdxl.py does), so independent of core/weights/keys_sdxl.cpp, which walks the file.
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/weights/mapped_weights.h"
#include "tests/support/opened.h"

namespace imagelab::test {

struct LdmTensor {
    Shape shape;
    std::vector<std::string> parts;  // canonical names whose bytes follow each other
    bool transposed = false;         // against the canonical tensor
};
using LdmTensors = std::map<std::string, LdmTensor>;  // names with their prefix

LdmTensors ldm_unet(const UnetConfig& config);
LdmTensors ldm_vae(const VaeConfig& config);
LdmTensors ldm_clip(const ClipTextConfig& config);
LdmTensors ldm_open_clip(const ClipTextConfig& config);

// Bytes of tensors gathered from a model; views into them.
struct Gathered {
    TensorViews views;
    std::vector<std::unique_ptr<std::byte[]>> storage;
    void add(const LdmTensors& tensors, const WeightMap& weights);
};
Gathered ldm_checkpoint(const SdxlFiles& model);

// The bytes of a view in row-major order of its shape, transposed where it says so.
std::string bytes_of(const TensorView& view);

}  // namespace imagelab::test
