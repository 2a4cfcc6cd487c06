#pragma once
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/samplers/noise_schedule.h"
#include "core/samplers/rng.h"
#include "core/samplers/sampler_kind.h"
#include "core/samplers/sigma_schedule.h"

namespace imagelab {

// One picture's way from noise to latents: f32 host arithmetic in diffusers 0.42.1's order of operations. Knows no model; latents are
// flat [channels * height * width]. A picture of a batch has a sampler and a generator of its own.
//
// Text to image: latents = generator.randn(n) * init_noise_sigma(), then for i in [0, steps()): scale_model_input(i), model at
// timesteps()[i], guidance (guidance.h), step(i).
// Image to image, in diffusers' order of draws: the sample of the VAE's posterior (mean + std * randn) takes the first draw of the
// picture's generator, the noise given to add_noise(.., start_step(strength)) the second; steps run from start_step(strength), and later
// draws (Euler a) continue. start_step() == steps() leaves nothing to run: refuse the request before it starts (strength too small).
//
// A step here is one evaluation of the model: methods of two evaluations (Heun, DPM2 ...) have two of them between neighbouring noise
// levels, except before the last, and PNDM has one more than was asked for. A method with a pace of its own (SamplerInfo::own_pace)
// chooses the levels as it goes: its steps are walked by after() and asked for by timestep() and sigma(), and it arrives at the end
// before steps(), which is the most it may take.
class Sampler {
  public:
    virtual ~Sampler() = default;

    int steps() const { return steps_; }
    // [steps()]; with a pace of its own: of the levels that the request spaces, from one of which it begins.
    std::span<const float> timesteps() const { return schedule_.timesteps; }
    // [steps() + 1], sqrt((1 - alpha) / alpha) of what the model is given at each step, and of the end.
    std::span<const float> sigmas() const { return schedule_.sigmas; }
    // The same of one step; with a pace of its own: of the next one alone.
    virtual float timestep(int step) const { return schedule_.timesteps[static_cast<size_t>(step)]; }
    virtual float sigma(int step) const { return schedule_.sigmas[static_cast<size_t>(step)]; }
    // The step behind one that was taken; steps() where all are done.
    virtual int after(int step) const { return step + 1; }
    struct Pace {
        double gone;  // share of the way from the first noise level to the last, by its logarithm
        int left;     // evaluations still to come, about
    };
    virtual std::optional<Pace> pace(int /*step*/) const { return std::nullopt; }  // none: steps() says it
    float init_noise_sigma() const { return init_noise_sigma_; }
    // First step of image to image: StableDiffusionXLImg2ImgPipeline.get_timesteps. strength 0..1.
    int start_step(double strength) const;
    // Where it was made for image to image and knows by itself which step that begins with (ProgramManner::starts_within).
    virtual std::optional<int> own_start() const { return std::nullopt; }
    // The step at which the noise level of that number stands.
    int step_at_level(int level) const {
        const int step = std::max(level, 0) * steps_a_level_;
        return step < static_cast<int>(schedule_.timesteps.size()) ? step : steps();
    }

    // What the model is given at `step`.
    virtual void scale_model_input(int step, std::span<const float> latents, std::span<float> out) const;
    // latents before `step` become latents after it; `model_output` is what the model said about the scaled input, after guidance. Noise of
    // a step comes from the generator, or from a Brownian tree with the generator's seed. `unguided`: what the model said without the
    // prompt, about the same input, for samplers that read it (SamplerInfo::reads_unguided); empty: the same as model_output.
    void step(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator,
              std::span<const float> unguided = {});
    // Clean latents become latents with the noise level before `step`.
    virtual void add_noise(std::span<float> latents, std::span<const float> noise, int step) const = 0;

    // What a method remembers between steps, as plain data. With the latents, the step and the generator's state it is all that is needed
    // to go on with the same bits.
    struct State {
        // Latents and predictions of earlier steps; each sampler's file says which. At most four times the latents.
        std::vector<float> history;
        int evaluations = 0;              // steps taken since the first one
        std::array<double, 4> pace = {};  // of a method with a pace of its own; its file says what
        bool operator==(const State&) const = default;
    };
    const State& state() const { return state_; }
    void restore(State state) { state_ = std::move(state); }

  protected:
    // steps_a_level: of two noise levels, 2 where the model is evaluated between them.
    Sampler(SigmaSchedule schedule, float init_noise_sigma, int requested_steps, int steps_a_level = 1)
        : schedule_(std::move(schedule)),
          init_noise_sigma_(init_noise_sigma),
          requested_steps_(requested_steps),
          steps_a_level_(steps_a_level),
          steps_(static_cast<int>(schedule_.timesteps.size())) {}
    virtual void advance(int step, std::span<const float> model_output, std::span<float> latents, TorchGenerator& generator) = 0;
    // The same with what the model said without the prompt.
    virtual void advance_beside(int step, std::span<const float> model_output, std::span<const float> /*unguided*/,
                                std::span<float> latents, TorchGenerator& generator) {
        advance(step, model_output, latents, generator);
    }
    void check(int step, size_t latents, size_t other) const;  // throws Error
    void allow_steps(int steps) { steps_ = steps; }            // of a method with a pace of its own
    // Blocks of the latents' size in the history; throws Error where it is none, or more than `most`.
    size_t blocks(size_t latents, size_t most) const;

    SigmaSchedule schedule_;
    State state_;

  private:
    float init_noise_sigma_;
    int requested_steps_, steps_a_level_, steps_;
};

// As which program a sampler steps, and the part of the schedule that image to image goes through: ComfyUI spaces it more finely instead of
// cutting, A1111's samplers over timesteps begin it in a way of their own.
struct ProgramManner {
    LikeProgram like = LikeProgram::diffusers;
    double denoise = 1;          // 0..1
    bool starts_within = false;  // from a picture or latents
};

// Whether make_sampler takes these; the message names the field and what is allowed. Every sampler has every spacing but PNDM, which steps
// over even timesteps alone: where diffusers has no option for one, the sampler walks the timesteps and sigmas of Euler with it.
Result<void> supported(SamplerKind kind, Spacing spacing, const NoiseScheduleConfig& config, int steps, const StepNoise& noise = {});
// Throws Error where supported() fails.
std::unique_ptr<Sampler> make_sampler(SamplerKind kind, Spacing spacing, const NoiseScheduleConfig& config, int steps,
                                      const StepNoise& noise = {}, const ProgramManner& manner = {});

}  // namespace imagelab
