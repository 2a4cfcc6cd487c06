#include "core/jobs/device_sampler.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/base/thread.h"
#include "core/jobs/queue.h"
#include "core/store/device_history.h"
#include "core/store/store.h"

namespace imagelab {

class DeviceSampler::Impl {
  public:
    Impl(std::filesystem::path data, std::function<void(const std::string&)> trouble)
        : data_(std::move(data)), trouble_(std::move(trouble)), thread_(start_thread("the sampling of devices", [this] { work(); })) {}

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
            auto store = open_store(data_);
            if (!store) throw Error(store.error());
            DeviceHistory history(*store);
            DeviceMonitor monitor;
            do history.add(monitor.sample(), now_s());
            while (!stopped_within(std::chrono::seconds(2)));
        } catch (const std::exception& error) {
            if (trouble_) trouble_(std::string("the devices are not watched: ") + error.what());
        }
    }

    bool stopped_within(std::chrono::seconds time) {
        std::unique_lock lock(mutex_);
        return wake_.wait_for(lock, time, [this] { return stop_; });
    }

    std::filesystem::path data_;
    std::function<void(const std::string&)> trouble_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stop_ = false;
    std::thread thread_;
};

DeviceSampler::DeviceSampler(const std::filesystem::path& data, std::function<void(const std::string&)> trouble)
    : impl_(std::make_unique<Impl>(data, std::move(trouble))) {}
DeviceSampler::~DeviceSampler() = default;

}  // namespace imagelab
