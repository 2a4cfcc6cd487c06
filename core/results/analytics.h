#pragma once
// What worked: pictures by model, profile, sampler, steps and guidance, how often they were favoured, how they were rated, how long they
// took and how often jobs failed. Groups are ranked by the lower end of a confidence interval, so that three lucky pictures top nothing.
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/gallery/gallery.h"

namespace imagelab {

enum class Factor { model, profile, sampler, steps, guidance };
constexpr std::array all_factors{Factor::model, Factor::profile, Factor::sampler, Factor::steps, Factor::guidance};
const char* factor_name(Factor factor);                           // in data: "profile"
const char* factor_word(Factor factor);                           // for people: "style"
std::string value_word(Factor factor, const std::string& value);  // for people: a sampler's label, "DPM++ 2M"; else as it is

// One picture, or one job that made none.
struct LabRecord {
    std::array<std::string, all_factors.size()> values;  // "" where it is not known
    std::filesystem::path picture;                       // empty: none was made
    bool favourite = false;
    int rating = 0;                 // 0: none
    std::optional<double> seconds;  // a picture
    bool failed = false;
    bool judged() const { return favourite || rating > 0; }
    bool success() const { return favourite || rating >= 4; }
};

struct LogReading {
    std::vector<LabRecord> records;
    int lines = 0;
    std::vector<std::string> problems;  // "jobs_a.log:7: no JSON object"
};
// One JSON object a line, of this program or of the lab's earlier ones: names of fields vary and others are left alone.
Result<LogReading> read_job_log(const std::filesystem::path& file);
// jobs*.log in the folders and the files themselves.
std::vector<std::filesystem::path> job_logs(const std::vector<std::filesystem::path>& places);

std::vector<LabRecord> gallery_records(const std::vector<GalleryEntry>& entries);
// Records of the same picture become one: marks of the first, time of the second.
std::vector<LabRecord> joined(std::vector<LabRecord> gallery, const std::vector<LabRecord>& logs);

struct Interval {
    double low = 0, high = 1;
};
Interval wilson(int successes, int trials, double z = 1.96);  // Wilson 1927; no trials: [0, 1]

struct GroupStatistics {
    std::vector<std::string> values;  // of the factors it is grouped by
    int pictures = 0, judged = 0, successes = 0, rated = 0, jobs_failed = 0, timed = 0;
    double success_share = 0;
    Interval success;   // of successes among the pictures
    double rating = 0;  // posterior mean: as if `prior_ratings` more had the mean of all
    Interval rating_range;
    double seconds = 0;  // mean of those timed
};
constexpr double prior_ratings = 3;

struct FactorTable {
    std::vector<Factor> factors;
    std::vector<GroupStatistics> groups;  // the best first
};

struct Analysis {
    int pictures = 0, judged = 0, successes = 0, jobs_failed = 0;
    double mean_rating = 0;
    std::vector<FactorTable> singles, pairs;
    FactorTable configurations;  // by all factors
};
// `judged_only`: pictures that nobody favoured or rated are left out; else they count as no success.
Analysis analyze(const std::vector<LabRecord>& records, bool judged_only);

}  // namespace imagelab
