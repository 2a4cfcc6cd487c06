// ComfyUI's graphs (comfy/cli_args.py, nodes.py, comfy_extras/nodes_custom_sampler.py), read from the sampler back to texts, size, model.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/utf8.h"
#include "core/metadata/carry.h"
#include "core/metadata/comfyui_graph.h"
#include "core/metadata/readers.h"

namespace imagelab {
namespace {

using nlohmann::json;
using Graph = ComfyGraph;

constexpr size_t most_samplers = 1000;

bool has_any(const json& node, const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return Graph::has(node, name); });
}

// Told by its inputs: a model, prompts and latents, and how to go on from them.
bool is_sampler(const json& node) {
    if (Graph::has(node, "guider") && Graph::has(node, "sigmas")) return true;
    const bool piped = has_any(node, comfy_pipes);
    const bool runs = has_any(node, {"steps", "sigmas", "sampler_name", "seed", "noise_seed"});
    if (piped && Graph::has(node, "steps") && Graph::has(node, "cfg")) return true;
    if (runs && Graph::has(node, "model") && Graph::type_of(node).starts_with("KSampler")) return true;
    return runs && Graph::has(node, "model") && has_any(node, {"positive", "conditioning"}) && has_any(node, comfy_latents);
}

bool has_own_size(const json& node) {
    return has_any(node, {"width", "empty_latent_width", "resolution", "dimensions", "width_override"}) && !has_any(node, comfy_latents);
}
bool starts_latents(const json& node) {
    return has_own_size(node) || has_any(node, {"pixels", "image"}) || is_sampler(node);
}
bool loads_model(const json& node) {
    return has_any(node, {"ckpt_name", "unet_name", "base_ckpt_name", "model_path", "ckpt"});
}
bool has_own_levels(const json& node) {  // ManualSigmas
    return Graph::input(node, "sigmas").is_string();
}
bool has_steps(const json& node) {
    return Graph::has(node, "steps") || has_own_levels(node);
}
bool has_seed(const json& node) {
    return has_any(node, {"noise_seed", "seed"});
}

std::vector<std::string> with_pipes(std::vector<std::string> names) {
    names.insert(names.end(), comfy_pipes.begin(), comfy_pipes.end());
    return names;
}

const json* latents_of(const Graph& graph, const json& sampler) {
    return graph.upstream(sampler, with_pipes(comfy_latents), starts_latents);
}

// The samplers that the saved picture is made by; all where no node saves one.
std::vector<const json*> samplers_of(const Graph& graph) {
    std::vector<const json*> saved, all, saving;
    for (const json* node : graph.nodes()) {
        if (is_sampler(*node) && all.size() < most_samplers) all.push_back(node);
        if (Graph::type_of(*node).find("Save") != std::string::npos) saving.push_back(node);
    }
    const auto made = graph.ancestors(saving);
    std::copy_if(all.begin(), all.end(), std::back_inserter(saved), [&](const json* node) { return made.contains(node); });
    return saved.empty() ? all : saved;
}

// The one that starts from an empty latent is the picture's; others refine it.
const json* base_sampler(const Graph& graph, const std::vector<const json*>& samplers) {
    for (const json* node : samplers) {
        const json* latent = latents_of(graph, *node);
        if (latent && has_own_size(*latent) && !is_sampler(*latent)) return node;
    }
    for (const json* node : samplers) {
        const json* latent = latents_of(graph, *node);
        if (!latent || !is_sampler(*latent)) return node;
    }
    return samplers.empty() ? nullptr : samplers.front();
}

// "832x1216", "832 x 1216 (portrait)"
std::pair<std::optional<double>, std::optional<double>> sides_in(const std::string& text) {
    const size_t x = text.find_first_of("xX\xc3");
    if (x == std::string::npos) return {};
    const std::string_view before = trimmed(std::string_view(text).substr(0, x));
    const size_t begin = before.find_last_not_of("0123456789");
    const size_t second = std::min(text.find_first_of("0123456789", x), text.size());
    const size_t end = std::min(text.find_first_not_of("0123456789", second), text.size());
    return {number_of(before.substr(begin == std::string_view::npos ? 0 : begin + 1)),
            number_of(std::string_view(text).substr(second, end - second))};
}

void carry_latent(const Graph& graph, const json& sampler, Carry& carry) {
    const json* latent = latents_of(graph, sampler);
    if (!latent || !has_own_size(*latent)) {
        carry.size(std::nullopt, std::nullopt);
        if (latent && !is_sampler(*latent)) carry.started_from_a_picture(number_of(graph.value(sampler, "denoise")));
        return;
    }
    std::optional<double> width, height;
    for (const auto& [across, down] :
         {std::pair{"width", "height"}, {"width_override", "height_override"}, {"empty_latent_width", "empty_latent_height"}}) {
        const auto w = number_of(graph.value(*latent, across)), h = number_of(graph.value(*latent, down));
        if (w && h && *w > 0 && *h > 0 && !width) {
            width = w;
            height = h;
        }
    }
    for (const char* name : {"resolution", "dimensions"}) {
        const auto [w, h] = sides_in(graph.text(*latent, name).value_or(""));
        const bool overridden = width && Graph::has(*latent, "width_override");
        if (w && h && !overridden) {
            width = w;
            height = h;
        }
    }
    carry.size(width, height);
    const json batch = graph.value(*latent, "batch_size");
    carry.batch(number_of(batch));
}

void carry_loras(const Graph& graph, const json& node, Carry& carry) {
    const auto number = [&](const std::string& name) { return number_of(graph.value(node, name)); };
    const std::string single = text_of(graph.value(node, "lora_name"));
    if (!single.empty() && single != "None") {
        const bool model_alone = !Graph::has(node, "strength_clip");
        carry.lora(single, number("strength_model"), model_alone ? 0 : number("strength_clip"));
    }
    for (const auto& [name, value] : node.at("inputs").items()) {
        if (!name.starts_with("lora_")) continue;
        const std::string of = name.substr(name.find_last_of('_') + 1);
        const json& entry = field(value, "lora");  // rgthree's Power Lora Loader: {"on", "lora", "strength", "strengthTwo"}
        if (entry.is_string() && field(value, "on") != false)
            carry.lora(entry.get<std::string>(), number_of(field(value, "strength")), number_of(field(value, "strengthTwo")));
        const bool stacked = name.starts_with("lora_name_") && value.is_string() && value != "None";
        const std::string on = ascii_lower(text_of(Graph::input(node, "switch_" + of)));
        // Efficiency's and Comfyroll's stacks.
        const auto scale = number("model_str_" + of).value_or(number("model_weight_" + of).value_or(number("lora_wt_" + of).value_or(1)));
        const auto text = number("clip_str_" + of).value_or(number("clip_weight_" + of).value_or(scale));
        if (stacked && on != "off") carry.lora(value.get<std::string>(), scale, text);
    }
}

// What stands between the sampler and the model's file and is no LoRA changes the model.
void carry_model_patches(const Graph& graph, const json& start, Carry& carry) {
    const json* node = &start;
    for (int hops = 0; hops < 64; ++hops) {
        const json* next = graph.linked(*node, "model").node;
        if (!next || loads_model(*next)) return;
        const std::string type = Graph::type_of(*next);
        const bool lora = type.find("ora") != std::string::npos;
        const bool passes = !Graph::has(*next, "model") || type.find("Switch") != std::string::npos ||
                            type.find("Pipe") != std::string::npos || type.find("Context") != std::string::npos ||
                            type.find("Reroute") != std::string::npos;
        if (!lora && !passes && type.find("IPAdapter") == std::string::npos)
            carry.not_carried("what the node " + type + " does to the model");
        node = next;
    }
}

void carry_networks(const Graph& graph, const json& sampler, Carry& carry) {
    for (const json* node : graph.ancestors({&sampler})) {
        const std::string type = Graph::type_of(*node);
        const auto strength = number_of(graph.value(*node, "strength"));
        carry_loras(graph, *node, carry);
        const bool applied = type.find("Apply") != std::string::npos || type.find("Stacker") != std::string::npos;
        if (type.find("ControlNet") != std::string::npos && applied && strength.value_or(1) != 0)
            carry.note("its ControlNet is not applied: name it and its picture with --control");
        if (type.find("IPAdapter") != std::string::npos && type.find("Load") == std::string::npos)
            carry.note("its IP-Adapter is not applied: name it and its picture with --reference");
        const auto layer = number_of(graph.value(*node, "stop_at_clip_layer"));
        if (layer && *layer != -2) carry.not_carried("stop_at_clip_layer: " + shown(json(*layer)));
    }
    for (const json* node : graph.nodes()) {
        const std::string name = text_of(graph.value(*node, "vae_name"));
        if (!name.empty() && name != "None" && name != "Baked VAE")
            carry.note("the VAE " + shown(name) + " is not used: the model's own stands in");
    }
}

void carry_model(const Graph& graph, const json& sampler, Carry& carry) {
    const json* guider = graph.linked(sampler, "guider").node;
    const json& start = guider ? *guider : sampler;
    const json* loader = graph.upstream(start, with_pipes({"model", "base_model", "unet"}), loads_model);
    std::string name;
    for (const char* input : {"ckpt_name", "unet_name", "base_ckpt_name", "ckpt", "model_path"}) {
        if (loader && name.empty()) name = text_of(graph.value(*loader, input));
    }
    carry.model(name);
    carry_model_patches(graph, start, carry);
}

void carry_prompts(const Graph& graph, const json& sampler, Carry& carry) {
    const json* guider = graph.linked(sampler, "guider").node;
    const json& from = guider ? *guider : sampler;
    const auto side = [&](const char* name, const std::vector<std::string>& others) {
        std::vector<std::string> names{name};
        names.insert(names.end(), others.begin(), others.end());
        for (const std::string& input : with_pipes(names)) {
            if (Graph::has(from, input)) return graph.words(from, input, name);
        }
        return Graph::Words{};
    };
    const Graph::Words positive = side("positive", {"conditioning", "cond1", "conditioning_1"}),
                       negative = side("negative", {"neg_conditioning"});
    carry.prompts(positive.text, negative.text, positive.rules);
    if (!positive.found)
        carry.note("the prompt could not be read" + (positive.unknown.empty() ? "" : ": it is made by the node " + positive.unknown));
    if (!negative.found && !negative.unknown.empty())
        carry.note("the negative prompt could not be read: it is made by the node " + negative.unknown);
}

// Of a node that makes sigmas: "BasicScheduler" has a scheduler, "KarrasScheduler" is one.
std::string schedule_of(const Graph& graph, const json& sigmas) {
    const std::string name = text_of(graph.value(sigmas, "scheduler")), type = Graph::type_of(sigmas);
    if (!name.empty()) return name;
    std::string_view kind = type;
    for (const std::string_view end : {"Scheduler", "Sampling"}) {
        if (kind.size() > end.size() && kind.ends_with(end)) kind.remove_suffix(end.size());
    }
    return std::string(kind);
}

// All numbers of the text, whatever stands between them (comfy_extras/nodes_custom_sampler.py ManualSigmas).
std::vector<double> levels_in(const std::string& text) {
    std::vector<double> levels;
    for (size_t at = 0; at < text.size();) {
        const size_t begin = text.find_first_of("0123456789.", at),
                     end = std::min(text.find_first_not_of("0123456789.", begin), text.size());
        if (begin == std::string::npos) break;
        if (const auto level = number_of(std::string_view(text).substr(begin, end - begin))) levels.push_back(*level);
        at = end;
    }
    return levels;
}

void carry_sampling(const Graph& graph, const json& sampler, Carry& carry) {
    const json* sigmas = Graph::has(sampler, "steps") ? &sampler : graph.upstream(sampler, {"sigmas"}, has_steps);
    const bool own_levels = sigmas && sigmas != &sampler && has_own_levels(*sigmas);
    if (!own_levels) carry.steps(sigmas ? number_of(graph.value(*sigmas, "steps")) : std::nullopt);
    if (sigmas && sigmas != &sampler && graph.linked(sampler, "sigmas").node != sigmas)
        carry.not_carried("what the node " + Graph::type_of(*graph.linked(sampler, "sigmas").node) + " does to the schedule");
    const json* guider = graph.linked(sampler, "guider").node;
    auto scale = number_of(graph.value(sampler, "cfg"));
    if (!scale && guider) scale = number_of(graph.value(*guider, Graph::has(*guider, "cfg_conds") ? "cfg_conds" : "cfg"));
    if (!scale && guider && !Graph::has(*guider, "negative")) scale = 1;  // BasicGuider: no guidance
    carry.guidance(scale);
    const json* noise = has_seed(sampler) ? &sampler : graph.upstream(sampler, {"noise"}, has_seed);
    carry.noise_source(NoiseSource::comfy);
    carry.like(LikeProgram::comfyui);
    carry.seed(noise ? seed_in(graph.value(*noise, Graph::has(*noise, "noise_seed") ? "noise_seed" : "seed")) : std::nullopt);
    std::string name = text_of(graph.value(sampler, "sampler_name"));
    if (const json* node = graph.linked(sampler, "sampler").node; node && name.empty()) {
        name = text_of(graph.value(*node, "sampler_name"));
        if (name.empty()) name = Graph::type_of(*node);
        if (name.starts_with("Sampler")) name = name.substr(7);
        if (name == "DPMPP_2M_SDE" && text_of(graph.value(*node, "solver_type")) == "heun") name += "_heun";
    }
    carry.sampler(name, sigmas && !own_levels ? schedule_of(graph, *sigmas) : "", false);
    if (own_levels) carry.noise_levels(levels_in(text_of(graph.value(*sigmas, "sigmas"))));
}

Result<Imported> import_graph(const json& prompt, const char* program) {
    if (!prompt.is_object()) return Failure{"the ComfyUI graph is no JSON object"};
    const Graph graph(prompt);
    const auto samplers = samplers_of(graph);
    const json* sampler = base_sampler(graph, samplers);
    if (!sampler) return Failure{"the ComfyUI graph has no node that samples"};
    Carry carry(program);
    carry_prompts(graph, *sampler, carry);
    carry_sampling(graph, *sampler, carry);
    carry_latent(graph, *sampler, carry);
    carry_model(graph, *sampler, carry);
    carry_networks(graph, *sampler, carry);
    for (const std::string& note : graph.notes()) carry.note(note);
    if (samplers.size() > 1)
        carry.note("the graph samples " + std::to_string(samplers.size()) + " times; only the first pass was carried over");
    if (Graph::input(*sampler, "return_with_leftover_noise") == "enable")
        carry.note("its sampler stops early and another goes on: all steps run here");
    return carry.done();
}

}  // namespace

Result<Imported> import_comfyui(const json& prompt) {
    return import_graph(prompt, "ComfyUI");
}

// Civitai's generator: the graph in the UserComment beside "extra", and "extraMetadata" with what its form held, as text or object.
Result<Imported> import_civitai(const json& graph) {
    const json& written = field(graph, "extraMetadata");
    auto parsed = written.is_string() ? parse_foreign_json(written.get<std::string>()) : Result<json>(written);
    const json form = parsed && parsed->is_object() ? std::move(*parsed) : json();
    auto imported = import_graph(graph, form.is_null() && field(graph, "extra").is_null() ? "ComfyUI" : "Civitai");
    if (imported || form.is_null()) return imported;
    Carry carry("Civitai");
    const auto get = [&](const char* key) -> const json& { return field(form, key); };
    carry.prompts(text_of(get("prompt")), text_of(get("negativePrompt")));
    carry.steps(number_of(get("steps")));
    carry.guidance(number_of(get("cfgScale")));
    carry.seed(seed_in(get("seed")));
    carry.size(number_of(get("width")), number_of(get("height")));
    carry.sampler(text_of(get("sampler")), "", false);
    carry.model("");
    carry.note("its graph could not be read, the generator's form was: " + imported.error());
    return carry.done();
}

}  // namespace imagelab
