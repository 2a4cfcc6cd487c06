// Trainings on a runner's device.
#include <malloc.h>

#include <chrono>

#include "core/base/bytes.h"
#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/memory.h"
#include "core/base/paths.h"
#include "core/families/prompt_notes.h"
#include "core/jobs/admission.h"
#include "core/jobs/runner_models.h"
#include "core/jobs/tagging.h"
#include "core/library/model_library.h"
#include "core/training/lora_file.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using Cause = JobResult::Cause;

OpenedModel model_to_train(const TrainingConfig& config) {
    const auto path = model_path(config.model, data_dir());
    if (!path) throw JobFailure(Cause::model, "model: " + path.error());
    auto opened = open_model(*path);
    if (!opened) throw JobFailure(Cause::model, "model: " + opened.error());
    return std::move(*opened);
}

// What is known of a run, over both attempts.
struct TrainingSoFar {
    std::vector<std::string> notes;
    std::optional<int> kept;  // the newest step that is in a saved state
    bool stepped = false;
};

}  // namespace

TrainingPrice Runner::price_of(const TrainingConfig& config, const OpenedModel& files) {
    const DeviceInfo device = device_->info();
    TrainingPrice price{device.id, plan_training(config, files, *device_)};
    const MemoryPlan& memory = price.plan->memory;
    price.peak_bytes = std::max(memory.running_bytes(), memory.loading_bytes());
    if (!device.own_memory) price.peak_bytes += price.plan->state_bytes + base_bytes_ + overhead_bytes;
    price.there_bytes = capacity(device);
    price.seconds = price.plan->seconds;
    return price;
}

Result<TrainingPrice> Runner::price(const TrainingConfig& config) {
    try {
        if (const std::unique_lock idle(busy_, std::try_to_lock); idle) measure_base();
        return price_of(config, model_to_train(config));
    } catch (const BadField&) {
        throw;
    } catch (const std::exception& error) {
        return Failure{error.what()};
    }
}

// Everything else that this device holds goes first; then it waits for jobs of other devices that hold the same memory.
void Runner::admit(const TrainingPrice& price, const CancelToken& cancel) {
    models_.release_all();
    note_holding(0);
    ::malloc_trim(0);
    const DeviceInfo device = device_->info();
    std::unique_lock lock(ledger_->mutex);
    for (;;) {
        int64_t others = 0;
        for (const auto& [who, bytes] : ledger_->promised) others += who == this ? 0 : bytes;
        const DeviceInfo now = device_->info();
        const int64_t there = now.own_memory ? now.memory_free + now.memory_here : now.memory_free + private_bytes() - others;
        if (price.peak_bytes <= there) break;
        if (others == 0)
            throw JobFailure(Cause::memory,
                             "this training needs " + readable_bytes(price.peak_bytes) + " of memory on " + device.id + ", and " +
                                 readable_bytes(there) +
                                 " can be had: choose a smaller width and height, batch_size or rank, or close other programs");
        ledger_->changed.wait_for(lock, std::chrono::milliseconds(200));
        cancel.check();
    }
    const bool in_host_memory = !device.own_memory || device.kind == "software";
    ledger_->promised[this] = in_host_memory ? price.peak_bytes - base_bytes_ : price.plan->state_bytes;
}

JobResult Runner::train(const TrainingJob& job, const TrainingRunOptions& options, const CancelToken& cancel) {
    const std::lock_guard one_at_a_time(busy_);
    measure_base();
    JobResult result;
    PeakMemory memory;
    TrainingSoFar so_far;
    // Known before its pictures are encoded: kept steps belong to their device.
    if (const auto state = read_state(state_path(job.config.output)); state && (job.resume || state->run == options.control.run))
        so_far.kept = state->step;
    const auto once = [&](TrainingResume resume) {
        const OpenedModel files = model_to_train(job.config);
        const TrainingPrice price = price_of(job.config, files);
        result.predicted_peak_bytes = price.peak_bytes;
        admit(price, cancel);
        const Promise promise(*ledger_, this);
        TrainingReports reports = options.reports;
        reports.note = [&](const std::string& note) {
            log_warning("[training] job " + std::to_string(options.job) + ": " + note);
            so_far.notes.push_back(note);
        };
        reports.saved = [&](int step, const fs::path&) { so_far.kept = step; };
        reports.before = [&](std::span<const TrainingStep> steps) {
            if (!steps.empty()) so_far.kept = steps.back().step;
            if (options.reports.before) options.reports.before(steps);
        };
        reports.step = [&](const TrainingStep& step) {
            so_far.stepped = true;
            result.step_s.push_back(step.seconds);
            if (options.reports.step) options.reports.step(step);
        };
        TrainingControl control = options.control;
        control.tagger = tagger_to_train(job.config, data_dir());
        result.trained = imagelab::train(job.config, files, *device_, resume, reports, cancel, control).path;
    };
    const auto fail = [&](Cause cause, const std::string& message) {
        result.status = JobResult::Status::failed;
        result.cause = cause;
        result.message = message;
    };
    const auto guarded = [&](TrainingResume resume) {
        result.status = JobResult::Status::done;
        result.message.clear();
        try {
            once(resume);
            result.message = result.trained.string();
            if (!so_far.notes.empty()) result.message += "; " + joined_notes(so_far.notes);
        } catch (const Cancelled&) {
            result.status = JobResult::Status::cancelled;
            result.message = "cancelled";
        } catch (const JobFailure& failure) {
            fail(failure.cause, failure.what());
        } catch (const BadField& bad) {
            fail(Cause::request, bad.what());
        } catch (const OutOfMemory& error) {
            fail(Cause::memory, error.what());
        } catch (const DeviceLost& error) {
            fail(Cause::device, error.what());
        } catch (const std::bad_alloc&) {
            fail(Cause::memory, "out of memory: choose a smaller size, or close other programs");
        } catch (const fs::filesystem_error& error) {
            fail(Cause::disk, error.what());
        } catch (const std::exception& error) {
            const bool disk = std::string(error.what()).starts_with("could not write");
            fail(disk ? Cause::disk : Cause::other, error.what());
        }
    };
    guarded(job.resume ? TrainingResume::any : TrainingResume::own);
    if (result.status == JobResult::Status::failed && result.cause == Cause::device && so_far.stepped && so_far.kept) {
        log_warning(result.message + "; once more from step " + std::to_string(*so_far.kept) + " with the device emptied");
        guarded(TrainingResume::own);
    }
    result.notes = so_far.notes;
    result.kept_step = so_far.kept;
    result.measured_peak_bytes = device_->info().own_memory ? 0 : memory.peak();
    note_holding(0);
    ::malloc_trim(0);
    return result;
}

}  // namespace imagelab
