#pragma once
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "core/pipelines/upscaler.h"

namespace imagelab {

// Enlarging networks of one device, opened once for plans and runs alike. They hold weights only while a run enlarges. Any thread may call.
class UpscalerCache {
  public:
    explicit UpscalerCache(Device& device) : device_(device) {}

    // As postprocessing.upscaler names it. A file that changed is opened anew. memory_budget: bytes of a device with memory of its own.
    Result<std::shared_ptr<Upscaler>> open(const std::string& named, const std::filesystem::path& data, int64_t memory_budget);

  private:
    struct Entry {
        std::string key;
        std::shared_ptr<Upscaler> upscaler;
    };
    static constexpr size_t most_opened = 4;

    Device& device_;
    std::mutex mutex_;
    std::list<Entry> entries_;  // used last first
};

}  // namespace imagelab
