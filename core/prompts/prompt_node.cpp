#include "core/prompts/prompt_node.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

#include "core/base/error.h"

namespace imagelab {
namespace {

const mpz_class one = 1;

mpz_class least_common_multiple(const mpz_class& a, const mpz_class& b) {
    mpz_class both;
    mpz_lcm(both.get_mpz_t(), a.get_mpz_t(), b.get_mpz_t());
    return both;
}

class Text final : public PromptNode {
  public:
    explicit Text(std::string text) : text_(std::move(text)) {}
    void write(mpz_class, PromptState&, std::string& out) const override { out += text_; }
    size_t longest() const override { return text_.size(); }

  private:
    std::string text_;
};

// A node with numbers of its own.
class Counted : public PromptNode {
  public:
    const mpz_class& size() const override { return size_; }
    const mpz_class& combinations() const override { return combinations_; }
    const mpz_class& turns() const override { return turns_; }
    size_t longest() const override { return longest_; }

  protected:
    mpz_class size_ = 1, combinations_ = 1, turns_ = 1;
    size_t longest_ = 0;

    // As if both were written behind each other.
    void multiply(const PromptNode& part) {
        size_ *= part.size();
        combinations_ *= part.combinations();
        turns_ = least_common_multiple(turns_, part.turns());
        longest_ += part.longest();
    }
};

// Mixed radix: the last part is the lowest digit.
class Sequence final : public Counted {
  public:
    explicit Sequence(std::vector<PromptNodePtr> parts) : parts_(std::move(parts)) {
        for (const PromptNodePtr& part : parts_) multiply(*part);
    }
    void write(mpz_class number, PromptState& state, std::string& out) const override {
        std::vector<mpz_class> digits(parts_.size());
        for (size_t i = parts_.size(); i-- > 0;) {
            digits[i] = number % parts_[i]->size();
            number /= parts_[i]->size();
        }
        for (size_t i = 0; i < parts_.size(); ++i) parts_[i]->write(digits[i], state, out);
    }

  private:
    std::vector<PromptNodePtr> parts_;
};

class Remember final : public Counted {
  public:
    Remember(size_t where, PromptNodePtr value) : where_(where), value_(std::move(value)) {
        multiply(*value_);
        longest_ = 0;
    }
    void write(mpz_class number, PromptState& state, std::string&) const override {
        std::string text;
        value_->write(std::move(number), state, text);
        state.memory.at(where_) = std::move(text);
    }

  private:
    size_t where_;
    PromptNodePtr value_;
};

class Recall final : public PromptNode {
  public:
    Recall(size_t where, size_t longest) : where_(where), longest_(longest) {}
    void write(mpz_class, PromptState& state, std::string& out) const override { out += state.memory.at(where_); }
    size_t longest() const override { return longest_; }

  private:
    size_t where_, longest_;
};

class Pick final : public Counted {
  public:
    explicit Pick(std::vector<WeightedNode> options) : options_(std::move(options)) {
        size_ = combinations_ = 0;
        ends_.reserve(options_.size());
        for (const WeightedNode& option : options_) {
            ends_.push_back(size_ += option.value->size() * option.weight);
            combinations_ += option.value->combinations();
            turns_ = least_common_multiple(turns_, option.value->turns());
            longest_ = std::max(longest_, option.value->longest());
        }
    }
    void write(mpz_class number, PromptState& state, std::string& out) const override {
        const auto end = std::upper_bound(ends_.begin(), ends_.end(), number);
        const auto at = static_cast<size_t>(end - ends_.begin());
        if (at > 0) number -= ends_[at - 1];
        const PromptNode& value = *options_.at(at).value;
        value.write(number % value.size(), state, out);
    }

  private:
    std::vector<WeightedNode> options_;
    std::vector<mpz_class> ends_;  // numbers up to and with each option
};

mpz_class factorial(int k) {
    return mpz_class::factorial(static_cast<unsigned long>(k));
}

// With x_i numbers behind option i there are k! e_k(x) for k of them, e_k the elementary symmetric polynomial; ways_[i][k] is e_k of the
// options from i on.
class PickSeveral final : public Counted {
  public:
    PickSeveral(std::vector<WeightedNode> options, int least, int most, std::string separator)
        : options_(std::move(options)), least_(least), most_(most), separator_(std::move(separator)) {
        const auto count = static_cast<size_t>(most) + 1;
        ways_.assign(options_.size() + 1, {});
        ways_.back().assign(count, 0);
        ways_.back()[0] = 1;
        std::vector<mpz_class> chosen(count);  // the same of combinations, of the options from i on
        chosen[0] = 1;
        for (size_t i = options_.size(); i-- > 0;) {
            const PromptNode& value = *options_[i].value;
            const mpz_class x = value.size() * options_[i].weight;
            ways_[i].resize(count);
            ways_[i][0] = 1;
            for (size_t k = 1; k < count; ++k) ways_[i][k] = ways_[i + 1][k] + x * ways_[i + 1][k - 1];
            for (size_t k = count - 1; k > 0; --k) chosen[k] += value.combinations() * chosen[k - 1];
            turns_ = least_common_multiple(turns_, value.turns());
        }
        size_ = total(ways_.front());
        combinations_ = total(chosen);
        longest_ = longest_text();
    }

    void write(mpz_class number, PromptState& state, std::string& out) const override {
        for (int k = least_; k <= most_; ++k) {
            const mpz_class here = factorial(k) * ways_[0][static_cast<size_t>(k)];
            if (number < here) return write_some(k, std::move(number), state, out);
            number -= here;
        }
        throw Error("[prompt] a number beyond the space");
    }

  private:
    mpz_class total(const std::vector<mpz_class>& ways) const {
        mpz_class sum = 0;
        for (int k = least_; k <= most_; ++k) sum += factorial(k) * ways[static_cast<size_t>(k)];
        return sum;
    }

    size_t longest_text() const {
        std::vector<size_t> lengths;
        for (const WeightedNode& option : options_) lengths.push_back(option.value->longest());
        const auto end = lengths.begin() + most_;
        std::partial_sort(lengths.begin(), end, lengths.end(), std::greater<>());
        size_t sum = static_cast<size_t>(most_) * separator_.size();
        for (auto length = lengths.begin(); length != end; ++length) sum += *length;
        return sum;
    }

    void write_some(int count, mpz_class number, PromptState& state, std::string& out) const {
        const mpz_class sets = ways_[0][static_cast<size_t>(count)];
        mpz_class order = number / sets;
        number %= sets;
        std::vector<std::string> texts;
        auto left = static_cast<size_t>(count);
        for (size_t i = 0; left > 0; ++i) {
            const mpz_class &behind = ways_[i + 1][left - 1], with = options_[i].value->size() * options_[i].weight * behind;
            if (number >= with) {
                number -= with;
                continue;
            }
            const mpz_class digit = (number / behind) % options_[i].value->size();
            number %= behind;
            texts.emplace_back();
            options_[i].value->write(digit, state, texts.back());
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

    std::vector<WeightedNode> options_;
    int least_, most_;
    std::string separator_;
    std::vector<std::vector<mpz_class>> ways_;
};

// Options within a cycle see how often it came around.
class Cycle final : public Counted {
  public:
    explicit Cycle(std::vector<PromptNodePtr> options) : options_(std::move(options)) {
        combinations_ = 0;
        for (const PromptNodePtr& option : options_) {
            size_ = least_common_multiple(size_, option->size());
            combinations_ = std::max(combinations_, option->combinations());
            turns_ = least_common_multiple(turns_, option->turns());
            longest_ = std::max(longest_, option->longest());
        }
        turns_ *= options_.size();
    }
    void write(mpz_class number, PromptState& state, std::string& out) const override {
        const unsigned long count = options_.size();
        const PromptNode& option = *options_[mpz_class(state.turn % count).get_ui()];
        const mpz_class turn = state.turn;
        state.turn /= count;
        option.write(number % option.size(), state, out);
        state.turn = turn;
    }

  private:
    std::vector<PromptNodePtr> options_;
};

class CycleChoices final : public Counted {
  public:
    explicit CycleChoices(PromptNodePtr choices) : choices_(std::move(choices)) {
        turns_ = choices_->size();
        longest_ = choices_->longest();
    }
    void write(mpz_class, PromptState& state, std::string& out) const override {
        choices_->write(state.turn % choices_->size(), state, out);
    }

  private:
    PromptNodePtr choices_;
};

// The first run of dots that dynamic prompts takes for the place of what is wrapped (commands/wrap_command.py): begin and length.
std::pair<size_t, size_t> first_dots(std::string_view text) {
    constexpr std::string_view marks[] = {"\u1801", "\u2026", "\u22ee", "\u22ef", "\u22f0", "\u22f1", "\ufe19"};
    const auto mark = [&](size_t at) -> size_t {
        for (const std::string_view one : marks) {
            if (text.substr(at).starts_with(one)) return one.size();
        }
        return 0;
    };
    for (size_t at = 0; at < text.size(); ++at) {
        size_t end = at;
        while (const size_t length = mark(end)) end += length;
        if (end > at) return {at, end - at};
        while (end < text.size() && text[end] == '.') ++end;
        if (end - at >= 3) return {at, end - at};
        if (end > at) at = end - 1;
    }
    return {text.size(), 0};
}

class Wrap final : public Counted {
  public:
    Wrap(PromptNodePtr around, PromptNodePtr inside) : around_(std::move(around)), inside_(std::move(inside)) {
        multiply(*around_);
        multiply(*inside_);
    }
    void write(mpz_class number, PromptState& state, std::string& out) const override {
        std::string around;
        around_->write(number / inside_->size(), state, around);
        const auto [begin, length] = first_dots(around);
        out += around.substr(0, begin);
        inside_->write(number % inside_->size(), state, out);
        out += around.substr(begin + length);
    }

  private:
    PromptNodePtr around_, inside_;
};

class Named final : public Counted {
  public:
    Named(PromptNodePtr name, std::map<std::string, PromptNodePtr> lists) : name_(std::move(name)), lists_(std::move(lists)) {
        mpz_class most = 1, within = 1;
        for (const auto& [spelled, list] : lists_) {
            within = least_common_multiple(within, list->size());
            most = std::max(most, list->combinations());
            turns_ = least_common_multiple(turns_, list->turns());
            longest_ = std::max(longest_, list->longest());
        }
        size_ = name_->size() * within;
        combinations_ = name_->combinations() * most;
        turns_ = least_common_multiple(turns_, name_->turns());
    }
    void write(mpz_class number, PromptState& state, std::string& out) const override {
        std::string name;
        name_->write(number % name_->size(), state, name);
        const auto list = lists_.find(name);
        if (list == lists_.end()) throw Error("[prompt] the wildcard __" + name + "__ was not foreseen");
        const mpz_class rest = number / name_->size();
        list->second->write(rest % list->second->size(), state, out);
    }

  private:
    PromptNodePtr name_;
    std::map<std::string, PromptNodePtr> lists_;
};

}  // namespace

const mpz_class& PromptNode::size() const {
    return one;
}
const mpz_class& PromptNode::combinations() const {
    return one;
}
const mpz_class& PromptNode::turns() const {
    return one;
}

PromptNodePtr text_node(std::string text) {
    return std::make_shared<Text>(std::move(text));
}
PromptNodePtr sequence_node(std::vector<PromptNodePtr> parts) {
    return std::make_shared<Sequence>(std::move(parts));
}
PromptNodePtr remember_node(size_t where, PromptNodePtr value) {
    return std::make_shared<Remember>(where, std::move(value));
}
PromptNodePtr recall_node(size_t where, size_t longest) {
    return std::make_shared<Recall>(where, longest);
}
PromptNodePtr pick_node(std::vector<WeightedNode> options) {
    return std::make_shared<Pick>(std::move(options));
}
PromptNodePtr pick_several_node(std::vector<WeightedNode> options, int least, int most, std::string separator) {
    return std::make_shared<PickSeveral>(std::move(options), least, most, std::move(separator));
}
double pick_several_bytes(const std::vector<WeightedNode>& options, int most) {
    mpz_class all = 0;
    for (const WeightedNode& option : options) all += option.value->size() * option.weight;
    const double bits = static_cast<double>(mpz_sizeinbase(all.get_mpz_t(), 2)), count = most + 1.0;
    return static_cast<double>(options.size() + 1) * count * (32 + bits * count / 16);  // e_k has up to k times as many bits
}
PromptNodePtr cycle_node(std::vector<PromptNodePtr> options) {
    return std::make_shared<Cycle>(std::move(options));
}
PromptNodePtr cycle_choices_node(PromptNodePtr choices) {
    return std::make_shared<CycleChoices>(std::move(choices));
}
PromptNodePtr wrap_node(PromptNodePtr around, PromptNodePtr inside) {
    return std::make_shared<Wrap>(std::move(around), std::move(inside));
}
PromptNodePtr named_node(PromptNodePtr name, std::map<std::string, PromptNodePtr> lists) {
    return std::make_shared<Named>(std::move(name), std::move(lists));
}

}  // namespace imagelab
