#pragma once
#include <span>

namespace imagelab {

// Classifier-free guidance (Ho & Salimans 2021): out = without + scale * (with - without), f32, all of one size. `out` may be either input.
void guide(std::span<const float> without_prompt, std::span<const float> with_prompt, double scale, std::span<float> out);

// Composed prompts (Liu et al. 2022): out += scale * (with - without).
void add_guidance(std::span<const float> without_prompt, std::span<const float> with_prompt, double scale, std::span<float> out);

// Towards the contrast of the prompt's own prediction (Lin et al. 2023, section 3.4; diffusers' rescale_noise_cfg): guided becomes
// share * guided * std(with) / std(guided) + (1 - share) * guided.
void rescale_guidance(std::span<const float> with_prompt, double share, std::span<float> guided);

// CFG-Zero* (Fan et al. 2025, section 4.1; diffusers' cfg_zero_star_scale): how long the prediction without a prompt must be to come
// nearest to that with it; guidance then starts from there. 1 where the first is all zeros. The zeros of its first steps belong to flow
// matching.
float zero_star_scale(std::span<const float> without_prompt, std::span<const float> with_prompt);

// diffusers runs two forwards only above 1; at or below it the prompt's output is taken as it is.
constexpr bool guided(double scale) {
    return scale > 1.0;
}

}  // namespace imagelab
