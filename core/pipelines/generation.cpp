#include "core/pipelines/generation.h"

#include <limits>

#include "core/pipelines/picture_noise.h"
#include "core/pipelines/stages/stage.h"

namespace imagelab {
namespace {

using Stages = std::vector<std::unique_ptr<PipelineStage>>;

// What an earlier run finished, of the pictures and of the resumed one, takes no time any more.
void skip_what_is_done(Run& run, const Stages& stages) {
    for (int picture = 0; picture < run.resolved.request.batch; ++picture) {
        for (const auto& stage : stages) run.estimate.skipped(stage->stage(), stage->done_before(run, picture));
    }
}

void hand_over(const Run& run, PictureRun& picture) {
    const ResolvedRequest& resolved = run.resolved;
    if (is_picture(resolved.output) && resolved.request.bits == 8) {
        run.callbacks.finished(picture.index, *picture.picture, picture.notes);
    } else if (resolved.output == PictureFormat::latents) {
        const NetworkShape drawn = resolved.drawn_latents();
        run.callbacks.finished_values(picture.index, {{run.channels(), drawn.height, drawn.width}, std::move(picture.latents)},
                                      picture.notes);
    } else {
        std::vector<float> pixels = std::move(picture.pixels);
        if (pixels.empty())  // what was done with the picture was done in 8 bits
            for (const uint8_t value : picture.picture->pixels) pixels.push_back(static_cast<float>(value) / 255.0f);
        run.callbacks.finished_values(picture.index, {{picture.picture->height, picture.picture->width, 3}, std::move(pixels)},
                                      picture.notes);
    }
    picture.picture.reset();
    picture.latents = {};
}

void begin(Run& run, const Stages& stages) {
    for (const auto& stage : stages) {
        if (stage->wanted(run)) {
            stage->begin(run);
        } else {
            run.estimate.loaded(stage->stage(), 1);
            run.estimate.skipped(stage->stage(), std::numeric_limits<int>::max());
        }
    }
}

}  // namespace

void generate(const ResolvedRequest& resolved, const RunModels& models, const GenerationCallbacks& callbacks, const CancelToken& cancel,
              GenerationTimes& times) {
    const Stages stages = stages_of(resolved);
    Run run(resolved, models, callbacks, cancel, times, callbacks.expected.empty() ? plan_stages(resolved, models) : callbacks.expected);
    skip_what_is_done(run, stages);
    begin(run, stages);

    std::vector<PipelineStage*> of_pictures;
    for (const auto& stage : stages) {
        if (stage->each_picture()) of_pictures.push_back(stage.get());
    }
    std::vector<PictureRun> pictures;
    for (int picture = 0; picture < resolved.request.batch; ++picture) {
        if (run.is_there(picture)) continue;
        pictures.push_back({picture, picture_generator(resolved.request, picture)});
        if (resolved.only_enlarged) pictures.back().picture = resolved.start;
    }
    const auto make = [&](PipelineStage& stage, PictureRun& picture) {
        run.at(picture.index);
        stage.make(run, picture);
        if (&stage != of_pictures.back()) return;
        hand_over(run, picture);
    };
    if (run.turns) {
        for (PipelineStage* stage : of_pictures) {
            for (PictureRun& picture : pictures) make(*stage, picture);
            stage->end(run);
        }
    } else {
        for (PictureRun& picture : pictures) {
            for (PipelineStage* stage : of_pictures) make(*stage, picture);
        }
    }
}

}  // namespace imagelab
