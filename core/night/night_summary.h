#pragma once
// What a night made, as plain data for the morning: a page, the terminal and the window show the same.
#include <filesystem>
#include <string>
#include <vector>

#include "core/jobs/queue.h"
#include "core/night/night.h"

namespace imagelab {

struct NightPicture {
    std::filesystem::path path;
    std::string prompt, profile, model, device;  // the prompt as the theme wrote it
    Seed seed;
    double made = 0, seconds = 0;  // seconds since 1970; of its job
};

struct NightShare {  // of a model, profile or device
    std::string name;
    int jobs = 0, pictures = 0, failed = 0;
    double seconds = 0;  // mean of a finished job
};

// In place of a name, also in what core/results counts: a request without a model, one without profiles.
inline constexpr const char *bundled_model_word = "bundled model", *no_profile_word = "none";

struct NightFailure {
    std::string message;
    int times = 0;
};

struct NightSummary {
    std::string name, theme, end;      // end: empty while it is not over
    double started = 0, finished = 0;  // of the last picture
    int jobs = 0, done = 0, failed = 0, cancelled = 0, refused = 0, open = 0;
    std::vector<NightPicture> pictures;  // in the order they were made
    std::vector<NightShare> models, profiles, devices;
    std::vector<NightFailure> failures;  // each kind once
};

NightSummary summary_of(const Night& night, const Queue& queue);

// One page with thumbnails inside, so that it can be sent on; pictures are linked relative to `page`.
Result<void> write_summary_page(const NightSummary& summary, const std::filesystem::path& page);

std::string html_text(const std::string& text);  // with HTML's escapes

}  // namespace imagelab
