#include "core/samplers/dynamic_thresholding.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.h"

namespace imagelab {
namespace {

float mean_of(std::span<const float> values) {
    double sum = 0;
    for (const float value : values) sum += static_cast<double>(value);
    return static_cast<float>(sum / static_cast<double>(values.size()));
}

// Distances from the mean, ascending.
std::vector<float> spread_of(std::span<const float> values, float mean) {
    std::vector<float> spread(values.size());
    std::transform(values.begin(), values.end(), spread.begin(), [mean](float value) { return std::abs(value - mean); });
    std::sort(spread.begin(), spread.end());
    return spread;
}

// torch.quantile, linear between neighbours.
float quantile(const std::vector<float>& ascending, double share) {
    const double place = share * static_cast<double>(ascending.size() - 1);
    const auto below = static_cast<size_t>(place);
    const size_t above = std::min(below + 1, ascending.size() - 1);
    const auto rest = static_cast<float>(place - static_cast<double>(below));
    return ascending[below] + rest * (ascending[above] - ascending[below]);
}

}  // namespace

void threshold_dynamically(std::span<const float> weakly_guided, int channels, double percentile, std::span<float> guided) {
    if (weakly_guided.size() != guided.size() || channels <= 0 || guided.empty() || guided.size() % static_cast<size_t>(channels) != 0)
        throw Error("[dynamic thresholding] sizes differ");
    const size_t one = guided.size() / static_cast<size_t>(channels);
    for (size_t channel = 0; channel < static_cast<size_t>(channels); ++channel) {
        const std::span<const float> weak = weakly_guided.subspan(channel * one, one);
        const std::span<float> strong = guided.subspan(channel * one, one);
        const float mean = mean_of(strong);
        const float wanted = spread_of(weak, mean_of(weak)).back();
        const float most = std::max(wanted, quantile(spread_of(strong, mean), percentile));
        if (most == 0) continue;
        for (float& value : strong) value = std::clamp(value - mean, -most, most) / most * wanted + mean;
    }
}

}  // namespace imagelab
