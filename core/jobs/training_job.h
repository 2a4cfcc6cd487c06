#pragma once
// A training as a job of the queue: what its row holds in place of a request, and what it costs.
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "core/request/request.h"
#include "core/training/trainer.h"

namespace imagelab {

struct TrainingJob {
    TrainingConfig config;  // paths absolute, the seed drawn
    bool resume = false;    // its first run goes on from a state that is beside the output already
    // Pictures that show how far it is: jobs of their own with the LoRA so far, every so many steps and at the end; 0: none.
    int sample_every = 0;
    std::optional<Request> sample;  // their request, without the LoRA
};

// {"training": CONFIG, "resume": true, "samples": {"every": N, "request": REQUEST}}: no request, so that a program that knows none of this
// leaves the job alone.
nlohmann::json training_job_to_json(const TrainingJob& job);
bool is_training_job(const nlohmann::json& stored);
Result<TrainingJob> training_job_from_json(const nlohmann::json& stored);

// The request of a picture on the way, with what is learnt so far: a LoRA, or the file of a word, which prompts call by its stem.
Request sample_request(const TrainingJob& job, const std::filesystem::path& learnt);
std::filesystem::path learnt_file(const Request& sample);  // that request's; empty: it has none

std::string training_name(const TrainingConfig& config);  // of the LoRA, for people: "cats" of /loras/cats.safetensors
// The steps with a picture: multiples of sample_every, and the last.
bool has_sample(const TrainingJob& job, int step);
int sample_count(const TrainingJob& job);
// TrainingControl::run of a job of this store.
std::string training_run(const std::string& store, uint64_t job);

// What a training takes on one device, or why it cannot run there.
struct TrainingPrice {
    std::string device;
    std::optional<TrainingPlan> plan;
    int64_t peak_bytes = 0;     // of the whole process; of the device where it has memory of its own
    int64_t there_bytes = 0;    // that jobs may plan with
    double seconds = 0;         // of all steps
    double sample_seconds = 0;  // of all its sample pictures
    int64_t sample_peak_bytes = 0;
    bool fits() const { return plan && peak_bytes <= there_bytes; }
};

}  // namespace imagelab
