#include "core/lab/session.h"

#include <spdlog/spdlog.h>

#include <condition_variable>
#include <ctime>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/memory.h"
#include "core/base/paths.h"
#include "core/device/device.h"
#include "core/lab/model_library.h"
#include "core/pipelines/generation.h"
#include "core/pipelines/output_name.h"
#include "core/pipelines/save_picture.h"

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

}  // namespace

fs::path bundled_model() {
    return resource_dir() / "models" / "demo";
}

class Session::Impl {
  public:
    explicit Impl(std::vector<std::unique_ptr<Device>> devices)
        : devices_(std::move(devices)), base_bytes_(private_bytes()), worker_([this] { work(); }) {
        if (devices_.empty()) throw Error("[session] no device");
    }

    ~Impl() {
        {
            const std::lock_guard lock(queue_mutex_);
            stop_ = true;
            for (const Job& job : queue_) job.cancel.request();
            running_.cancel.request();
        }
        wake_.notify_all();
        worker_.join();
    }

    JobId submit(Request request, JobCallbacks callbacks) {
        const std::lock_guard lock(queue_mutex_);
        queue_.push_back({++last_id_, std::move(request), std::move(callbacks), {}});
        wake_.notify_one();
        return last_id_;
    }

    void cancel(JobId id) {
        const std::lock_guard lock(queue_mutex_);
        if (running_.id == id) running_.cancel.request();
        for (const Job& job : queue_) {
            if (job.id == id) job.cancel.request();
        }
    }

    JobResult run(const Request& request, const std::function<void(const Progress&)>& progress, bool previews, const CancelToken& cancel) {
        const std::lock_guard one_at_a_time(run_mutex_);
        JobResult result;
        result.request = request;
        GenerationTimes times;
        PeakMemory memory;
        Cause phase = Cause::request;
        try {
            cancel.check();
            const std::shared_ptr<SdxlModel> model = open(request, phase);
            const ResolvedRequest resolved = must(resolve(request, model->files(), model->device().info()), Cause::request);
            result.request = resolved.request;
            phase = Cause::disk;
            must(prepare_output(resolved.request), Cause::disk);
            phase = Cause::other;
            const JobPlan plan = plan_of(resolved, *model);
            result.predicted_peak_bytes = plan.peak_bytes;
            admit(plan, *model);
            GenerationCallbacks callbacks;
            callbacks.previews = previews;
            callbacks.progress = [&](const Progress& p) {
                phase = p.stage == Stage::loading ? Cause::model : Cause::other;
                if (progress) progress(p);
            };
            const std::time_t when = std::time(nullptr);
            callbacks.finished = [&](int picture, const RgbImage& image) {
                phase = Cause::disk;
                result.images.push_back(save(resolved.request, picture, image, model->files(), when));
                phase = Cause::other;
            };
            generate(resolved, *model, callbacks, cancel, times);
        } catch (const Cancelled&) {
            result.status = JobResult::Status::cancelled;
            result.message = "cancelled";
        } catch (const JobFailure& failure) {
            fail(result, failure.cause, failure.what());
        } catch (const std::bad_alloc&) {
            fail(result, Cause::memory, "out of memory: choose a smaller size, or close other programs");
        } catch (const std::exception& error) {
            fail(result, phase, error.what());
        }
        result.load_s = times.load_s;
        result.text_s = times.text_s;
        result.decode_s = times.decode_s;
        result.step_s = times.step_s;
        result.measured_peak_bytes = memory.peak();
        return result;
    }

    Result<JobPlan> plan(const Request& request) {
        try {
            Cause phase = Cause::request;
            const std::shared_ptr<SdxlModel> model = open(request, phase);
            const auto resolved = resolve(request, model->files(), model->device().info());
            if (!resolved) return Failure{resolved.error()};
            return plan_of(*resolved, *model);
        } catch (const std::exception& error) {
            return Failure{error.what()};
        }
    }

    std::vector<imagelab::DeviceInfo> devices() const {
        std::vector<imagelab::DeviceInfo> infos;
        for (const auto& device : devices_) infos.push_back(device->info());
        return infos;
    }

  private:
    struct Job {
        JobId id = 0;
        Request request;
        JobCallbacks callbacks;
        CancelToken cancel;
    };

    void work() {
        for (;;) {
            {
                std::unique_lock lock(queue_mutex_);
                running_ = {};
                wake_.wait(lock, [this] { return stop_ || !queue_.empty(); });
                if (queue_.empty()) return;
                running_ = std::move(queue_.front());
                queue_.pop_front();
            }
            const JobResult result = run(running_.request, running_.callbacks.progress, true, running_.cancel);
            if (running_.callbacks.finished) running_.callbacks.finished(result);
        }
    }

    static void fail(JobResult& result, Cause cause, const std::string& message) {
        result.status = JobResult::Status::failed;
        result.cause = cause;
        result.message = message;
        spdlog::debug("job failed: {}", message);
    }

    Device& device_for(const Request& request) {
        for (const auto& device : devices_) {
            if (request.device == "auto" || device->info().id == request.device) return *device;
        }
        throw JobFailure(Cause::device, "device: there is no " + request.device + " here; `imagelab devices` lists what there is");
    }

    // The model of a request in its precision; opened once, the same for plans and runs.
    std::shared_ptr<SdxlModel> open(const Request& request, Cause& phase) {
        must(validate(request), Cause::request);
        Device& device = device_for(request);
        const DType dtype = request.dtype.value_or(device.info().dtypes.front());
        const fs::path path = request.model.empty() ? bundled_model() : must(model_path(request.model, data_dir()), Cause::model);
        const std::lock_guard lock(models_mutex_);
        std::error_code ignored;
        const ModelKey key{path.string(), device.info().id, dtype, fs::last_write_time(path, ignored).time_since_epoch().count()};
        for (const auto& [known, model] : models_) {
            if (known == key) return model;
        }
        phase = Cause::model;
        auto model = std::make_shared<SdxlModel>(device, must(open_model(path), Cause::model), dtype);
        models_.push_front({key, model});
        if (models_.size() > opened_models) models_.pop_back();
        return model;
    }

    JobPlan plan_of(const ResolvedRequest& resolved, SdxlModel& model) const {
        JobPlan plan{resolved.request, plan_stages(resolved, model)};
        for (StagePlan& stage : plan.stages) {
            stage.peak_bytes += base_bytes_ + overhead_bytes;
            plan.peak_bytes = std::max(plan.peak_bytes, stage.peak_bytes);
            plan.seconds += stage.seconds;
        }
        return plan;
    }

    // Refuses what does not fit before anything is loaded, and gives back what other models hold.
    void admit(const JobPlan& plan, const SdxlModel& wanted) {
        {
            const std::lock_guard lock(models_mutex_);
            for (const auto& [key, model] : models_) {
                if (model.get() != &wanted) model->unload();
            }
        }
        const int64_t there = wanted.device().info().memory_free + private_bytes();
        if (plan.peak_bytes <= there) return;
        throw JobFailure(Cause::memory, "this needs " + gib(plan.peak_bytes) + " of memory and " + gib(there) +
                                            " can be had: choose a smaller size" +
                                            (wanted.dtype() == DType::f32 ? ", or --dtype bf16 where the device offers it" : "") +
                                            ", or close other programs");
    }

    static fs::path save(const Request& as_run, int picture, const RgbImage& image, const ModelFiles& model, std::time_t when) {
        return must(save_picture(as_run, picture, image, {model.name, model.noise}, when), Cause::disk);
    }

    struct ModelKey {
        std::string path, device;
        DType dtype;
        int64_t modified;
        bool operator==(const ModelKey&) const = default;
    };
    static constexpr size_t opened_models = 2;

    std::vector<std::unique_ptr<Device>> devices_;
    int64_t base_bytes_;
    std::mutex run_mutex_, models_mutex_, queue_mutex_;
    std::list<std::pair<ModelKey, std::shared_ptr<SdxlModel>>> models_;  // newest first
    std::condition_variable wake_;
    std::deque<Job> queue_;
    Job running_;
    JobId last_id_ = 0;
    bool stop_ = false;
    std::thread worker_;
};

Session::Session(std::vector<std::unique_ptr<Device>> devices) : impl_(std::make_unique<Impl>(std::move(devices))) {}
Session::~Session() = default;
JobId Session::submit(Request request, JobCallbacks callbacks) {
    return impl_->submit(std::move(request), std::move(callbacks));
}
void Session::cancel(JobId job) {
    impl_->cancel(job);
}
JobResult Session::run(Request request, std::function<void(const Progress&)> progress, const CancelToken& cancel) {
    return impl_->run(request, progress, false, cancel);
}
Result<JobPlan> Session::plan(const Request& request) {
    return impl_->plan(request);
}
std::vector<DeviceInfo> Session::devices() const {
    return impl_->devices();
}

}  // namespace imagelab
