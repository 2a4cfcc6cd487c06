#include "core/library/model_settings.h"

#include "core/families/model_files.h"
#include "core/library/model_library.h"
#include "core/library/model_suites.h"

namespace imagelab {

void ModelSettings::take(Request& request, OpenSettings open) {
    std::string named = request.model;
    if (named.empty()) {
        if (const auto whole = with_suite_applied(request, data_)) named = whole->model;
    }
    auto known = known_.find(named);
    if (known == known_.end()) {
        const auto path = model_path(named, data_);
        if (!path) return;
        const auto model = open_model(*path);
        if (!model) return;
        known = known_.emplace(named, (*model)->published()).first;
    }
    if (open.steps) request.steps = known->second.steps;
    if (open.guidance) request.guidance = known->second.guidance;
    if (open.sampler) request.sampler = known->second.sampler;
}

}  // namespace imagelab
