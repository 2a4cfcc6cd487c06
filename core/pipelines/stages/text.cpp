// The prompts become what the denoiser is told (Conditioning): the base's, and a refiner's by text encoders of its own.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "core/pipelines/stages/stage.h"

namespace imagelab {
namespace {

// What a model reads of a request: the base all of it, a refiner the prompts alone.
std::vector<PhaseCaptions> captions_for(const ResolvedRequest& resolved, const DiffusionModel& model, bool of_base) {
    std::vector<PhaseCaptions> captions = resolved.captions(model);
    if (of_base) return captions;
    for (PhaseCaptions& phase : captions) phase.beside.clear();
    return captions;
}

// All that the base is told of: the request, its hires pass, and the parts that its detailers draw.
class TextSizes {
  public:
    explicit TextSizes(const ResolvedRequest& resolved) {
        all_.push_back(&resolved);
        if (resolved.hires) all_.push_back(&larger_.emplace(resolved.of_hires()));
        for (const DetailPass& pass : resolved.details) {
            for (const auto& part : pass.parts) {
                if (part) all_.push_back(part.get());
            }
        }
    }
    TextSizes(const TextSizes&) = delete;
    TextSizes& operator=(const TextSizes&) = delete;
    const std::vector<const ResolvedRequest*>& all() const { return all_; }

  private:
    std::optional<ResolvedRequest> larger_;
    std::vector<const ResolvedRequest*> all_;
};

// All text encoders together. Everything in them runs once a prompt; a hires pass reads the same one.
StageNeeds needs_of(const std::vector<const ResolvedRequest*>& sizes, DiffusionModel& model, bool of_base, bool one_at_a_time) {
    StageNeeds needs;
    NetworkCost& all = needs.cost;
    const bool turns = model.text_encoders_take_turns();
    std::map<const Network*, MemoryPlan> largest;  // of an encoder, over the phases of the prompts
    const auto count = [&](const Caption& caption) {
        for (const TextPass& pass : model.text_passes(caption)) {
            const NetworkCost cost = pass.network->cost(pass.shape);
            all.prompt_flops += pass.runs * cost.prompt_flops;
            const auto [known, fresh] = largest.try_emplace(pass.network, cost.memory);
            if (!fresh && cost.memory.running_bytes() > known->second.running_bytes()) known->second = cost.memory;
        }
    };
    for (const ResolvedRequest* size : sizes) {
        for (const PhaseCaptions& phase : captions_for(*size, model, of_base)) {
            for (const Caption* caption : phase.all()) count(*caption);
        }
    }
    for (const auto& [network, memory] : largest) {
        all.memory.weight_bytes += memory.weight_bytes;
        all.memory.arena_bytes += memory.arena_bytes;
        all.memory.code_bytes += memory.code_bytes;
        all.memory.window_bytes += memory.window_bytes;
        all.memory.streamed_bytes += memory.streamed_bytes;
        all.memory.host_bytes += memory.host_bytes;
        all.memory.staging_bytes = std::max(all.memory.staging_bytes, memory.staging_bytes);
        if (turns) needs.alone_peak_bytes = std::max(needs.alone_peak_bytes, memory.running_bytes());
    }
    needs.weights_stay = needs.arena_stays = model.keeps_text_encoders() && !one_at_a_time;
    return needs;
}

// Those that are drawn once more are told what the prompts are; `copies` are whole numbers of times of them.
void repeat_prompts(Conditioning& conditioning, int batch, int prompts, int copies) {
    const auto repeat = [&](auto& numbers) {
        const size_t one = numbers.size() / static_cast<size_t>(batch);
        const auto own = std::vector(numbers.end() - static_cast<std::ptrdiff_t>(one * static_cast<size_t>(prompts)), numbers.end());
        for (int copy = 0; copy < copies; copy += prompts) numbers.insert(numbers.end(), own.begin(), own.end());
    };
    for (auto& [input, numbers] : conditioning.values) repeat(numbers);
    for (auto& [input, numbers] : conditioning.counts) repeat(numbers);
}

// What the model is told of a size that is drawn, whose captions these are.
Briefing brief(const Run& run, DiffusionModel& model, const ResolvedRequest& size, const std::vector<PhaseCaptions>& captions,
               bool of_base) {
    Briefing briefing;
    for (size_t i = 0; i < captions.size(); ++i) {
        const CaptionPhase& phase = size.phases[i];
        const Caption& prompts = captions[i].prompts;
        BriefingPhase& told = briefing.emplace_back(BriefingPhase{phase.last_step, {}, model.condition(prompts, run.cancel)});
        for (const BesideCaption& one : captions[i].beside) {
            for (auto& [input, numbers] : model.condition(one.caption, run.cancel).values) {
                if (input == "context") told.conditioning.values.emplace_back(one.input, std::move(numbers));
            }
        }
        if (of_base) repeat_prompts(told.conditioning, prompts.batch(), static_cast<int>(phase.prompts.size()), size.copies());
        for (const ComposedPrompt& prompt : phase.prompts) told.weights.push_back(prompt.weight);
        for (const auto& [input, numbers] : told.conditioning.values) check_finite(numbers, "text encoder");
    }
    return briefing;
}

// One briefing for each size that is drawn; the encoders are loaded once.
std::vector<Briefing> read(Run& run, Stage stage, DiffusionModel& model, const std::vector<const ResolvedRequest*>& sizes) {
    const bool of_base = &model == &run.model;
    std::vector<std::vector<PhaseCaptions>> captions;
    for (const ResolvedRequest* size : sizes) captions.push_back(captions_for(*size, model, of_base));
    const Caption* unknown = nullptr;
    for (const auto& phases : captions) {
        for (const PhaseCaptions& phase : phases) {
            for (const Caption* caption : phase.all()) {
                if (unknown == nullptr && !model.remembered(*caption)) unknown = caption;
            }
        }
    }
    if (unknown != nullptr) {
        std::vector<const Network*> encoders;
        for (const TextPass& pass : model.text_passes(*unknown)) encoders.push_back(pass.network);
        run.keep_only(encoders);
        run.load(stage, [&](const auto& progress) { model.load_text_encoders(*unknown, progress, run.cancel); });
    }
    run.estimate.loaded(stage, 1.0);
    const auto begin = Clock::now();
    run.report(stage);
    std::vector<Briefing> briefings;
    for (size_t i = 0; i < sizes.size(); ++i) briefings.push_back(brief(run, model, *sizes[i], captions[i], of_base));
    run.times.text_s += seconds_since(begin);
    run.estimate.worked(stage, seconds_since(begin));
    if (!model.keeps_text_encoders() || run.models.one_at_a_time) model.unload_text_encoders();
    return briefings;
}

class TextStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::encoding; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        if (resolved.runs() == 0 && resolved.details.empty()) return {};
        std::vector<const ResolvedRequest*> sizes;
        const TextSizes told(resolved);
        std::copy_if(told.all().begin(), told.all().end(), std::back_inserter(sizes),
                     [&](const ResolvedRequest* size) { return size == &resolved || !resolved.hires || size != told.all()[1]; });
        return needs_of(sizes, models.base, true, models.one_at_a_time);
    }

    bool wanted(const Run& run) const override {
        return run.any_picture([&](int picture) {
            return !run.resolved.details.empty() || run.first_step(picture) < run.resolved.last_step ||
                   (run.resolved.hires && run.first_redrawing_step(picture) < run.resolved.hires->last_step);
        });
    }

    void begin(Run& run) override {
        const TextSizes sizes(run.resolved);
        std::vector<Briefing> all = read(run, stage(), run.model, sizes.all());
        auto next = all.begin();
        run.briefing = std::move(*next++);
        if (run.resolved.hires) run.hires_briefing = std::move(*next++);
        for (const DetailPass& pass : run.resolved.details) {
            auto& briefings = run.detail_briefings.emplace_back();
            for (const auto& part : pass.parts) briefings.push_back(part ? std::move(*next++) : Briefing());
        }
    }
};

class RefinerTextStage final : public PipelineStage {
  public:
    Stage stage() const override { return Stage::briefing; }

    StageNeeds needs(const ResolvedRequest& resolved, const RunModels& models) const override {
        return needs_of({&resolved}, *models.refiner, false, models.one_at_a_time);
    }

    bool wanted(const Run& run) const override {
        return run.any_picture([&](int picture) { return run.first_refining_step(picture) < run.resolved.refiner->last_step; });
    }

    void begin(Run& run) override { run.refiner_briefing = std::move(read(run, stage(), *run.models.refiner, {&run.resolved}).front()); }
};

}  // namespace

std::unique_ptr<PipelineStage> text_stage() {
    return std::make_unique<TextStage>();
}

std::unique_ptr<PipelineStage> refiner_text_stage() {
    return std::make_unique<RefinerTextStage>();
}

}  // namespace imagelab
