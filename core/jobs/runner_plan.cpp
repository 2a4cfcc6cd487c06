// What a runner's jobs will take, and whether there is as much.
#include <algorithm>
#include <chrono>

#include "core/base/bytes.h"
#include "core/base/memory.h"
#include "core/base/paths.h"
#include "core/families/few_step.h"
#include "core/families/prompt_notes.h"
#include "core/jobs/runner_models.h"
#include "core/jobs/smallest_change.h"
#include "core/library/model_suites.h"
#include "core/prompts/drawn_prompt.h"
#include "core/request/lora_use.h"

namespace imagelab {
namespace {

using Cause = JobResult::Cause;

// A plan counts as many parts as may be found.
std::string detail_bound(const ResolvedRequest& resolved) {
    int parts = 0;
    for (const DetailPass& pass : resolved.details) parts += pass.any_part() ? pass.use.top : 0;
    if (parts == 0) return {};
    return "time for details is counted for " + std::to_string(parts) + " parts a picture, the most that are painted: fewer take less";
}

}  // namespace

std::string caution_of(const ResolvedRequest& resolved, const ModelFiles& files) {
    if (files.few_step) return few_step_caution(files.few_step, files.name, resolved.request);
    for (const LoraUse& use : resolved.loras) {
        const std::string name = network_stem(use.name);
        if (use.scale == 0) continue;
        if (std::string caution = few_step_caution(few_step_lora(name), name, resolved.request); !caution.empty()) return caution;
    }
    return {};
}

// All networks at once where they fit, one network after the other where not.
JobPlan Runner::plan_of(const ResolvedRequest& resolved, RunModels& models) const {
    JobPlan plan = price(resolved, models);
    const bool alone = models.refiner == nullptr && models.upscaler == nullptr && models.safety == nullptr && models.annotators.empty() &&
                       models.faces == nullptr && models.references.empty() && models.detectors.empty();
    if (alone || models.one_at_a_time) return plan;
    const DeviceInfo device = device_->info();
    const int64_t there = device.own_memory ? device.memory_free + device.memory_here : device.memory_free + private_bytes();
    if (plan.peak_bytes <= (plan.memory_budget > 0 ? std::min(plan.memory_budget, there) : there)) return plan;
    models.one_at_a_time = true;
    return price(resolved, models);
}

JobPlan Runner::price(const ResolvedRequest& resolved, const RunModels& models) const {
    JobPlan plan{resolved.request, plan_stages(resolved, models)};
    JobKind kind = kind_of(resolved, models);
    for (const StagePlan& stage : plan.stages) plan.seconds_by_speed += stage.seconds;
    std::vector<StagePlan> again = plan.stages;
    plan.measured = timings_->correct(kind, plan.stages);
    kind.warm = true;
    timings_->correct(kind, again);
    for (const StagePlan& stage : again) plan.seconds_again += stage.seconds;
    const bool own_memory = device_->info().own_memory;
    for (StagePlan& stage : plan.stages) {
        if (!own_memory) stage.peak_bytes += base_bytes_ + overhead_bytes;
        if (own_memory) plan.host_peak_bytes = std::max(plan.host_peak_bytes, stage.host_bytes + base_bytes_ + overhead_bytes);
        plan.peak_bytes = std::max(plan.peak_bytes, stage.peak_bytes);
        plan.seconds += stage.seconds;
    }
    plan.memory_budget = own_memory ? models.base.memory_budget() : resolved.request.memory_budget;
    return plan;
}

// The process holds more or less than when it began: windows, thumbnails, other devices' models. What running jobs hold is promised.
void Runner::measure_base() {
    const std::lock_guard lock(ledger_->mutex);
    if (ledger_->promised.empty() && !device_->info().own_memory)
        base_bytes_ = std::max<int64_t>(0, private_bytes() - models_.resident_bytes({}));
}

Result<JobPlan> Runner::plan(const Request& request) {
    try {
        if (const std::unique_lock idle(busy_, std::try_to_lock); idle) measure_base();
        Cause phase = Cause::request;
        const auto whole = with_suite_applied(request, data_dir());
        if (!whole) return Failure{whole.error()};
        const Opened opened = open(*whole, phase);
        const auto styled = with_words_made(*whole);
        if (!styled) return Failure{styled.error()};
        const auto resolved = resolve(*styled, opened.files(), device_->info(), opened.refiner_files(), opened.companions);
        if (!resolved) return Failure{resolved.error()};
        RunModels models = opened.models();
        JobPlan plan = plan_of(*resolved, models);
        plan.notes = prompt_notes(resolved->request, opened.base->prompt_reader());
        plan.caution = caution_of(*resolved, opened.files());
        if (!plan.caution.empty()) plan.notes.push_back(plan.caution);
        if (const std::string bound = detail_bound(*resolved); !bound.empty()) plan.notes.push_back(bound);
        const Adaptation adaptation = add_adapters(plan, *resolved, models, adapted(*resolved, opened.files()));
        plan.notes.insert(plan.notes.end(), adaptation.notes.begin(), adaptation.notes.end());
        return plan;
    } catch (const std::exception& error) {
        return Failure{error.what()};
    }
}

// Refuses what does not fit before anything is loaded: gives back what other models hold, and waits for jobs of other devices that hold
// the same memory.
void Runner::admit(const JobPlan& plan, const ResolvedRequest& resolved, const ModelCache::Models& wanted, const CancelToken& cancel) {
    int64_t coming = 0;
    for (const StagePlan& stage : plan.stages) coming += stage.weight_bytes;
    models_.use(wanted, coming);
    std::unique_lock lock(ledger_->mutex);
    for (;;) {
        const DeviceInfo device = device_->info();
        int64_t others = 0;
        for (const auto& [who, bytes] : ledger_->promised) others += who == this ? 0 : bytes;
        const int64_t host = available_memory() + private_bytes() - others;
        const int64_t there = device.own_memory ? device.memory_free + device.memory_here : device.memory_free + private_bytes() - others;
        const int64_t allowed = plan.memory_budget > 0 ? std::min(plan.memory_budget, there) : there;
        const bool fits = plan.peak_bytes <= allowed && plan.host_peak_bytes <= host;
        if (fits && plan.peak_bytes + models_.resident_bytes(wanted) <= allowed) break;
        if (models_.release_oldest(wanted)) continue;
        if (fits) break;
        if (others == 0) refuse(plan, resolved, allowed, there, host);
        ledger_->changed.wait_for(lock, std::chrono::milliseconds(200));
        cancel.check();
    }
    const DeviceInfo device = device_->info();
    const bool in_host_memory = !device.own_memory || device.kind == "software";
    ledger_->promised[this] = plan.host_peak_bytes + (in_host_memory ? plan.peak_bytes : 0) - base_bytes_;
}

void Runner::refuse(const JobPlan& plan, const ResolvedRequest& resolved, int64_t allowed, int64_t there, int64_t host) {
    const DeviceInfo device = device_->info();
    if (plan.peak_bytes > allowed) {
        const bool limited = plan.memory_budget > 0 && plan.memory_budget <= there;
        throw JobFailure(Cause::memory, "this needs " + readable_bytes(plan.peak_bytes) + " of memory on " + device.id +
                                            (device.own_memory ? " even with all weights streamed" : "") + ", and " +
                                            readable_bytes(allowed) + (limited ? " is allowed" : " can be had") +
                                            smallest_change(resolved.request, {}, device.arithmetic(),
                                                            [&](const Request& changed) { return would_fit(changed, allowed, host); }) +
                                            (plan.peak_bytes <= there
                                                 ? "; or raise --memory-budget to " + std::to_string((plan.peak_bytes >> 20) + 1) + "M"
                                                 : "; or close other programs"));
    }
    throw JobFailure(Cause::memory, "weights that do not fit on " + device.id + " are streamed from memory, which takes " +
                                        readable_bytes(plan.host_peak_bytes) + " of it, and " + readable_bytes(host) +
                                        " can be had: close other programs, or choose a smaller size");
}

bool Runner::would_fit(const Request& changed, int64_t allowed, int64_t host) {
    try {
        Cause phase = Cause::request;
        const Opened opened = open(changed, phase);
        RunModels models = opened.models();
        const JobPlan plan = plan_of(
            must(resolve(changed, opened.files(), device_->info(), opened.refiner_files(), opened.companions), Cause::request), models);
        return plan.peak_bytes <= allowed && plan.host_peak_bytes <= host;
    } catch (const JobFailure&) {  // no size or arithmetic of this model
        return false;
    }
}

std::optional<DType> Runner::next_safer(DType dtype) const {
    const std::vector<DType> order = dtype == DType::f16    ? std::vector{DType::bf16, DType::f32}
                                     : dtype == DType::i8   ? std::vector{DType::bf16, DType::f32}
                                     : dtype == DType::bf16 ? std::vector{DType::f32}
                                                            : std::vector<DType>{};
    const std::vector<DType> offered = device_->info().dtypes;
    for (const DType safer : order) {
        if (std::find(offered.begin(), offered.end(), safer) != offered.end()) return safer;
    }
    return std::nullopt;
}

}  // namespace imagelab
