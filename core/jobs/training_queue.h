#pragma once
// How trainings enter a queue, and the pictures that show how far they are.
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/jobs/queue.h"
#include "core/jobs/runner.h"

namespace imagelab {

struct EnqueueOptions;  // core/jobs/session.h

class TrainingQueue {
  public:
    // What of its session it works with.
    struct Session {
        Queue& queue;
        const std::vector<std::unique_ptr<Runner>>& runners;
        std::function<Result<JobPlan>(const Request&)> plan;
        std::function<Result<Request>(const Request&)> kept;  // with absolute paths and copies of its pictures
        std::function<void(JobId, const std::string&)> trouble;
    };
    explicit TrainingQueue(Session session) : session_(std::move(session)) {}

    // As Session::price_training and enqueue_training.
    Result<std::vector<TrainingPrice>> price(const TrainingJob& training) const;
    Result<JobId> add(TrainingJob training, const EnqueueOptions& options) const;
    Result<void> admit_refused(const Job& job) const;
    // As Workers::Options::sample. A picture that is there already is one of the training's group whose cell is the step.
    bool add_sample(const Job& training, int step, const std::filesystem::path& lora) const;
    // The first picture that a finished LoRA made becomes its preview: NAME.preview.png beside it.
    void keep_preview(const JobResult& picture) const;
    std::vector<TrainingStep> saved_steps(JobId training, int from) const;  // those of its state

  private:
    const Session session_;
};

}  // namespace imagelab
