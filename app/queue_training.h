#pragma once
#include <CLI/App.hpp>
#include <optional>
#include <string>

#include "core/jobs/session.h"
#include "core/request/request.h"

namespace imagelab {

// The options of `queue add` that put a training into the queue instead of pictures.
struct TrainingOptions {
    std::string config;  // path; empty: pictures
    int sample_every = 0;
    bool resume = false;
};
void add_training_options(CLI::App& command, TrainingOptions& options);

// `sample`: what the other options of the command say. Gives the job's number.
Result<JobId> enqueue_training(Session& session, const TrainingOptions& options, Request sample, const EnqueueOptions& queue);

}  // namespace imagelab
