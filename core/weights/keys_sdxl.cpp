#include "core/weights/keys_sdxl.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace imagelab {
namespace {

using Rules = std::vector<std::pair<std::string_view, std::string_view>>;

// "a.b.rest" with the rule {"a.b", "c"} is "c.rest"; a rule applies at the start and ends at a dot or at the end of the name.
std::optional<std::string> apply_start(std::string_view name, const Rules& rules) {
    for (const auto& [from, to] : rules) {
        if (name.starts_with(from) && (name.size() == from.size() || name[from.size()] == '.'))
            return std::string(to) + std::string(name.substr(from.size()));
    }
    return std::nullopt;
}

// The other way round: "c.rest" with the rule {"a.b", "c"} is "a.b.rest".
std::optional<std::string> undo_start(std::string_view name, const Rules& rules) {
    for (const auto& [from, to] : rules) {
        if (name.starts_with(to) && (name.size() == to.size() || name[to.size()] == '.'))
            return std::string(from) + std::string(name.substr(to.size()));
    }
    return std::nullopt;
}

struct Indexed {
    int index;
    std::string_view rest;  // after the dot
};

// "12.rest" -> 12 and "rest".
std::optional<Indexed> take_index(std::string_view text) {
    int index = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), index);
    if (code != std::errc() || end == text.data() + text.size() || *end != '.' || index < 0 || index > 9999) return std::nullopt;
    return Indexed{index, text.substr(static_cast<size_t>(end - text.data()) + 1)};
}

std::optional<Indexed> take_index(std::string_view text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return std::nullopt;
    return take_index(text.substr(prefix.size()));
}

TensorViews part(const TensorViews& file, const std::string& prefix) {
    TensorViews found;
    for (auto it = file.lower_bound(prefix); it != file.end() && it->first.starts_with(prefix); ++it)
        found.emplace(it->first.substr(prefix.size()), it->second);
    return found;
}

bool any_under(const TensorViews& tensors, const std::string& prefix) {
    const auto it = tensors.lower_bound(prefix);
    return it != tensors.end() && it->first.starts_with(prefix);
}

// ---- UNet ----

const Rules unet_rules{{"time_embed.0", "time_embedding.linear_1"},
                       {"time_embed.2", "time_embedding.linear_2"},
                       {"label_emb.0.0", "add_embedding.linear_1"},
                       {"label_emb.0.2", "add_embedding.linear_2"},
                       {"input_blocks.0.0", "conv_in"},
                       {"out.0", "conv_norm_out"},
                       {"out.2", "conv_out"}};
const Rules unet_resnet_rules{{"in_layers.0", "norm1"},  {"in_layers.2", "conv1"},          {"out_layers.0", "norm2"},
                              {"out_layers.3", "conv2"}, {"emb_layers.1", "time_emb_proj"}, {"skip_connection", "conv_shortcut"}};

// Where "input_blocks.4.1" and its like stand in diffusers' layout: "down_blocks.1.attentions.0". The list of LDM blocks is flat; a
// level ends where a block resamples.
class UnetPlaces {
  public:
    explicit UnetPlaces(const TensorViews& unet) : unet_(unet) {
        Position position;
        for (int block : indices("input_blocks.")) {
            if (block == 0) continue;
            const std::string name = "input_blocks." + std::to_string(block);
            place(name, "down_blocks.", "downsamplers.0", position);
        }
        position = {};
        for (int block : indices("output_blocks.")) place("output_blocks." + std::to_string(block), "up_blocks.", "upsamplers.0", position);
        int resnets = 0, attentions = 0;
        for (int block : indices("middle_block.")) {
            const std::string name = "middle_block." + std::to_string(block);
            const bool resnet = any_under(unet_, name + ".in_layers.");
            places_[name] =
                resnet ? "mid_block.resnets." + std::to_string(resnets++) : "mid_block.attentions." + std::to_string(attentions++);
        }
    }

    std::string canonical(const std::string& name) const {
        if (const auto direct = apply_start(name, unet_rules)) return *direct;
        size_t dot = 0;
        for (int dots = name.starts_with("middle_block.") ? 2 : 3; dots > 0 && dot != name.npos; --dots) dot = name.find('.', dot + 1);
        const auto place = dot == name.npos ? places_.end() : places_.find(name.substr(0, dot));
        if (place == places_.end()) return name;
        const std::string rest = name.substr(dot + 1);
        if (place->second.find(".resnets.") != std::string::npos)
            return place->second + '.' + apply_start(rest, unet_resnet_rules).value_or(rest);
        return place->second + '.' + apply_start(rest, {{"op", "conv"}}).value_or(rest);
    }

  private:
    struct Position {
        int level = 0, layer = 0;
    };

    std::set<int> indices(std::string_view prefix) const {
        std::set<int> found;
        for (auto it = unet_.lower_bound(std::string(prefix)); it != unet_.end() && it->first.starts_with(prefix); ++it) {
            if (const auto indexed = take_index(it->first, prefix)) found.insert(indexed->index);
        }
        return found;
    }

    void place(const std::string& block, const std::string& side, const std::string& resampler, Position& position) {
        const std::string level = side + std::to_string(position.level) + '.', layer = std::to_string(position.layer);
        bool resnet = false, ends = false;
        for (const char* item : {".0", ".1", ".2"}) {
            const std::string name = block + item;
            if (any_under(unet_, name + ".op.") || any_under(unet_, name + ".conv.")) {
                places_[name] = level + resampler;
                ends = true;
            } else if (any_under(unet_, name + ".in_layers.")) {
                places_[name] = level + "resnets." + layer;
                resnet = true;
            } else if (any_under(unet_, name + ".")) {
                places_[name] = level + "attentions." + layer;
            }
        }
        if (ends) {
            position = {position.level + 1, 0};
        } else if (resnet) {
            ++position.layer;
        }
    }

    const TensorViews& unet_;
    std::map<std::string, std::string> places_;
};

TensorViews unet_from_ldm(const TensorViews& unet) {
    const UnetPlaces places(unet);
    TensorViews canonical;
    for (const auto& [name, view] : unet) canonical.emplace(places.canonical(name), view);
    return canonical;
}

// Where "down_blocks.1.attentions.0" and its like stand in the original's flat lists: "input_blocks.4.1".
class LdmPlaces {
  public:
    explicit LdmPlaces(const std::vector<std::string>& modules) {
        for (const std::string& module : modules) {
            for (const char* side : {"down_blocks.", "up_blocks."}) {
                const auto level = take_index(module, side);
                if (!level) continue;
                const std::string block = side + std::to_string(level->index);
                if (const auto layer = take_index(level->rest, "resnets.")) resnets_[block] = std::max(resnets_[block], layer->index + 1);
                if (level->rest.starts_with("attentions.")) attends_.insert(block);
            }
        }
        place_side("down_blocks.", "input_blocks.", 1);
        place_side("up_blocks.", "output_blocks.", 0);
    }

    std::optional<std::string> original(const std::string& module) const {
        if (const auto direct = undo_start(module, unet_rules)) return direct;
        if (const auto resnet = take_index(module, "mid_block.resnets."))
            return middle(2 * resnet->index) + undo_start(resnet->rest, unet_resnet_rules).value_or(std::string(resnet->rest));
        if (const auto attention = take_index(module, "mid_block.attentions."))
            return middle(2 * attention->index + 1) + std::string(attention->rest);
        size_t dot = 0;
        for (int dots = 4; dots > 0 && dot != module.npos; --dots) dot = module.find('.', dot + 1);
        const auto place = dot == module.npos ? places_.end() : places_.find(module.substr(0, dot));
        if (place == places_.end()) return std::nullopt;
        const std::string rest = module.substr(dot + 1);
        if (module.find(".resnets.") != module.npos) return place->second + '.' + undo_start(rest, unet_resnet_rules).value_or(rest);
        return place->second + '.' + (module.find(".downsamplers.") != module.npos && rest == "conv" ? "op" : rest);
    }

  private:
    static std::string middle(int item) { return "middle_block." + std::to_string(item) + '.'; }

    void place_side(const std::string& side, const std::string& list, int next) {
        for (int level = 0; resnets_.contains(side + std::to_string(level)); ++level) {
            const std::string block = side + std::to_string(level);
            for (int layer = 0; layer < resnets_.at(block); ++layer, ++next) {
                const std::string start = list + std::to_string(next);
                places_[block + ".resnets." + std::to_string(layer)] = start + ".0";
                places_[block + ".attentions." + std::to_string(layer)] = start + ".1";
            }
            if (side == "down_blocks.") {
                places_[block + ".downsamplers.0"] = list + std::to_string(next++) + ".0";
            } else {
                places_[block + ".upsamplers.0"] = list + std::to_string(next - 1) + (attends_.contains(block) ? ".2" : ".1");
            }
        }
    }

    std::map<std::string, int> resnets_;
    std::set<std::string> attends_;
    std::map<std::string, std::string> places_;
};

// ---- Autoencoder ----

const Rules vae_attention_rules{{"norm", "group_norm"}, {"q", "to_q"}, {"k", "to_k"}, {"v", "to_v"}, {"proj_out", "to_out.0"}};
const Rules old_attention_rules{{"query", "to_q"}, {"key", "to_k"}, {"value", "to_v"}, {"proj_attn", "to_out.0"}};

// `name` without "encoder." or "decoder."; `levels` is how many the decoder has.
std::string vae_half_from_ldm(std::string_view name, int levels) {
    static const Rules plain{{"norm_out", "conv_norm_out"}, {"mid.block_1", "mid_block.resnets.0"}, {"mid.block_2", "mid_block.resnets.1"}};
    static const Rules resnet{{"nin_shortcut", "conv_shortcut"}};
    if (name.starts_with("mid.attn_1.")) {
        const std::string_view rest = name.substr(11);
        return "mid_block.attentions.0." + apply_start(rest, vae_attention_rules).value_or(std::string(rest));
    }
    const bool down = name.starts_with("down.");
    if (const auto level = take_index(name, down ? "down." : "up.")) {
        const std::string side =
            down ? "down_blocks." + std::to_string(level->index) : "up_blocks." + std::to_string(levels - 1 - level->index);
        if (const auto block = take_index(level->rest, "block.")) {
            return side + ".resnets." + std::to_string(block->index) + '.' +
                   apply_start(block->rest, resnet).value_or(std::string(block->rest));
        }
        const auto resampler = apply_start(level->rest, {{"downsample", "downsamplers.0"}, {"upsample", "upsamplers.0"}});
        if (resampler) return side + '.' + *resampler;
    }
    const std::string renamed = apply_start(name, plain).value_or(std::string(name));
    return renamed;
}

TensorViews vae_from_ldm(const TensorViews& vae) {
    int levels = 0;
    for (const auto& [name, view] : vae) {
        if (const auto level = take_index(name, "decoder.up.")) levels = std::max(levels, level->index + 1);
    }
    TensorViews canonical;
    for (const auto& [name, view] : vae) {
        const bool half = name.starts_with("encoder.") || name.starts_with("decoder.");
        canonical.emplace(half ? name.substr(0, 8) + vae_half_from_ldm(std::string_view(name).substr(8), levels) : name, view);
    }
    return canonical_vae(canonical);
}

// ---- OpenCLIP ----

const Rules open_clip_rules{{"positional_embedding", "text_model.embeddings.position_embedding.weight"},
                            {"token_embedding", "text_model.embeddings.token_embedding"},
                            {"ln_final", "text_model.final_layer_norm"}};
const Rules open_clip_block_rules{{"ln_1", "layer_norm1"},
                                  {"ln_2", "layer_norm2"},
                                  {"mlp.c_fc", "mlp.fc1"},
                                  {"mlp.c_proj", "mlp.fc2"},
                                  {"attn.out_proj", "self_attn.out_proj"}};

constexpr std::array<std::string_view, 3> in_proj_thirds{"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"};

// The rows of in_proj_weight [3 c, c] and in_proj_bias [3 c] are those of q, then k, then v. False where the shape does not divide.
bool split_in_proj(const TensorView& fused, const std::string& block, const std::string& leaf, TensorViews& target) {
    if (fused.shape.empty() || fused.shape[0] % 3 != 0) return false;
    const int64_t third = fused.shape[0] / 3;
    int64_t first = 0;
    for (const std::string_view name : in_proj_thirds) {
        target.emplace(block + std::string(name) + leaf, rows_of(fused, first, third));
        first += third;
    }
    return true;
}

TensorViews clip_from_open_clip(const TensorViews& clip) {
    TensorViews canonical;
    for (const auto& [name, view] : clip) {
        if (name == "text_projection" && view.shape.size() == 2) {  // x @ text_projection: [in, out]
            TensorView projection = view;
            std::swap(projection.shape[0], projection.shape[1]);
            projection.transposed = true;
            canonical.emplace("text_projection.weight", projection);
            continue;
        }
        const auto block = take_index(name, "transformer.resblocks.");
        if (!block) {
            canonical.emplace(apply_start(name, open_clip_rules).value_or(name), view);
            continue;
        }
        const std::string prefix = "text_model.encoder.layers." + std::to_string(block->index) + '.';
        const std::string leaf = block->rest == "attn.in_proj_weight" ? ".weight" : block->rest == "attn.in_proj_bias" ? ".bias" : "";
        if (!leaf.empty() && split_in_proj(view, prefix, leaf, canonical)) continue;
        canonical.emplace(prefix + apply_start(block->rest, open_clip_block_rules).value_or(std::string(block->rest)), view);
    }
    return canonical_clip(canonical);
}

}  // namespace

TensorViews canonical_clip(const TensorViews& tensors) {
    TensorViews canonical;
    for (const auto& [name, view] : tensors) {
        if (name.ends_with("position_ids") || name == "logit_scale") continue;
        const bool bare = name.starts_with("embeddings.") || name.starts_with("encoder.") || name.starts_with("final_layer_norm.");
        canonical.emplace(bare ? "text_model." + name : name, view);
    }
    return canonical;
}

TensorViews canonical_vae(const TensorViews& tensors) {
    TensorViews canonical;
    for (const auto& [name, view] : tensors) {
        static constexpr std::string_view marker = "mid_block.attentions.0.";
        const size_t at = name.find(marker);
        if (at == name.npos) {
            canonical.emplace(name, view);
            continue;
        }
        const size_t leaf = at + marker.size();
        TensorView linear = view;
        while (linear.shape.size() > 2 && linear.shape.back() == 1) linear.shape.pop_back();
        canonical.emplace(name.substr(0, leaf) + apply_start(name.substr(leaf), old_attention_rules).value_or(name.substr(leaf)), linear);
    }
    return canonical;
}

bool is_sdxl_refiner(const TensorViews& file) {
    return any_under(file, "conditioner.embedders.0.model.") && !any_under(file, "conditioner.embedders.0.transformer.") &&
           !any_under(file, "conditioner.embedders.1.");
}

SdxlTensors split_sdxl_single_file(const TensorViews& file) {
    const TensorViews vae = part(file, "first_stage_model.");
    const char* bigg = is_sdxl_refiner(file) ? "conditioner.embedders.0.model." : "conditioner.embedders.1.model.";
    return {canonical_clip(part(file, "conditioner.embedders.0.transformer.")), clip_from_open_clip(part(file, bigg)),
            unet_from_ldm(part(file, "model.diffusion_model.")), vae_from_ldm(vae.empty() ? part(file, "vae.") : vae)};
}

std::vector<OriginalName> ldm_unet_names(const std::vector<std::string>& modules) {
    const LdmPlaces places(modules);
    std::vector<OriginalName> names;
    for (const std::string& module : modules) {
        if (auto original = places.original(module)) names.push_back({module, *std::move(original)});
    }
    return names;
}

std::vector<OriginalName> open_clip_names(const std::vector<std::string>& modules) {
    std::vector<OriginalName> names;
    for (const std::string& module : modules) {
        const auto layer = take_index(module, "text_model.encoder.layers.");
        if (!layer) {
            if (auto original = undo_start(module, open_clip_rules)) names.push_back({module, *std::move(original)});
            continue;
        }
        const std::string block = "transformer.resblocks." + std::to_string(layer->index) + '.';
        const auto third = std::find(in_proj_thirds.begin(), in_proj_thirds.end(), layer->rest);
        if (third != in_proj_thirds.end()) {
            names.push_back({module, block + "attn.in_proj", static_cast<int>(third - in_proj_thirds.begin()), 3});
        } else if (const auto original = undo_start(layer->rest, open_clip_block_rules)) {
            names.push_back({module, block + *original});
        }
    }
    return names;
}

}  // namespace imagelab
