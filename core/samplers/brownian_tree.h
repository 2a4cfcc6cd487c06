#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/samplers/rng.h"

namespace imagelab {

// Noise of a Brownian motion over the noise levels of a schedule, so that the noise between two levels depends on the seed and on them
// alone: k-diffusion's BrownianTreeNoiseSampler over torchsde 0.2.6's BrownianTree (_brownian/brownian_interval.py, halfway_tree, tolerance
// 1e-6, pool of 24 words, no Levy area), bit for bit. It keeps nothing between queries, so a run that goes on needs no state of it.
class BrownianTree {
  public:
    // Of the seed of `generator` and with noise as it draws it; what it drew so far is without effect. low < high: the smallest level
    // above 0 and the largest. `count` values a query.
    BrownianTree(const TorchGenerator& generator, float low, float high, size_t count);
    // Standard normal noise for the step between two levels, which are brought within low and high. Zeros where they are one level.
    std::vector<float> noise(float from, float to) const;

  private:
    struct Node {
        double begin, end;
        uint64_t spawn_key, depth;
    };
    void add(const Node& node, const std::vector<float>& increment, double from, double to, std::vector<float>& sum, bool& first) const;
    std::vector<float> randn(uint32_t seed) const;

    TorchGenerator generator_;
    size_t count_;
    double low_, high_;
};

}  // namespace imagelab
