#pragma once
// Training runs that clients start, one at a time in the order they came, and the pictures that they sent for them. Safe from several
// threads.
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "core/training/trainer.h"
#include "serve/http.h"

namespace imagelab::serve {

class TrainingSessions {
  public:
    // LoRAs go to DATA/models/trained, where the library finds them; uploads to DATA/training/datasets.
    explicit TrainingSessions(std::filesystem::path data) : data_(std::move(data)) {}
    ~TrainingSessions();
    TrainingSessions(const TrainingSessions&) = delete;
    TrainingSessions& operator=(const TrainingSessions&) = delete;

    struct Upload {
        int64_t id = 0;
        int pictures = 0, captions = 0;
    };
    // Pictures and texts beside them, of which folders in the names are dropped. Throws HttpError 400 where one is neither.
    Upload upload(const std::vector<FormPart>& parts);
    std::filesystem::path dataset(int64_t id) const;  // throws HttpError 404

    // `device`: gives the device it runs on, when its turn comes. Its output gets a name that is free.
    using GiveDevice = std::function<Device*(std::unique_ptr<Device>& own)>;
    nlohmann::json start(TrainingConfig config, OpenedModel model, GiveDevice device);
    // 404 where there is none, 409 where it ended already.
    nlohmann::json stop(const std::string& id);
    nlohmann::json list() const;
    nlohmann::json progress(const std::string& id) const;
    nlohmann::json metrics(const std::string& id) const;
    void stop_all();  // and waits for them; none begins afterwards

  private:
    struct Run;
    void work(Run& run);
    Run& find(const std::string& id) const;
    std::filesystem::path free_output(const std::string& wanted) const;  // locked

    std::filesystem::path data_;
    mutable std::mutex mutex_;
    std::condition_variable turn_;
    std::list<std::shared_ptr<Run>> runs_;  // in the order they came
    bool stopping_ = false;
};

}  // namespace imagelab::serve
