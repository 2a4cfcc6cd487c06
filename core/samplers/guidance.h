#pragma once
#include <span>

namespace imagelab {

// Classifier-free guidance (Ho & Salimans 2021): out = without + scale * (with - without), f32, all of one size. `out` may be either input.
void guide(std::span<const float> without_prompt, std::span<const float> with_prompt, double scale, std::span<float> out);

// diffusers runs two forwards only above 1; at or below it the prompt's output is taken as it is.
constexpr bool guided(double scale) {
    return scale > 1.0;
}

}  // namespace imagelab
