#pragma once
// ComfyUI's graph as it was run (node id -> class_type, inputs; a link is [id, slot]), followed by what inputs mean: names of node classes
// are asked only where the inputs do not say it.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/metadata/foreign_weights.h"

namespace imagelab {

class ComfyGraph {
  public:
    using json = nlohmann::json;
    struct Link {
        const json* node = nullptr;
        int slot = 0;
        explicit operator bool() const { return node != nullptr; }
    };
    // What a prompt is made of. Not found: `unknown` names the node at which the way ended.
    struct Words {
        std::string text, unknown;
        bool found = false, zeroed = false;  // zeroed: the conditioning is zeros, there is no prompt
        WeightRules rules = WeightRules::comfyui;
    };

    explicit ComfyGraph(const json& nodes);

    const std::vector<const json*>& nodes() const { return all_; }
    static std::string type_of(const json& node);
    static const json& input(const json& node, const std::string& name);  // null where there is none
    static bool has(const json& node, const std::string& name) { return !input(node, name).is_null(); }
    Link linked(const json& node, const std::string& input) const;

    // A number or text, itself or of the node that the input is linked to (primitives, "Seed Everywhere" and the like).
    json value(const json& node, const std::string& input, int hops = 0) const;
    // A text, put together by concatenations, replacements, switches and wildcards' nodes where it is linked.
    std::optional<std::string> text(const json& node, const std::string& input, int hops = 0) const;
    // The words of a conditioning, `side` being "positive" or "negative" where a node has both.
    Words words(const json& node, const std::string& input, const std::string& side, int hops = 0) const;
    // The first node upstream of an input that passes; from each node it goes on through the first of `through` that is linked.
    const json* upstream(const json& node, const std::vector<std::string>& through, bool (*passes)(const json&)) const;
    // All that nodes are made of, themselves among them.
    std::set<const json*> ancestors(std::vector<const json*> nodes) const;
    // What was met on the way and is not carried over.
    const std::vector<std::string>& notes() const { return notes_; }

  private:
    std::optional<std::string> text_of_node(const Link& link, int hops) const;
    std::optional<std::string> joined(const json& node, int hops) const;
    std::optional<std::string> switched(const json& node, int hops) const;
    std::optional<Words> encoded(const json& node, int hops) const;
    std::optional<Words> combined(const json& node, const std::string& side, int hops) const;
    bool may_go_on(int hops, size_t work = 1) const;
    void note(const std::string& sentence) const;

    const json& nodes_;
    std::vector<const json*> all_;
    mutable size_t work_ = 0;
    mutable std::vector<std::string> notes_;
};

// Inputs that carry a bundle of model, conditionings and latents.
extern const std::vector<std::string> comfy_pipes;
extern const std::vector<std::string> comfy_latents;

}  // namespace imagelab
