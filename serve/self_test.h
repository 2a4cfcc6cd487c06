#pragma once
// Whether a device works from end to end, and how fast: what `imagelab self-test` prints and /api/testing answers.
#include <filesystem>
#include <string>
#include <vector>

#include "core/device/device.h"
#include "core/jobs/session.h"

namespace imagelab::serve {

struct Check {
    std::string name;
    bool passed = false;
    double seconds = 0;
    std::string message;  // what was found
};
struct Measure {
    std::string name;
    double value = 0;
    std::string unit;
};

// The bundled model draws a small picture on the device and on the processor; `scratch`: a folder for the pictures, which are removed.
Check same_as_processor(Session& session, const std::string& device, const std::filesystem::path& scratch);
// Memory, arithmetic, a picture, the same again, the same as on the processor, image to image, stopping.
std::vector<Check> end_to_end(Session& session, Device& device, const std::filesystem::path& scratch);
std::vector<Measure> benchmark(Session& session, Device& device, const std::filesystem::path& scratch);

}  // namespace imagelab::serve
