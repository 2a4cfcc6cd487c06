#pragma once
// Networks that steer SDXL beside its UNet: what a file holds, and the only renaming of a ControlNet's tensors.
#include <string_view>

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
    control_lora,     // Stability's: low-rank changes of a UNet's weights (key "lora_controlnet")
    t2i_adapter,      // Mou et al. 2023
    lllite,           // kohya's ControlNet-LLLite
};
ControlKind control_kind(const TensorViews& tensors);

// How people call it, as the library does, and why it is no model (empty for none).
struct ControlKindInfo {
    ControlKind kind;
    std::string_view library;  // "controlnet"
    std::string_view sentence;
};
const ControlKindInfo& control_kind_info(ControlKind kind);
bool runs_as_control(std::string_view library_kind);  // a ControlNet or a Union

// diffusers' names, from those or from the original's ("control_model.input_hint_block.0.weight"). Nothing is copied. A tensor that fits no
// rule keeps its name, so that check_complete can name it.
TensorViews canonical_control_net(const TensorViews& tensors);
bool is_original_control_net(const TensorViews& tensors);

}  // namespace imagelab
