#include "core/prompts/space_builder.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "core/base/bytes.h"
#include "core/prompts/space.h"

namespace imagelab {
namespace {

// Beside most_template_parts. A prompt beyond a megabyte and a number beyond 30,000 digits are of no use to anybody.
constexpr size_t longest_prompt = 1 << 20;      // bytes
constexpr double most_bits = 100'000;           // of a space's size
constexpr double most_table_bytes = 128 << 20;  // to choose several at once
constexpr double most_looked_up = 2e8;          // characters of wildcard names compared with patterns, weighed
constexpr unsigned long most_names = 1000;      // that a chosen wildcard name may have
constexpr size_t most_notes = 20;
constexpr int deepest_space = 1000;             // nodes within nodes
constexpr unsigned long most_cycled = 100'000;  // choices of several that come one after the other

[[noreturn]] void refuse(const TemplatePlace& place, const std::string& what) {
    throw TemplateRefused(place.text() + ": " + what);
}
[[noreturn]] void exceed(const TemplatePlace& place, const std::string& what) {
    throw TemplateTooLarge(place.text() + ": " + what);
}

double bits_of(const mpz_class& number) {
    return number <= 1 ? 0 : static_cast<double>(mpz_sizeinbase(number.get_mpz_t(), 2));
}

// In thousandths of the smallest unit that all share.
std::vector<unsigned long> whole_weights(const std::vector<TemplateOption>& options) {
    std::vector<unsigned long> weights;
    unsigned long divisor = 0;
    for (const TemplateOption& option : options) {
        weights.push_back(std::max(1UL, static_cast<unsigned long>(std::lround(option.weight * 1000))));
        divisor = std::gcd(divisor, weights.back());
    }
    for (unsigned long& weight : weights) weight /= divisor;
    return weights;
}

// Sets a value for as long as this lives.
template <class T>
class For {
  public:
    For(T& where, T value) : where_(where), before_(std::exchange(where, value)) {}
    ~For() { where_ = before_; }
    For(const For&) = delete;
    For& operator=(const For&) = delete;

  private:
    T& where_;
    T before_;
};

}  // namespace

PromptNodePtr SpaceBuilder::space(const std::vector<TemplateOption>& templates,
                                  const std::vector<std::pair<std::string, TemplatePtr>>& variables) {
    auto named = std::make_shared<Variables>();
    for (const auto& [name, value] : variables) (*named)[name] = {value};
    return choose(templates, named, {}, templates.empty() ? TemplatePlace{} : templates.front().value->place);
}

std::vector<std::string> SpaceBuilder::notes() const {
    std::vector<std::string> notes = notes_;
    if (left_out_ > notes.size()) notes.push_back(std::to_string(left_out_ - notes.size()) + " more lines were left out");
    return notes;
}

void SpaceBuilder::note(const std::string& problem) {
    ++left_out_;
    if (notes_.size() < most_notes) notes_.push_back(problem + " (left out)");
}

void SpaceBuilder::spend(size_t parts, const TemplatePlace& place) {
    parts_ += parts;
    if (parts_ > most_template_parts)
        exceed(place, "the template and all it refers to have more than " + std::to_string(most_template_parts) + " parts");
}

// Before they are multiplied.
void SpaceBuilder::check_numbers(const std::vector<PromptNodePtr>& parts, const TemplatePlace& place) const {
    double bits = 0, turns = 0;
    for (const PromptNodePtr& part : parts) {
        bits += bits_of(part->size());
        turns += bits_of(part->turns());
    }
    if (std::max(bits, turns) > most_bits)
        exceed(place, "there are more prompts than a number of 30,000 digits can count; use fewer options one behind the other");
}

PromptNodePtr SpaceBuilder::checked(PromptNodePtr node, const TemplatePlace& place) const {
    if (node->longest() > longest_prompt) exceed(place, "a prompt could have more than " + readable_bytes(longest_prompt) + " of text");
    return node;
}

PromptNodePtr SpaceBuilder::build(const TemplateNode& from, VariablesPtr& variables) {
    spend(1, from.place);
    const For depth(depth_, depth_ + 1);
    if (depth_ > deepest_space) refuse(from.place, "wildcards and variables are nested too deeply");
    switch (from.kind) {
        case TemplateNode::Kind::text:
            return text_node(from.text);
        case TemplateNode::Kind::sequence:
            return sequence(from, variables);
        case TemplateNode::Kind::variant: {
            const For order(cyclic_, from.order == TemplateNode::Order::inherited ? cyclic_ : from.order == TemplateNode::Order::cyclic);
            return variant(from, variables);
        }
        case TemplateNode::Kind::wildcard: {
            const For order(cyclic_, from.order == TemplateNode::Order::inherited ? cyclic_ : from.order == TemplateNode::Order::cyclic);
            return wildcard(from, variables);
        }
        case TemplateNode::Kind::assignment:
            return assignment(from, variables);
        case TemplateNode::Kind::variable:
            return variable(from, variables);
        case TemplateNode::Kind::wrap: {
            std::vector<PromptNodePtr> parts;
            for (const TemplatePtr& part : from.parts) parts.push_back(build(*part, variables));
            check_numbers(parts, from.place);
            return checked(wrap_node(parts.at(0), parts.at(1)), from.place);
        }
    }
    throw Error("[prompt] unknown part");
}

// Options that read the same are one, of both weights.
std::vector<TemplateOption> SpaceBuilder::merged(const std::vector<TemplateOption>& options) const {
    std::vector<TemplateOption> merged;
    std::unordered_map<std::string, size_t> texts;
    for (const TemplateOption& option : options) {
        if (option.weight <= 0) continue;
        if (option.value->kind == TemplateNode::Kind::text) {
            const auto [known, fresh] = texts.try_emplace(tidied(option.value->text), merged.size());
            if (!fresh) {
                merged[known->second].weight += option.weight;
                continue;
            }
        }
        merged.push_back(option);
    }
    return merged;
}

std::vector<WeightedNode> SpaceBuilder::weighted(const std::vector<TemplateOption>& options, const VariablesPtr& variables,
                                                 const Choice& choice) {
    std::vector<TemplateOption> sound;
    std::vector<WeightedNode> nodes;
    std::string first_problem;
    for (const TemplateOption& option : options) {
        VariablesPtr within = variables;
        try {
            nodes.push_back({1, build(*option.value, within)});
            sound.push_back(option);
        } catch (const TemplateRefused& refused) {
            if (!choice.lines) throw;
            if (first_problem.empty()) first_problem = refused.what();
            note(refused.what());
        }
    }
    if (nodes.empty()) throw TemplateRefused(first_problem);
    const std::vector<unsigned long> weights = whole_weights(sound);
    for (size_t i = 0; i < nodes.size(); ++i) nodes[i].weight = weights[i];
    return nodes;
}

PromptNodePtr SpaceBuilder::choose(const std::vector<TemplateOption>& options, const VariablesPtr& variables, const Choice& choice,
                                   const TemplatePlace& place) {
    spend(options.size() / 8, place);
    const std::vector<TemplateOption> different = merged(options);
    if (different.empty()) refuse(place, "there is nothing to choose from");
    std::vector<WeightedNode> nodes = weighted(different, variables, choice);
    const int there = static_cast<int>(nodes.size());
    const int most = choice.most == all_options ? there : std::min(choice.most, there), least = std::min(choice.least, most);
    std::vector<PromptNodePtr> values;
    if (cyclic_) {
        for (const WeightedNode& node : nodes) values.push_back(node.value);
        check_numbers(values, place);
    }
    if (least == 1 && most == 1) return checked(cyclic_ ? cycle_node(std::move(values)) : pick_node(std::move(nodes)), place);
    const double bytes = pick_several_bytes(nodes, most);
    table_bytes_ += bytes;
    if (table_bytes_ > most_table_bytes)
        exceed(place, "to choose " + std::to_string(most) + " of " + std::to_string(there) + " options takes " +
                          readable_bytes(static_cast<int64_t>(std::min(bytes, 1e15))) + " of memory; " +
                          readable_bytes(static_cast<int64_t>(most_table_bytes)) + " are allowed: choose fewer");
    const bool plain = std::all_of(nodes.begin(), nodes.end(), [](const WeightedNode& node) { return node.value->size() == 1; });
    if (cyclic_ && plain) {
        for (WeightedNode& node : nodes) node.weight = 1;
    }
    PromptNodePtr several = checked(pick_several_node(std::move(nodes), least, most, choice.separator), place);
    if (bits_of(several->size()) > most_bits) exceed(place, "there are more prompts than a number of 30,000 digits can count");
    return cyclic_ && plain && several->size() <= most_cycled ? cycle_choices_node(std::move(several)) : several;
}

PromptNodePtr SpaceBuilder::sequence(const TemplateNode& from, VariablesPtr& variables) {
    variables = with_later(from, variables);
    std::vector<PromptNodePtr> parts;
    for (const TemplatePtr& part : from.parts) parts.push_back(build(*part, variables));
    check_numbers(parts, from.place);
    return checked(sequence_node(std::move(parts)), from.place);
}

// A value that is set behind its first use holds there too, as in dynamic prompts.
SpaceBuilder::VariablesPtr SpaceBuilder::with_later(const TemplateNode& from, const VariablesPtr& variables) {
    std::shared_ptr<Variables> changed;
    for (const TemplatePtr& part : from.parts) {
        if (part->kind != TemplateNode::Kind::assignment || part->once || (changed ? *changed : *variables).contains(part->text)) continue;
        if (!changed) {
            spend(variables->size(), from.place);
            changed = std::make_shared<Variables>(*variables);
        }
        (*changed)[part->text] = {part->parts.at(0)};
    }
    return changed ? VariablesPtr(std::move(changed)) : variables;
}

PromptNodePtr SpaceBuilder::variant(const TemplateNode& from, const VariablesPtr& variables) {
    const Choice choice{from.least, from.most, from.separator};
    const TemplateNode& only = *from.options.front().value;
    // {2$$__colours__} takes two different lines.
    if (from.options.size() == 1 && only.kind == TemplateNode::Kind::wildcard && only.parts.empty() && (from.least != 1 || from.most != 1))
        return list(only.text, only, variables, choice);
    return choose(from.options, variables, choice, from.place);
}

PromptNodePtr SpaceBuilder::list(const std::string& pattern, const TemplateNode& from, const VariablesPtr& variables,
                                 const Choice& choice) {
    return inside("__" + pattern + "__", from.place, [&] {
        Choice lines = choice;
        lines.lines = true;
        const std::vector<TemplateOption>& options = parsed_lines(pattern, from.place);
        return choose(options, with_arguments(from, variables), lines, from.place);
    });
}

PromptNodePtr SpaceBuilder::wildcard(const TemplateNode& from, const VariablesPtr& variables) {
    if (!from.parts.empty()) return chosen_list(from, variables);
    const auto key = std::tuple(from.text, variables.get(), cyclic_, spelling_);
    if (from.arguments.empty()) {
        if (const auto built = lists_.find(key); built != lists_.end()) return built->second;
    }
    const PromptNodePtr made = list(from.text, from, variables, {});
    if (from.arguments.empty()) {
        lists_[key] = made;
        kept_.push_back(variables);
    }
    return made;
}

// A wildcard whose name is a template: a list for each name it may have.
PromptNodePtr SpaceBuilder::chosen_list(const TemplateNode& from, const VariablesPtr& variables) {
    const For named(naming_, true);
    VariablesPtr within = variables;
    const PromptNodePtr name = build(*from.parts.front(), within);
    within = variables;
    const PromptNodePtr names = [&] {
        const For spelled(spelling_, true);
        const For any_order(cyclic_, false);
        return build(*from.parts.front(), within);
    }();
    if (names->size() > most_names) exceed(from.place, "the name of a wildcard may be chosen from " + std::to_string(most_names));
    std::map<std::string, PromptNodePtr> lists;
    std::vector<PromptNodePtr> different;
    for (mpz_class number = 0; number < names->size(); ++number) {
        PromptState nothing;
        std::string text;
        names->write(number, nothing, text);
        if (lists.contains(text)) continue;
        const For lines(naming_, false);
        different.push_back(lists[text] = list(text, from, variables, {}));
    }
    different.push_back(name);
    check_numbers(different, from.place);
    return named_node(name, std::move(lists));
}

PromptNodePtr SpaceBuilder::assignment(const TemplateNode& from, VariablesPtr& variables) {
    if (from.keep && variables->contains(from.text)) return text_node("");
    spend(variables->size(), from.place);
    auto changed = std::make_shared<Variables>(*variables);
    PromptNodePtr made = text_node("");
    if (from.once) {
        VariablesPtr within = variables;
        const PromptNodePtr value = build(*from.parts[0], within);
        made = remember_node(memories_, value);
        (*changed)[from.text] = {from.parts[0], variables, memories_++, value->longest()};
    } else {
        (*changed)[from.text] = {from.parts[0]};
    }
    variables = std::move(changed);
    return made;
}

PromptNodePtr SpaceBuilder::variable(const TemplateNode& from, const VariablesPtr& variables) {
    const auto bound = variables->find(from.text);
    VariablesPtr within = variables;
    if (bound == variables->end()) {
        if (!from.parts.empty()) return build(*from.parts[0], within);
        if (naming_) return text_node(from.text);  // __${season}__ is __season__ where the variable is not set, as in dynamic prompts
        refuse(from.place,
               "the variable " + from.text + " is not set; ${" + from.text + "=...} sets it, ${" + from.text + ":...} gives a default");
    }
    const Binding& binding = bound->second;
    if (binding.within && !spelling_) return recall_node(binding.memory, binding.longest);
    if (binding.within) within = binding.within;
    const TemplatePtr value = binding.value;
    return inside("${" + from.text + "}", from.place, [&] { return build(*value, within); });
}

SpaceBuilder::VariablesPtr SpaceBuilder::with_arguments(const TemplateNode& from, const VariablesPtr& variables) {
    if (from.arguments.empty()) return variables;
    spend(variables->size(), from.place);
    auto changed = std::make_shared<Variables>(*variables);
    for (const auto& [name, value] : from.arguments) (*changed)[name] = {value};
    return changed;
}

const std::vector<TemplateOption>& SpaceBuilder::parsed_lines(const std::string& pattern, const TemplatePlace& place) {
    const auto [known, fresh] = parsed_.try_emplace(pattern);
    if (!fresh) return known->second;
    looked_up_ += wildcards_.lookup_cost(pattern);
    if (looked_up_ > most_looked_up) {
        parsed_.erase(known);
        exceed(place, "too many wildcard patterns with * to look up");
    }
    std::string first_problem;
    const std::vector<std::string> names = wildcards_.matching(pattern);
    for (const std::string& name : names) {
        for (const WildcardLine& line : wildcards_.lines(name)) {
            auto parsed = parse_template(line.text, line.place);
            if (parsed) {
                known->second.push_back({line.weight, std::move(*parsed)});
                spend(1, line.place);
                continue;
            }
            if (first_problem.empty()) first_problem = parsed.error();
            note(parsed.error());
        }
    }
    if (!known->second.empty()) return known->second;
    parsed_.erase(known);
    if (!first_problem.empty()) throw TemplateRefused(first_problem);
    refuse(place, names.empty() ? "no wildcard __" + pattern + "__" + like(pattern) : "the wildcard __" + pattern + "__ has no lines");
}

std::string SpaceBuilder::like(const std::string& wanted) const {
    std::string text;
    int shown = 0;
    for (const std::string& name : wildcards_.names()) {
        if (name.find(wanted) == std::string::npos && wanted.find(name) == std::string::npos && wanted.substr(0, 3) != name.substr(0, 3))
            continue;
        if (++shown <= 5) text += (text.empty() ? " is there; there is " : ", ") + name;
    }
    return text.empty() ? " is there: give the theme a list of that name or put a file into its wildcards folder" : text;
}

// What a wildcard or variable stands for must not contain itself.
PromptNodePtr SpaceBuilder::inside(const std::string& name, const TemplatePlace& place, const std::function<PromptNodePtr()>& make) {
    const auto [opened, fresh] = open_.insert(name);
    if (!fresh) refuse(place, name + " contains itself");
    struct Close {
        std::set<std::string>& open;
        std::string name;
        ~Close() { open.erase(name); }
    } const close{open_, name};
    return make();
}

}  // namespace imagelab
