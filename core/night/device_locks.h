#pragma once
// Which device was given to whom, across all programs and accounts of a machine: one small file a device, changed under flock(2). A device
// stays given until the process it was given to ends, however it ends; numbers that the system uses again are told apart by their start.
#include <filesystem>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/store/owner.h"

namespace imagelab {

class DeviceLocks {
  public:
    // Of IMAGELAB_LOCKS, else /tmp/imagelab-locks, writable for every account.
    static Result<DeviceLocks> open();
    static Result<DeviceLocks> open(const std::filesystem::path& folder);

    // False: a living process holds it, also where that is the same one. Failure: the file cannot be used.
    Result<bool> take(const std::string& device, const ProcessIdentity& holder);
    Result<void> release(const std::string& device, const ProcessIdentity& holder);  // of another's nothing happens
    std::optional<ProcessIdentity> holder(const std::string& device) const;          // alive

  private:
    explicit DeviceLocks(std::filesystem::path folder) : folder_(std::move(folder)) {}
    std::filesystem::path file(const std::string& device) const;
    std::filesystem::path folder_;
};

}  // namespace imagelab
