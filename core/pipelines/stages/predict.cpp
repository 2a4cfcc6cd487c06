#include "core/pipelines/stages/predict.h"

#include "core/samplers/dynamic_thresholding.h"
#include "core/samplers/guidance.h"
#include "core/samplers/noise_level.h"

namespace imagelab {
namespace {

bool guides(const Request& request, int number) {
    const double steps = request.steps;
    return number / steps >= request.guidance_start && (number + 1) / steps <= request.guidance_end;
}

// The forwards of a step in one batch: without a prompt, where guidance runs; each prompt; the prompts once more for each other guidance.
class Forwards {
  public:
    Forwards(const Run& run, const StepWork& steps, const StepInput& asked)
        : weights_(steps.told.phase->weights), guided_(run.resolved.guided), channels_(run.channels()), size_(asked.input.size()) {
        if (steps.of_base) copied_for_ = run.resolved.copied_for();
        const size_t count = first() + weights_.size() * (1 + copied_for_.size());
        steps.denoiser.write("timestep", std::span<const float>(steps.model.timesteps(asked.timestep, static_cast<int>(count))));
        const std::vector<float> one = to_nhwc(asked.input, channels_);
        all_ = steps.tiles ? of_tiles(run, steps, asked, one, count) : forward(run, steps, one, count);
    }

    const std::vector<double>& weights() const { return weights_; }
    std::vector<float> without() const { return at(0); }
    std::vector<float> prompt(size_t i) const { return at(first() + i); }

    // Away from what the prompts make of it where attention is another.
    void away_from_copies(std::vector<float>& by) const {
        size_t copy = first() + weights_.size();
        for (const double scale : copied_for_) {
            for (size_t i = 0; i < weights_.size(); ++i)
                add_guidance(at(copy++), prompt(i), weights_.size() == 1 ? scale : scale * weights_[i], by);
        }
    }

  private:
    // [height, width, channels] so many times -> what the denoiser says of each.
    static std::vector<float> forward(const Run& run, const StepWork& steps, const std::vector<float>& one, size_t count) {
        std::vector<float> batch;
        for (size_t i = 0; i < count; ++i) batch.insert(batch.end(), one.begin(), one.end());
        steps.denoiser.write("latents", std::span<const float>(batch));
        steps.denoiser.run(run.cancel);
        std::vector<float> said = steps.denoiser.read("noise");
        check_finite(said, "denoiser");
        return said;
    }

    std::vector<float> of_tiles(const Run& run, const StepWork& steps, const StepInput& asked, const std::vector<float>& whole,
                                size_t count) const {
        const LatentTiles& tiles = *steps.tiles;
        const size_t width = static_cast<size_t>(tiles.across.begins.back() + tiles.across.side), depth = static_cast<size_t>(channels_);
        const auto side = static_cast<size_t>(tiles.across.side), rows = static_cast<size_t>(tiles.down.side);
        std::vector<float> blended(count * whole.size());
        int done = 0;
        for (int row = 0; row < tiles.down.count(); ++row) {
            const std::vector<float> down = tile_shares(tiles.down, row, 1);
            for (int column = 0; column < tiles.across.count(); ++column) {
                const std::vector<float> across = tile_shares(tiles.across, column, 1);
                const auto place = [&](size_t y) {
                    return ((static_cast<size_t>(tiles.down.begins[row]) + y) * width + static_cast<size_t>(tiles.across.begins[column])) *
                           depth;
                };
                std::vector<float> tile;
                for (size_t y = 0; y < rows; ++y) tile.insert(tile.end(), &whole[place(y)], &whole[place(y)] + side * depth);
                tell_pictures(steps.denoiser, tiles.part(row, column));
                const std::vector<float> said = forward(run, steps, tile, count);
                for (size_t i = 0; i < said.size(); ++i) {
                    const size_t image = i / tile.size(), y = i % tile.size() / (side * depth), x = i % (side * depth);
                    blended[image * whole.size() + place(y) + x] += down[y] * across[x / depth] * said[i];
                }
                if (asked.told) asked.told(static_cast<double>(++done) / (tiles.down.count() * tiles.across.count()));
            }
        }
        return blended;
    }

    size_t first() const { return guided_ ? 1 : 0; }
    std::vector<float> at(size_t i) const { return to_chw(std::span(all_).subspan(i * size_, size_), channels_); }

    const std::vector<double>& weights_;
    bool guided_;
    int channels_;
    size_t size_;
    std::vector<double> copied_for_;
    std::vector<float> all_;
};

// Where classifier-free guidance leads, in the manner that the request asks for.
std::vector<float> guidance_of(const Run& run, PictureRun& work, const StepWork& steps, const StepInput& asked, std::vector<float> without,
                               const std::vector<float>& with, double scale) {
    const Request& request = run.resolved.request;
    if (request.zero_star) {
        const float length = zero_star_scale(without, with);
        for (float& value : without) value *= length;
    }
    std::vector<float> guided_by(with.size());
    if (request.projection.neutral())
        guide(without, with, scale, guided_by);
    else
        guide_projected(without, with, scale, request.projection, work.carried, guided_by);
    if (request.mimic_scale == 0) return guided_by;
    const NoiseLevel level(asked.sigma);
    const auto form = steps.noise.prediction;
    std::vector<float> weak(with.size());
    guide(without, with, request.mimic_scale, weak);
    for (std::vector<float>* prediction : {&weak, &guided_by}) {
        for (size_t i = 0; i < prediction->size(); ++i) (*prediction)[i] = predicted_clean(form, level, asked.input[i], (*prediction)[i]);
    }
    threshold_dynamically(weak, run.channels(), request.threshold_percentile, guided_by);
    for (size_t i = 0; i < guided_by.size(); ++i) guided_by[i] = output_that_means(form, level, asked.input[i], guided_by[i]);
    return guided_by;
}

}  // namespace

Prediction predict(const Run& run, PictureRun& work, const StepWork& steps, const StepInput& asked) {
    const Request& request = run.resolved.request;
    const Forwards forwards(run, steps, asked);
    const std::vector<double>& weights = forwards.weights();
    std::vector<float> with = forwards.prompt(0);
    if (!run.resolved.guided) {
        forwards.away_from_copies(with);
        return {std::move(with), {}};
    }
    std::vector<float> without = forwards.without();
    for (size_t i = 1; i < weights.size(); ++i) {  // all prompts together, as one would be without guidance
        if (i == 1) guide(without, with, weights[0], with);
        add_guidance(without, forwards.prompt(i), weights[i], with);
    }
    if (!guides(request, asked.number)) {
        forwards.away_from_copies(with);
        return {std::move(with), {}};
    }
    std::vector<float> guided_by =
        guidance_of(run, work, steps, asked, without, with, weights.size() == 1 ? request.guidance * weights[0] : request.guidance);
    forwards.away_from_copies(guided_by);
    if (request.guidance_rescale > 0) rescale_guidance(with, request.guidance_rescale, guided_by);
    return {std::move(guided_by), std::move(without)};
}

}  // namespace imagelab
