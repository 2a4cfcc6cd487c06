#include "core/adapters/prompt_adapters.h"

#include <algorithm>
#include <optional>

#include "core/base/number.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    for (size_t at = 0; at <= text.size();) {
        const size_t end = std::min(text.find(by, at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

// The numbers of one tag.
class TagReader {
  public:
    TagReader(PromptAdapter& adapter, std::vector<std::string>& notes, ScaleOrder order)
        : adapter_(adapter), notes_(notes), order_(order) {}

    // `items`: what stands between the colons behind the kind.
    Result<void> read(const std::vector<std::string_view>& items) {
        adapter_.name = std::string(trimmed(items.front()));
        if (adapter_.name.empty()) return Failure{"it names nothing"};
        for (size_t i = 1; i < items.size(); ++i) {
            const size_t equals = items[i].find('=');
            const Result<void> read = equals == items[i].npos
                                          ? positional(trimmed(items[i]))
                                          : named(trimmed(items[i].substr(0, equals)), trimmed(items[i].substr(equals + 1)));
            if (!read) return read;
        }
        if (order_ == ScaleOrder::text_first) {
            adapter_.text_scale = te_.value_or(first_.value_or(1));
            adapter_.scale = unet_.value_or(second_.value_or(adapter_.text_scale));
        } else {
            adapter_.scale = unet_.value_or(first_.value_or(1));
            adapter_.text_scale = te_.value_or(second_.value_or(adapter_.scale));
        }
        return {};
    }

  private:
    Result<void> positional(std::string_view item) {
        if (item.find(',') != item.npos) return blocks(item);
        if (first_ && second_) {
            note(item);
            return {};
        }
        return number(item, first_ ? second_ : first_);
    }

    Result<void> named(std::string_view key, std::string_view value) {
        if (key == "te") return number(value, te_);
        if (key == "unet") return number(value, unet_);
        if (key == "lbw" || key == "w") return blocks(value);
        note(std::string(key) + "=" + std::string(value));
        return {};
    }

    static Result<void> number(std::string_view item, std::optional<double>& target) {
        target = parsed_number(item);
        return target ? Result<void>() : Failure{"\"" + std::string(item) + "\" is no number"};
    }

    Result<void> blocks(std::string_view text) {
        Result<BlockWeights> weights = BlockWeights::parse(text);
        if (!weights) return Failure{weights.error()};
        adapter_.blocks = *std::move(weights);
        return {};
    }

    void note(std::string_view item) {
        notes_.push_back("\"" + std::string(item) + "\" of the adapter " + adapter_.name + " does nothing here");
    }

    PromptAdapter& adapter_;
    std::vector<std::string>& notes_;
    ScaleOrder order_;
    std::optional<double> first_, second_, te_, unet_;
};

}  // namespace

Result<PromptAdapters> take_prompt_adapters(std::string_view prompt, ScaleOrder order) {
    PromptAdapters taken;
    for (size_t at = 0; at < prompt.size();) {
        const size_t open = std::min(prompt.find('<', at), prompt.size());
        taken.prompt += prompt.substr(at, open - at);
        at = open;
        const std::string_view rest = prompt.substr(at);
        const bool ours = rest.starts_with("<lora:") || rest.starts_with("<lyco:");
        const size_t end = ours ? rest.find('>') : rest.npos;
        constexpr size_t start = std::string_view("<lora:").size();
        if (end == rest.npos || end == start) {
            if (at < prompt.size()) taken.prompt += prompt[at++];
            continue;
        }
        PromptAdapter adapter;
        if (auto read = TagReader(adapter, taken.notes, order).read(split(rest.substr(start, end - start), ':')); !read)
            return Failure{std::string(rest.substr(0, end + 1)) + ": " + read.error()};
        taken.adapters.push_back(std::move(adapter));
        at += end + 1;
    }
    return taken;
}

}  // namespace imagelab
