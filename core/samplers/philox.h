#pragma once
#include <cstdint>
#include <span>

namespace imagelab {

// Standard normal values as torch.randn draws them on an NVIDIA GPU: Philox 4x32 with 10 rounds (Salmon et al. 2011, "Parallel random
// numbers: as easy as 1, 2, 3"), a counter for each value, and Box-Muller. `draw` counts the calls of randn on one generator from 0.
// As AUTOMATIC1111's modules/rng_philox.py, whose "NV" noise is the same on every machine; torch itself gives these values for as many as
// the GPU runs threads of at once.
void philox_normal(uint64_t seed, uint64_t draw, std::span<float> out);

}  // namespace imagelab
