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
#include "core/image/a1111_text.h"
#include "core/pipelines/generation.h"
#include "core/pipelines/latents.h"
#include "core/pipelines/output_name.h"

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

std::string size_text(int64_t bytes) {
    char text[32];
    if (bytes < int64_t{1} << 30)
        std::snprintf(text, sizeof text, "%.1f MiB", static_cast<double>(bytes) / (1 << 20));
    else
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
        int64_t device_peak = 0;  // of a device with memory of its own
        Cause phase = Cause::request;
        std::shared_ptr<SdxlModel> model;
        try {
            cancel.check();
            model = open(request, phase);
            const ResolvedRequest resolved = must(resolve(request, model->files(), model->device().info()), Cause::request);
            result.request = resolved.request;
            phase = Cause::disk;
            must(prepare_output(resolved.request), Cause::disk);
            phase = Cause::other;
            const JobPlan plan = plan_of(resolved, *model);
            result.predicted_peak_bytes = plan.peak_bytes;
            admit(plan, resolved, *model);
            GenerationCallbacks callbacks;
            callbacks.previews = previews;
            callbacks.progress = [&](const Progress& p) {
                phase = p.stage == Stage::loading ? Cause::model : Cause::other;
                device_peak = std::max(device_peak, model->device().info().memory_here);
                if (progress) progress(p);
            };
            const std::time_t when = std::time(nullptr);
            callbacks.finished = [&](int picture, const RgbImage& image) {
                phase = Cause::disk;
                result.images.push_back(save(result.request, picture, image, model->files(), when));
                callbacks.first_picture = picture + 1;
                phase = Cause::other;
            };
            generate_safely(resolved, model, callbacks, cancel, times, result);
        } catch (const Cancelled&) {
            result.status = JobResult::Status::cancelled;
            result.message = "cancelled";
        } catch (const JobFailure& failure) {
            fail(result, failure.cause, failure.what());
        } catch (const std::bad_alloc&) {
            fail(result, Cause::memory, "out of memory: choose a smaller size, or close other programs");
        } catch (const OutOfMemory& error) {
            fail(result, Cause::memory, error.what());
        } catch (const DeviceLost& error) {
            fail(result, Cause::device, error.what());
        } catch (const std::exception& error) {
            fail(result, phase, error.what());
        }
        // What lies on a device that failed is of no use, and a job that ran out of memory holds none.
        if (result.status == JobResult::Status::failed && model != nullptr) model->unload();
        result.load_s = times.load_s;
        result.text_s = times.text_s;
        result.decode_s = times.decode_s;
        result.step_s = times.step_s;
        result.measured_peak_bytes = device_peak > 0 ? device_peak : memory.peak();
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

    // In the precision that was asked for; where that gives no numbers or no picture, in the next safer one that the device offers and that
    // fits.
    void generate_safely(ResolvedRequest resolved, std::shared_ptr<SdxlModel>& model, GenerationCallbacks& callbacks,
                         const CancelToken& cancel, GenerationTimes& times, JobResult& result) {
        for (;;) {
            try {
                return generate(resolved, *model, callbacks, cancel, times);
            } catch (const NotFinite& trouble) {
                const std::optional<DType> safer = next_safer(*resolved.request.dtype, model->device().info());
                if (!safer) throw;
                result.message = std::string(dtype_name(*resolved.request.dtype)) + " was not enough (" + trouble.what() +
                                 "), so the work was repeated in " + std::string(dtype_name(*safer));
                spdlog::warn("{}", result.message);
                model->unload();
                Request request = resolved.request;
                request.dtype = safer;
                Cause phase = Cause::other;
                model = open(request, phase);
                resolved.request = request;
                JobPlan plan = plan_of(resolved, *model);
                result.predicted_peak_bytes = std::max(result.predicted_peak_bytes, plan.peak_bytes);
                result.request = request;
                admit(plan, resolved, *model);
            }
        }
    }

    static std::optional<DType> next_safer(DType dtype, const DeviceInfo& device) {
        const std::vector<DType> order = dtype == DType::f16    ? std::vector{DType::bf16, DType::f32}
                                         : dtype == DType::bf16 ? std::vector{DType::f32}
                                                                : std::vector<DType>{};
        for (const DType safer : order) {
            if (std::find(device.dtypes.begin(), device.dtypes.end(), safer) != device.dtypes.end()) return safer;
        }
        return std::nullopt;
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
        const fs::path path = request.model.empty() ? bundled_model() : fs::path(request.model);
        const std::lock_guard lock(models_mutex_);
        std::error_code ignored;
        const DeviceInfo info = device.info();
        const ModelKey key{path.string(), info.id, dtype, request.memory_budget,
                           fs::last_write_time(path, ignored).time_since_epoch().count()};
        for (const auto& [known, model] : models_) {
            if (known == key) return model;
        }
        phase = Cause::model;
        auto model = std::make_shared<SdxlModel>(device, must(open_model(path), Cause::model), dtype, budget_of(request, info));
        models_.push_front({key, model});
        if (models_.size() > opened_models) models_.pop_back();
        return model;
    }

    // Of a device with memory of its own: what the request allows, else what is free or ours. Elsewhere memory is the process's.
    static int64_t budget_of(const Request& request, const DeviceInfo& device) {
        if (!device.own_memory) return 0;
        const int64_t there = device.memory_free + device.memory_here;
        return request.memory_budget > 0 ? std::min(request.memory_budget, there) : there;
    }

    JobPlan plan_of(const ResolvedRequest& resolved, SdxlModel& model) const {
        JobPlan plan{resolved.request, plan_stages(resolved, model)};
        const bool own_memory = model.device().info().own_memory;
        for (StagePlan& stage : plan.stages) {
            if (!own_memory) stage.peak_bytes += base_bytes_ + overhead_bytes;
            if (own_memory) plan.host_peak_bytes = std::max(plan.host_peak_bytes, stage.host_bytes + base_bytes_ + overhead_bytes);
            plan.peak_bytes = std::max(plan.peak_bytes, stage.peak_bytes);
            plan.seconds += stage.seconds;
        }
        plan.memory_budget = own_memory ? model.memory_budget() : resolved.request.memory_budget;
        return plan;
    }

    // Refuses what does not fit before anything is loaded, and gives back what other models hold.
    void admit(const JobPlan& plan, const ResolvedRequest& resolved, SdxlModel& wanted) {
        {
            const std::lock_guard lock(models_mutex_);
            for (const auto& [key, model] : models_) {
                if (model.get() != &wanted) model->unload();
            }
        }
        const DeviceInfo device = wanted.device().info();
        const int64_t there = device.memory_free + (device.own_memory ? device.memory_here : private_bytes());
        const int64_t allowed = plan.memory_budget > 0 ? std::min(plan.memory_budget, there) : there;
        if (plan.peak_bytes > allowed) {
            throw JobFailure(Cause::memory,
                             "this needs " + size_text(plan.peak_bytes) + " of memory on " + device.id +
                                 (device.own_memory ? " even with all weights streamed" : "") + ", and " + size_text(allowed) +
                                 (plan.memory_budget > 0 && plan.memory_budget <= there ? " is allowed: " : " can be had: ") +
                                 smallest_change(plan, resolved, wanted, allowed, there));
        }
        const int64_t host = available_memory() + private_bytes();
        if (plan.host_peak_bytes > host)
            throw JobFailure(Cause::memory, "weights that do not fit on " + device.id + " are streamed from memory, which takes " +
                                                size_text(plan.host_peak_bytes) + " of it, and " + size_text(host) +
                                                " can be had: close other programs, or choose a smaller size");
    }

    // What to do about a plan that does not fit, the smallest change first.
    std::string smallest_change(const JobPlan& plan, const ResolvedRequest& resolved, SdxlModel& model, int64_t allowed,
                                int64_t there) const {
        if (plan.peak_bytes <= there) return "raise --memory-budget to " + std::to_string((plan.peak_bytes >> 20) + 1) + "M";
        std::string others;
        if (model.dtype() == DType::f32) {
            const std::vector<DType> offered = model.device().info().dtypes;
            const auto half = std::find_if(offered.begin(), offered.end(), [](DType dtype) { return dtype_bytes(dtype) == 2; });
            if (half != offered.end()) others = ", or --dtype " + std::string(dtype_name(*half));
        }
        others += ", or close other programs";
        const int scale = model.files().vae.downscale();
        for (int eighths = 7; eighths >= 1; --eighths) {
            ResolvedRequest smaller = resolved;
            const auto side = [&](int pixels) { return std::max(scale, pixels * eighths / 8 / (8 * scale) * (8 * scale)); };
            smaller.request.width = side(resolved.request.width);
            smaller.request.height = side(resolved.request.height);
            smaller.latent_width = smaller.request.width / scale;
            smaller.latent_height = smaller.request.height / scale;
            if (plan_of(smaller, model).peak_bytes <= allowed)
                return "choose " + std::to_string(smaller.request.width) + "x" + std::to_string(smaller.request.height) + others;
        }
        return "no size fits" + others + ", or another device";
    }

    static fs::path save(const Request& as_run, int picture, const RgbImage& image, const ModelFiles& model, std::time_t when) {
        const fs::path path = must(picture_path(as_run, picture, when), Cause::disk);
        Request alone = as_run;  // what makes this picture again by itself
        alone.seed += picture;
        alone.batch = 1;
        write_png(path, image,
                  {{"parameters", a1111_text(alone, {model.name, model.noise})}, {"imagelab_request", request_to_json(alone).dump()}});
        return path;
    }

    struct ModelKey {
        std::string path, device;
        DType dtype;
        int64_t memory_budget, modified;
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
