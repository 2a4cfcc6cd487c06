#pragma once
// How often models were loaded onto a device and how often a job found one there, of all processes and all time (DATA/model_uses.sqlite).
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/store/sqlite.h"

namespace imagelab {

struct ModelUse {
    std::filesystem::path path;
    std::string device;
    int64_t loads = 0, hits = 0;  // jobs that loaded it, and that found it loaded
    double load_s = 0;            // seconds that all loads took
    int64_t bytes = 0;            // that it held last: weights, arenas and code
    double last_used = 0;         // seconds since 1970
    std::string name() const;     // file stem or folder name
    double mean_load_s() const { return loads > 0 ? load_s / static_cast<double>(loads) : 0; }
    double hit_share() const { return loads + hits > 0 ? static_cast<double>(hits) / static_cast<double>(loads + hits) : 0; }
};

// A list; each: model (path), name, device_id, loads, hits, hit_share, load_seconds (mean), bytes, last_used (seconds since 1970).
nlohmann::json uses_to_json(const std::vector<ModelUse>& uses);

// Safe to call from several threads. Where the file cannot be used, what this process did is counted.
class ModelUses {
  public:
    // Empty: in memory. Nothing is written before the first use.
    explicit ModelUses(std::filesystem::path data) : data_(std::move(data)) {}
    void add(const std::vector<ModelUse>& uses);  // counts and seconds are added; bytes where they are not 0
    std::vector<ModelUse> all() const;            // used last first; empty where it cannot be read

  private:
    Database* store(bool wanted) const;  // locked; null: there is none yet, or it cannot be opened

    std::filesystem::path data_;
    mutable std::mutex mutex_;
    mutable std::optional<Database> store_;
};

}  // namespace imagelab
