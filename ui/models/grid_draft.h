#pragma once
// What "X/Y/Z grid", "all profiles" and "all models" would put into the queue, before it is there. No window in it.
#include <QString>
#include <functional>
#include <vector>

#include "core/jobs/grid.h"
#include "core/jobs/job.h"

namespace imagelab {

enum class SweepKind { grid, profiles, models };  // one at a time

struct SweepDraft {
    SweepKind kind = SweepKind::grid;
    GridSetting x = GridSetting::steps, y = GridSetting::guidance, z = GridSetting::none;
    QString x_values, y_values, z_values;       // as typed
    std::vector<std::string> profiles, models;  // that there are
};

// The grid a draft means; the failure says what to do.
Result<Grid> grid_of(const SweepDraft& draft);

struct SweepPrice {
    int pictures = 0;
    double seconds = -1;     // of all one after the other; -1: not known
    int64_t peak_bytes = 0;  // of the largest
    std::string problem;     // why one of them cannot run; empty: all can
};

// Plans up to `most_planned` of the requests, evenly chosen, and takes the mean of these for the rest.
SweepPrice price_of(const std::vector<Request>& requests, const std::function<Result<JobPlan>(const Request&)>& plan);
constexpr size_t most_planned = 48;

QString sweep_text(const SweepPrice& price, const Grid& grid, int batch);  // "4 × 3 = 12 pictures, about 3 min, up to 5.1 GiB"

}  // namespace imagelab
