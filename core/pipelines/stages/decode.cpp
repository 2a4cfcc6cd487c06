// Latents become a picture of the size that was asked for.
#include <algorithm>

#include "core/image/finishing.h"
#include "core/pipelines/aspect_bins.h"
#include "core/pipelines/stages/stage.h"
#include "core/pipelines/vae_tiles.h"

namespace imagelab {
namespace {

class DecodeStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::decoding; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        const int pictures = resolved.request.batch;
        return {.cost = decoding_cost(resolved, models.base, resolved.drawn_latents()),
                .runs = static_cast<double>(pictures),
                .units = pictures,
                .weights_stay = resolved.details.empty(),
                .arena_stays = resolved.details.empty(),
                .there_already = resolved.refiner && resolved.refiner->second_pass && !takes_turns(resolved, models)};
    }

    void make(Run& run, PictureRun& work) override {
        if (work.picture || run.is_within(work.index, Stage::detailing)) return run.estimate.skipped(stage(), 1);
        const ResolvedRequest& resolved = run.resolved;
        const std::vector<float> image = decoded(run, stage(), work.latents, resolved.drawn_latents());
        const PictureSize made = resolved.hires ? PictureSize{resolved.hires->picture_height, resolved.hires->picture_width}
                                                : PictureSize{resolved.picture_height, resolved.picture_width};
        if (resolved.painting) {
            const RgbImage picture = to_rgb(image, made.width, made.height, resolved.request.like);
            check_not_constant(picture);
            work.picture = painted(*resolved.painting, picture);
            if (resolved.clear) keep_colours(*resolved.painting, *resolved.clear, *work.picture);
            if (resolved.keeps_pixels() && !resolved.painting->edges_too)
                work.pixels = painted_pixels(resolved, image, made, *work.picture);
            work.latents.clear();
            return;
        }
        const PictureSize wanted{resolved.drawn_height(), resolved.drawn_width()};
        std::vector<float> pixels = made == wanted ? image : resize_and_crop(image, made, wanted);
        work.picture = to_rgb(pixels, wanted.width, wanted.height, resolved.request.like);
        if (resolved.keeps_pixels()) work.pixels = in_unit_range(std::move(pixels));
        work.latents.clear();
        check_not_constant(*work.picture);
    }

    static std::vector<float> in_unit_range(std::vector<float> pixels) {
        for (float& value : pixels) value = std::clamp(value / 2 + 0.5f, 0.0f, 1.0f);
        return pixels;
    }

    // What is not painted is that of the rounded picture.
    static std::vector<float> painted_pixels(const ResolvedRequest& resolved, const std::vector<float>& image, PictureSize made,
                                             const RgbImage& rounded) {
        FinePicture fine = painted(*resolved.painting, FinePicture{made.width, made.height, in_unit_range(image)});
        for (size_t i = 0; i < fine.pixels.size(); ++i) {
            if (resolved.painting->share.pixels[i / 3] == 0) fine.pixels[i] = static_cast<float>(rounded.pixels[i]) / 255.0f;
        }
        return std::move(fine.pixels);
    }

    // Of what is not painted the colours below its transparency.
    static void keep_colours(const Painting& painting, const ClearPicture& clear, RgbImage& picture) {
        for (size_t i = 0; i < picture.pixels.size(); ++i) {
            if (painting.share.pixels[i / 3] == 0) picture.pixels[i] = clear.colours.pixels[i];
        }
    }

    void end(Run& run) override {
        if (!run.resolved.details.empty()) run.model.vae_decoder.unload();
    }
};

}  // namespace

std::vector<float> decoded(Run& run, Stage stage, std::span<const float> latents, const NetworkShape& shape) {
    run.keep_only({&run.model.vae_decoder});
    const VaeTiles tiles = decoding_tiles(run.resolved, run.model, shape);
    if (tiles.apart(run.model.files().vae))
        run.ready(stage, run.model.vae_decoder, tiles.latents());
    else
        run.estimate.loaded(stage, 1);  // its parts are loaded in turns, within its work
    const auto begin = Clock::now();
    run.report(stage);
    std::vector<float> image = decode_tiles(run.model, latents, tiles, {}, run.cancel);
    run.times.decode_s += seconds_since(begin);
    run.estimate.worked(stage, seconds_since(begin));
    return image;
}

std::unique_ptr<PipelineStage> decode_stage() {
    return std::make_unique<DecodeStage>();
}

}  // namespace imagelab
