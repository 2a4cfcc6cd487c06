#pragma once
#include <filesystem>
#include <list>
#include <mutex>
#include <string>

#include "core/families/control_net_files.h"
#include "core/families/model_files.h"
#include "core/request/request.h"

namespace imagelab {

// The ControlNets that jobs and plans named last, opened once while they stay as they are on the disk, so that a job with the networks of
// the one before finds their weights packed. Safe to call from several threads.
class ControlNetCache {
  public:
    // Those of a request, beside `base`. The failure names the one that cannot be found, read, or put beside this model.
    Result<ControlNets> open(const std::vector<ControlUse>& uses, const ModelFiles& base, const std::filesystem::path& data);

  private:
    Result<OpenedControlNet> file(const std::filesystem::path& path, const ModelFiles& base);

    static constexpr size_t most_opened = 16;
    struct Entry {
        std::string version;
        UnetConfig beside;
        OpenedControlNet net;
    };
    std::mutex mutex_;
    std::list<Entry> entries_;  // used last first
};

}  // namespace imagelab
