#pragma once
// Models added by shares, with adapters put on for good, as a model on the disk.
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/adapters/patched_weights.h"
#include "core/base/cancel.h"
#include "core/base/error.h"

namespace imagelab {

struct MergeRequest {
    struct Model {
        std::filesystem::path path;
        double share = 1;
    };
    // Shares sum to 1. The first gives the layout, the names, the metadata and all tensors that belong to no part of the model; where it is
    // a diffusers folder, `out` becomes one.
    std::vector<Model> models;
    std::vector<AppliedAdapter> adapters;
    std::filesystem::path out;
    std::string precision;  // as ConvertRequest; empty: the first's
};

struct MergedModel {
    int64_t bytes = 0;
    size_t tensors = 0, changed = 0;
    std::vector<std::string> notes;  // what adapters hold and the models have no place for, a sentence each
};

// Tensors are read, added in f32 and written some megabytes at a time. The failure names the file, the tensor, what was found and what was
// expected. Throws Cancelled; nothing is left behind then.
Result<MergedModel> merge_models(const MergeRequest& request, const std::function<void(double share)>& progress, const CancelToken& cancel);

}  // namespace imagelab
