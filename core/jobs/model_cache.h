#pragma once
#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "core/families/diffusion_model.h"
#include "core/jobs/holding.h"

namespace imagelab {

// The models of one device, opened once for plans and runs alike, and in the order of their use those that hold weights. A model on disk
// that changed, whichever of its files, is opened anew.
class ModelCache {
  public:
    // `most`: models that hold weights at a time, >= 1.
    ModelCache(Device& device, int most) : device_(device), most_(most) {}

    // Headers only; safe beside a run. The failure is open_model's. memory_budget: what the request allows of a device with memory of its
    // own; 0: what is free or ours when the model is opened, and no more than jobs may plan with.
    Result<std::shared_ptr<DiffusionModel>> open(const ModelSources& sources, DType dtype, int64_t memory_budget);

    using Models = std::vector<const DiffusionModel*>;  // those that a job works with

    // The rest only by the thread that runs jobs on this device.
    void use(const Models& models);          // they become those used last; beyond `most` the others give their memory back
    bool release_oldest(const Models& but);  // false: nothing left to give back
    void release_all();
    int64_t resident_bytes(const Models& but) const;                // exact, as its programs were planned
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
    mutable std::mutex mutex_;
    std::list<Entry> entries_;  // used last first
};

}  // namespace imagelab
