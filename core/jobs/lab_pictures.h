#pragma once
// The pictures of all machines that share a store: which there are, and their bytes, which their machine keeps until another one asks.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/store/queue_store.h"

namespace imagelab {

struct LabPicture {
    int64_t id = 0;    // in the shared gallery
    std::string host;  // machine that keeps it
    std::filesystem::path path;
    int64_t job = 0, number = 0;
    int64_t bytes = 0;
    std::string model, prompt, seed;
    double created = 0;  // seconds since 1970
};

// Over a store that is shared. Throw StoreError.
class LabPictures {
  public:
    explicit LabPictures(const QueueStore& store) : store_(store) {}

    // The newest first; `words`: what prompt or model must hold, as web searches are written ("cat -dog"); empty: all.
    std::vector<LabPicture> find(const std::string& words, int most) const;
    std::optional<LabPicture> picture(int64_t id) const;
    std::optional<LabPicture> of_job(int64_t job, int64_t number) const;

    // --- asking ---
    void ask(int64_t id) const;  // its machine may answer from now on
    struct Answer {
        bool there = false;
        std::string bytes, problem;  // problem: why it cannot be had
    };
    Answer answer(int64_t id) const;
    void forget(int64_t id) const;  // the wish, and the bytes that came

    // --- for runners ---
    int answer_wishes() const;  // of pictures that this machine keeps; how many

  private:
    std::vector<LabPicture> read(const std::string& where, const std::string& end, const std::vector<SqlValue>& values) const;
    const QueueStore& store_;
};

class Queue;

// The bytes of a picture: read where this machine keeps it, else asked of its own, whose runner answers within a second or two. The failure
// says why they cannot be had; Cancelled is thrown.
Result<std::string> fetched_picture(Queue& queue, const LabPicture& picture, double patience_s, const CancelToken& cancel = {});

}  // namespace imagelab
