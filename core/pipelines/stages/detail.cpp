// What detectors find in the finished picture is painted anew, part by part, each by the stages of a run of its own at full size, and put
// back (ADetailer, github.com/Bing-su/adetailer). What no mask covers stays to the byte.
#include <algorithm>
#include <filesystem>
#include <numeric>
#include <utility>

#include "core/image/resize.h"
#include "core/pipelines/detail_masks.h"
#include "core/pipelines/stages/stage.h"
#include "core/pipelines/vae_tiles.h"

namespace imagelab {
namespace {

void add_beside(MemoryPlan& all, const MemoryPlan& one) {
    all.weight_bytes += one.weight_bytes;
    all.arena_bytes += one.arena_bytes;
    all.code_bytes += one.code_bytes;
    all.window_bytes += one.window_bytes;
    all.streamed_bytes += one.streamed_bytes;
    all.host_bytes += one.host_bytes;
    all.staging_bytes = std::max(all.staging_bytes, one.staging_bytes);
}

bool takes_more(const MemoryPlan& a, const MemoryPlan& b) {
    return a.running_bytes() > b.running_bytes();
}

// What a part's picture shows while it is drawn, in its place in the whole one.
RgbImage small_preview(const RgbImage& whole, const Painting& painting, const RgbImage& part) {
    constexpr int smaller = 8;
    RgbImage small = resize(whole, std::max(1, whole.width / smaller), std::max(1, whole.height / smaller));
    const PictureBox box{painting.box.left * small.width / whole.width, painting.box.top * small.height / whole.height,
                         std::max(1, painting.box.right * small.width / whole.width),
                         std::max(1, painting.box.bottom * small.height / whole.height)};
    if (box.width() < 1 || box.height() < 1) return small;
    const RgbImage fitting = resize(part, box.width(), box.height());
    paste(small, fitting, box, {small.width, small.height, std::vector<uint8_t>(small.pixels.size() / 3, 255)});
    return small;
}

class DetailStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::detailing; }
    bool each_picture() const override { return true; }

    // For as many parts as may be found.
    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        StageNeeds needs{.units = 0};
        double flops = 0;
        MemoryPlan beside;
        const auto whole = [](const NetworkCost& cost) { return cost.prompt_flops + cost.step_flops; };
        for (size_t i = 0; i < resolved.details.size(); ++i) {
            const DetailPass& pass = resolved.details[i];
            const NetworkCost detector = models.detectors.at(i)->cost();
            std::vector<NetworkCost> networks{detector};
            if (const ResolvedRequest* part = pass.any_part()) {
                networks.push_back(encoding_cost(*part, models.base, part->latents()));
                networks.push_back(models.base.denoiser.cost(part->base_shape(models.base)));
                networks.push_back(decoding_cost(*part, models.base, part->latents()));
                flops += pass.use.top *
                         (whole(networks[1]) + networks[2].prompt_flops + part->runs() * networks[2].step_flops + whole(networks[3]));
                if (takes_turns(*part, models)) {
                    for (const NetworkCost& each : networks)
                        needs.alone_peak_bytes =
                            std::max({needs.alone_peak_bytes, each.memory.running_bytes(), each.memory.loading_bytes()});
                }
            }
            flops += whole(detector);
            MemoryPlan together;
            for (const NetworkCost& each : networks) add_beside(together, each.memory);
            if (takes_more(together, beside)) beside = together;
            needs.units += units_of(pass);
        }
        needs.units = std::max(1, needs.units * resolved.request.batch);
        needs.cost.memory = beside;
        needs.runs = needs.units;
        needs.cost.step_flops = flops * resolved.request.batch / needs.runs;
        return needs;
    }

    void make(Run& run, PictureRun& work) override {
        work.pixels.clear();
        const StepState* resumed = run.is_within(work.index, stage()) ? &*run.callbacks.resume : nullptr;
        if (resumed && !resumed->detail) throw Error("[resume] a part without its picture");
        if (resumed) {
            if (static_cast<size_t>(resumed->detail->detailer) >= run.resolved.details.size())
                throw Error("[resume] a detailer that is not there");
            work.picture = *resumed->detail->now;
            work.notes.details = resumed->detail->notes;
            work.notes.decision = resumed->decision;
        }
        for (size_t i = resumed ? static_cast<size_t>(resumed->detail->detailer) : 0; i < run.resolved.details.size(); ++i)
            detail(run, work, i, std::exchange(resumed, nullptr));
    }

    void end(Run& run) override {
        for (Detector* detector : run.models.detectors) detector->network.unload();
        for (Network* network : {&run.model.vae_encoder, &run.model.denoiser, &run.model.vae_decoder}) network->unload();
    }

    int done_before(const Run& run, int picture) const override {
        int all = 0, before = 0;
        for (size_t i = 0; i < run.resolved.details.size(); ++i) {
            const DetailPass& pass = run.resolved.details[i];
            all += units_of(pass);
            if (!run.is_within(picture, stage()) || !run.callbacks.resume->detail) continue;
            const DetailState& state = *run.callbacks.resume->detail;
            if (static_cast<size_t>(state.detailer) > i) before += units_of(pass);
            if (static_cast<size_t>(state.detailer) == i) before += state.part * pass.units();
        }
        return run.is_there(picture) ? all : before;
    }

  private:
    static int units_of(const DetailPass& pass) { return pass.use.top * pass.units(); }

    std::vector<DetectedPart> found(Run& run, size_t i, const RgbImage& picture) const {
        const DetailPass& pass = run.resolved.details[i];
        run.keep_only({});
        run.report(stage());
        const auto loading = [&](double) { run.report(Stage::loading); };
        return run.models.detectors[i]->found(picture, pass.use.confidence, pass.classes, loading, run.cancel);
    }

    void detail(Run& run, PictureRun& work, size_t i, const StepState* resumed) const {
        const DetailPass& pass = run.resolved.details[i];
        const auto before = resumed ? resumed->detail->before : std::make_shared<const RgbImage>(*work.picture);
        DetailMasks wanted = detail_masks(pass.use, found(run, i, *before), before->width, before->height);
        if (const auto& painting = run.resolved.painting; painting && painting->share.pixels.size() * 3 == before->pixels.size())
            keep_within(wanted.masks, painting->share);
        const int parts = static_cast<int>(wanted.masks.size());
        if (!resumed) work.notes.details.push_back({wanted.found, 0});
        run.estimate.skipped(stage(), (pass.use.top - parts) * pass.units());
        for (int part = resumed ? resumed->detail->part : 0; part < parts; ++part) {
            const StepState* within = std::exchange(resumed, nullptr);
            redo(run, work, {i, part, parts, before}, wanted.masks[static_cast<size_t>(part)], within);
        }
    }

    // What a request's own mask keeps stays kept.
    static void keep_within(std::vector<GreyImage>& masks, const GreyImage& share) {
        for (GreyImage& mask : masks) {
            for (size_t p = 0; p < mask.pixels.size(); ++p) {
                if (share.pixels[p] == 0) mask.pixels[p] = 0;
            }
        }
        std::erase_if(masks, [](const GreyImage& mask) { return !bounds(mask); });
    }

    // Which part: of which detailer, which of how many, and the picture as that detailer found it.
    struct Place {
        size_t detailer;
        int part, parts;
        std::shared_ptr<const RgbImage> before;
    };

    void redo(Run& run, PictureRun& work, const Place& place, const GreyImage& mask, const StepState* resumed) const {
        const DetailPass& pass = run.resolved.details[place.detailer];
        const size_t text = pass.part_of(static_cast<size_t>(place.part));
        if (!pass.parts[text]) return run.estimate.skipped(stage(), pass.units());
        const auto now = std::make_shared<const RgbImage>(std::move(*work.picture));
        work.picture = *now;
        auto part = resolve_part(run.resolved, pass, work.index, place.part, run.model.files(), run.model.device().info(), {*now, mask});
        if (!part) return run.estimate.skipped(stage(), pass.units());  // nothing is left of so small a mask
        const auto begin = Clock::now();
        GenerationTimes times;
        GenerationCallbacks callbacks;
        callbacks.progress = [&](const Progress& p) { report_part(run, place, *part, *now, p); };
        callbacks.stepped = [&](const StepState& state) {
            run.estimate.worked(stage(), times.step_s.back());
            if (!run.callbacks.stepped) return;
            StepState told = state;
            told.picture = work.index, told.stage = stage(), told.decision = work.notes.decision;
            told.detail = {static_cast<int>(place.detailer), place.part, work.notes.details, place.before, now};
            run.callbacks.stepped(told);
        };
        if (resumed) {
            StepState state = *resumed;
            state.picture = 0, state.stage = Stage::denoising, state.detail.reset(), state.decision.reset();
            callbacks.resume = std::move(state);
        }
        RunModels base(run.models.base);
        base.one_at_a_time = run.models.one_at_a_time;
        Run inner(*part, base, callbacks, run.cancel, times, {});
        inner.briefing = run.detail_briefings[place.detailer][text];
        inner.preview = run.preview;
        PictureRun piece{0, picture_generator(part->request, 0)};
        draw(inner, piece);
        work.picture = std::move(*piece.picture);
        ++work.notes.details.back().painted;
        run.times.load_s += times.load_s, run.times.decode_s += times.decode_s;
        run.estimate.worked(
            stage(), std::max(0.0, seconds_since(begin) - times.load_s - std::accumulate(times.step_s.begin(), times.step_s.end(), 0.0)));
    }

    // The stages of a run over a start picture with a mask.
    static void draw(Run& inner, PictureRun& piece) {
        const auto start = start_picture_stage(), denoise = denoise_stage(), decode = decode_stage();
        if (start->wanted(inner)) start->begin(inner);
        if (denoise->wanted(inner)) denoise->begin(inner);
        denoise->make(inner, piece);
        if (inner.turns) inner.model.denoiser.unload();
        decode->make(inner, piece);
        if (inner.turns) inner.model.vae_decoder.unload();
    }

    void report_part(Run& run, const Place& place, const ResolvedRequest& part, const RgbImage& now, const Progress& p) const {
        if (p.stage == Stage::loading) return run.report(Stage::loading);
        const int steps = part.runs(), done = place.part * steps + (p.stage == Stage::denoising  ? p.step
                                                                    : p.stage == Stage::decoding ? steps
                                                                                                 : 0);
        std::shared_ptr<const RgbImage> preview;
        if (p.preview) preview = std::make_shared<const RgbImage>(small_preview(now, *part.painting, *p.preview));
        run.report(stage(), done, place.parts * steps, std::move(preview));
    }
};

}  // namespace

bool DetailState::operator==(const DetailState& other) const {
    const auto same = [](const std::shared_ptr<const RgbImage>& a, const std::shared_ptr<const RgbImage>& b) {
        return a == b || (a && b && a->width == b->width && a->height == b->height && a->pixels == b->pixels);
    };
    return detailer == other.detailer && part == other.part && notes == other.notes && same(before, other.before) && same(now, other.now);
}

std::string detail_text(const DetailUse& use, const DetailNote& note) {
    const std::string name = std::filesystem::path(use.model).stem().string() + (use.classes.empty() ? "" : " (" + use.classes + ")");
    if (note.found == 0) return name + " found nothing to paint anew";
    return name + " found " + std::to_string(note.found) + (note.found == 1 ? " part" : " parts") + " and painted " +
           (note.painted == note.found ? note.found == 1 ? "it" : "all" : std::to_string(note.painted)) + " anew";
}

std::unique_ptr<PipelineStage> detail_stage() {
    return std::make_unique<DetailStage>();
}

}  // namespace imagelab
