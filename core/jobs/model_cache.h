#pragma once
#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "core/device/device_info.h"
#include "core/families/diffusion_model.h"
#include "core/jobs/holding.h"

namespace imagelab {

struct CacheLimits {
    int models = 2;
    int64_t bytes = INT64_MAX;  // weights, arenas and code
};
// `wanted` bytes, else those of PIPE_CACHE_BYTES ("8G", "512M", "1000000"), else three quarters of the memory of a device that has its own,
// half of the machine's for one that has not. Never more than the device has.
int64_t cache_bytes(const DeviceInfo& device, int64_t wanted);

// The models of one device, opened once for plans and runs alike, and in the order of their use those that hold weights. A model on disk
// that changed, whichever of its files, is opened anew.
class ModelCache {
  public:
    // `limits`: how many models hold weights at a time, >= 1, and how many bytes they hold together.
    ModelCache(Device& device, CacheLimits limits)
        : device_(device), most_(static_cast<size_t>(limits.models)), most_bytes_(limits.bytes) {}

    // Headers only; safe beside a run. The failure is open_model's. memory_budget: what the request allows of a device with memory of its
    // own; 0: what is free or ours when the model is opened, and no more than jobs may plan with.
    Result<std::shared_ptr<DiffusionModel>> open(const ModelSources& sources, DType dtype, int64_t memory_budget);

    using Models = std::vector<const DiffusionModel*>;  // those that a job works with

    // The rest only by the thread that runs jobs on this device.
    // They become those used last; beyond the limits the others give their memory back, those used longest ago first. coming_bytes: what
    // these will hold once they are loaded.
    void use(const Models& models, int64_t coming_bytes);
    bool release_oldest(const Models& but);  // false: nothing left to give back
    void release_all();
    int64_t resident_bytes(const Models& but) const;                // exact, as its programs were planned
    std::vector<int64_t> held(const Models& models) const;          // bytes of each
    std::vector<ModelHolding> holdings() const;                     // those that hold any, used last first
    static std::string version(const std::filesystem::path& path);  // of the file, or the folder and its files: path and times of change
    static std::string version(const ModelSources& sources);        // of all of them, each with what it is for

  private:
    struct Entry {
        std::string key;  // empty: its files are others now, so it is not used again
        std::shared_ptr<DiffusionModel> model;
    };
    static bool is_one_of(const Models& models, const Entry& entry);
    static constexpr size_t most_opened = 8;

    Device& device_;
    const size_t most_;
    const int64_t most_bytes_;
    mutable std::mutex mutex_;
    std::list<Entry> entries_;  // used last first
};

}  // namespace imagelab
