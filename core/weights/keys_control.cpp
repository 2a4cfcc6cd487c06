#include "core/weights/keys_control.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/base/error.h"
#include "core/weights/keys_sdxl.h"

namespace imagelab {
namespace {

constexpr std::string_view original_prefix = "control_model.", hint_block = "input_hint_block.", zero_convs = "zero_convs.",
                           middle_out = "middle_block_out.0";
const std::string task_table = "task_embedding";

constexpr ControlKindInfo control_infos[] = {
    {ControlKind::none, "", ""},
    {ControlKind::control_net, "controlnet",
     "this is a ControlNet for SDXL, which steers a model and is none; name it with --control model=FILE beside an SDXL model"},
    {ControlKind::control_net_sd, "controlnet-sd",
     "this is a ControlNet for Stable Diffusion 1.x or 2.x; Image Lab runs those made for SDXL"},
    {ControlKind::control_net_dit, "controlnet-dit",
     "this is a ControlNet for another family of models (SD3, Flux, PixArt); Image Lab runs those made for SDXL"},
    {ControlKind::difference, "controlnet-sd",
     "this is a ControlNet that holds differences from a UNet, which is not built: look for the whole ControlNet"},
    {ControlKind::union_net, "controlnet-union",
     "this is a ControlNet-Union for SDXL, which steers a model and is none; name it with --control model=FILE,type=TYPE beside an SDXL "
     "model"},
    {ControlKind::control_lora, "control-lora",
     "this is a control-LoRA, which changes a UNet into a ControlNet and is not built yet: take the whole ControlNet"},
    {ControlKind::t2i_adapter, "t2i-adapter",
     "this is a T2I-Adapter, which steers a model and is not built yet: take a ControlNet for SDXL"},
    {ControlKind::lllite, "lllite", "this is a ControlNet-LLLite, which steers a model and is not built yet: take a ControlNet for SDXL"},
};

TensorViews without(const TensorViews& tensors, std::string_view prefix) {
    TensorViews renamed;
    for (const auto& [name, view] : tensors) renamed.emplace(name.starts_with(prefix) ? name.substr(prefix.size()) : name, view);
    return renamed;
}

// "12.0.weight" -> 12 and ".0.weight".
std::optional<std::pair<int, std::string_view>> index_of(std::string_view text) {
    int index = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), index);
    if (code != std::errc() || end == text.data() || index < 0 || index > 999) return std::nullopt;
    return std::pair(index, text.substr(static_cast<size_t>(end - text.data())));
}

// Of the original's list of convolutions and activations (0, 2, 4 ...), `last` being the highest.
std::string hint_name(int index, int last) {
    if (index == 0) return "controlnet_cond_embedding.conv_in";
    if (index == last) return "controlnet_cond_embedding.conv_out";
    return "controlnet_cond_embedding.blocks." + std::to_string(index / 2 - 1);
}

TensorViews from_original(const TensorViews& tensors) {
    int last = 0;
    for (const auto& [name, view] : tensors) {
        if (!name.starts_with(hint_block)) continue;
        if (const auto at = index_of(std::string_view(name).substr(hint_block.size()))) last = std::max(last, at->first);
    }
    TensorViews renamed, unet;
    for (const auto& [name, view] : tensors) {
        const std::string_view text = name;
        if (text.starts_with(hint_block)) {
            const auto at = index_of(text.substr(hint_block.size()));
            renamed.emplace(at ? hint_name(at->first, last) + std::string(at->second) : name, view);
        } else if (text.starts_with(zero_convs)) {
            const auto at = index_of(text.substr(zero_convs.size()));
            const bool fits = at && at->second.starts_with(".0.");
            renamed.emplace(fits ? "controlnet_down_blocks." + std::to_string(at->first) + std::string(at->second.substr(2)) : name, view);
        } else if (text.starts_with(middle_out)) {
            renamed.emplace("controlnet_mid_block" + std::string(text.substr(middle_out.size())), view);
        } else {
            unet.emplace("model.diffusion_model." + name, view);
        }
    }
    renamed.merge(split_sdxl_single_file(unet).unet);
    return renamed;
}

}  // namespace

ControlKind control_kind(const TensorViews& tensors) {
    if (any_starts_with(tensors, "lllite_unet_")) return ControlKind::lllite;
    if (tensors.contains("lora_controlnet")) return ControlKind::control_lora;
    if (any_starts_with(tensors, original_prefix)) {
        const ControlKind kind = control_kind(without(tensors, original_prefix));
        return kind == ControlKind::none ? ControlKind::control_net_sd : kind;
    }
    if (any_starts_with(tensors, "adapter.body.") || (any_starts_with(tensors, "body.0.") && any_starts_with(tensors, "conv_in.")))
        return ControlKind::t2i_adapter;
    if (tensors.contains(task_table) || any_starts_with(tensors, "control_add_embedding.")) return ControlKind::union_net;
    if (!any_starts_with(tensors, hint_block) && !any_starts_with(tensors, "controlnet_")) return ControlKind::none;
    if (any_starts_with(tensors, "controlnet_blocks.") || any_starts_with(tensors, "controlnet_x_embedder."))
        return ControlKind::control_net_dit;
    if (tensors.contains("difference")) return ControlKind::difference;
    return any_starts_with(tensors, "add_embedding.") || any_starts_with(tensors, "label_emb.") ? ControlKind::control_net
                                                                                                : ControlKind::control_net_sd;
}

const ControlKindInfo& control_kind_info(ControlKind kind) {
    for (const ControlKindInfo& info : control_infos) {
        if (info.kind == kind) return info;
    }
    throw Error("[control] no row for kind " + std::to_string(static_cast<int>(kind)));
}

bool runs_as_control(std::string_view library_kind) {
    return library_kind == control_kind_info(ControlKind::control_net).library ||
           library_kind == control_kind_info(ControlKind::union_net).library;
}

bool is_original_control_net(const TensorViews& tensors) {
    return any_starts_with(tensors, original_prefix) || any_starts_with(tensors, hint_block);
}

TensorViews canonical_control_net(const TensorViews& tensors) {
    if (any_starts_with(tensors, original_prefix)) return canonical_control_net(without(tensors, original_prefix));
    if (any_starts_with(tensors, hint_block)) return from_original(tensors);
    if (!tensors.contains(task_table)) return tensors;
    TensorViews named;  // a Union's: torch's own parameters as those of layers
    for (const auto& [name, view] : tensors) {
        const bool parameter = name.ends_with(".in_proj_weight") || name.ends_with(".in_proj_bias");
        const size_t underscore = name.rfind('_');
        named.emplace(name == task_table ? name + ".weight"
                      : parameter        ? name.substr(0, underscore) + "." + name.substr(underscore + 1)
                                         : name,
                      view);
    }
    return named;
}

}  // namespace imagelab
