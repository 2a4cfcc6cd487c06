#pragma once
// What the benchmark of the self test found on this machine before, kept in DATA/benchmarks.jsonl: a line a run. It is a help and no
// record: lines that cannot be read are passed over.
#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/device/device_info.h"
#include "serve/self_test.h"

namespace imagelab::serve {

struct Earlier {
    int runs = 0;
    double median = 0;  // of their values
};

class BenchmarkHistory {
  public:
    explicit BenchmarkHistory(std::filesystem::path data) : file_(std::move(data) / "benchmarks.jsonl") {}

    // By name of the measure; of the same device, driver and number of threads.
    std::map<std::string, Earlier> of(const DeviceInfo& device) const;
    // The failure says why it is not kept.
    Result<void> add(const DeviceInfo& device, const std::vector<Measure>& measures) const;

  private:
    std::filesystem::path file_;
};

// "1.08 of the median of 5 earlier runs"; empty where there is none.
std::string comparison(const Measure& measure, const std::map<std::string, Earlier>& earlier);
// name, value, unit, and earlier (runs, median; null: none).
nlohmann::json measure_json(const Measure& measure, const std::map<std::string, Earlier>& earlier);

}  // namespace imagelab::serve
