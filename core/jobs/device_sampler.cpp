#include "core/jobs/device_sampler.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/base/log.h"
#include "core/base/thread.h"
#include "core/jobs/queue.h"
#include "core/store/device_history.h"
#include "core/store/store.h"

namespace imagelab {

class DeviceSampler::Impl {
  public:
    explicit Impl(Options options) : options_(std::move(options)), thread_(start_thread("the sampling of devices", [this] { work(); })) {}

    ~Impl() {
        {
            const std::lock_guard lock(mutex_);
            stop_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }

  private:
    void work() {
        try {
            auto store = open_store(options_.data);
            if (!store) throw Error(store.error());
            store->script("PRAGMA synchronous = NORMAL");  // of a curve the last seconds may be lost: no disk is woken for them
            DeviceHistory history(*store);
            DeviceMonitor monitor;
            int looks = 0;
            do {
                const std::vector<DeviceSample> samples = monitor.sample();
                history.add(samples, now_s());
                if (!options_.store.empty() && looks++ % looks_between_tellings == 0) tell_lab(samples);
            } while (!stopped_within(std::chrono::seconds(2)));
        } catch (const std::exception& error) {
            if (options_.trouble) options_.trouble(std::string("the devices are not watched: ") + error.what());
        }
    }

    // A database that is away is told of by those whose jobs it keeps.
    void tell_lab(const std::vector<DeviceSample>& samples) {
        try {
            if (!lab_) {
                auto opened = open_queue_store({}, options_.store);
                if (!opened) throw Error(opened.error());
                lab_ = std::move(*opened);
                devices_ = std::make_unique<LabDevices>(*lab_);
            }
            devices_->tell(options_.devices, samples);
        } catch (const std::exception& error) {
            log_debug(std::string("the shared store does not hear of this machine's devices: ") + error.what());
            devices_.reset();
            lab_.reset();
        }
    }

    bool stopped_within(std::chrono::seconds time) {
        std::unique_lock lock(mutex_);
        return wake_.wait_for(lock, time, [this] { return stop_; });
    }

    static constexpr int looks_between_tellings = 5;
    const Options options_;
    std::unique_ptr<QueueStore> lab_;
    std::unique_ptr<LabDevices> devices_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stop_ = false;
    std::thread thread_;
};

DeviceSampler::DeviceSampler(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}
DeviceSampler::~DeviceSampler() = default;

}  // namespace imagelab
