#include "core/samplers/guidance.h"

#include <cmath>

#include "core/base/error.h"

namespace imagelab {

void guide(std::span<const float> without_prompt, std::span<const float> with_prompt, double scale, std::span<float> out) {
    if (without_prompt.size() != with_prompt.size() || out.size() != with_prompt.size()) throw Error("[guidance] sizes differ");
    const float factor = static_cast<float>(scale);
    for (size_t i = 0; i < out.size(); ++i) out[i] = without_prompt[i] + factor * (with_prompt[i] - without_prompt[i]);
}

namespace {

double deviation(std::span<const float> values) {  // without Bessel's correction, which a ratio does not see
    const auto count = static_cast<double>(values.size());
    double sum = 0, squares = 0;
    for (const float value : values) sum += value;
    const double mean = sum / count;
    for (const float value : values) squares += (value - mean) * (value - mean);
    return std::sqrt(squares / count);
}

}  // namespace

void rescale_guidance(std::span<const float> with_prompt, double share, std::span<float> guided) {
    if (guided.size() != with_prompt.size()) throw Error("[guidance] sizes differ");
    const double spread = deviation(guided);
    if (spread == 0) return;
    const auto ratio = static_cast<float>(deviation(with_prompt) / spread), part = static_cast<float>(share);
    for (float& value : guided) value = part * (value * ratio) + (1 - part) * value;
}

float zero_star_scale(std::span<const float> without_prompt, std::span<const float> with_prompt) {
    if (without_prompt.size() != with_prompt.size()) throw Error("[guidance] sizes differ");
    double product = 0, squares = 0;
    for (size_t i = 0; i < with_prompt.size(); ++i) {
        product += static_cast<double>(with_prompt[i]) * static_cast<double>(without_prompt[i]);
        squares += static_cast<double>(without_prompt[i]) * static_cast<double>(without_prompt[i]);
    }
    return squares == 0 ? 1.0f : static_cast<float>(product / squares);
}

void add_guidance(std::span<const float> without_prompt, std::span<const float> with_prompt, double scale, std::span<float> out) {
    if (without_prompt.size() != with_prompt.size() || out.size() != with_prompt.size()) throw Error("[guidance] sizes differ");
    const float factor = static_cast<float>(scale);
    for (size_t i = 0; i < out.size(); ++i) out[i] += factor * (with_prompt[i] - without_prompt[i]);
}

}  // namespace imagelab
