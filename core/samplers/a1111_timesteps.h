#pragma once
// What A1111's DDIM, PLMS and UniPC walk over (modules/sd_samplers_timesteps.py): whole timesteps, whatever schedule is chosen. Image to
// image walks over the cleanest of them, and puts the noise of the one behind those on the start picture.
#include "core/samplers/alpha_sampler.h"

namespace imagelab {

struct A1111Timesteps {
    explicit A1111Timesteps(const SamplerSetup& setup);
    std::vector<int> rising;  // every (1000 / steps)-th from 1 on, which may be one more than was asked for
    int walked = 0;           // of the cleanest
    bool cut = false;         // by image to image: noise begins at rising[walked]
};

// Cumulative alphas of the timesteps; with zero terminal SNR the last is nearly 0 there (modules/sd_models.py
// rescale_zero_terminal_snr_abar), not 0.
std::vector<float> a1111_alphas(const NoiseScheduleConfig& config);

// What DDIM and PLMS share: steps from each timestep to the next cleaner one, down to the cleanest. Where it is the only one, one step ends
// at the model's lowest level.
class A1111TimestepSampler : public AlphaSampler {
  public:
    // `again`: the second of the timesteps that run is evaluated twice.
    A1111TimestepSampler(const SamplerSetup& setup, bool again);

    std::optional<int> own_start() const override { return start_; }
    void add_noise(std::span<float> latents, std::span<const float> noise, int step) const override;

  protected:
    bool is_first(int step) const { return step == start_.value_or(0); }
    float next_alpha(int step) const { return next_[static_cast<size_t>(step)]; }

  private:
    struct Walk {
        AlphaLevels levels;
        std::vector<float> next;  // alpha behind each step
        std::optional<int> start;
        float start_alpha;  // of the noise that image to image begins with
    };
    static Walk walk_of(const SamplerSetup& setup, bool again);
    A1111TimestepSampler(const SamplerSetup& setup, Walk walk);

    std::vector<float> next_;
    std::optional<int> start_;
    float start_alpha_;
};

}  // namespace imagelab
