#include "core/samplers/brownian_tree.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/error.h"
#include "core/samplers/seed_sequence.h"

namespace imagelab {
namespace {

constexpr size_t pool_size = 24;

// Python's round(value, 6): the nearest decimal number, a tie to the even digit.
double rounded(double value) {
    char text[64];
    const auto written = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 6);
    double nearest = value;
    std::from_chars(text, written.ptr, nearest);
    return nearest;
}

}  // namespace

BrownianTree::BrownianTree(const TorchGenerator& generator, float low, float high, size_t count)
    : generator_(generator.like(generator.state().seed)), count_(count), low_(low), high_(high) {
    if (!(low_ >= 0 && low_ < high_) || !std::isfinite(high_))
        throw Error("[brownian_tree] levels from " + std::to_string(low_) + " to " + std::to_string(high_));
}

std::vector<float> BrownianTree::randn(uint32_t seed) const {
    return generator_.like(seed).randn(count_);
}

std::vector<float> BrownianTree::noise(float from, float to) const {
    std::vector<float> sum(count_);
    const Node root{rounded(low_), rounded(high_), 0, 0};
    const double begin = std::clamp<double>(std::min(from, to), root.begin, root.end);
    const double end = std::clamp<double>(std::max(from, to), root.begin, root.end);
    if (begin == end) return sum;
    const double a = rounded(begin), b = rounded(end);
    if (a == b) return sum;
    std::vector<float> increment = randn(seed_sequence(generator_.state().seed, {}, pool_size, 3)[0]);
    const auto deviation = static_cast<float>(std::sqrt(high_ - low_));
    for (float& value : increment) value *= deviation;
    bool first = true;
    add(root, increment, a, b, sum, first);
    // Levels fall while the motion's time rises.
    const float scale = std::sqrt(std::abs(to - from)), sign = from < to ? 1.0f : -1.0f;
    for (float& value : sum) value = value * sign / scale;
    return sum;
}

void BrownianTree::add(const Node& node, const std::vector<float>& increment, double from, double to, std::vector<float>& sum,
                       bool& first) const {
    if (from == node.begin && to == node.end) {
        for (size_t i = 0; i < count_; ++i) sum[i] = first ? increment[i] : sum[i] + increment[i];
        first = false;
        return;
    }
    const double middle = rounded(0.5 * (node.end + node.begin));
    const double left = middle - node.begin, right = node.end - middle, reciprocal = 1 / (node.end - node.begin);
    const uint64_t key[] = {node.spawn_key, node.depth};
    std::vector<float> half = randn(seed_sequence(generator_.state().seed, key, pool_size, 4)[0]);
    const auto deviation = static_cast<float>(std::sqrt(left * right * reciprocal));
    const auto share = static_cast<float>(left), part = static_cast<float>(reciprocal);
    for (size_t i = 0; i < count_; ++i) {
        const float mean = share * increment[i] * part, noise = deviation * half[i];
        half[i] = mean + noise;
    }
    if (from < middle) add({node.begin, middle, 2 * node.spawn_key, node.depth + 1}, half, from, std::min(to, middle), sum, first);
    if (to > middle) {
        for (size_t i = 0; i < count_; ++i) half[i] = increment[i] - half[i];
        add({middle, node.end, 2 * node.spawn_key + 1, node.depth + 1}, half, std::max(from, middle), to, sum, first);
    }
}

}  // namespace imagelab
