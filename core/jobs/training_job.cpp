#include "core/jobs/training_job.h"

#include <nlohmann/json.hpp>

namespace imagelab {

using nlohmann::json;

json training_job_to_json(const TrainingJob& job) {
    json stored{{"training", to_json(job.config)}};
    if (job.resume) stored["resume"] = true;
    if (job.sample_every > 0 && job.sample) stored["samples"] = {{"every", job.sample_every}, {"request", request_to_json(*job.sample)}};
    return stored;
}

bool is_training_job(const json& stored) {
    return stored.is_object() && stored.contains("training");
}

Result<TrainingJob> training_job_from_json(const json& stored) {
    TrainingJob job;
    for (const auto& [name, value] : stored.items()) {
        try {
            if (name == "training") {
                job.config = training_config(value);
            } else if (name == "resume" && value.is_boolean()) {
                job.resume = value.get<bool>();
            } else if (name == "samples" && value.is_object() && value.contains("every") && value["every"].is_number_integer() &&
                       value.contains("request")) {
                auto request = request_from_json(value["request"]);
                if (!request) return Failure{request.error()};
                job.sample_every = std::max(1, value["every"].get<int>());
                job.sample = std::move(*request);
            } else {
                return Failure{name + ": this program does not know it of a training"};
            }
        } catch (const BadField& bad) {
            return Failure{bad.what()};
        }
    }
    return job;
}

Request sample_request(const TrainingJob& job, const std::filesystem::path& learnt) {
    Request request = *job.sample;
    if (job.config.inverts_text())
        request.embeddings.push_back(learnt.string());
    else
        request.loras.emplace_back().name = learnt.string();
    return request;
}

std::filesystem::path learnt_file(const Request& sample) {
    if (!sample.embeddings.empty()) return sample.embeddings.back();
    return sample.loras.empty() ? std::filesystem::path() : std::filesystem::path(sample.loras.back().name);
}

std::string training_name(const TrainingConfig& config) {
    return std::filesystem::path(config.output).stem().string();
}

bool has_sample(const TrainingJob& job, int step) {
    return job.sample && job.sample_every > 0 && step > 0 && (step % job.sample_every == 0 || step == job.config.steps);
}

int sample_count(const TrainingJob& job) {
    if (!job.sample || job.sample_every <= 0) return 0;
    return (job.config.steps + job.sample_every - 1) / job.sample_every;
}

std::string training_run(const std::string& store, uint64_t job) {
    return store + "/" + std::to_string(job);
}

}  // namespace imagelab
