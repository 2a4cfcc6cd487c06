#include "core/samplers/projected_guidance.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace imagelab {
namespace {

double product_of(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return sum;
}

}  // namespace

void guide_projected(std::span<const float> without_prompt, std::span<const float> with_prompt, double scale,
                     const ProjectedGuidance& projection, std::vector<float>& carried, std::span<float> out) {
    const size_t size = with_prompt.size();
    if (without_prompt.size() != size || out.size() != size || (!carried.empty() && carried.size() != size))
        throw Error("[guidance] sizes differ");
    std::vector<float> difference(size);
    for (size_t i = 0; i < size; ++i) difference[i] = with_prompt[i] - without_prompt[i];
    if (projection.momentum != 0) {
        const auto momentum = static_cast<float>(projection.momentum);
        carried.resize(size);
        for (size_t i = 0; i < size; ++i) carried[i] = difference[i] + momentum * carried[i];
        difference = carried;
    }
    if (projection.length > 0) {
        const double length = std::sqrt(product_of(difference, difference));
        const auto factor = static_cast<float>(length > projection.length ? projection.length / length : 1.0);
        for (float& value : difference) value *= factor;
    }
    const double squared = product_of(with_prompt, with_prompt);
    const double along = squared > 0 ? product_of(difference, with_prompt) / squared : 0;
    for (size_t i = 0; i < size; ++i) {
        const double parallel = along * static_cast<double>(with_prompt[i]), across = static_cast<double>(difference[i]) - parallel;
        out[i] = static_cast<float>(static_cast<double>(without_prompt[i]) + scale * (across + projection.parallel * parallel));
    }
}

}  // namespace imagelab
