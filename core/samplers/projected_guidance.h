#pragma once
#include <span>
#include <vector>

namespace imagelab {

// Adaptive projected guidance (Sadat et al. 2024, algorithm 1; diffusers' normalized_guidance). The difference that guidance adds up may be
// carried on from step to step, cut to a length, and weakened along the prompt's own prediction, where it only makes colours louder.
// Neutral values are classifier-free guidance.
struct ProjectedGuidance {
    double parallel = 1;  // eta: 0..1, share of the part along the prompt's prediction
    double length = 0;    // r: the difference's largest L2 norm; 0: any
    double momentum = 0;  // beta: -1..1 of the differences before it
    bool neutral() const { return parallel == 1 && length == 0 && momentum == 0; }
    bool operator==(const ProjectedGuidance&) const = default;
};

// out = without + scale * difference, f32, all of one size. `carried` is the sum of the differences before, of that size or empty, and
// takes this one; only momentum reads it. `out` may be either input. Throws Error where sizes differ.
void guide_projected(std::span<const float> without_prompt, std::span<const float> with_prompt, double scale,
                     const ProjectedGuidance& projection, std::vector<float>& carried, std::span<float> out);

}  // namespace imagelab
