#pragma once
// The lab's log of jobs: jobs_INSTANCE.log, one JSON object a line. Several processes may append to the same file.
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/base/error.h"
#include "core/jobs/job.h"

namespace imagelab {

// In one write under a lock, and on the disk when it returns. A line that a crash left torn stays a line of its own.
Result<void> append_line(const std::filesystem::path& file, const nlohmann::json& object);

// How a job ended: time (UTC), status, model, style_profile, prompt, negative_prompt, scheduler, steps, cfg_scale, width, height, seed,
// batch_size, device, seconds, images, message, cause.
nlohmann::json job_record(const JobResult& result, const std::string& device, double now);

std::string utc_text(double seconds_since_1970);  // "2026-11-21T18:15:00Z"

}  // namespace imagelab
