#pragma once
// What GET /metrics says: Prometheus' text exposition format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/jobs/job.h"
#include "core/jobs/model_uses.h"

namespace imagelab::serve {

// `devices`: as GET /api/integration/health gives them; what a device does not tell is left out.
std::string metrics_text(const std::vector<Job>& jobs, const nlohmann::json& devices, const std::vector<ModelUse>& models = {});

}  // namespace imagelab::serve
