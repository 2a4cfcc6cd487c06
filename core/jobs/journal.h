#pragma once
// Where a running job writes down how far it is, so that a paused, killed or device-lost run goes on at its step with the same bits.
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/pipelines/generation.h"

namespace imagelab {

// One file a job: a header and two slots that are written in turn, each with a number that counts up and a checksum. A write that is cut
// short at any byte damages the older slot only. The space is taken when the file is made, so a disk that fills up later costs no step.
// Writing is done by a thread of its own; where it is slower than the steps, the newest state wins.
class StepJournal {
  public:
    // `identity`: everything that the bits depend on (request, model, device, program). A file of another identity, or none, is begun
    // anew; `latents`: values a state holds; `pixels`: bytes of the pictures beside them (DetailState). A disk that refuses is no failure
    // of the job: see problem().
    StepJournal(std::filesystem::path path, std::string identity, size_t latents, size_t pixels = 0);
    ~StepJournal();  // waits until the newest state is on the disk
    StepJournal(const StepJournal&) = delete;
    StepJournal& operator=(const StepJournal&) = delete;

    const std::optional<StepState>& found() const { return found_; }  // what an earlier run left
    void keep(StepState state);                                       // returns at once
    void flush();                                                     // waits until the newest state is on the disk
    std::string problem() const;                                      // why the newest state could not be written; empty: it could
    std::optional<int> kept_step() const;                             // next_step of the newest state on the disk

    static void remove(const std::filesystem::path& path);

  private:
    void create();
    bool open_existing();
    void read_slots();
    void work();
    void write(const StepState& state);
    std::string header() const;

    const std::filesystem::path path_;
    const std::string identity_;
    const size_t slot_bytes_;
    int file_ = -1;
    uint64_t sequence_ = 0;
    std::optional<StepState> found_;

    mutable std::mutex mutex_;
    std::condition_variable wake_, idle_;
    std::optional<StepState> next_;
    std::optional<int> kept_step_;
    std::string problem_;
    bool writing_ = false, stop_ = false;
    std::thread writer_;
};

}  // namespace imagelab
