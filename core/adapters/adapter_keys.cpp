#include "core/adapters/adapter_keys.h"

#include <algorithm>
#include <set>

#include "core/weights/keys_pixart.h"
#include "core/weights/keys_sdxl.h"

namespace imagelab {
namespace {

using Prefixes = std::vector<std::string>;

// Prefixes of the spellings of a component: before names with "_" and before names with "."; `original` of the original's names.
struct Spellings {
    Prefixes underscored, dotted, original_underscored, original_dotted;
};

const Spellings unet_spellings{{"lora_unet_", "lycoris_", "oft_unet_"},
                               {"", "unet.", "base_model.model.", "unet.base_model.model."},
                               {"lora_unet_", "oft_unet_"},
                               {"diffusion_model.", "model.diffusion_model."}};
const Spellings pixart_spellings{{"lora_unet_", "lora_transformer_", "lycoris_"},
                                 {"", "transformer.", "base_model.model.", "unet.base_model.model.", "transformer.base_model.model."},
                                 {"lora_unet_"},
                                 {"diffusion_model.", "model.diffusion_model."}};
const Spellings clip_l_spellings{
    {"lora_te1_", "lora_te_"},
    {"text_encoder.", "text_encoder.base_model.model.", "text_encoders.clip_l.transformer.", "clip_l.transformer."},
    {},
    {}};
const Spellings clip_g_spellings{
    {"lora_te2_"},
    {"text_encoder_2.", "text_encoder_2.base_model.model.", "text_encoders.clip_g.transformer.", "clip_g.transformer."},
    {"lora_te2_"},
    {"conditioner.embedders.1.model."}};
// The refiner has the second text encoder only.
const Spellings lone_clip_g_spellings{
    {"lora_te_", "lora_te1_", "lora_te2_"},
    {"text_encoder.", "text_encoder_2.", "text_encoder_2.base_model.model.", "text_encoders.clip_g.transformer.", "clip_g.transformer."},
    {"lora_te_", "lora_te2_"},
    {"conditioner.embedders.0.model."}};
const Spellings t5_spellings{{"lora_te_", "lora_te1_"},
                             {"text_encoder.", "text_encoder.base_model.model.", "text_encoders.t5xxl.transformer.", "t5xxl.transformer."},
                             {},
                             {}};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
    return text;
}

std::string underscored(std::string name) {
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
}

// "attn1.processor.to_q" of diffusers before 0.22, whose suffix begins with "_lora"; to_out lost its ".0".
std::string of_processor(const std::string& module) {
    std::string name = replaced(module, ".to_", ".processor.to_");
    if (name == module) return {};
    if (name.ends_with(".to_out.0")) name.resize(name.size() - 2);
    return name;
}

// Former names of CLIP's modules: projections as in the UNet, and, of newer transformers, no "text_model." at the start.
std::vector<std::string> clip_aliases(const std::string& module) {
    constexpr std::string_view start = "text_model.";
    std::vector<std::string> names;
    for (const char* projection : {"q", "k", "v", "out"}) {
        const std::string name = std::string("self_attn.") + projection + "_proj";
        if (module.ends_with(name)) names.push_back(module.substr(0, module.size() - name.size()) + "self_attn.to_" + projection);
    }
    if (module.starts_with(start)) names.push_back(module.substr(start.size()));
    return names;
}

std::vector<std::string> modules_of(const WeightMap& weights) {
    std::set<std::string> modules;
    for (const auto& [name, view] : weights.tensors()) {
        const bool leaf = name.ends_with(".weight") || name.ends_with(".bias");
        modules.insert(leaf ? name.substr(0, name.rfind('.')) : name);
    }
    return {modules.begin(), modules.end()};
}

enum class Network { unet, pixart, clip, t5, other };
Network network_of(const WeightMap& weights) {
    if (weights.find("conv_in.weight") && weights.find("time_embedding.linear_1.weight")) return Network::unet;
    if (weights.find("pos_embed.proj.weight")) return Network::pixart;
    if (weights.find("shared.weight")) return Network::t5;
    if (weights.find("text_model.final_layer_norm.weight")) return Network::clip;
    return Network::other;
}

const Spellings* spellings_of(const AdapterComponent& component, bool first_clip) {
    switch (network_of(*component.weights)) {
        case Network::unet:
            return &unet_spellings;
        case Network::pixart:
            return &pixart_spellings;
        case Network::t5:
            return &t5_spellings;
        case Network::clip:
            return component.name != "text_encoder_2" ? &clip_l_spellings : first_clip ? &clip_g_spellings : &lone_clip_g_spellings;
        case Network::other:
            break;
    }
    return nullptr;
}

std::vector<OriginalName> original_names(const AdapterComponent& component, const std::vector<std::string>& modules) {
    switch (network_of(*component.weights)) {
        case Network::unet:
            return ldm_unet_names(modules);
        case Network::pixart:
            return original_pixart_names(modules);
        case Network::clip:
            return component.name == "text_encoder_2" ? open_clip_names(modules) : std::vector<OriginalName>{};
        default:
            return {};
    }
}

}  // namespace

AdapterKeys::AdapterKeys(const std::vector<AdapterComponent>& components) {
    const bool first_clip = std::any_of(components.begin(), components.end(), [](const auto& one) { return one.name == "text_encoder"; });
    for (const AdapterComponent& component : components) {
        const Spellings* spellings = spellings_of(component, first_clip);
        if (spellings == nullptr) continue;
        const std::vector<std::string> modules = modules_of(*component.weights);
        const std::vector<OriginalName> originals = original_names(component, modules);
        std::map<std::string, std::string> original_of;
        for (const OriginalName& name : originals) original_of.emplace(name.canonical, name.original);
        const Network network = network_of(*component.weights);
        for (const std::string& module : modules) {
            const auto original = original_of.find(module);
            const AdapterTarget target{component.name, module, original == original_of.end() ? "" : original->second};
            const auto add = [&](std::string name) { table_.emplace(std::move(name), std::vector{target}); };
            for (const std::string& prefix : spellings->underscored) add(prefix + underscored(module));
            for (const std::string& prefix : spellings->dotted) add(prefix + module);
            if (network == Network::clip) {
                for (const std::string& alias : clip_aliases(module)) {
                    for (const std::string& prefix : spellings->dotted) add(prefix + alias);
                }
            }
            const std::string processor = network == Network::unet ? of_processor(module) : "";
            if (!processor.empty()) add(processor), add("unet." + processor);
        }
        for (const OriginalName& name : originals) {
            const AdapterTarget target{component.name, name.canonical, name.original, name.part, name.parts};
            // A fused name has several targets; a name that both layouts share has one.
            const auto add = [&](const std::string& spelling) {
                std::vector<AdapterTarget>& targets = table_[spelling];
                if (targets.empty() || (name.parts > 1 && targets.front().parts > 1)) targets.push_back(target);
            };
            for (const std::string& prefix : spellings->original_underscored) add(prefix + underscored(name.original));
            for (const std::string& prefix : spellings->original_dotted) add(prefix + name.original);
        }
    }
}

std::span<const AdapterTarget> AdapterKeys::find(std::string_view module) const {
    const auto found = table_.find(module);
    return found == table_.end() ? std::span<const AdapterTarget>() : std::span<const AdapterTarget>(found->second);
}

}  // namespace imagelab
