#pragma once
// A ControlNet on disk (core/models/control_net.h), opened but not read, beside the model that it is to steer.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/models/configs.h"
#include "core/weights/tensor_view.h"

namespace imagelab {

class ModelFiles;

struct ControlNetFiles {
    std::filesystem::path path;
    std::string name;  // file stem or folder name, for people
    ControlNetConfig config;
    std::shared_ptr<const WeightMap> weights;  // under diffusers' names
};
using OpenedControlNet = std::shared_ptr<const ControlNetFiles>;
using ControlNets = std::vector<OpenedControlNet>;  // in the order of a request

// A ControlNet, Union, control-LoRA (which has the base's weights beside its own), T2I-Adapter or ControlNet-LLLite.
// A diffusers folder (config.json beside diffusion_pytorch_model.*) or one file of weights (any format that WeightFile reads, perhaps with
// a .json of its name beside it), in diffusers' names or the original's. Reads headers only. The failure says what the file is instead, or
// where it does not fit the model.
Result<OpenedControlNet> open_control_net(const std::filesystem::path& path, const ModelFiles& base);

std::vector<ControlNetConfig> configs_of(const ControlNets& nets);

}  // namespace imagelab
