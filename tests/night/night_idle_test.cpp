// `night --devices idle`. Where there is no GPU its driver is played by the stand-in for NVML, and the work is done by the processor under
// the GPU's name: the monitor, the decision, the locks, the session, the queue and the kept steps are those of a real night.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <thread>

#include "core/night/device_locks.h"
#include "core/night/night_run.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"
#include "tests/support/watched_device.h"

namespace imagelab::test {
namespace {

using namespace std::chrono_literals;

const std::string key = "0000:1b:00.0", somebody = R"("compute": [{"pid": 1, "memory": 50}])";

class NightOnIdleDevices : public testing::Test {
  protected:
    static constexpr int jobs = 3, steps = 40;

    void SetUp() override {
        ::setenv("IMAGELAB_NVML_LIBRARY", IMAGELAB_FAKE_NVML_LIBRARY, 1);
        ::setenv("IMAGELAB_FAKE_NVML", (folder_ / "nvml.json").c_str(), 1);
        ::setenv("IMAGELAB_LOCKS", (folder_ / "locks").c_str(), 1);
        watch_->id = "vulkan:0";
        watch_->monitor_key = key;
        watch_->before_run = [this](const std::string& output) {
            if (output == "noise") ++forwards_;
            if (slow_) std::this_thread::sleep_for(250ms);  // a job is long against a look at the device
        };
    }
    void TearDown() override {
        for (const char* name : {"IMAGELAB_NVML_LIBRARY", "IMAGELAB_LOCKS"}) ::unsetenv(name);
    }
    // In one step: the monitor may read it at any moment.
    void play(const std::string& state) {
        write_file(folder_ / "new.json", R"({"devices": [{"name": "one", "address": "00000000:1B:00.0", "total": 100, )" + state + "}]}");
        std::filesystem::rename(folder_ / "new.json", folder_ / "nvml.json");
    }
    Night night() {
        NightOrder order;
        order.theme_text = "a {red|green|blue} {star|apple}";
        order.profiles = {"none"};
        order.models = {""};
        order.settings.steps = steps;
        order.settings.width = order.settings.height = 64;
        order.settings.dtype = DType::f32;
        order.settings.threads = 1;
        order.settings.output = (folder_ / "out").string();
        order.steps_given = true;
        order.jobs = jobs;
        return NightBook(folder_ / "data").begin(order, 5, 1700000000).value();
    }
    // Runs it to its end as `imagelab night --devices idle` does, with `meanwhile` beside it.
    NightEnd run(const std::function<void()>& meanwhile) {
        NightRules rules;
        rules.idle_only = true;
        rules.least_free_bytes = 1 << 20;
        NightRun run(night(), rules, folder_ / "data", [this](const std::string& text) {
            const std::lock_guard lock(mutex_);
            told_.push_back(text);
        });
        SessionOptions options{.data = folder_ / "data", .keeper = run.night().name};
        options.permit = [&](const std::string& device, JobId job, const CancelToken& stop) { return run.permit(device, job, stop); };
        options.events = [&](const JobEvent& event) {
            run.ended(event);
            if (event.kind != JobEvent::Kind::ended) return;
            const std::lock_guard lock(mutex_);
            ends_.push_back(event.state);
        };
        std::vector<std::unique_ptr<Device>> devices;
        devices.push_back(make_watched_device(watch_));
        auto session = Session::open(std::move(devices), options).value();
        EXPECT_TRUE(run.begin(*session).ok());
        EXPECT_TRUE(run.expectation(*session).ok());
        const CancelToken cancel;
        NightEnd end = NightEnd::stopped;
        std::thread night([&] { end = run.run(*session, cancel); });
        meanwhile();
        night.join();
        session.reset();
        auto after = Session::open({}, {.data = folder_ / "data"}).value();
        EXPECT_TRUE(run.finish(*after, end).ok());
        std::set<std::filesystem::path> pictures;
        for (const Job& job : after->queue().list(true)) {
            EXPECT_EQ(job.state, JobState::done) << job.message;
            for (const JobPicture& picture : job.pictures) pictures.insert(picture.path);
        }
        EXPECT_EQ(pictures.size(), size_t{jobs});
        return end;
    }
    bool wait_until_told(const std::string& text, size_t times = 1) {
        for (int tenths = 0; tenths < 1800; ++tenths) {
            {
                const std::lock_guard lock(mutex_);
                const auto tells = [&](const std::string& one) { return one.find(text) != std::string::npos; };
                if (static_cast<size_t>(std::count_if(told_.begin(), told_.end(), tells)) >= times) return true;
            }
            std::this_thread::sleep_for(100ms);
        }
        return false;
    }
    bool wait_for_forwards(int more_than) const {
        for (int tenths = 0; tenths < 1800 && forwards_ <= more_than; ++tenths) std::this_thread::sleep_for(100ms);
        return forwards_ > more_than;
    }
    void expect_rest() const {
        const int before = forwards_;
        std::this_thread::sleep_for(700ms);
        EXPECT_EQ(forwards_, before) << "it worked on a device that others use";
    }
    bool is_held() const { return DeviceLocks::open(folder_ / "locks")->holder(key).has_value(); }

    TempFolder folder_;
    std::shared_ptr<DeviceWatch> watch_ = std::make_shared<DeviceWatch>();
    std::atomic<int> forwards_ = 0;
    std::atomic<bool> slow_ = false;
    std::mutex mutex_;
    std::vector<std::string> told_;
    std::vector<JobState> ends_;
};

TEST_F(NightOnIdleDevices, WaitsUntilItIsLeftToIt) {
    play(R"("used": 50, "gpu": 0, )" + somebody);
    const NightEnd end = run([this] {
        EXPECT_TRUE(wait_until_told("vulkan:0 is left alone: 1 "));
        expect_rest();
        play(R"("used": 0, "gpu": 80)");  // the process is hidden, its load is not
        std::this_thread::sleep_for(1500ms);
        expect_rest();
        EXPECT_EQ(forwards_, 0);
        EXPECT_FALSE(is_held());
        play(R"("used": 0, "gpu": 0)");
        EXPECT_TRUE(wait_for_forwards(0));
        EXPECT_TRUE(is_held());
        play(R"("used": 99, "gpu": 99, "compute": [{"pid": )" + std::to_string(::getpid()) + R"(, "memory": 99}])");  // that is us
    });
    EXPECT_EQ(end, NightEnd::done);
    EXPECT_EQ(ends_, std::vector<JobState>(jobs, JobState::done));
    EXPECT_FALSE(is_held());
}

TEST_F(NightOnIdleDevices, LeavesItInTheMiddleOfAJobAndGoesOnAtItsStep) {
    play(R"("used": 0, "gpu": 0)");
    slow_ = true;
    const NightEnd end = run([this] {
        EXPECT_TRUE(wait_for_forwards(3));
        play(R"("used": 50, "gpu": 90, )" + somebody);
        EXPECT_TRUE(wait_until_told("left alone"));
        std::this_thread::sleep_for(100ms);  // the job goes back
        expect_rest();
        play(R"("used": 0, "gpu": 0)");
        const int before = forwards_;
        EXPECT_TRUE(wait_for_forwards(before));
        play(R"("lost": true)");
        EXPECT_TRUE(wait_until_told("was lost"));
        std::this_thread::sleep_for(100ms);
        expect_rest();
        slow_ = false;
        play(R"("used": 0, "gpu": 0)");
    });
    EXPECT_EQ(end, NightEnd::done);
    EXPECT_EQ(std::count(ends_.begin(), ends_.end(), JobState::done), jobs);
    const auto left = static_cast<int>(std::count(ends_.begin(), ends_.end(), JobState::waiting));
    EXPECT_GE(left, 2);
    EXPECT_LE(forwards_, jobs * steps + left) << "no step was made twice but those it was in when it left";
}

}  // namespace
}  // namespace imagelab::test
