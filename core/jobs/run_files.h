#pragma once
// The files that a run reads.
#include <string>
#include <vector>

#include "core/families/adaptation.h"
#include "core/families/companions.h"
#include "core/families/model_sources.h"
#include "core/pipelines/run_models.h"
#include "core/request/request.h"

namespace imagelab {

// All that the bits of a picture between its steps depend on: the request, every file as it is now, the device and this program.
std::string identity_of(const Request& as_run, const std::vector<ModelSources>& models, const RunModels& opened,
                        const std::vector<AppliedAdapter>& adapters, const Companions& companions, const DeviceInfo& device);
// The first damage of weights that were cut short or written to while they were read; empty: there is none.
std::string damage_of(const RunModels& models, const Companions& companions);

}  // namespace imagelab
