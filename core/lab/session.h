#pragma once
// The facade every door uses (window, terminal, later HTTP): requests go in, events come out.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/device/device_info.h"
#include "core/pipelines/progress.h"
#include "core/pipelines/request.h"

namespace imagelab {

class Device;

struct JobResult {
    enum class Status { done, cancelled, failed };
    enum class Cause { other, request, model, device, memory, disk };  // of a failure; the command line's exit codes tell them apart
    Status status = Status::done;
    Cause cause = Cause::other;
    std::string message;                        // why it failed, what to do
    Request request;                            // as run: seed, sizes and device filled in
    std::vector<std::filesystem::path> images;  // finished pictures, also of a cancelled or failed job
    double load_s = 0, text_s = 0, decode_s = 0;
    std::vector<double> step_s;
    int64_t predicted_peak_bytes = 0, measured_peak_bytes = 0;  // private memory; the device's where it has its own
};

struct JobPlan {
    Request request;  // with sizes, seed and device filled in
    std::vector<StagePlan> stages;
    int64_t peak_bytes = 0;       // private memory of the whole process; of the device where it has memory of its own
    int64_t host_peak_bytes = 0;  // then, private memory of the process
    int64_t memory_budget = 0;    // bytes that peak_bytes may be; 0: the device says when it is full
    double seconds = 0;
};

using JobId = uint64_t;

struct JobCallbacks {  // called on the session's thread
    std::function<void(const Progress&)> progress;
    std::function<void(const JobResult&)> finished;
};

class Session {
  public:
    using DeviceInfo = imagelab::DeviceInfo;

    explicit Session(std::vector<std::unique_ptr<Device>> devices);  // the first is "auto"
    ~Session();                                                      // cancels what runs and waits for it

    JobId submit(Request request, JobCallbacks callbacks);  // returns at once; jobs run in order, with previews
    void cancel(JobId job);                                 // finished pictures stay
    JobResult run(Request request, std::function<void(const Progress&)> progress,
                  const CancelToken& cancel);      // in the caller's thread, without previews
    Result<JobPlan> plan(const Request& request);  // without running

    std::vector<DeviceInfo> devices() const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

std::filesystem::path bundled_model();  // resources/models/demo

}  // namespace imagelab
