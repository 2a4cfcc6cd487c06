#pragma once
#include <set>

#include "core/jobs/queue.h"
#include "core/jobs/runner.h"

namespace imagelab {

// The pictures of a job in the queue: none is lost and none made twice, wherever the program ends. A picture is written under a hidden
// name beside its own, its size and checksum go to the store, then it is renamed, then it is marked as finished. A later run finds it
// behind each of these.
class JobPictures final : public PictureSink {
  public:
    // `again`: whether to try once more, after a while, where the store cannot be reached; empty: not.
    JobPictures(Queue& queue, const Job& job, std::function<bool()> again = {}) : queue_(queue), job_(job), again_(std::move(again)) {}

    // Fixes the paths of a job's first run: names of their own in a folder are free and no other job's. Throws Error where the output
    // cannot be named.
    void begin(const Request& as_run) override;
    bool is_there(int number) const override { return there_.contains(number); }
    const std::vector<std::filesystem::path>& finished() const override { return finished_; }
    void save(int number, const std::function<void(const std::filesystem::path&)>& write) override;

  private:
    std::filesystem::path free_path(const Request& as_run, int number) const;
    std::filesystem::path staging(int number) const;
    void settle_here(const Request& as_run);
    bool recognise(int number);
    void publish(int number);
    void sweep() const;
    template <class Action>
    std::invoke_result_t<Action> patiently(const Action& action) const;

    Queue& queue_;
    const Job& job_;
    const std::function<bool()> again_;
    bool own_names_ = true;  // made by us, never in place of another file
    std::vector<std::filesystem::path> paths_, finished_;
    std::set<int> there_;
};

}  // namespace imagelab
