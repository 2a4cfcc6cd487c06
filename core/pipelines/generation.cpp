#include "core/pipelines/generation.h"

#include <algorithm>
#include <cmath>

#include "core/pipelines/aspect_bins.h"
#include "core/pipelines/latents.h"
#include "core/pipelines/time_estimate.h"
#include "core/samplers/guidance.h"
#include "core/samplers/sampler.h"

namespace imagelab {
namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

class Generation {
  public:
    Generation(const ResolvedRequest& resolved, DiffusionModel& model, const GenerationCallbacks& callbacks, const CancelToken& cancel,
               GenerationTimes& times)
        : resolved_(resolved),
          request_(resolved.request),
          model_(model),
          callbacks_(callbacks),
          cancel_(cancel),
          times_(times),
          estimate_(resolved, callbacks.expected.empty() ? plan_stages(resolved, model) : callbacks.expected),
          steps_(new_sampler()->steps()) {}

    void run() {
        const bool turns = model_.takes_turns(denoiser_shape());
        if (any_picture([&](int picture) { return first_step(picture) < steps_; })) prepare_denoiser(turns);
        std::vector<std::pair<int, std::vector<float>>> waiting;  // for the decoder's turn
        for (picture_ = 0; picture_ < request_.batch; ++picture_) {
            if (is_there(picture_)) continue;
            std::vector<float> latents = denoise();
            if (turns) {
                waiting.emplace_back(picture_, std::move(latents));
            } else {
                callbacks_.finished(picture_, decode(latents));
            }
        }
        if (turns) model_.denoiser.unload();
        for (const auto& [picture, latents] : waiting) {
            picture_ = picture;
            callbacks_.finished(picture_, decode(latents));
        }
    }

  private:
    std::unique_ptr<Sampler> new_sampler() const {
        return make_sampler(request_.sampler, request_.spacing, model_.files().noise, request_.steps);
    }
    bool is_there(int picture) const { return callbacks_.is_there && callbacks_.is_there(picture); }
    bool is_resumed(int picture) const { return callbacks_.resume && callbacks_.resume->picture == picture; }
    int first_step(int picture) const { return is_resumed(picture) ? callbacks_.resume->next_step : resolved_.first_step; }
    template <class Wanted>
    bool any_picture(const Wanted& wanted) const {
        for (int picture = 0; picture < request_.batch; ++picture) {
            if (!is_there(picture) && wanted(picture)) return true;
        }
        return false;
    }

    void prepare_denoiser(bool turns) {
        encode_prompts();
        if (resolved_.start && any_picture([&](int picture) { return !is_resumed(picture); })) encode_start();
        estimate_.loaded("image", 1.0);
        if (turns) {
            if (callbacks_.previews) preview_ = LatentPreview::fit(model_, cancel_);
            model_.vae_decoder.unload();
        }
        load("denoise", [&](const auto& progress) { denoiser_ = &model_.denoiser.ready(denoiser_shape(), progress, cancel_); });
        if (callbacks_.previews && !turns) preview_ = LatentPreview::fit(model_, cancel_);
        conditioning_.write(*denoiser_);
    }

    NetworkShape denoiser_shape() const {
        return {resolved_.guided ? 2 : 1, resolved_.latent_height, resolved_.latent_width, model_.context_tokens()};
    }
    size_t latent_count() const { return static_cast<size_t>(channels() * resolved_.latent_height * resolved_.latent_width); }
    int channels() const { return model_.files().vae.latent_channels; }

    void report(Stage stage, int step = 0, std::shared_ptr<const RgbImage> preview = nullptr) {
        if (!callbacks_.progress) return;
        Progress progress{stage, picture_, request_.batch, step, resolved_.runs()};
        progress.seconds_left = estimate_.seconds_left(stage, picture_, step);
        progress.fraction = fraction_ = std::max(fraction_, estimate_.fraction(progress.seconds_left));  // never back
        progress.preview = std::move(preview);
        callbacks_.progress(progress);
    }

    template <class Work>
    void load(const char* stage, const Work& work) {
        const auto begin = Clock::now();
        report(Stage::loading);
        work([&](double share) {
            estimate_.loaded(stage, share);
            report(Stage::loading);
        });
        estimate_.loaded(stage, 1.0);
        times_.load_s += seconds_since(begin);
    }

    void encode_prompts() {
        const Caption caption = resolved_.caption();
        if (!model_.remembered(caption)) load("text", [&](const auto& progress) { model_.load_text_encoders(caption, progress, cancel_); });
        estimate_.loaded("text", 1.0);
        const auto begin = Clock::now();
        report(Stage::encoding);
        conditioning_ = model_.condition(caption, cancel_);
        for (const auto& [input, numbers] : conditioning_.values) check_finite(numbers, "text encoder");
        times_.text_s = seconds_since(begin);
        if (!model_.keeps_text_encoders()) model_.unload_text_encoders();
    }

    void encode_start() {
        load("image", [&](const auto& progress) { start_ = encode_picture(model_, *resolved_.start, progress, cancel_); });
        model_.vae_encoder.unload();
    }

    std::vector<float> initial_latents(const Sampler& sampler, TorchGenerator& generator) const {
        if (!resolved_.start) {
            std::vector<float> latents = generator.randn(latent_count());
            for (float& value : latents) value *= sampler.init_noise_sigma();
            return latents;
        }
        std::vector<float> latents = start_.sample(generator, model_.files().vae);
        sampler.add_noise(latents, generator.randn(latents.size()), resolved_.first_step);
        return latents;
    }

    std::vector<float> predict(std::span<const float> input, float timestep) {
        std::vector<float> batch = to_nhwc(input, channels());
        if (resolved_.guided) batch.insert(batch.end(), batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(input.size()));
        denoiser_->write("latents", std::span<const float>(batch));
        denoiser_->write("timestep", std::span<const float>(model_.timesteps(timestep, resolved_.guided ? 2 : 1)));
        denoiser_->run(cancel_);
        const std::vector<float> both = denoiser_->read("noise");
        check_finite(both, "denoiser");
        if (!resolved_.guided) return to_chw(both, channels());
        const std::vector<float> without = to_chw(std::span(both).first(input.size()), channels());
        std::vector<float> with = to_chw(std::span(both).last(input.size()), channels());
        guide(without, with, request_.guidance, with);
        return with;
    }

    // Checks what a journal brought: it may come from anywhere.
    void restore(Sampler& sampler, TorchGenerator& generator, std::vector<float>& latents) const {
        const StepState& state = *callbacks_.resume;
        const bool history_fits = state.sampler.history.size() % latent_count() == 0;
        if (state.latents.size() != latent_count() || !history_fits || state.next_step < resolved_.first_step ||
            state.next_step > sampler.steps()) {
            throw Error("[resume] " + std::to_string(state.latents.size()) + " latents at step " + std::to_string(state.next_step) +
                        " for " + std::to_string(latent_count()) + " and " + std::to_string(sampler.steps()) + " steps");
        }
        generator = TorchGenerator(state.generator);
        sampler.restore(state.sampler);
        latents = state.latents;
    }

    std::vector<float> denoise() {
        TorchGenerator generator((request_.seed + picture_).value());
        const auto sampler = new_sampler();
        std::vector<float> latents;
        if (is_resumed(picture_)) {
            restore(*sampler, generator, latents);
        } else {
            latents = initial_latents(*sampler, generator);
        }
        std::vector<float> input(latents.size());
        report(Stage::denoising, first_step(picture_) - resolved_.first_step);
        for (int i = first_step(picture_); i < sampler->steps(); ++i) {
            const auto begin = Clock::now();
            sampler->scale_model_input(i, latents, input);
            const std::vector<float> output = predict(input, sampler->timesteps()[i]);
            sampler->step(i, output, latents, generator);
            times_.step_s.push_back(seconds_since(begin));
            estimate_.stepped(times_.step_s.back());
            if (callbacks_.stepped) callbacks_.stepped({picture_, i + 1, latents, sampler->state(), generator.state()});
            report(Stage::denoising, i - resolved_.first_step + 1, render(input, output, sampler->sigmas()[i]));
        }
        check_finite(latents, "sampler");
        return latents;
    }

    // The clean latents the model has in mind: its input is sqrt(a) x0 + sqrt(1 - a) noise with a = 1 / (1 + sigma^2).
    std::shared_ptr<const RgbImage> render(std::span<const float> input, std::span<const float> output, float sigma) const {
        if (!preview_ || !callbacks_.progress) return nullptr;
        const float a = 1.0f / (1.0f + sigma * sigma), signal = std::sqrt(a), noise = std::sqrt(1.0f - a);
        std::vector<float> clean(input.size());
        for (size_t i = 0; i < clean.size(); ++i) {
            switch (model_.files().noise.prediction) {
                case NoiseScheduleConfig::Prediction::epsilon:
                    clean[i] = (input[i] - noise * output[i]) / signal;
                    break;
                case NoiseScheduleConfig::Prediction::v_prediction:
                    clean[i] = signal * input[i] - noise * output[i];
                    break;
                case NoiseScheduleConfig::Prediction::sample:
                    clean[i] = output[i];
                    break;
            }
        }
        return std::make_shared<RgbImage>(preview_->render(clean, resolved_.latent_height, resolved_.latent_width));
    }

    RgbImage decode(const std::vector<float>& latents) {
        load("decode", [&](const auto& progress) {
            model_.vae_decoder.ready({1, resolved_.latent_height, resolved_.latent_width, 0}, progress, cancel_);
        });
        const auto begin = Clock::now();
        report(Stage::decoding);
        const std::vector<float> image = decode_latents(model_, latents, resolved_.latent_height, resolved_.latent_width, {}, cancel_);
        times_.decode_s += seconds_since(begin);
        estimate_.decoded(seconds_since(begin));
        const PictureSize made{resolved_.picture_height, resolved_.picture_width}, wanted{request_.height, request_.width};
        RgbImage picture = to_rgb(made == wanted ? image : resize_and_crop(image, made, wanted), request_.width, request_.height);
        check_not_constant(picture);
        return picture;
    }

    const ResolvedRequest& resolved_;
    const Request& request_;
    DiffusionModel& model_;
    const GenerationCallbacks& callbacks_;
    const CancelToken& cancel_;
    GenerationTimes& times_;
    TimeEstimate estimate_;
    int steps_;  // of the sampler; may be one more than was asked for
    Program* denoiser_ = nullptr;
    Conditioning conditioning_;
    Posterior start_;
    std::optional<LatentPreview> preview_;
    int picture_ = 0;
    double fraction_ = 0;
};

}  // namespace

void generate(const ResolvedRequest& resolved, DiffusionModel& model, const GenerationCallbacks& callbacks, const CancelToken& cancel,
              GenerationTimes& times) {
    Generation(resolved, model, callbacks, cancel, times).run();
}

}  // namespace imagelab
