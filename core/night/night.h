#pragma once
// A night of pictures from a theme: what was asked, kept on the disk, and which jobs of the queue belong to it. Picture k is always the
// same request (prompt k of the theme's order, seed + k), and its job is known by its seed, so a night that was cut off anywhere is
// completed without a picture lost or made twice.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/jobs/job.h"
#include "core/library/model_settings.h"
#include "core/prompts/theme.h"

namespace imagelab {

// Minutes of the day, local time; from 1320 to 420 is 22:00 to 07:00.
struct QuietHours {
    int from = 0, to = 0;
    bool covers(int minute) const { return from <= to ? minute >= from && minute < to : minute >= from || minute < to; }
};
Result<QuietHours> quiet_hours_of(const std::string& text);  // "22:00-07:00"

struct NightOrder {
    std::string theme;                  // its file, or empty with a template
    std::string theme_text;             // as read when the night began
    std::vector<std::string> profiles;  // ids, each picture takes the next pair of model and profile; "none" is a profile too
    std::vector<std::string> models;    // paths; "" is the bundled one
    std::vector<std::string> devices;   // ids; empty: all
    Request settings;                   // steps, sizes, batch, output folder ...; prompt, model, profiles and seed are the night's
    bool steps_given = false, sampler_given = false, guidance_given = false;  // else the profile's or the model's
    int jobs = 0;                                                             // 0: until the time is over
    double hours = 0;                                                         // 0: until the jobs are done
};

struct Night {
    std::string name;  // "night-20261121-220000": also the group of its jobs
    NightOrder order;
    int64_t seed = 0;
    double started = 0, until = 0, ended = 0;  // seconds since 1970; 0: no end; not ended
    std::string end;                           // why it ended
    std::filesystem::path folder;              // of its pictures, within settings.output
    std::filesystem::path page() const { return folder / "summary.html"; }
};

class NightBook {
  public:
    explicit NightBook(std::filesystem::path data) : folder_(std::move(data) / "nights") {}
    Result<Night> begin(NightOrder order, std::optional<int64_t> seed, double now);  // a name of its own, written down
    Result<void> write(const Night& night);
    std::vector<Night> all() const;  // the newest first; files that are damaged are left out
    // The newest night of the same order that has not ended.
    std::optional<Night> unfinished(const NightOrder& order) const;
    std::filesystem::path folder() const { return folder_; }

  private:
    std::filesystem::path folder_;
};

// The requests of a night, one after the other.
class NightRequests {
  public:
    static Result<NightRequests> of(const Night& night, const std::filesystem::path& data);
    // Of pictures k (each a job of settings.batch pictures). Profiles are applied.
    Result<Request> request(int k);
    // Which picture of the night a job is; nullopt: none. A batch that was split gives the same for each part.
    std::optional<int> number_of(const Request& request) const;
    int pairs() const { return pairs_; }  // of models and profiles

  private:
    NightRequests(Night night, Theme theme, const std::filesystem::path& data);
    Night night_;
    ModelSettings settings_;
    std::optional<ProfileLibrary> profiles_;  // as of the first request that has a profile
    Theme theme_;
    std::vector<std::string> prompts_;
    std::shared_ptr<class PromptGenerator> generator_;
    int pairs_ = 1;
};

}  // namespace imagelab
