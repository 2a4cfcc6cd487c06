#pragma once
// What a training run draws, as torch's processor generator gives it, so that a run can be repeated there. G(s) is
// torch.Generator("cpu").manual_seed(s).
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/samplers/rng.h"

namespace imagelab {

// First values of what is trained, all from one g = G(seed): next(count, d) is torch.randn(count, generator=g) / d.
class FactorDraws {
  public:
    explicit FactorDraws(uint64_t seed) : generator_(seed) {}
    std::vector<float> next(int64_t count, float divisor);

  private:
    TorchGenerator generator_;
};

// torch.randperm(count, generator=G(seed + 1000000000 + epoch)).
std::vector<int> epoch_order(uint64_t seed, uint64_t epoch, int count);

// The examples of step `step` (from 1): epochs strung together, each step takes the next `batch`. Where there are class pictures, an epoch
// is of the `count` examples and of as many class pictures, which go on from one epoch to the next: the i-th of epoch e is
// count + (e count + i) % class_count.
class ExampleOrder {
  public:
    ExampleOrder(uint64_t seed, int count, int class_count = 0) : seed_(seed), count_(count), class_count_(class_count) {}
    std::vector<int> of_step(int step, int batch);

  private:
    uint64_t seed_, epoch_ = 0;
    int count_, class_count_;
    std::vector<int> order_;  // of epoch_; empty: not drawn yet
};

// Of step `step`, all from one G(seed + step), in this order: torch.randint(0, timesteps, (batch,)); torch.randn((batch, ...)) of
// `latents` values an example; and only where a run uses them, after these: torch.randn((batch, channels, 1, 1)) for a noise offset,
// torch.rand((batch,)) for captions left out, torch.rand((batch,)) for flips, torch.rand((batch,)) for the order of a caption's parts.
struct StepDraws {
    std::vector<int> timesteps;
    std::vector<float> noise;                    // [batch, channels, height, width]
    std::vector<float> offsets;                  // [batch, channels]
    std::vector<float> dropouts, flips, orders;  // [batch], in [0, 1)
};
struct StepDrawShape {
    int batch = 1, channels = 4;
    int64_t pixels = 0;  // height * width of the latents
    int timesteps = 1000;
    bool offsets = false, dropouts = false, flips = false, orders = false;
};
StepDraws draw_step(uint64_t seed, int step, const StepDrawShape& shape);

// Order `which` of a caption: its parts between commas, their ends trimmed, the first `kept` where they are and the others as
// torch.randperm(others, generator=G(seed + 4000000000 + 1000 picture + which)) has them, joined by ", ".
std::string shuffled_caption(const std::string& caption, int kept, uint64_t seed, int picture, int which);

}  // namespace imagelab
