#include "core/lab/runner.h"

#include <malloc.h>
#include <spdlog/spdlog.h>

#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/memory.h"
#include "core/base/paths.h"
#include "core/lab/journal.h"
#include "core/pipelines/output_name.h"
#include "core/pipelines/provenance.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using Cause = JobResult::Cause;

// What the allocator holds beside what programs plan: file headers, tokenizers, the picture on its way to the disk.
constexpr int64_t overhead_bytes = 12 << 20;

// A failure of a job with what it concerns.
struct JobFailure : Error {
    JobFailure(Cause cause, const std::string& message) : Error(message), cause(cause) {}
    Cause cause;
};

template <class T>
T must(Result<T> result, Cause cause) {
    if (!result) throw JobFailure(cause, result.error());
    return std::move(result).value();
}
void must(const Result<void>& result, Cause cause) {
    if (!result) throw JobFailure(cause, result.error());
}

std::string gib(int64_t bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GiB", static_cast<double>(bytes) / (1 << 30));
    return text;
}

// All that the bits of a picture between its steps depend on.
std::string identity_of(const Request& as_run, const DeviceInfo& device) {
    Request shown = as_run;
    shown.output.clear();
    return request_to_json(shown).dump() + "\n" + ModelCache::version(model_path(as_run)) + "\n" + device.id + " " + device.name + " " +
           device.driver + " " + std::to_string(device.threads) + "\n" + IMAGELAB_VERSION +
           (as_run.init_image.empty() ? "" : "\n" + ModelCache::version(as_run.init_image));
}

// Promises memory while it lives.
class Promise {
  public:
    Promise(MemoryLedger& ledger, const void* who) : ledger_(ledger), who_(who) {}
    ~Promise() {
        {
            const std::lock_guard lock(ledger_.mutex);
            ledger_.promised.erase(who_);
        }
        ledger_.changed.notify_all();
    }
    Promise(const Promise&) = delete;
    Promise& operator=(const Promise&) = delete;

  private:
    MemoryLedger& ledger_;
    const void* who_;
};

}  // namespace

// What one call of run() has on its way.
struct Runner::Run {
    const Request& request;
    PictureSink& sink;
    const RunOptions& options;
    const CancelToken& cancel;
    JobResult result;
    GenerationTimes times;
    Cause phase = Cause::request;
    std::unique_ptr<StepJournal> journal;
    std::optional<StepState> last;  // newest step of this run or of the journal
    bool again = false;
};

fs::path bundled_model() {
    return resource_dir() / "models" / "demo";
}

fs::path model_path(const Request& request) {
    return request.model.empty() ? bundled_model() : fs::path(request.model);
}

void PlainSink::save(int number, const std::function<void(const fs::path&)>& write) {
    const auto path = picture_path(as_run_, number, std::time(nullptr));
    if (!path) throw Error(path.error());
    write(*path);
    finished_.push_back(*path);
    numbers_.insert(number);
}

Runner::Runner(std::unique_ptr<Device> device, int cached_models, std::shared_ptr<MemoryLedger> ledger)
    : device_(std::move(device)), models_(*device_, cached_models), ledger_(std::move(ledger)), base_bytes_(private_bytes()) {
    const DeviceInfo info = device_->info();
    own_memory_ = info.id != "cpu";
    host_memory_ = !own_memory_ || info.kind == "software";
}

std::shared_ptr<SdxlModel> Runner::open(const Request& request, Cause& phase) {
    must(validate(request), Cause::request);
    const DType dtype = request.dtype.value_or(device_->info().dtypes.front());
    phase = Cause::model;
    return must(models_.open(model_path(request), dtype), Cause::model);
}

JobPlan Runner::plan_of(const ResolvedRequest& resolved, SdxlModel& model) const {
    JobPlan plan{resolved.request, plan_stages(resolved, model)};
    for (StagePlan& stage : plan.stages) {
        stage.peak_bytes += base_bytes_ + overhead_bytes;
        plan.peak_bytes = std::max(plan.peak_bytes, stage.peak_bytes);
        plan.seconds += stage.seconds;
    }
    return plan;
}

Result<JobPlan> Runner::plan(const Request& request) {
    try {
        Cause phase = Cause::request;
        const std::shared_ptr<SdxlModel> model = open(request, phase);
        const auto resolved = resolve(request, model->files(), device_->info());
        if (!resolved) return Failure{resolved.error()};
        return plan_of(*resolved, *model);
    } catch (const std::exception& error) {
        return Failure{error.what()};
    }
}

// Refuses what does not fit before anything is loaded: gives back what other models hold, and waits for jobs of other devices that hold
// the same memory.
void Runner::admit(const JobPlan& plan, const SdxlModel& wanted, const CancelToken& cancel) {
    models_.use(wanted);
    std::unique_lock lock(ledger_->mutex);
    for (;;) {
        int64_t others = 0;
        for (const auto& [who, bytes] : ledger_->promised) others += who == this ? 0 : bytes;
        if (!host_memory_) others = 0;
        const int64_t needed = own_memory_ ? plan.peak_bytes - base_bytes_ - overhead_bytes : plan.peak_bytes;
        const int64_t ours = own_memory_ ? models_.resident_bytes(nullptr) : private_bytes();
        const int64_t there = device_->info().memory_free + ours;
        if (needed + others + models_.resident_bytes(&wanted) <= there) break;
        if (models_.release_oldest(&wanted)) continue;
        if (needed + others <= there) break;
        if (others == 0) {
            throw JobFailure(Cause::memory, "this needs " + gib(needed) + " of memory and " + gib(there) +
                                                " can be had: choose a smaller size" +
                                                (wanted.dtype() == DType::f32 ? ", or --dtype bf16 where the device offers it" : "") +
                                                ", or close other programs");
        }
        ledger_->changed.wait_for(lock, std::chrono::milliseconds(200));
        cancel.check();
    }
    if (host_memory_) ledger_->promised[this] = plan.peak_bytes - base_bytes_;
}

void Runner::generate_once(Run& run, const ResolvedRequest& resolved, const std::shared_ptr<SdxlModel>& model) {
    GenerationCallbacks callbacks;
    callbacks.previews = run.options.previews;
    callbacks.resume = run.last;
    callbacks.is_there = [&](int picture) { return run.sink.is_there(picture); };
    callbacks.progress = [&](const Progress& p) {
        run.phase = p.stage == Stage::loading ? Cause::model : Cause::other;
        if (run.options.progress) run.options.progress(p);
    };
    bool first = true;
    callbacks.stepped = [&](const StepState& state) {
        run.last = state;
        if (run.journal) run.journal->keep(state);
        if (std::exchange(first, false) && run.options.stepped) run.options.stepped();
    };
    callbacks.finished = [&](int picture, const RgbImage& image) {
        run.phase = Cause::disk;
        const auto texts = picture_texts(resolved.request, picture, {model->files().name, model->files().noise});
        const PictureEncoding encoding = output_encoding(resolved.request);
        run.sink.save(picture, [&](const fs::path& path) { write_picture(path, image, texts, encoding); });
        run.phase = Cause::other;
    };
    generate(resolved, *model, callbacks, run.cancel, run.times);
}

void Runner::attempt(Run& run) {
    run.cancel.check();
    const std::shared_ptr<SdxlModel> model = open(run.request, run.phase);
    Request asked = run.request;
    asked.seed = run.result.request.seed;  // drawn by the first attempt
    const ResolvedRequest resolved = must(resolve(asked, model->files(), device_->info()), Cause::request);
    run.result.request = resolved.request;
    run.phase = Cause::disk;
    must(prepare_output(resolved.request), Cause::disk);
    run.sink.begin(resolved.request);
    run.phase = Cause::other;
    const JobPlan plan = plan_of(resolved, *model);
    run.result.predicted_peak_bytes = plan.peak_bytes;
    admit(plan, *model, run.cancel);
    const Promise promise(*ledger_, this);
    if (!run.options.journal.empty() && !run.journal) {
        const auto latents = static_cast<size_t>(model->files().vae.latent_channels * resolved.latent_height * resolved.latent_width);
        run.journal = std::make_unique<StepJournal>(run.options.journal, identity_of(resolved.request, device_->info()), latents);
        run.last = run.journal->found();
        if (!run.journal->problem().empty()) spdlog::warn("{}; the job goes on, but cannot be resumed at its step", run.journal->problem());
    }
    generate_once(run, resolved, model);
}

JobResult Runner::run(const Request& request, PictureSink& sink, const RunOptions& options, const CancelToken& cancel) {
    const std::lock_guard one_at_a_time(busy_);
    Run run{request, sink, options, cancel};
    JobResult& result = run.result;
    result.request = request;
    PeakMemory memory;
    const auto fail = [&](Cause cause, const std::string& message) {
        result.status = JobResult::Status::failed;
        result.cause = cause;
        result.message = message;
        spdlog::debug("job failed: {}", message);
        const bool about_the_device = cause == Cause::other || cause == Cause::device || cause == Cause::memory;
        run.again = about_the_device && run.last && !run.again;
    };
    do {
        if (run.again) {
            spdlog::warn("{}; once more from step {} with the device emptied", result.message, run.last->next_step);
            models_.release_all();
            result.status = JobResult::Status::done;
            result.message.clear();
        }
        const bool second = run.again;
        try {
            attempt(run);
            run.again = false;
        } catch (const Cancelled&) {
            run.again = false;
            result.status = JobResult::Status::cancelled;
            result.message = "cancelled";
        } catch (const JobFailure& failure) {
            fail(failure.cause, failure.what());
        } catch (const std::bad_alloc&) {
            fail(Cause::memory, "out of memory: choose a smaller size, or close other programs");
        } catch (const std::exception& error) {
            fail(run.phase, error.what());
        }
        if (second) run.again = false;
    } while (run.again);
    if (run.journal) {
        run.journal->flush();
        result.kept_step = run.journal->kept_step();
    }
    result.images = sink.finished();
    result.load_s = run.times.load_s;
    result.text_s = run.times.text_s;
    result.decode_s = run.times.decode_s;
    result.step_s = run.times.step_s;
    result.measured_peak_bytes = memory.peak();
    return std::move(run.result);
}

void Runner::release_memory() {
    const std::lock_guard one_at_a_time(busy_);
    models_.release_all();
    ::malloc_trim(0);
}

}  // namespace imagelab
