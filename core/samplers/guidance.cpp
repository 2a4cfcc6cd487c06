#include "core/samplers/guidance.h"

#include "core/base/error.h"

namespace imagelab {

void guide(std::span<const float> without_prompt, std::span<const float> with_prompt, double scale, std::span<float> out) {
    if (without_prompt.size() != with_prompt.size() || out.size() != with_prompt.size()) throw Error("[guidance] sizes differ");
    const float factor = static_cast<float>(scale);
    for (size_t i = 0; i < out.size(); ++i) out[i] = without_prompt[i] + factor * (with_prompt[i] - without_prompt[i]);
}

}  // namespace imagelab
