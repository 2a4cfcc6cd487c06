#include "core/library/model_settings.h"

#include "core/families/model_files.h"
#include "core/library/model_library.h"

namespace imagelab {

void ModelSettings::take(Request& request, OpenSettings open) {
    auto known = known_.find(request.model);
    if (known == known_.end()) {
        const auto path = model_path(request.model, data_);
        if (!path) return;
        const auto model = open_model(*path);
        if (!model) return;
        known = known_.emplace(request.model, (*model)->published()).first;
    }
    if (open.steps) request.steps = known->second.steps;
    if (open.guidance) request.guidance = known->second.guidance;
    if (open.sampler) request.sampler = known->second.sampler;
}

}  // namespace imagelab
