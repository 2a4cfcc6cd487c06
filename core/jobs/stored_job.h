#pragma once
// What the store holds of a job as JSON, read with care: another version of the program may have written it, and disks forget. What cannot
// be read becomes Job::problem.
#include <filesystem>
#include <string>

#include "core/jobs/job.h"

namespace imagelab {

void read_stored_request(const std::string& text, Job& job);
// The same text with one more map of a control (ControlUse::maps), whatever else stands there.
std::string with_map_noted(const std::string& text, int control, const std::filesystem::path& map);  // or what it trains

// Adds what the job needs on a device; `need` has no stages yet, `stages` are their text.
void read_stored_need(DeviceNeed need, const std::string& stages, Job& job);

std::string stages_text(const std::vector<StagePlan>& stages);

}  // namespace imagelab
