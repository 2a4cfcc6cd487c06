#pragma once
// Runs a night: keeps the queue filled, lets devices rest, watches disk and clock.
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/device/monitor/idle.h"
#include "core/jobs/session.h"
#include "core/night/device_locks.h"
#include "core/night/governor.h"
#include "core/night/night.h"

namespace imagelab {

struct NightRules {
    GovernorLimits limits;
    std::optional<QuietHours> quiet;
    bool idle_only = false;  // GPUs that others use are left alone
    IdlePolicy idle;
    int64_t least_free_bytes = int64_t{2} << 30;  // on the disk of the pictures
};

// What is expected of a night, from plans and from how long such jobs took before.
struct NightExpectation {
    struct OneDevice {
        std::string device;
        double seconds = 0;  // a job
        bool measured = false;
    };
    std::vector<OneDevice> devices;
    double jobs_per_hour = 0;
    int jobs = 0;       // by the end
    double until = 0;   // when they are done, or when the time is over; seconds since 1970
    int64_t bytes = 0;  // of the pictures, at most
};

enum class NightEnd { done, time, stopped, disk, failures, trouble };

class NightRun {
  public:
    // `told` hears sentences for people, on any thread.
    NightRun(Night night, NightRules rules, std::filesystem::path data, std::function<void(const std::string&)> told);

    // --- before the session is opened with these ---
    bool permit(const std::string& device, JobId job, const CancelToken& stop);
    void ended(const JobEvent& event);  // of the session's events: writes the log

    Result<void> begin(Session& session);  // reads what there is; jobs of an earlier run that a device or disk failed run again
    Result<NightExpectation> expectation(Session& session);
    NightEnd run(Session& session, const CancelToken& cancel);
    // Behind the session's end, or alone for a night that nobody ended: cancels what was not begun where the night is over, completes the
    // log, writes the page and the end.
    Result<void> finish(Session& session, NightEnd end);

    const Night& night() const { return night_; }
    std::filesystem::path folder() const { return night_.folder; }
    std::filesystem::path log() const { return folder() / ("jobs_" + night_.name + ".log"); }
    int made() const { return done_; }
    std::string trouble() const;

  private:
    void read_log();
    Result<void> top_up(Session& session);
    void look_at_queue();
    bool has_turn(const std::string& device, double now) const;
    bool rests(const std::string& device, JobId job, double now);
    std::optional<NightEnd> over();
    bool may_work(const std::string& device);
    double expected_s(const std::string& device) const;
    void write_log(const Job& job, const JobResult& result, const std::string& device);

    Night night_;
    const NightRules rules_;
    const std::filesystem::path data_;
    const std::function<void(const std::string&)> told_;
    std::optional<NightRequests> requests_;
    std::vector<std::string> devices_;
    std::map<std::string, std::string> keys_;  // of the device monitor
    std::unique_ptr<Governor> governor_;
    std::optional<DeviceLocks> locks_;
    std::set<std::string> held_, said_busy_;
    mutable std::mutex mutex_;
    std::set<int> there_;  // numbers that have a job
    std::set<JobId> logged_;
    std::map<std::string, double> seconds_;  // a job, by device
    struct Open {
        int waiting = 0, running = 0;
        std::vector<std::string> choices;  // devices that those which wait may run on, ",cpu,vulkan:0,"; the one that began them alone
    } open_;
    std::map<std::string, double> free_at_;  // of devices that work; seconds since 1970
    Queue* queue_ = nullptr;
    std::atomic<bool> closing_ = false;
    std::atomic<int> done_ = 0, failures_in_a_row_ = 0;
    std::string trouble_;
    bool turned_ = false;
};

}  // namespace imagelab
