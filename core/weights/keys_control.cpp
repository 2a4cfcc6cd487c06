#include "core/weights/keys_control.h"

#include <algorithm>
#include <charconv>
#include <map>
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
     "this is a ControlNet for SDXL, which steers a model and is none; name it with --control model=FILE beside an SDXL model", true},
    {ControlKind::control_net_sd, "controlnet-sd",
     "this is a ControlNet for Stable Diffusion 1.x or 2.x; Image Lab runs those made for SDXL"},
    {ControlKind::control_net_dit, "controlnet-dit",
     "this is a ControlNet for another family of models (SD3, Flux, PixArt); Image Lab runs those made for SDXL"},
    {ControlKind::difference, "controlnet-sd",
     "this is a ControlNet that holds differences from a UNet, which is not built: look for the whole ControlNet"},
    {ControlKind::union_net, "controlnet-union",
     "this is a ControlNet-Union for SDXL, which steers a model and is none; name it with --control model=FILE,type=TYPE beside an SDXL "
     "model",
     true},
    {ControlKind::control_lora, "control-lora",
     "this is a control-LoRA, which makes a ControlNet of an SDXL model's UNet; name it with --control model=FILE beside an SDXL model",
     true},
    {ControlKind::t2i_adapter, "t2i-adapter",
     "this is a T2I-Adapter for SDXL, which steers a model and is none; name it with --control model=FILE beside an SDXL model", true},
    {ControlKind::t2i_adapter_sd, "t2i-adapter-sd", "this is a T2I-Adapter for Stable Diffusion 1.x; Image Lab runs those made for SDXL"},
    {ControlKind::lllite, "lllite",
     "this is a ControlNet-LLLite for SDXL, which steers a model and is none; name it with --control model=FILE beside an SDXL model",
     true},
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

constexpr std::string_view adapter_prefix = "adapter.", bodies = "body.", lllite_prefix = "lllite_unet_";
constexpr std::string_view lllite_layers[] = {".attn1.to_q", ".attn1.to_k", ".attn1.to_v", ".attn2.to_q"};  // the others read text

// SDXL's read patches of 16 pixels, of RGB or of brightness; those before it 8.
ControlKind t2i_adapter_kind(const TensorViews& tensors) {
    auto conv = tensors.find("conv_in.weight");
    if (conv == tensors.end()) conv = tensors.find("adapter.conv_in.weight");
    const bool known = conv != tensors.end() && conv->second.shape.size() == 4;
    return known && conv->second.shape[1] % 256 != 0 ? ControlKind::t2i_adapter_sd : ControlKind::t2i_adapter;
}

// The original counts its blocks through, two a body: "2.in_conv.weight" is "1.in_conv.weight" in diffusers, "3.block1.weight"
// "1.resnets.1.block1.weight".
std::string adapter_body(std::string_view name) {
    const auto at = index_of(name);
    if (!at || at->second.starts_with(".resnets.")) return std::string(name);
    const std::string body = std::to_string(at->first / 2);
    if (at->second.starts_with(".in_conv.")) return body + std::string(at->second);
    return body + ".resnets." + std::to_string(at->first % 2) + std::string(at->second);
}

// Whether bodies are counted as in the original.
bool counts_blocks(const TensorViews& tensors) {
    return !std::any_of(tensors.begin(), tensors.end(),
                        [](const auto& tensor) { return tensor.first.find(".resnets.") != std::string::npos; });
}

}  // namespace

TensorViews canonical_t2i_adapter(const TensorViews& tensors) {
    const TensorViews plain = without(tensors, adapter_prefix);
    if (!counts_blocks(plain)) return plain;
    TensorViews renamed;
    for (const auto& [name, view] : plain) {
        const bool body = name.starts_with(bodies);
        renamed.emplace(body ? std::string(bodies) + adapter_body(std::string_view(name).substr(bodies.size())) : name, view);
    }
    return renamed;
}

TensorViews canonical_lllite(const TensorViews& tensors, const std::vector<std::string>& unet) {
    std::map<std::string, std::string, std::less<>> table;
    for (const OriginalName& name : ldm_unet_names(unet)) {
        const bool changed = std::any_of(std::begin(lllite_layers), std::end(lllite_layers),
                                         [&](std::string_view layer) { return name.canonical.ends_with(layer); });
        if (!changed) continue;
        std::string key = name.original;
        std::replace(key.begin(), key.end(), '.', '_');
        table.emplace(std::move(key), name.canonical);
    }
    TensorViews renamed;
    for (const auto& [name, view] : tensors) {
        const std::string_view key = std::string_view(name).substr(name.starts_with(lllite_prefix) ? lllite_prefix.size() : 0);
        const size_t dot = key.find('.');
        const auto layer = table.find(key.substr(0, dot));
        renamed.emplace(layer == table.end() ? name : layer->second + std::string(key.substr(std::min(dot, key.size()))), view);
    }
    return renamed;
}

ControlKind control_kind(const TensorViews& tensors) {
    if (any_starts_with(tensors, "lllite_unet_")) return ControlKind::lllite;
    if (tensors.contains("lora_controlnet")) return ControlKind::control_lora;
    if (any_starts_with(tensors, original_prefix)) {
        const ControlKind kind = control_kind(without(tensors, original_prefix));
        return kind == ControlKind::none ? ControlKind::control_net_sd : kind;
    }
    if (any_starts_with(tensors, "adapter.body.") || (any_starts_with(tensors, "body.0.") && any_starts_with(tensors, "conv_in.")))
        return t2i_adapter_kind(tensors);
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
    return std::any_of(std::begin(control_infos), std::end(control_infos),
                       [&](const ControlKindInfo& info) { return info.runs && info.library == library_kind; });
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
