#include "core/adapters/block_weights.h"

#include <algorithm>

#include "core/base/number.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

constexpr size_t base = 0, first_in = 1, middle = 13, first_out = 14, places = 26;

// Places of 26 that shorter lists fill (scripts/lora_block_weight.py BLOCKID12 ... BLOCKID26).
std::vector<size_t> places_of(size_t count) {
    std::vector<size_t> found{base};
    const auto add = [&](size_t first, std::initializer_list<size_t> numbers) {
        for (const size_t number : numbers) found.push_back(first + number);
    };
    if (count == 12) {
        add(first_in, {4, 5, 7, 8}), add(middle, {0}), add(first_out, {0, 1, 2, 3, 4, 5});
    } else if (count == 17) {
        add(first_in, {1, 2, 4, 5, 7, 8}), add(middle, {0}), add(first_out, {3, 4, 5, 6, 7, 8, 9, 10, 11});
    } else if (count == 20) {
        add(first_in, {0, 1, 2, 3, 4, 5, 6, 7, 8}), add(middle, {0}), add(first_out, {0, 1, 2, 3, 4, 5, 6, 7, 8});
    } else if (count == places) {
        for (size_t i = 1; i < places; ++i) found.push_back(i);
    } else {
        return {};
    }
    return found;
}

// "input_blocks.4.1..." with the start "input_blocks." is 4.
int block_number(std::string_view name, std::string_view start) {
    if (!name.starts_with(start)) return -1;
    const std::string_view rest = name.substr(start.size());
    const auto number = parsed_number(rest.substr(0, rest.find('.')));
    return number && *number >= 0 && *number < 12 ? static_cast<int>(*number) : -1;
}

}  // namespace

Result<BlockWeights> BlockWeights::parse(std::string_view text) {
    std::vector<double> values;
    for (size_t at = 0; at <= text.size();) {
        const size_t end = std::min(text.find(',', at), text.size());
        const std::string_view word = trimmed(text.substr(at, end - at));
        const auto value = parsed_number(word);
        if (!value) return Failure{"block weights: \"" + std::string(word) + "\" is no number"};
        values.push_back(*value);
        at = end + 1;
    }
    const std::vector<size_t> order = places_of(values.size());
    if (order.empty())
        return Failure{"block weights: " + std::to_string(values.size()) +
                       " values, expected 12 or 20 (or 17 or 26, Stable Diffusion 1's)"};
    BlockWeights weights;
    weights.factors_.assign(places, 0);
    for (size_t i = 0; i < order.size(); ++i) weights.factors_[order[i]] = values[i];
    return weights;
}

double BlockWeights::factor(std::string_view component, std::string_view original) const {
    if (factors_.empty()) return 1;
    if (component.starts_with("text_encoder")) return factors_[base];
    if (original.starts_with("middle_block.")) return factors_[middle];
    if (const int block = block_number(original, "input_blocks."); block >= 0) return factors_[first_in + static_cast<size_t>(block)];
    if (const int block = block_number(original, "output_blocks."); block >= 0) return factors_[first_out + static_cast<size_t>(block)];
    return 1;
}

std::string BlockWeights::text() const {
    std::string all;
    for (const double factor : factors_) all += (all.empty() ? "" : ",") + general_text(factor, 17);
    return all;
}

}  // namespace imagelab
