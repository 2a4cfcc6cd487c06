#pragma once
#include <span>

namespace imagelab {

// Dynamic thresholding of latents (the sd-dynamic-thresholding extension's "mimic scale", after Saharia et al. 2022, section 2.3): strong
// guidance whose values spread no further than those of a weaker one. In each channel the guided prediction is centred, cut to the larger
// of the weak guidance's largest value and its own quantile, and brought to the weak one's range.
// All are predictions of the clean latents, [channels, ...] f32 of one size; `guided` is changed. `percentile` 0..1. Throws Error where
// sizes differ.
void threshold_dynamically(std::span<const float> weakly_guided, int channels, double percentile, std::span<float> guided);

}  // namespace imagelab
