#pragma once
// Networks that steer SDXL beside its UNet: what a file holds, and the only renaming of a ControlNet's tensors.
#include <string>
#include <string_view>
#include <vector>

#include "core/weights/tensor_view.h"
#include "core/weights/weight_file.h"

namespace imagelab {

enum class ControlKind {
    none,             // no network of this kind
    control_net,      // ControlNet for SDXL (Zhang et al. 2023): runs here
    control_net_sd,   // for Stable Diffusion 1.x or 2.x
    control_net_dit,  // for a transformer: SD3, Flux, PixArt
    difference,       // a ControlNet that holds differences from a UNet (key "difference")
    union_net,        // ControlNet-Union for SDXL (xinsir), told of what type its picture is: runs here
    control_lora,     // Stability's: low-rank changes of a UNet's weights (key "lora_controlnet"): runs here
    t2i_adapter,      // for SDXL (Mou et al. 2023): runs here
    t2i_adapter_sd,   // for Stable Diffusion 1.x
    lllite,           // kohya's ControlNet-LLLite for SDXL: runs here
};
ControlKind control_kind(const TensorViews& tensors);

// How people call it, as the library does, and why it is no model (empty for none).
struct ControlKindInfo {
    ControlKind kind;
    std::string_view library;  // "controlnet"
    std::string_view sentence;
    bool runs = false;  // beside SDXL
};
const ControlKindInfo& control_kind_info(ControlKind kind);
bool runs_as_control(std::string_view library_kind);

// diffusers' names, from those or from the original's ("control_model.input_hint_block.0.weight"). Nothing is copied. A tensor that fits no
// rule keeps its name, so that check_complete can name it.
TensorViews canonical_control_net(const TensorViews& tensors);
TensorViews canonical_t2i_adapter(const TensorViews& tensors);  // also without "adapter." and by the original's list of bodies
// Of ControlNet-LLLite: "<layer>.down.0.weight", layer as diffusers calls it. `unet`: all of the UNet's modules.
TensorViews canonical_lllite(const TensorViews& tensors, const std::vector<std::string>& unet);
// Of a control-LoRA: "<tensor>.up" and "<tensor>.down" where its file has those for a tensor.

bool is_original_control_net(const TensorViews& tensors);

}  // namespace imagelab
