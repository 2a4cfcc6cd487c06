#pragma once
// Trainings that clients start, which are jobs of the session's queue, and the pictures that they sent for them. Safe from several threads.
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/jobs/session.h"
#include "serve/http.h"
#include "serve/job_watch.h"

namespace imagelab::serve {

class TrainingSessions {
  public:
    // LoRAs go to DATA/models/trained, where the library finds them; uploads to DATA/training/datasets.
    TrainingSessions(Session& session, const JobWatch& watch, std::filesystem::path data)
        : session_(session), watch_(watch), data_(std::move(data)) {}

    struct Upload {
        int64_t id = 0;
        int pictures = 0, captions = 0;
    };
    // Pictures and texts beside them, of which folders in the names are dropped. Throws HttpError 400 where one is neither.
    Upload upload(const std::vector<FormPart>& parts);
    std::filesystem::path dataset(int64_t id) const;  // throws HttpError 404

    // Its output gets a name that is free. Throws BadField; HttpError 409 where it fits no device.
    nlohmann::json start(TrainingConfig config);
    // Pauses the job: its state is kept, and the queue can go on with it. 404 where there is none, 409 where it ended already.
    nlohmann::json stop(const std::string& id);
    nlohmann::json list() const;  // every training of the queue, whoever put it there
    nlohmann::json progress(const std::string& id) const;
    nlohmann::json metrics(const std::string& id) const;

  private:
    Job find(const std::string& id) const;  // throws HttpError 404
    nlohmann::json progress_of(const Job& job) const;
    std::filesystem::path free_output(const std::string& wanted) const;  // locked

    Session& session_;
    const JobWatch& watch_;
    const std::filesystem::path data_;
    std::mutex mutex_;
};

}  // namespace imagelab::serve
