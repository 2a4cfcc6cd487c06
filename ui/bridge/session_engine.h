#pragma once
#include <filesystem>
#include <memory>
#include <mutex>

#include "ui/bridge/session_bridge.h"

namespace imagelab {

using OpenSession = std::function<Result<std::unique_ptr<Session>>(SessionOptions)>;  // with the devices that there are

// The window's engine is the session, its queue in the data folder. Where that cannot be used, the folder is left as it is and jobs are
// kept in memory until the program ends; trouble() says why. Throws Error where there is no device at all.
class SessionEngine final : public Engine {
  public:
    SessionEngine(const OpenSession& open, const std::filesystem::path& data);

    void listen(std::function<void(const JobEvent&)> events) override;
    void start() override;
    Queue& queue() override;
    Result<std::vector<JobId>> enqueue(const std::vector<Request>& requests, const EnqueueOptions& options) override;
    ManyChanged change(const std::vector<JobId>& jobs, JobChange change) override;
    Result<void> retry(JobId job) override;
    Result<JobId> enqueue_training(const TrainingJob& training, const EnqueueOptions& options) override;
    Result<std::vector<TrainingPrice>> price_training(const TrainingJob& training) override;
    std::vector<TrainingStep> training_steps(JobId training, int from) override;
    Result<JobPlan> plan(const Request& request) override;
    std::vector<Session::DeviceInfo> devices() const override;
    std::string smallest_change(const Request& request) override;
    std::vector<DeviceHolding> holdings() const override;
    std::vector<ModelUse> model_uses() const override;
    std::vector<DeviceSample> samples() override;
    std::vector<HistoryPoint> history(const std::string& key, double seconds) override;
    Result<Seen> look(const Looking& wanted, const CancelToken& cancel) override;
    Result<std::string> tag(const Tagging& wanted, const std::function<bool(const Tagged&)>& take, const CancelToken& cancel) override;
    int64_t free_memory() override;
    std::string trouble() const override { return trouble_; }

  private:
    SessionOptions options(const std::filesystem::path& data);
    std::mutex mutex_;
    std::function<void(const JobEvent&)> listener_;
    std::string trouble_;
    std::vector<std::string> run_devices_;  // chosen in the settings; empty: all
    std::filesystem::path data_;            // empty: in memory
    DeviceMonitor monitor_;
    std::unique_ptr<Session> session_;  // last: its threads call the listener until it is gone
};

}  // namespace imagelab
