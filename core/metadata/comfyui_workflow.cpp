// The editor's graph (docs.comfy.org workflow_json 0.4 and 1.0): nodes with widget values by position, links by number, muted and
// bypassed nodes, reroutes, nodes that set and get by name, graphs within graphs and, before those, group nodes (ComfyUI_frontend
// src/extensions/core/groupNode.ts). It becomes what the program would have run.
#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "core/metadata/carry.h"

namespace imagelab {
namespace {

using nlohmann::json;

constexpr int longest_chain = 64;
constexpr int deepest_graph = 8;
constexpr size_t most_nodes = 20'000;
constexpr size_t most_widgets = 1000;   // of one node that stands for a graph
constexpr int muted = 2, bypassed = 4;  // LGraphEventMode

// Names of the widgets of a node class in their order; "" is a control that is no input.
const std::map<std::string, std::vector<std::string>>& known_widgets() {
    static const std::map<std::string, std::vector<std::string>> known = {
        {"KSampler", {"seed", "", "steps", "cfg", "sampler_name", "scheduler", "denoise"}},
        {"KSamplerAdvanced",
         {"add_noise", "noise_seed", "", "steps", "cfg", "sampler_name", "scheduler", "start_at_step", "end_at_step",
          "return_with_leftover_noise"}},
        {"SamplerCustom", {"add_noise", "noise_seed", "", "cfg"}},
        {"RandomNoise", {"noise_seed", ""}},
        {"KSamplerSelect", {"sampler_name"}},
        {"BasicScheduler", {"scheduler", "steps", "denoise"}},
        {"KarrasScheduler", {"steps", "sigma_max", "sigma_min", "rho"}},
        {"ExponentialScheduler", {"steps", "sigma_max", "sigma_min"}},
        {"SDTurboScheduler", {"steps", "denoise"}},
        {"ManualSigmas", {"sigmas"}},
        {"CFGGuider", {"cfg"}},
        {"CLIPTextEncode", {"text"}},
        {"CLIPTextEncodeSDXL", {"width", "height", "crop_w", "crop_h", "target_width", "target_height", "text_g", "text_l"}},
        {"CLIPSetLastLayer", {"stop_at_clip_layer"}},
        {"ConditioningAverage", {"conditioning_to_strength"}},
        {"EmptyLatentImage", {"width", "height", "batch_size"}},
        {"EmptySD3LatentImage", {"width", "height", "batch_size"}},
        {"LatentUpscale", {"upscale_method", "width", "height", "crop"}},
        {"CheckpointLoaderSimple", {"ckpt_name"}},
        {"UNETLoader", {"unet_name", "weight_dtype"}},
        {"VAELoader", {"vae_name"}},
        {"LoraLoader", {"lora_name", "strength_model", "strength_clip"}},
        {"LoraLoaderModelOnly", {"lora_name", "strength_model"}},
        {"ControlNetApply", {"strength"}},
        {"ControlNetApplyAdvanced", {"strength", "start_percent", "end_percent"}},
        {"ControlNetLoader", {"control_net_name"}},
        {"LoadImage", {"image"}},
        {"PrimitiveInt", {"value", ""}},
        {"PrimitiveFloat", {"value"}},
        {"PrimitiveString", {"value"}},
        {"PrimitiveStringMultiline", {"value"}},
        {"StringConcatenate", {"string_a", "string_b", "delimiter"}},
        {"ImpactWildcardProcessor", {"wildcard_text", "populated_text", "mode", "seed", ""}},
        {"Seed (rgthree)", {"seed"}},
        {"ShowText|pysssss", {"text_0"}}};
    return known;
}

bool is_control(const json& value) {
    return value == "fixed" || value == "increment" || value == "decrement" || value == "randomize";
}

std::string id_text(const json& id) {
    return id.is_string() ? id.get<std::string>() : id.dump();
}

size_t slot_of(const json& slot) {
    return slot.is_number_integer() && slot.get<int64_t>() > 0 ? slot.get<size_t>() : 0;
}

std::string type_of(const json& node) {
    return text_of(field(node, "type"));
}

int mode_of(const json& node) {
    return field(node, "mode").is_number_integer() ? field(node, "mode").get<int>() : 0;
}

const json& at(const json& list, size_t index) {
    static const json none;
    return list.is_array() && index < list.size() ? list[index] : none;
}

// Of a node that is given by position alone: its widgets' names; "" is no input. Those of a class that is not known have none.
std::vector<std::string> widget_names(const json& node) {
    const json& values = field(node, "widgets_values");
    std::vector<std::string> names;
    if (const auto known = known_widgets().find(text_of(field(node, "type"))); known != known_widgets().end()) names = known->second;
    names.resize(values.is_array() ? std::min(values.size(), most_widgets) : 0);
    return names;
}

// A group node's definition as that of a graph within the workflow: its nodes are numbered from 0, its links name them by number, what
// nothing within feeds is an input of the group, under its own name or, where that is taken, behind the node's title; what feeds nothing
// within is an output, and its widgets are those of its nodes one after another.
json graph_of_group(const json& group) {
    json graph = {{"nodes", json::array()}, {"links", json::array()}, {"inputs", json::array()}, {"proxyWidgets", json::array()}};
    std::set<std::pair<size_t, size_t>> feeding;
    std::map<std::pair<size_t, size_t>, int> link_of_input;
    int links = 0;
    const auto connect = [&](const json& from, size_t slot, const json& to, size_t to_slot) {
        graph["links"].push_back(
            {{"id", ++links}, {"origin_id", from}, {"origin_slot", slot}, {"target_id", to}, {"target_slot", to_slot}});
        return links;
    };
    const json& nodes = field(group, "nodes");
    if (!nodes.is_array() || nodes.size() > most_nodes) return graph;
    if (const json& inside = field(group, "links"); inside.is_array()) {
        for (const json& link : inside) {
            if (!link.is_array() || link.size() < 4 || !link[0].is_number_integer() || !link[2].is_number_integer()) continue;
            feeding.emplace(slot_of(link[0]), slot_of(link[1]));
            link_of_input[{slot_of(link[2]), slot_of(link[3])}] = connect(link[0], slot_of(link[1]), link[2], slot_of(link[3]));
        }
    }
    if (const json& external = field(group, "external"); external.is_array()) {
        for (const json& output : external) {
            if (at(output, 0).is_number_integer()) feeding.erase({slot_of(at(output, 0)), slot_of(at(output, 1))});
        }
    }
    std::set<std::string> taken;
    size_t outputs = 0;
    for (size_t i = 0; i < nodes.size(); ++i) {
        json node = nodes[i].is_object() ? nodes[i] : json::object();
        node["id"] = i;
        for (const std::string& name : widget_names(node)) {
            graph["proxyWidgets"].push_back({id_text(node["id"]), name.empty() ? json() : json(name)});
            taken.insert(name);
        }
        for (size_t slot = 0; field(node, "inputs").is_array() && slot < node["inputs"].size(); ++slot) {
            json& input = node["inputs"][slot];
            if (!input.is_object()) continue;
            if (const auto link = link_of_input.find({i, slot}); link != link_of_input.end()) {
                input["link"] = link->second;
                continue;
            }
            input["link"] = nullptr;
            if (!field(input, "widget").is_null()) continue;
            std::string name = text_of(field(input, "name"));
            if (!taken.insert(name).second) {
                const std::string title = text_of(field(node, "title"));
                taken.insert(name = (title.empty() ? text_of(field(node, "type")) : title) + " " + name);
            }
            input["link"] = connect(-10, graph["inputs"].size(), i, slot);
            graph["inputs"].push_back({{"name", name}});
        }
        const json& given = field(node, "outputs");
        for (size_t slot = 0; given.is_array() && slot < given.size(); ++slot) {
            if (!feeding.contains({i, slot})) connect(i, slot, -20, outputs++);
        }
        graph["nodes"].push_back(std::move(node));
    }
    return graph;
}

// The workflow, or a graph within it.
struct Scope {
    const json* graph = nullptr;
    std::string prefix;                                   // of the ids of its nodes
    const Scope* parent = nullptr;                        // of a graph within one
    const json* instance = nullptr;                       // the node that stands for it there
    std::map<std::string, json> links;                    // id -> [from, slot]
    std::map<size_t, std::string> outputs;                // slot of the graph -> id of the link that ends there
    std::map<std::string, const json*> nodes;             // id ->
    std::map<std::string, const json*> setters;           // name -> SetNode
    std::map<std::string, std::unique_ptr<Scope>> inner;  // id of the node that stands for it ->
};

class Flattening {
  public:
    explicit Flattening(const json& workflow) : workflow_(workflow) {
        for (const json& graph : list(field(workflow, "definitions"), "subgraphs")) {
            if (field(graph, "id").is_string()) graphs_[text_of(field(graph, "id"))] = &graph;
        }
        const json& groups = field(field(workflow, "extra"), "groupNodes");
        if (!groups.is_object()) return;
        for (const auto& [name, group] : groups.items()) {
            groups_.push_back(std::make_unique<const json>(graph_of_group(group)));
            for (const char* prefix : {"workflow>", "workflow/"}) graphs_[prefix + name] = groups_.back().get();
        }
    }

    json prompt() {
        Scope scope;
        scope.graph = &workflow_;
        expand(scope, 0);
        emit(scope);
        return std::move(prompt_);
    }

  private:
    // Reads links and nodes, and the graphs within.
    void expand(Scope& scope, int depth) {
        const json& border = field(field(*scope.graph, "outputNode"), "id");
        const std::string end = border.is_null() ? "-20" : id_text(border);
        const auto take = [&](const json& id, const json& from, const json& slot, const json& to, const json& to_slot) {
            scope.links[id_text(id)] = json::array({id_text(from), slot});
            if (id_text(to) == end) scope.outputs[slot_of(to_slot)] = id_text(id);
        };
        for (const json& link : list(*scope.graph, "links")) {
            if (link.is_array() && link.size() >= 5)
                take(link[0], link[1], link[2], link[3], link[4]);
            else if (link.is_object())
                take(field(link, "id"), field(link, "origin_id"), field(link, "origin_slot"), field(link, "target_id"),
                     field(link, "target_slot"));
        }
        for (const json& node : list(*scope.graph, "nodes")) {
            if (!node.is_object() || field(node, "id").is_null() || ++count_ > most_nodes) continue;
            const std::string id = id_text(field(node, "id"));
            scope.nodes[id] = &node;
            if (type_of(node) == "SetNode") scope.setters[text_of(at(field(node, "widgets_values"), 0))] = &node;
            const auto graph = graphs_.find(type_of(node));
            if (graph == graphs_.end() || depth >= deepest_graph || mode_of(node) == muted || mode_of(node) == bypassed) continue;
            auto inner = std::make_unique<Scope>();
            inner->graph = graph->second;
            inner->prefix = scope.prefix + id + ":";
            inner->parent = &scope;
            inner->instance = &node;
            expand(*inner, depth + 1);
            scope.inner[id] = std::move(inner);
        }
    }

    static const json& list(const json& object, const char* name) {
        static const json none = json::array();
        const json& found = field(object, name);
        return found.is_array() ? found : none;
    }

    // [node, slot] of what a link carries, or a value; null where nothing arrives.
    json source(const Scope& scope, const json& link, int hops = 0) const {
        const auto found = scope.links.find(id_text(link));
        if (found == scope.links.end() || hops > longest_chain) return nullptr;
        const std::string from = found->second[0];
        const size_t slot = slot_of(found->second[1]);
        const json& border = field(field(*scope.graph, "inputNode"), "id");
        if (scope.parent && from == (border.is_null() ? "-10" : id_text(border))) return given(scope, slot, hops);
        const auto node = scope.nodes.find(from);
        return node == scope.nodes.end() ? json() : output(scope, *node->second, slot, hops);
    }

    // What the node that stands for this graph is given at an input.
    json given(const Scope& scope, size_t slot, int hops) const {
        const json& name = field(at(field(*scope.graph, "inputs"), slot), "name");
        size_t widget = 0, seen = 0;
        for (const json& input : list(*scope.instance, "inputs")) {
            if (++seen > most_widgets) break;
            const bool is_widget = !field(input, "widget").is_null();
            if (field(input, "name") == name) {
                if (!field(input, "link").is_null()) return source(*scope.parent, field(input, "link"), hops + 1);
                return is_widget ? at(field(*scope.instance, "widgets_values"), widget) : json();
            }
            widget += is_widget;
        }
        return nullptr;
    }

    json output(const Scope& scope, const json& node, size_t slot, int hops) const {
        const std::string type = type_of(node), id = id_text(field(node, "id"));
        const auto forward = [&](const json& input) {
            return field(input, "link").is_null() ? json() : source(scope, field(input, "link"), hops + 1);
        };
        if (mode_of(node) == muted) return nullptr;
        if (mode_of(node) == bypassed) return forward(same_kind_of_input(node, slot));
        if (type == "Reroute" || type == "SetNode") return forward(at(field(node, "inputs"), 0));
        if (type == "PrimitiveNode") return at(field(node, "widgets_values"), 0);
        if (type == "GetNode") {
            const auto setter = scope.setters.find(text_of(at(field(node, "widgets_values"), 0)));
            return setter == scope.setters.end() ? json() : forward(at(field(*setter->second, "inputs"), 0));
        }
        if (const auto inner = scope.inner.find(id); inner != scope.inner.end()) {
            const auto link = inner->second->outputs.find(slot);
            return link == inner->second->outputs.end() ? json() : source(*inner->second, json(link->second), hops + 1);
        }
        return json::array({scope.prefix + id, slot});
    }

    // A bypassed node hands on the input of an output's type: the one in the same place, else the first.
    static const json& same_kind_of_input(const json& node, size_t slot) {
        static const json none;
        const json &inputs = field(node, "inputs"), &type = field(at(field(node, "outputs"), slot), "type");
        if (field(at(inputs, slot), "type") == type && !type.is_null()) return at(inputs, slot);
        for (const json& input : list(node, "inputs")) {
            if (field(input, "type") == type && !type.is_null()) return input;
        }
        return none;
    }

    // The widgets' values by name. Editors since 1.16 list an input for each widget; before, classes that are not known say nothing.
    static void take_widgets(const json& node, json& inputs) {
        const json& values = field(node, "widgets_values");
        if (values.is_object()) inputs.update(values);
        if (!values.is_array()) return;
        if (const auto known = known_widgets().find(type_of(node)); known != known_widgets().end()) {
            for (size_t i = 0; i < std::min(known->second.size(), values.size()); ++i) {
                if (!known->second[i].empty()) inputs[known->second[i]] = values[i];
            }
            return;
        }
        std::vector<std::string> names;
        for (const json& input : list(node, "inputs")) {
            if (const json& name = field(field(input, "widget"), "name"); name.is_string()) names.push_back(name);
        }
        std::vector<json> plain;
        for (size_t i = 0; i < values.size(); ++i) {
            if (!is_control(values[i]) || names.size() == values.size()) plain.push_back(values[i]);
        }
        if (names.size() == plain.size()) {
            for (size_t i = 0; i < names.size(); ++i) inputs[names[i]] = plain[i];
        } else if (!plain.empty() && plain[0].is_string()) {
            inputs["text"] = plain[0];
        } else if (!plain.empty() && plain[0].is_number()) {
            inputs["value"] = plain[0];
        }
    }

    void emit(const Scope& scope) {
        for (const auto& [id, node] : scope.nodes) {
            const std::string type = type_of(*node);
            const bool is_virtual = type == "Reroute" || type == "PrimitiveNode" || type == "Note" || type == "MarkdownNote" ||
                                    type == "GetNode" || type == "SetNode" || scope.inner.contains(id);
            if (is_virtual || type.empty() || mode_of(*node) == muted || mode_of(*node) == bypassed) continue;
            json inputs = json::object();
            take_widgets(*node, inputs);
            take_proxies(scope, id, inputs);
            for (const json& input : list(*node, "inputs")) {
                if (!field(input, "name").is_string() || field(input, "link").is_null()) continue;
                const std::string name = text_of(field(input, "name"));
                if (json from = source(scope, field(input, "link")); !from.is_null()) inputs[name] = std::move(from);
            }
            prompt_[scope.prefix + id] = {{"class_type", type}, {"inputs", std::move(inputs)}};
        }
        for (const auto& [id, inner] : scope.inner) emit(*inner);
    }

    // Widgets of nodes within that the node outside shows: properties.proxyWidgets [[node, widget], ..] in the order of its values; a
    // group's definition has them.
    static void take_proxies(const Scope& scope, const std::string& id, json& inputs) {
        if (!scope.instance) return;
        const json& group = field(*scope.graph, "proxyWidgets");
        const json& proxies = group.is_null() ? field(field(*scope.instance, "properties"), "proxyWidgets") : group;
        for (size_t i = 0; proxies.is_array() && i < std::min(proxies.size(), most_widgets); ++i) {
            const json& value = at(field(*scope.instance, "widgets_values"), i);
            const json& name = at(proxies[i], 1);
            if (at(proxies[i], 0) == id && name.is_string() && !value.is_null()) inputs[name.get<std::string>()] = value;
        }
    }

    const json& workflow_;
    std::map<std::string, const json*> graphs_;  // id -> definition
    std::vector<std::unique_ptr<const json>> groups_;
    json prompt_ = json::object();
    size_t count_ = 0;
};

}  // namespace

json comfyui_prompt_of_workflow(const json& workflow) {
    if (!workflow.is_object() || !field(workflow, "nodes").is_array()) return json::object();
    return Flattening(workflow).prompt();
}

}  // namespace imagelab
