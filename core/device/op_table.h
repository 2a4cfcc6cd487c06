#pragma once
// Where the time of a forward goes, for people and benchmarks.
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/device/device.h"

namespace imagelab {

struct OpRow {
    std::string name;  // "linear", or with its shape "linear  2048 x 640 -> 1920"
    int count = 0;
    double seconds = 0, flops = 0, bytes = 0;
    double flops_per_second() const { return seconds > 0 ? flops / seconds : 0; }
    double bytes_per_second() const { return seconds > 0 ? bytes / seconds : 0; }
};

struct OpTable {
    std::vector<OpRow> families, shapes;  // the longest first; both sum up to `sum`
    OpRow sum{"sum"};
};

OpTable op_table(const std::vector<OpCost>& costs, Rate rate = Rate::step);  // of the ops of one rate
// One run with a clock around each op; the ops of one rate. Those of Rate::prompt run only after an input of theirs was written.
OpTable profile(Program& program, Rate rate = Rate::step);

// Families with their shapes beneath, each with its share of peak_flops_per_second; what takes less than 2 in 1000 is left out.
std::string op_table_text(const OpTable& table, double peak_flops_per_second);
nlohmann::json op_table_json(const OpTable& table);  // [{"op", "count", "seconds", "tflops", "gbytes_per_second"}], families and shapes

}  // namespace imagelab
