// The finished picture at the size that was asked for: by a network and what Lanczos has to add, or by Lanczos alone.
#include "core/pipelines/stages/enlarge.h"

#include <algorithm>

namespace imagelab {
namespace {

class EnlargeStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::enlarging; }
    bool each_picture() const override { return true; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        return enlarging_needs(models.upscaler, from(resolved), to(resolved, models), resolved.request.batch * layers(resolved));
    }

    void make(Run& run, PictureRun& work) override {
        const EnlargedSize size = to(run.resolved, run.models);
        const int units = enlarging_units(run.models.upscaler, from(run.resolved), size);
        const bool clear = run.resolved.opacity.has_value();
        if (run.resolved.keeps_pixels()) {
            FinePicture fine = fine_picture(*work.picture);
            if (!work.pixels.empty()) fine.pixels = std::move(work.pixels);
            fine = enlarged_picture(run, stage(), fine, run.models.upscaler, size, 0, clear ? units : 0);
            work.picture = coarse_picture(fine);
            work.pixels = std::move(fine.pixels);
        } else {
            work.picture = enlarged_picture(run, stage(), *work.picture, run.models.upscaler, size, 0, clear ? units : 0);
        }
        if (!clear) return;
        work.notes.opacity = enlarged_picture(run, stage(), *run.resolved.opacity, run.models.upscaler, size, units);
        make_grey(*work.notes.opacity);
    }

    void end(Run& run) override {
        if (run.models.upscaler) run.models.upscaler->network.unload();
    }

    int done_before(const Run& run, int picture) const override {
        const int units = enlarging_units(run.models.upscaler, from(run.resolved), to(run.resolved, run.models));
        return run.is_there(picture) ? layers(run.resolved) * units : 0;
    }

  private:
    static int layers(const ResolvedRequest& resolved) { return resolved.opacity ? 2 : 1; }
    static EnlargedSize from(const ResolvedRequest& resolved) { return {resolved.drawn_width(), resolved.drawn_height()}; }
    static EnlargedSize to(const ResolvedRequest& resolved, const RunModels& models) {
        const double trained = models.upscaler ? models.upscaler->scale() : 1;
        return enlarged_size(resolved.drawn_width(), resolved.drawn_height(), resolved.request.upscale.value_or(trained));
    }
};

}  // namespace

int enlarging_units(Upscaler* upscaler, EnlargedSize from, EnlargedSize to) {
    if (upscaler == nullptr) return 1;
    int units = 0;
    for (const EnlargedSize& pass : upscaler_passes(from.width, from.height, upscaler->scale(), to))
        units += upscaler->tiles(pass.width, pass.height);
    return units;
}

StageNeeds enlarging_needs(Upscaler* upscaler, EnlargedSize from, EnlargedSize to, int pictures) {
    const int units = pictures * enlarging_units(upscaler, from, to);
    if (upscaler == nullptr) return {.units = units};
    // Where it runs again on what it made, tiles of the last time are the largest.
    const EnlargedSize last = upscaler_passes(from.width, from.height, upscaler->scale(), to).back();
    StageNeeds needs{.cost = upscaler->cost(last.width, last.height), .runs = static_cast<double>(units), .units = units};
    MemoryPlan& memory = needs.cost.memory;
    const int64_t pictures_bytes = upscaler->picture_bytes(last.width, last.height);
    (upscaler->on_own_memory() ? memory.host_bytes : memory.arena_bytes) += pictures_bytes;
    return needs;
}

namespace {

template <class Picture>
Picture enlarged_within(Run& run, Stage stage, const Picture& picture, Upscaler* upscaler, EnlargedSize size, int before, int behind) {
    run.keep_only({});
    const int all = before + enlarging_units(upscaler, {picture.width, picture.height}, size) + behind;
    run.report(stage, before, all);
    auto begin = Clock::now();
    Upscaler::Callbacks callbacks;
    callbacks.loading = [&](double share) {
        run.estimate.loaded(stage, share);
        run.report(Stage::loading);
        begin = Clock::now();
    };
    int made = 0;
    auto told = begin;
    callbacks.share = [&](double share) {
        constexpr double often = 0.25;  // seconds
        if (seconds_since(told) < often) return;
        told = Clock::now();
        run.estimate.loaded(stage, 1);
        run.estimate.working(stage, std::max(0.0, share * (all - before - behind) - made));
        run.report(stage, before + made, all);
    };
    callbacks.tile = [&](int done, int) {
        made = done;
        run.estimate.loaded(stage, 1);
        run.estimate.worked(stage, seconds_since(begin));
        run.report(stage, before + done, all);
        begin = Clock::now();
    };
    Picture large = enlarged(picture, upscaler, size, callbacks, run.cancel);
    if (upscaler == nullptr) {
        run.estimate.loaded(stage, 1);
        run.estimate.worked(stage, seconds_since(begin));
    }
    return large;
}

}  // namespace

RgbImage enlarged_picture(Run& run, Stage stage, const RgbImage& picture, Upscaler* upscaler, EnlargedSize size, int before, int behind) {
    return enlarged_within(run, stage, picture, upscaler, size, before, behind);
}

FinePicture enlarged_picture(Run& run, Stage stage, const FinePicture& picture, Upscaler* upscaler, EnlargedSize size, int before,
                             int behind) {
    return enlarged_within(run, stage, picture, upscaler, size, before, behind);
}

std::unique_ptr<PipelineStage> enlarge_stage() {
    return std::make_unique<EnlargeStage>();
}

}  // namespace imagelab
