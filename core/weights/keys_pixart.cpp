#include "core/weights/keys_pixart.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace imagelab {
namespace {

const std::string comfy_prefix = "model.diffusion_model.";  // of transformers that ComfyUI saved

using Rules = std::vector<std::pair<std::string_view, std::string_view>>;

const Rules top_rules{{"x_embedder.proj.", "pos_embed.proj."},
                      {"y_embedder.y_proj.fc1.", "caption_projection.linear_1."},
                      {"y_embedder.y_proj.fc2.", "caption_projection.linear_2."},
                      {"t_embedder.mlp.0.", "adaln_single.emb.timestep_embedder.linear_1."},
                      {"t_embedder.mlp.2.", "adaln_single.emb.timestep_embedder.linear_2."},
                      {"csize_embedder.mlp.0.", "adaln_single.emb.resolution_embedder.linear_1."},
                      {"csize_embedder.mlp.2.", "adaln_single.emb.resolution_embedder.linear_2."},
                      {"ar_embedder.mlp.0.", "adaln_single.emb.aspect_ratio_embedder.linear_1."},
                      {"ar_embedder.mlp.2.", "adaln_single.emb.aspect_ratio_embedder.linear_2."},
                      {"t_block.1.", "adaln_single.linear."},
                      {"final_layer.linear.", "proj_out."},
                      {"final_layer.scale_shift_table", "scale_shift_table"}};
const Rules block_rules{{"attn.proj.", "attn1.to_out.0."},
                        {"cross_attn.q_linear.", "attn2.to_q."},
                        {"cross_attn.proj.", "attn2.to_out.0."},
                        {"mlp.fc1.", "ff.net.0.proj."},
                        {"mlp.fc2.", "ff.net.2."}};
// Rows of one tensor that are several of diffusers'.
const std::vector<std::pair<std::string_view, std::vector<std::string_view>>> stacked_rules{
    {"attn.qkv.", {"attn1.to_q.", "attn1.to_k.", "attn1.to_v."}}, {"cross_attn.kv_linear.", {"attn2.to_k.", "attn2.to_v."}}};

std::string renamed(const std::string& name, const Rules& rules) {
    for (const auto& [from, to] : rules) {
        if (name.starts_with(from)) return std::string(to) + name.substr(from.size());
    }
    return name;
}

// False where the tensor is none of the stacked ones, or its rows do not divide.
bool split(const std::string& block, const std::string& rest, const TensorView& view, TensorViews& target) {
    for (const auto& [from, parts] : stacked_rules) {
        const auto count = static_cast<int64_t>(parts.size());
        if (!rest.starts_with(from) || view.shape.empty() || view.shape[0] % count != 0) continue;
        const int64_t rows = view.shape[0] / count;
        int64_t first = 0;
        for (const std::string_view to : parts) {
            target.emplace(block + std::string(to) + rest.substr(from.size()), rows_of(view, first, rows));
            first += rows;
        }
        return true;
    }
    return false;
}

}  // namespace

bool is_original_pixart(const TensorViews& tensors) {
    const auto whole = [&](const std::string& prefix) {
        return tensors.contains(prefix + "x_embedder.proj.weight") && tensors.contains(prefix + "t_block.1.weight") &&
               tensors.contains(prefix + "y_embedder.y_proj.fc1.weight");
    };
    return whole("") || whole(comfy_prefix);
}

bool is_pixart_transformer(const TensorViews& tensors) {
    return is_original_pixart(tensors) || (tensors.contains("pos_embed.proj.weight") && tensors.contains("adaln_single.linear.weight"));
}

TensorViews pixart_from_original(const TensorViews& tensors) {
    TensorViews canonical;
    for (const auto& [found, view] : tensors) {
        const std::string name = found.starts_with(comfy_prefix) ? found.substr(comfy_prefix.size()) : found;
        if (name == "y_embedder.y_embedding" || name == "mask_token" || name == "rope.freqs") continue;
        constexpr std::string_view blocks = "blocks.";
        const size_t dot = name.starts_with(blocks) ? name.find('.', blocks.size()) : name.npos;
        if (dot == name.npos) {
            canonical.emplace(renamed(name, top_rules), view);
            continue;
        }
        const std::string block = "transformer_" + name.substr(0, dot + 1), rest = name.substr(dot + 1);
        if (!split(block, rest, view, canonical)) canonical.emplace(block + renamed(rest, block_rules), view);
    }
    return canonical;
}

std::vector<OriginalName> original_pixart_names(const std::vector<std::string>& modules) {
    const auto undo = [](const std::string& name, const Rules& rules) {
        for (const auto& [from, to] : rules) {
            if (name.starts_with(to)) return std::string(from) + name.substr(to.size());
        }
        return name;
    };
    std::vector<OriginalName> names;
    for (const std::string& module : modules) {
        constexpr std::string_view blocks = "transformer_blocks.";
        const size_t dot = module.starts_with(blocks) ? module.find('.', blocks.size()) : module.npos;
        const std::string start = dot == module.npos ? "" : module.substr(blocks.find('_') + 1, dot - blocks.find('_'));
        const std::string rest = (dot == module.npos ? module : module.substr(dot + 1)) + '.';
        OriginalName name{module, start + undo(rest, dot == module.npos ? top_rules : block_rules)};
        for (const auto& [from, parts] : stacked_rules) {
            const auto found = dot == module.npos ? parts.end() : std::find(parts.begin(), parts.end(), rest);
            if (found != parts.end())
                name = {module, start + std::string(from), static_cast<int>(found - parts.begin()), static_cast<int>(parts.size())};
        }
        name.original.pop_back();  // the dot
        names.push_back(std::move(name));
    }
    return names;
}

TensorViews canonical_t5(const TensorViews& tensors) {
    TensorViews canonical;
    for (const auto& [name, view] : tensors) {
        if (name == "encoder.embed_tokens.weight") {
            canonical.emplace("shared.weight", view);
        } else if (name.starts_with("encoder.") || name == "shared.weight") {
            canonical.insert_or_assign(name, view);
        }
    }
    return canonical;
}

}  // namespace imagelab
