#pragma once
// How long the parts of jobs took before, so that plans say what a job will take instead of what a device's speed promises.
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/pipelines/progress.h"
#include "core/store/queue_store.h"
#include "core/store/sqlite.h"

namespace imagelab {

// What decides how long a part takes.
struct JobKind {
    std::string model;   // its path, with that of another VAE
    std::string device;  // with its driver and threads
    int width = 0, height = 0, steps = 1, pictures = 1;
    bool guided = true, start_picture = false;
    bool warm = false;  // the device holds the model's weights
};

// Seconds; what a job is made of.
struct JobTimes {
    double load = 0;     // all that comes before the first step, but the prompts; a start picture's encoding belongs to it
    double text = 0;     // encoding the prompts
    double step = 0;     // one denoising step
    double picture = 0;  // decoding one and writing it
};
JobTimes times_of(const std::vector<StagePlan>& stages, int steps, int pictures);

// Kept in timings.db of a folder; where that cannot be used, or without a folder, as long as the process runs. It is a help and no
// record: a file that is damaged is made anew. Any thread may call.
class Timings {
  public:
    // `store`: address of a shared store, which hears of every job as well and is asked where nothing is known here; models count there by
    // the names of their files, devices by name, driver and threads.
    explicit Timings(std::filesystem::path folder, std::string store = {});
    ~Timings();

    // Of a job that ran from its beginning to its end; `planned` as its stages said before corrected().
    void add(const JobKind& kind, const JobTimes& planned, const JobTimes& measured);
    // The stages with the seconds that such jobs took; where only other sizes of the model ran on the device, planned seconds are changed
    // by what the nearest of them was off. Nothing known: false, and the stages stay as they are.
    bool correct(const JobKind& kind, std::vector<StagePlan>& stages) const;

  private:
    struct Known;
    Known nearest(const JobKind& kind) const;
    Database* database(bool wanted) const;  // made only where it is wanted
    template <class Action>
    void with_shared(const Action& action) const;  // nothing where it cannot be reached
    void add_shared(const JobKind& kind, const JobTimes& planned, const JobTimes& measured);
    Known nearest_shared(const JobKind& kind) const;

    const std::filesystem::path folder_;
    const std::string store_;
    mutable std::mutex mutex_, shared_mutex_;
    mutable std::unique_ptr<Database> database_;
    mutable std::unique_ptr<QueueStore> shared_;
    mutable std::chrono::steady_clock::time_point next_attempt_{};
};

}  // namespace imagelab
