#pragma once
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/adapters/patched_weights.h"
#include "core/request/request.h"

namespace imagelab {

// The adapter files that jobs and plans named last, opened once while they stay as they are on the disk, so that a job with the adapters of
// the one before finds its weights packed. Safe to call from several threads.
class AdapterCache {
  public:
    // What the LoRAs of a request mean. The failure names the one that cannot be found or read.
    Result<std::vector<AppliedAdapter>> open(const std::vector<LoraUse>& loras, DoraRule dora, const std::filesystem::path& data);

    // File stem and lora_hash() of each, for the text in pictures; a file is hashed once.
    std::vector<std::pair<std::string, std::string>> hashes(const std::vector<AppliedAdapter>& adapters);

  private:
    Result<std::shared_ptr<const AdapterFile>> file(const std::filesystem::path& path);

    static constexpr size_t most_opened = 64;
    struct Entry {
        std::string version;
        std::shared_ptr<const AdapterFile> file;
        std::optional<std::string> hash = {};
    };
    std::mutex mutex_;
    std::list<Entry> entries_;  // used last first
};

}  // namespace imagelab
