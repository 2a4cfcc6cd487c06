#include "core/prompts/space.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace imagelab {

using Memory = std::vector<std::string>;

class PromptNode {
  public:
    virtual ~PromptNode() = default;
    const mpz_class& size() const { return size_; }
    const mpz_class& combinations() const { return combinations_; }
    virtual void write(mpz_class number, Memory& memory, std::string& out) const = 0;  // number in [0, size())

  protected:
    mpz_class size_ = 1, combinations_ = 1;
};

namespace {

using NodePtr = std::shared_ptr<const PromptNode>;
constexpr size_t most_nodes = 1'000'000;

class Refused : public Error {
  public:
    using Error::Error;
};

[[noreturn]] void refuse(const TemplatePlace& place, const std::string& what) {
    throw Refused(place.text() + ": " + what);
}

class Text final : public PromptNode {
  public:
    explicit Text(std::string text) : text_(std::move(text)) {}
    void write(mpz_class, Memory&, std::string& out) const override { out += text_; }

  private:
    std::string text_;
};

// Mixed radix: the last part is the lowest digit.
class Sequence final : public PromptNode {
  public:
    explicit Sequence(std::vector<NodePtr> parts) : parts_(std::move(parts)) {
        for (const NodePtr& part : parts_) {
            size_ *= part->size();
            combinations_ *= part->combinations();
        }
    }
    void write(mpz_class number, Memory& memory, std::string& out) const override {
        std::vector<mpz_class> digits(parts_.size());
        for (size_t i = parts_.size(); i-- > 0;) {
            digits[i] = number % parts_[i]->size();
            number /= parts_[i]->size();
        }
        for (size_t i = 0; i < parts_.size(); ++i) parts_[i]->write(digits[i], memory, out);
    }

  private:
    std::vector<NodePtr> parts_;
};

class Remember final : public PromptNode {
  public:
    Remember(size_t where, NodePtr value) : where_(where), value_(std::move(value)) {
        size_ = value_->size();
        combinations_ = value_->combinations();
    }
    void write(mpz_class number, Memory& memory, std::string&) const override {
        std::string text;
        value_->write(std::move(number), memory, text);
        memory.at(where_) = std::move(text);
    }

  private:
    size_t where_;
    NodePtr value_;
};

class Recall final : public PromptNode {
  public:
    explicit Recall(size_t where) : where_(where) {}
    void write(mpz_class, Memory& memory, std::string& out) const override { out += memory.at(where_); }

  private:
    size_t where_;
};

struct Weighed {
    unsigned long weight;
    NodePtr value;
};

// `least` to `most` different options in any order. With x_i numbers behind option i there are k! e_k(x) for k of them, e_k the elementary
// symmetric polynomial; ways_[i][k] is e_k of the options from i on.
class Choose final : public PromptNode {
  public:
    Choose(std::vector<Weighed> options, int least, int most, std::string separator)
        : options_(std::move(options)), least_(least), most_(most), separator_(std::move(separator)) {
        const auto with_weight = [](const Weighed& option) { return mpz_class(option.value->size() * option.weight); };
        ways_ = symmetric(with_weight);
        size_ = total(ways_.front());
        combinations_ = total(symmetric([](const Weighed& option) { return option.value->combinations(); }).front());
    }

    void write(mpz_class number, Memory& memory, std::string& out) const override {
        for (int k = least_; k <= most_; ++k) {
            const mpz_class here = factorial(k) * ways_[0][static_cast<size_t>(k)];
            if (number < here) return write_some(k, std::move(number), memory, out);
            number -= here;
        }
        throw Error("[prompt] a number beyond the space");
    }

  private:
    using Table = std::vector<std::vector<mpz_class>>;

    Table symmetric(const std::function<mpz_class(const Weighed&)>& numbers) const {
        Table table(options_.size() + 1, std::vector<mpz_class>(static_cast<size_t>(most_) + 1));
        table.back()[0] = 1;
        for (size_t i = options_.size(); i-- > 0;) {
            const mpz_class x = numbers(options_[i]);
            table[i][0] = 1;
            for (size_t k = 1; k < table[i].size(); ++k) table[i][k] = table[i + 1][k] + x * table[i + 1][k - 1];
        }
        return table;
    }

    static mpz_class factorial(int k) { return mpz_class::factorial(static_cast<unsigned long>(k)); }

    mpz_class total(const std::vector<mpz_class>& ways) const {
        mpz_class sum = 0;
        for (int k = least_; k <= most_; ++k) sum += factorial(k) * ways[static_cast<size_t>(k)];
        return sum;
    }

    void write_some(int count, mpz_class number, Memory& memory, std::string& out) const {
        const mpz_class sets = ways_[0][static_cast<size_t>(count)];
        mpz_class order = number / sets;
        number %= sets;
        std::vector<std::string> texts;
        auto left = static_cast<size_t>(count);
        for (size_t i = 0; left > 0; ++i) {
            const mpz_class behind = ways_[i + 1][left - 1], with = options_[i].value->size() * options_[i].weight * behind;
            if (number >= with) {
                number -= with;
                continue;
            }
            const mpz_class one = (number / behind) % options_[i].value->size();
            number %= behind;
            texts.emplace_back();
            options_[i].value->write(one, memory, texts.back());
            --left;
        }
        bool first = true;
        for (unsigned long rest = texts.size(); rest > 0; --rest) {
            const mpz_class at = order % rest;
            order /= rest;
            const auto chosen = texts.begin() + static_cast<std::ptrdiff_t>(at.get_ui());
            out += (first ? "" : separator_) + *chosen;
            texts.erase(chosen);
            first = false;
        }
    }

    std::vector<Weighed> options_;
    int least_, most_;
    std::string separator_;
    Table ways_;
};

// What a name stands for where a template is built.
struct Binding {
    TemplatePtr value;  // chosen at each use
    size_t memory = 0;  // else chosen once
};
using Variables = std::map<std::string, Binding>;
using VariablesPtr = std::shared_ptr<const Variables>;

class Builder {
  public:
    explicit Builder(const Wildcards& wildcards) : wildcards_(wildcards) {}

    NodePtr build(const TemplateNode& from, VariablesPtr& variables) {
        if (++nodes_ > most_nodes) refuse(from.place, "the template has more than a million parts");
        switch (from.kind) {
            case TemplateNode::Kind::text:
                return std::make_shared<Text>(from.text);
            case TemplateNode::Kind::sequence:
                return sequence(from, variables);
            case TemplateNode::Kind::variant:
                return variant(from, variables);
            case TemplateNode::Kind::wildcard:
                return wildcard(from, variables);
            case TemplateNode::Kind::assignment:
                return assignment(from, variables);
            case TemplateNode::Kind::variable:
                return variable(from, variables);
        }
        throw Error("[prompt] unknown part");
    }

    NodePtr choose(const std::vector<TemplateOption>& options, const VariablesPtr& variables, int least, int most,
                   const std::string& separator, const TemplatePlace& place) {
        std::vector<TemplateOption> merged;  // options that read the same are one, of both weights
        std::map<std::string, size_t> texts;
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
        if (merged.empty()) refuse(place, "there is nothing to choose from");
        const std::vector<unsigned long> weights = whole_weights(merged);
        std::vector<Weighed> nodes;
        for (size_t i = 0; i < merged.size(); ++i) {
            VariablesPtr within = variables;
            nodes.push_back({weights[i], build(*merged[i].value, within)});
        }
        const int there = static_cast<int>(nodes.size());
        most = most == 0 ? there : std::min(most, there);
        return std::make_shared<Choose>(std::move(nodes), std::min(least, most), most, separator);
    }

    size_t memories() const { return memories_; }

  private:
    // In thousandths of the smallest unit that all share.
    static std::vector<unsigned long> whole_weights(const std::vector<TemplateOption>& options) {
        std::vector<unsigned long> weights;
        unsigned long divisor = 0;
        for (const TemplateOption& option : options) {
            weights.push_back(std::max(1UL, static_cast<unsigned long>(std::lround(option.weight * 1000))));
            divisor = std::gcd(divisor, weights.back());
        }
        for (unsigned long& weight : weights) weight /= divisor;
        return weights;
    }

    NodePtr sequence(const TemplateNode& from, VariablesPtr& variables) {
        std::vector<NodePtr> parts;
        for (const TemplatePtr& part : from.parts) parts.push_back(build(*part, variables));
        return std::make_shared<Sequence>(std::move(parts));
    }

    NodePtr variant(const TemplateNode& from, const VariablesPtr& variables) {
        // {2$$__colours__} takes two different lines.
        if (from.options.size() == 1 && from.options[0].value->kind == TemplateNode::Kind::wildcard && from.most != 1) {
            const TemplateNode& list = *from.options[0].value;
            return inside(list, [&] {
                return choose(parsed_lines(list), with_arguments(list, variables), from.least, from.most, from.separator, list.place);
            });
        }
        return choose(from.options, variables, from.least, from.most, from.separator, from.place);
    }

    NodePtr wildcard(const TemplateNode& from, const VariablesPtr& variables) {
        const auto key = std::pair(from.text, variables.get());
        if (from.arguments.empty()) {
            if (const auto built = lists_.find(key); built != lists_.end()) return built->second;
        }
        const NodePtr made =
            inside(from, [&] { return choose(parsed_lines(from), with_arguments(from, variables), 1, 1, "", from.place); });
        if (from.arguments.empty()) {
            lists_[key] = made;
            kept_.push_back(variables);  // its address is the key
        }
        return made;
    }

    NodePtr assignment(const TemplateNode& from, VariablesPtr& variables) {
        if (from.keep && variables->contains(from.text)) return std::make_shared<Text>("");
        auto changed = std::make_shared<Variables>(*variables);
        NodePtr made = std::make_shared<Text>("");
        if (from.once) {
            VariablesPtr within = variables;
            const NodePtr value = build(*from.parts[0], within);
            made = std::make_shared<Remember>(memories_, value);
            (*changed)[from.text] = {nullptr, memories_++};
        } else {
            (*changed)[from.text] = {from.parts[0]};
        }
        variables = std::move(changed);
        return made;
    }

    NodePtr variable(const TemplateNode& from, const VariablesPtr& variables) {
        const auto bound = variables->find(from.text);
        VariablesPtr within = variables;
        if (bound == variables->end()) {
            if (from.parts.empty())
                refuse(from.place, "the variable " + from.text + " is not set; ${" + from.text + "=...} sets it, ${" + from.text +
                                       ":...} gives a default");
            return build(*from.parts[0], within);
        }
        if (!bound->second.value) return std::make_shared<Recall>(bound->second.memory);
        const TemplatePtr value = bound->second.value;
        return inside(from, [&] { return build(*value, within); });
    }

    VariablesPtr with_arguments(const TemplateNode& from, const VariablesPtr& variables) const {
        if (from.arguments.empty()) return variables;
        auto changed = std::make_shared<Variables>(*variables);
        for (const auto& [name, value] : from.arguments) {
            auto text = std::make_shared<TemplateNode>();
            text->text = value;
            text->place = from.place;
            (*changed)[name] = {text};
        }
        return changed;
    }

    std::vector<TemplateOption> parsed_lines(const TemplateNode& from) {
        auto [known, fresh] = parsed_.try_emplace(from.text);
        if (!fresh) return known->second;
        const auto lines = wildcards_.lines(from.text);
        if (lines.empty()) {
            parsed_.erase(known);
            refuse(from.place, "no wildcard __" + from.text + "__" + like(from.text));
        }
        std::vector<TemplateOption> options;
        for (const WildcardLine& line : lines) {
            auto parsed = parse_template(line.text, line.place);
            if (!parsed) throw Refused(parsed.error());
            options.push_back({line.weight, std::move(*parsed)});
        }
        return known->second = std::move(options);
    }

    std::string like(const std::string& wanted) const {
        std::string text;
        int shown = 0;
        for (const std::string& name : wildcards_.names()) {
            if (name.find(wanted) == std::string::npos && wanted.find(name) == std::string::npos &&
                wanted.substr(0, 3) != name.substr(0, 3))
                continue;
            if (++shown <= 5) text += (text.empty() ? " is there; there is " : ", ") + name;
        }
        return text.empty() ? " is there: give the theme a list of that name or put a file into its wildcards folder" : text;
    }

    // What a wildcard or variable stands for must not contain itself.
    NodePtr inside(const TemplateNode& from, const std::function<NodePtr()>& make) {
        const std::string name = (from.kind == TemplateNode::Kind::wildcard ? "__" + from.text + "__" : "${" + from.text + "}");
        if (!open_.insert(name).second) refuse(from.place, name + " contains itself");
        NodePtr made = make();
        open_.erase(name);
        return made;
    }

    const Wildcards& wildcards_;
    size_t nodes_ = 0, memories_ = 0;
    std::set<std::string> open_;
    std::map<std::string, std::vector<TemplateOption>> parsed_;
    std::map<std::pair<std::string, const Variables*>, NodePtr> lists_;
    std::vector<VariablesPtr> kept_;
};

}  // namespace

std::string tidied(const std::string& prompt) {
    std::string words;
    for (const char c : prompt) {
        const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (space && (words.empty() || words.back() == ' ')) continue;
        if (c == ',' || space) {
            while (c == ',' && !words.empty() && words.back() == ' ') words.pop_back();
            if (c == ',' && (words.empty() || words.back() == ',')) continue;
        }
        words += space ? ' ' : c;
    }
    while (!words.empty() && (words.back() == ' ' || words.back() == ',')) words.pop_back();
    return words;
}

Result<PromptSpace> PromptSpace::build(const std::vector<TemplateOption>& templates, const Wildcards& wildcards,
                                       const std::vector<std::pair<std::string, TemplatePtr>>& variables) {
    try {
        Builder builder(wildcards);
        auto named = std::make_shared<Variables>();
        for (const auto& [name, value] : variables) (*named)[name] = {value};
        PromptSpace space;
        space.root_ = builder.choose(templates, named, 1, 1, "", templates.empty() ? TemplatePlace{} : templates.front().value->place);
        space.memories_ = builder.memories();
        return space;
    } catch (const Refused& refused) {
        return Failure{refused.what()};
    }
}

const mpz_class& PromptSpace::size() const {
    return root_->size();
}

const mpz_class& PromptSpace::combinations() const {
    return root_->combinations();
}

std::string PromptSpace::prompt(const mpz_class& number) const {
    if (number < 0 || number >= size()) throw Error("[prompt] number " + number.get_str() + " of " + size().get_str());
    Memory memory(memories_);
    std::string text;
    root_->write(number, memory, text);
    return tidied(text);
}

}  // namespace imagelab
