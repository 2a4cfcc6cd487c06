#include "core/metadata/comfyui_graph.h"

#include <algorithm>
#include <map>

#include "core/base/utf8.h"
#include "core/metadata/carry.h"

namespace imagelab {

using json = nlohmann::json;

const std::vector<std::string> comfy_pipes = {"pipe", "basic_pipe", "base_ctx", "ctx", "context", "sdxl_tuple", "optional_pipe", "pipe_in"};
const std::vector<std::string> comfy_latents = {"latent_image",    "latent",     "samples", "latent_image_optional",
                                                "optional_latent", "samples_to", "samples1"};

namespace {

constexpr int most_hops = 64;            // along a chain of links
constexpr size_t most_work = 1'000'000;  // of all following together: links in circles that branch would take for ever
constexpr size_t bytes_a_step = 32;      // of texts that are put together
constexpr size_t most_graph_notes = 100;

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

bool is_link(const json& value) {
    return value.is_array() && value.size() == 2 && (value[0].is_string() || value[0].is_number()) && value[1].is_number_integer();
}

// pysssss's widgets: {"content": "name", "image": ..}
const json& unwrapped(const json& value) {
    const json& content = field(value, "content");
    return content.is_null() ? value : content;
}

// "text_b", "text2", "prompt_3", "string_a": one of several, by its stem and place; place 0: it is none.
std::pair<std::string, int> numbered(const std::string& name) {
    static const std::vector<std::string> stems = {"string", "text", "prompt", "str", "texts.text", "value", "input"};
    for (const std::string& stem : stems) {
        if (!name.starts_with(stem) || name.size() == stem.size()) continue;
        std::string_view rest = std::string_view(name).substr(stem.size());
        if (rest.front() == '_' || rest.front() == ' ') rest.remove_prefix(1);
        if (rest.size() == 1 && rest[0] >= 'a' && rest[0] <= 'h') return {stem, rest[0] - 'a' + 1};
        const bool digits = !rest.empty() && rest.size() < 4 && rest.find_first_not_of("0123456789") == std::string_view::npos;
        if (digits) return {stem, std::stoi(std::string(rest)) + 1};
    }
    return {"", 0};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    if (from.empty()) return text;
    std::string out;
    size_t at = 0;
    for (size_t next; (next = text.find(from, at)) != std::string::npos && out.size() < (1 << 20); at = next + from.size())
        out += text.substr(at, next - at) + to;
    return out + text.substr(at);
}

}  // namespace

ComfyGraph::ComfyGraph(const json& nodes) : nodes_(nodes) {
    for (const json& node : nodes) {
        if (field(node, "class_type").is_string() && field(node, "inputs").is_object()) all_.push_back(&node);
    }
}

std::string ComfyGraph::type_of(const json& node) {
    return text_of(field(node, "class_type"));
}

const json& ComfyGraph::input(const json& node, const std::string& name) {
    return field(field(node, "inputs"), name);
}

bool ComfyGraph::may_go_on(int hops, size_t work) const {
    work_ += work;
    return hops <= most_hops && work_ <= most_work;
}

void ComfyGraph::note(const std::string& sentence) const {
    if (notes_.size() < most_graph_notes && std::find(notes_.begin(), notes_.end(), sentence) == notes_.end()) notes_.push_back(sentence);
}

ComfyGraph::Link ComfyGraph::linked(const json& node, const std::string& name) const {
    const json& link = input(node, name);
    if (!is_link(link)) return {};
    const json& from = field(nodes_, link[0].is_string() ? link[0].get<std::string>() : link[0].dump());
    if (!field(from, "class_type").is_string() || !field(from, "inputs").is_object()) return {};
    return {&from, link[1].get<int>()};
}

json ComfyGraph::value(const json& node, const std::string& name, int hops) const {
    const json& found = unwrapped(input(node, name));
    if (!may_go_on(hops) || found.is_null()) return nullptr;
    if (!found.is_structured()) return found;
    const Link from = linked(node, name);
    if (!from) return nullptr;
    for (const std::string& key :
         {name, std::string("value"), std::string("seed"), std::string("noise_seed"), std::string("int"), std::string("float"),
          std::string("number"), std::string("Value"), std::string("string"), std::string("text")}) {
        if (!has(*from.node, key)) continue;
        if (json inner = value(*from.node, key, hops + 1); !inner.is_null()) return inner;
    }
    // A reroute, a switch: its only link
    const json& inputs = from.node->at("inputs");
    if (inputs.size() == 1 && is_link(inputs.front())) return value(*from.node, inputs.begin().key(), hops + 1);
    return nullptr;
}

std::optional<std::string> ComfyGraph::text(const json& node, const std::string& name, int hops) const {
    const json& found = unwrapped(input(node, name));
    if (!may_go_on(hops, found.is_string() ? 1 + found.get_ref<const std::string&>().size() / bytes_a_step : 1)) return std::nullopt;
    if (found.is_string()) return found.get<std::string>();
    if (found.is_number()) return found.dump();
    const Link from = linked(node, name);
    return from ? text_of_node(from, hops + 1) : std::nullopt;
}

std::optional<std::string> ComfyGraph::text_of_node(const Link& link, int hops) const {
    const json& node = *link.node;
    if (!may_go_on(hops, node.at("inputs").size())) return std::nullopt;
    // Impact Pack: what the wildcards became
    for (const char* name : {"populated_text", "wildcard_text"}) {
        if (const auto found = text(node, name, hops + 1); found && !found->empty()) return found;
    }
    if (has(node, "text_positive") && has(node, "text_negative")) {
        if (!says_nothing(input(node, "style")))
            note("the style \"" + shown(input(node, "style")) + "\" adds words that are not in the file");
        return text(node, link.slot == 1 ? "text_negative" : "text_positive", hops + 1);
    }
    if (has(node, "find") && has(node, "replace")) {
        const auto whole = text(node, has(node, "string") ? "string" : "text", hops + 1);
        if (whole) return replaced(*whole, text(node, "find", hops + 1).value_or(""), text(node, "replace", hops + 1).value_or(""));
    }
    if (auto found = switched(node, hops)) return found;
    if (auto found = joined(node, hops)) return found;
    for (const char* name : {"text", "string", "value", "prompt", "Text", "STRING", "String", "str", "positive_prompt", "result", "text_0",
                             "any", "anything", "source", "input", ""}) {
        if (!has(node, name)) continue;
        if (auto found = text(node, name, hops + 1)) return found;
    }
    const json& inputs = node.at("inputs");
    if (inputs.size() == 1 && is_link(inputs.front())) return text(node, inputs.begin().key(), hops + 1);
    return std::nullopt;
}

// "a", ", ", "b": several texts of one stem, in order, with the node's delimiter between them.
std::optional<std::string> ComfyGraph::joined(const json& node, int hops) const {
    std::map<std::string, std::map<int, std::string>> stems;
    for (const auto& [name, unused] : node.at("inputs").items()) {
        const auto [stem, place] = numbered(name);
        if (place > 0) stems[stem][place] = name;
    }
    std::string delimiter;
    for (const char* name : {"delimiter", "separator", "delim", "sep", "join"}) {
        if (input(node, name).is_string()) delimiter = replaced(input(node, name).get<std::string>(), "\\n", "\n");
    }
    if (text_of(input(node, "tidy_tags")) == "yes") delimiter = ", ";
    for (const auto& [stem, names] : stems) {
        const bool switches = stem == "input" || stem == "value";  // of a switch, unless something stands between them
        if (delimiter.empty() && (names.size() < 2 || switches)) continue;
        std::string whole;
        bool any = false;
        for (const auto& [place, name] : names) {
            const auto part = text(node, name, hops + 1);
            if (!part) {
                if (linked(node, name))
                    note("a part of the prompt could not be read: it is made by the node " + type_of(*linked(node, name).node));
                continue;
            }
            if (part->empty() || !may_go_on(hops, part->size() / bytes_a_step)) continue;
            whole += (any ? delimiter : "") + *part;
            any = true;
        }
        if (any) return whole;
    }
    return std::nullopt;
}

// Nodes that take one of their inputs.
std::optional<std::string> ComfyGraph::switched(const json& node, int hops) const {
    if (has(node, "on_true") && has(node, "on_false")) {
        for (const char* name : {"switch", "boolean", "value", "condition"}) {
            if (const json chosen = value(node, name, hops + 1); chosen.is_boolean())
                return text(node, chosen == true ? "on_true" : "on_false", hops + 1);
        }
        return std::nullopt;
    }
    for (const char* name : {"select", "index", "Input", "Select"}) {
        const auto number = number_of(value(node, name, hops + 1));
        if (!number || *number < 0 || *number > 100) continue;
        const std::string place = std::to_string(static_cast<int>(*number));
        for (const char* stem : {"input", "text", "string", "prompt", "input_", "text_", "string_", "value"}) {
            if (has(node, stem + place)) return text(node, stem + place, hops + 1);
        }
    }
    for (int i = 1; i <= 5; ++i) {  // rgthree's Any Switch: the first that is there
        if (linked(node, "any_0" + std::to_string(i))) return text(node, "any_0" + std::to_string(i), hops + 1);
    }
    return std::nullopt;
}

// A node that encodes a text.
std::optional<ComfyGraph::Words> ComfyGraph::encoded(const json& node, int hops) const {
    for (const char* name : {"text", "text_g", "prompt", "populated_text", "t5xxl", "clip_l", "text_l"}) {
        if (!has(node, name)) continue;
        Words words;
        const auto found = text(node, name, hops + 1);
        words.found = found.has_value();
        words.text = found.value_or("");
        if (!found) words.unknown = type_of(linked(node, name) ? *linked(node, name).node : node);
        // Civitai's generator and smZ: the marks of another program
        const std::string parser = text_of(input(node, "parser")), weights = text_of(input(node, "weight_interpretation"));
        if (parser == "A1111" || parser == "full") words.rules = WeightRules::a1111;
        if (parser == "compel") words.rules = WeightRules::invokeai;
        if (weights == "A1111") words.rules = WeightRules::fooocus;
        const auto other = std::string_view(name) == "text_g" ? text(node, "text_l", hops + 1) : std::nullopt;
        if (words.text.empty() && other && !other->empty()) {
            words.text = *other;
        } else if (other && !other->empty() && *other != words.text) {
            note("the other encoder was given another text: " + shown(*other));
        }
        return words;
    }
    return std::nullopt;
}

// Two conditionings as one.
std::optional<ComfyGraph::Words> ComfyGraph::combined(const json& node, const std::string& side, int hops) const {
    constexpr std::pair<const char*, const char*> pairs[] = {{"conditioning_1", "conditioning_2"},
                                                             {"conditioning_to", "conditioning_from"},
                                                             {"conditioning1", "conditioning2"},
                                                             {"cond1", "cond2"}};
    for (const auto& [first, second] : pairs) {
        if (!linked(node, first) || !linked(node, second)) continue;
        Words words = this->words(node, first, side, hops + 1);
        const auto share = number_of(value(node, "conditioning_to_strength"));
        const Words other = share && *share >= 1 ? Words{} : this->words(node, second, side, hops + 1);
        if (words.text.empty()) return other.found ? other : words;
        if (other.text.empty()) return words;
        if (contains(type_of(node), "Concat") && may_go_on(hops, (words.text.size() + other.text.size()) / bytes_a_step)) {
            words.text += ", " + other.text;
            note("its prompt is two texts that were encoded apart: " + shown(other.text));
        } else {
            note("another prompt was combined with it: " + shown(other.text));
        }
        return words;
    }
    return std::nullopt;
}

ComfyGraph::Words ComfyGraph::words(const json& node, const std::string& name, const std::string& side, int hops) const {
    const json& literal = input(node, name);
    if (literal.is_string()) return {.text = literal.get<std::string>(), .unknown = {}, .found = true};
    const Link from = linked(node, name);
    if (!from || !may_go_on(hops, from.node->at("inputs").size())) return {.text = {}, .unknown = from ? type_of(*from.node) : ""};
    const std::string type = type_of(*from.node);
    if (contains(type, "ZeroOut")) return {.text = {}, .unknown = {}, .found = true, .zeroed = true};
    if (contains(type, "SetArea") || contains(type, "SetMask"))
        note("its prompt holds for a part of the picture there: areas are not built yet");
    if (contains(type, "SetTimestepRange")) note("its prompt holds for a part of the steps there: that is not built yet");
    if (const auto both = combined(*from.node, side, hops)) return *both;
    if (has(*from.node, side)) {
        if (Words found = words(*from.node, side, side, hops + 1); found.found) return found;
    }
    if (const auto found = encoded(*from.node, hops)) return *found;
    std::vector<std::string> ways = {"conditioning", "positive", "cond",   "base_positive", "input",
                                     "any",          "anything", "source", "value",         ""};
    ways.insert(ways.end(), comfy_pipes.begin(), comfy_pipes.end());
    for (const std::string& way : ways) {
        const bool other_side = side == "negative" && way == "positive" && has(*from.node, "negative");
        if (other_side || !has(*from.node, way)) continue;
        if (Words found = words(*from.node, way, side, hops + 1); found.found) return found;
    }
    for (const auto& [way, link] : from.node->at("inputs").items()) {
        static const std::set<std::string> others = {"clip", "model", "vae", "image", "pixels", "mask", "control_net", "latent", "samples"};
        if (!is_link(link) || others.contains(way)) continue;
        if (Words found = words(*from.node, way, side, hops + 1); found.found) return found;
    }
    return {.text = {}, .unknown = type};
}

const json* ComfyGraph::upstream(const json& start, const std::vector<std::string>& through, bool (*passes)(const json&)) const {
    const json* node = &start;
    for (int hops = 0; hops < most_hops; ++hops) {
        const json* next = nullptr;
        for (const std::string& name : through) {
            if (const Link from = linked(*node, name); from && !next) next = from.node;
        }
        const json& inputs = node->at("inputs");
        if (!next && node != &start) {  // a reroute or a switch of one
            for (const auto& [name, link] : inputs.items()) {
                if (next || !may_go_on(0)) break;
                if (is_link(link)) next = linked(*node, name).node;
            }
        }
        if (!next || !may_go_on(hops)) return nullptr;
        if (passes(*next)) return next;
        node = next;
    }
    return nullptr;
}

std::set<const json*> ComfyGraph::ancestors(std::vector<const json*> open) const {
    std::set<const json*> found(open.begin(), open.end());
    while (!open.empty()) {
        const json& at = *open.back();
        open.pop_back();
        for (const auto& [name, unused] : at.at("inputs").items()) {
            if (const Link from = linked(at, name); from && found.insert(from.node).second) open.push_back(from.node);
        }
    }
    return found;
}

}  // namespace imagelab
