#pragma once
// What devices hold of ours, as plain data.
#include <filesystem>
#include <string>
#include <vector>

#include "core/graph/dtype.h"
#include "core/jobs/job.h"

namespace imagelab {

struct ModelHolding {
    std::filesystem::path path;
    DType dtype = DType::f32;
    int64_t bytes = 0;  // packed weights, arenas and code
};

struct DeviceHolding {
    std::string device;
    JobId job = 0;                     // that runs there; 0: none
    std::vector<ModelHolding> models;  // used last first
};

}  // namespace imagelab
