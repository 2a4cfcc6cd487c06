// Tones and colours of the finished picture.
#include "core/image/finishing.h"
#include "core/pipelines/stages/stage.h"
#include "core/request/picture_seed.h"

namespace imagelab {
namespace {

class FinishStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::finishing; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels&) const override { return {.units = resolved.request.batch}; }

    void make(Run& run, PictureRun& work) override {
        const auto begin = Clock::now();
        run.report(stage());
        const auto& painting = run.resolved.painting;  // it makes a part of the start picture alone
        const RgbImage* colours = nullptr;
        if (run.resolved.request.match_colours) colours = painting ? &painting->base : &*run.resolved.start;
        run.resolved.keeps_pixels() ? finish_fine(run.resolved.request, colours, work) : finish(run.resolved.request, colours, work);
        run.estimate.loaded(stage(), 1);
        run.estimate.worked(stage(), seconds_since(begin));
    }

  private:
    // `colours`: the picture whose colours are matched; null: none is.
    static void finish(const Request& request, const RgbImage* colours, PictureRun& work) {
        if (colours) work.picture = with_colours_of(*work.picture, *colours);
        if (request.auto_contrast) work.picture = with_auto_contrast(*work.picture);
        if (request.sharpen.amount == 0 && request.grain == 0) return;
        FinePicture fine = fine_picture(*work.picture);
        refine(request, work.index, fine);
        work.picture = coarse_picture(fine);
    }

    // Of the pixels as they were decoded, where they are kept.
    static void finish_fine(const Request& request, const RgbImage* colours, PictureRun& work) {
        FinePicture fine = fine_picture(*work.picture);
        if (!work.pixels.empty()) fine.pixels = std::move(work.pixels);
        if (colours) match_colours(fine, *colours);
        if (request.auto_contrast) auto_contrast(fine);
        refine(request, work.index, fine);
        work.picture = coarse_picture(fine);
        work.pixels = std::move(fine.pixels);
    }

    static void refine(const Request& request, int picture, FinePicture& fine) {
        if (request.sharpen.amount > 0) sharpen(fine, request.sharpen.amount, request.sharpen.radius);
        if (request.grain > 0) add_grain(fine, request.grain, seed_of_picture(request, picture).value());
    }
};

}  // namespace

std::unique_ptr<PipelineStage> finish_stage() {
    return std::make_unique<FinishStage>();
}

}  // namespace imagelab
