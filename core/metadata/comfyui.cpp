// ComfyUI's graphs (comfy/cli_args.py, nodes.py; read as Civitai's comfy.metadata.ts reads them): from the sampler back to texts, size,
// model.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/metadata/carry.h"

namespace imagelab {
namespace {

using nlohmann::json;

constexpr int most_hops = 64;        // along a chain of links
constexpr int most_steps = 100'000;  // of all following together: links in circles that branch would take for ever

class ComfyGraph {
  public:
    explicit ComfyGraph(const json& nodes) : nodes_(nodes) {}

    // The node that an input is linked to; nullptr where it is a value or leads nowhere.
    const json* linked(const json& node, const std::string& input) const {
        const json& inputs = node.at("inputs");
        if (!inputs.contains(input)) return nullptr;
        const json& link = inputs.at(input);
        if (!link.is_array() || link.size() != 2) return nullptr;
        const std::string id = link[0].is_string() ? link[0].get<std::string>() : link[0].dump();
        const auto found = nodes_.find(id);
        return found != nodes_.end() && is_node(*found) ? &*found : nullptr;
    }

    // A number or text, itself or in the node that the input is linked to (primitives, "Seed Everywhere" and the like).
    json value(const json& node, const std::string& input, int hops = 0) const {
        const json& inputs = node.at("inputs");
        if (!inputs.contains(input) || !may_go_on(hops)) return nullptr;
        if (!inputs.at(input).is_structured()) return inputs.at(input);
        const json* from = linked(node, input);
        if (!from) return nullptr;
        for (const char* name : {input.c_str(), "value", "seed", "noise_seed", "int", "float", "number", "string", "text", "Text"}) {
            if (from->at("inputs").contains(name)) {
                const json found = value(*from, name, hops + 1);
                if (!found.is_null()) return found;
            }
        }
        return nullptr;
    }

    // The words that a conditioning input is made of, through ControlNets, combinations and switches.
    std::string words(const json& node, const std::string& input, int hops = 0) const {
        const json* from = linked(node, input);
        if (!from || !may_go_on(hops)) return "";
        const json& inputs = from->at("inputs");
        for (const char* name : {"text", "text_g", "prompt", "text_l"}) {
            if (inputs.contains(name)) return text_of(value(*from, name));
        }
        for (const char* name : {"conditioning", "positive", "conditioning_1", "conditioning_to", "cond1", "input"}) {
            const bool other_side = input == "negative" && std::string_view(name) == "positive" && inputs.contains("negative");
            const std::string text = words(*from, other_side ? "negative" : name, hops + 1);
            if (!text.empty()) return text;
        }
        return "";
    }

    // The first node upstream of an input, through inputs of the same kind, that has one of these inputs.
    const json* upstream(const json& node, const std::vector<std::string>& through, const std::vector<std::string>& having,
                         int hops = 0) const {
        if (!may_go_on(hops)) return nullptr;
        for (const std::string& input : through) {
            const json* from = linked(node, input);
            if (!from) continue;
            for (const std::string& name : having) {
                if (from->at("inputs").contains(name)) return from;
            }
            if (const json* found = upstream(*from, through, having, hops + 1)) return found;
        }
        return nullptr;
    }

    std::vector<const json*> of_class(const std::vector<std::string>& names) const {
        std::vector<const json*> found;
        for (const json& node : nodes_) {
            if (is_node(node) && std::find(names.begin(), names.end(), node.at("class_type").get<std::string>()) != names.end())
                found.push_back(&node);
        }
        return found;
    }

  private:
    static bool is_node(const json& node) {
        return node.is_object() && node.contains("class_type") && node.at("class_type").is_string() && node.contains("inputs") &&
               node.at("inputs").is_object();
    }
    bool may_go_on(int hops) const { return hops <= most_hops && ++steps_ <= most_steps; }

    const json& nodes_;
    mutable int steps_ = 0;
};

bool is_text(const json& node, const char* input, const char* text) {
    return node.at("inputs").contains(input) && node.at("inputs").at(input) == text;
}

// The one that starts from an empty latent is the picture's; others refine it.
const json* base_sampler(const ComfyGraph& graph, const std::vector<const json*>& samplers) {
    for (const json* node : samplers) {
        const json* latent = graph.upstream(*node, {"latent_image", "samples"}, {"width", "pixels", "seed", "noise_seed"});
        if (latent && latent->at("inputs").contains("width")) return node;
    }
    return samplers.empty() ? nullptr : samplers.front();
}

void carry_latent(const ComfyGraph& graph, const json& sampler, Carry& carry) {
    const json* latent = graph.upstream(sampler, {"latent_image", "samples"}, {"width", "pixels"});
    if (latent && latent->at("inputs").contains("width")) {
        carry.size(number_of(graph.value(*latent, "width")), number_of(graph.value(*latent, "height")));
        carry.batch(number_of(graph.value(*latent, "batch_size")));
    } else {
        carry.size(std::nullopt, std::nullopt);
        if (latent) carry.started_from_a_picture(number_of(graph.value(sampler, "denoise")));
    }
}

void carry_model(const ComfyGraph& graph, const json& sampler, Carry& carry) {
    const std::vector<std::string> names = {"ckpt_name", "unet_name"};
    const json* loader = graph.upstream(sampler, {"model"}, names);
    std::string name;
    for (const std::string& input : names) {
        if (loader && name.empty()) name = text_of(graph.value(*loader, input));
    }
    carry.model(name);
    for (const json* lora : graph.of_class({"LoraLoader", "LoraLoaderModelOnly"}))
        carry.note("the LoRA " + shown(text_of(graph.value(*lora, "lora_name"))) + " is not applied: LoRA is not built yet");
    if (!graph.of_class({"ControlNetLoader", "ControlNetApply", "ControlNetApplyAdvanced"}).empty())
        carry.note("its ControlNet is not applied: ControlNet is not built yet");
    for (const json* vae : graph.of_class({"VAELoader"}))
        carry.note("the VAE " + shown(text_of(graph.value(*vae, "vae_name"))) + " is not used: the model's own stands in");
}

}  // namespace

Result<Imported> import_comfyui(const json& prompt) {
    if (!prompt.is_object()) return Failure{"the ComfyUI graph is no JSON object"};
    const ComfyGraph graph(prompt);
    const auto samplers = graph.of_class({"KSampler", "KSamplerAdvanced"});
    const json* sampler = base_sampler(graph, samplers);
    if (!sampler) return Failure{"the ComfyUI graph has no KSampler, the only kind of sampler node that is read"};
    Carry carry("ComfyUI");
    carry.prompts(graph.words(*sampler, "positive"), graph.words(*sampler, "negative"));
    carry.steps(number_of(graph.value(*sampler, "steps")));
    carry.guidance(number_of(graph.value(*sampler, "cfg")));
    const json seed = graph.value(*sampler, "seed");
    carry.seed(seed_in(seed.is_null() ? graph.value(*sampler, "noise_seed") : seed));
    carry.sampler(text_of(graph.value(*sampler, "sampler_name")), text_of(graph.value(*sampler, "scheduler")), false);
    carry_latent(graph, *sampler, carry);
    carry_model(graph, *sampler, carry);
    if (samplers.size() > 1)
        carry.note("the graph samples " + std::to_string(samplers.size()) + " times; only the first pass was carried over");
    if (is_text(*sampler, "return_with_leftover_noise", "enable"))
        carry.note("its sampler stops early and another goes on: all steps run here");
    return carry.done();
}

// The editor's graph: nodes with positional widgets_values, links as [id, from, slot, to, slot, type] (docs.comfy.org workflow_json).
json comfyui_prompt_of_workflow(const json& workflow) {
    struct Widgets {
        const char* type;
        std::vector<const char*> names;  // "" is skipped
    };
    static const std::vector<Widgets> known = {
        {"KSampler", {"seed", "", "steps", "cfg", "sampler_name", "scheduler", "denoise"}},
        {"KSamplerAdvanced",
         {"add_noise", "noise_seed", "", "steps", "cfg", "sampler_name", "scheduler", "start_at_step", "end_at_step",
          "return_with_leftover_noise"}},
        {"CLIPTextEncode", {"text"}},
        {"CLIPTextEncodeSDXL", {"width", "height", "crop_w", "crop_h", "target_width", "target_height", "text_g", "text_l"}},
        {"EmptyLatentImage", {"width", "height", "batch_size"}},
        {"CheckpointLoaderSimple", {"ckpt_name"}},
        {"UNETLoader", {"unet_name"}},
        {"VAELoader", {"vae_name"}},
        {"LoraLoader", {"lora_name", "strength_model", "strength_clip"}},
        {"LoadImage", {"image"}},
        {"PrimitiveNode", {"value"}}};
    json prompt = json::object();
    if (!workflow.is_object() || !workflow.contains("nodes") || !workflow.at("nodes").is_array()) return prompt;
    std::map<std::string, json> sources;  // link id -> [node, slot]
    for (const json& link : workflow.value("links", json::array())) {
        if (link.is_array() && link.size() >= 5) sources[link[0].dump()] = json::array({link[1].dump(), link[2]});
    }
    for (const json& node : workflow.at("nodes")) {
        if (!node.is_object() || !node.contains("id") || !node.value("type", json()).is_string()) continue;
        json inputs = json::object();
        const std::string type = node.at("type");
        const json values = node.value("widgets_values", json::array());
        for (const Widgets& widgets : known) {
            if (type != widgets.type || !values.is_array()) continue;
            for (size_t i = 0; i < std::min(widgets.names.size(), values.size()); ++i) {
                if (*widgets.names[i]) inputs[widgets.names[i]] = values[i];
            }
        }
        for (const json& input : node.value("inputs", json::array())) {
            if (!input.is_object() || !input.value("name", json()).is_string() || !input.contains("link")) continue;
            const auto source = sources.find(input.at("link").dump());
            if (source != sources.end()) inputs[input.at("name").get<std::string>()] = source->second;
        }
        prompt[node.at("id").dump()] = {{"class_type", type}, {"inputs", inputs}};
    }
    return prompt;
}

}  // namespace imagelab
