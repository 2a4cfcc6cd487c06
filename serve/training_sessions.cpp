#include "serve/training_sessions.h"

#include <algorithm>
#include <set>

#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/image/picture.h"
#include "core/training/lora_file.h"

namespace imagelab::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int most_told = 1000;  // of those that ended

// The last part of a client's name for a file, whichever way its folders are written.
std::string plain_file_name(const std::string& given) {
    const std::string name = given.substr(given.find_last_of("/\\") + 1);
    const bool control = std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 32 || c == 127; });
    if (name.empty() || name.front() == '.' || control || name.size() > 200 || !is_utf8(name))
        throw HttpError(400, "files: a part has no usable file name", "files");
    return name;
}

std::string session_name(JobId job) {
    return "training-" + std::to_string(job);
}

const char* session_state(const Job& job) {
    switch (job.state) {
        case JobState::waiting:
            return "waiting";
        case JobState::running:
            return job.wish.empty() ? "running" : "stopping";
        case JobState::paused:
        case JobState::cancelled:
            return "stopped";
        case JobState::done:
            return "done";
        case JobState::failed:
        case JobState::refused:
            break;
    }
    return "failed";
}

}  // namespace

TrainingSessions::Upload TrainingSessions::upload(const std::vector<FormPart>& parts) {
    const fs::path root = data_ / "training" / "datasets";
    fs::create_directories(root);
    Upload upload;
    const std::lock_guard lock(mutex_);
    for (const auto& entry : fs::directory_iterator(root)) {
        const std::string name = entry.path().filename().string();
        const bool number = !name.empty() && name.size() < 10 &&
                            std::all_of(name.begin(), name.end(), [](unsigned char c) { return c >= '0' && c <= '9'; });
        if (number) upload.id = std::max<int64_t>(upload.id, std::stoll(name));
    }
    ++upload.id;
    const fs::path hidden = root / (".new-" + std::to_string(upload.id));
    std::error_code code;
    fs::remove_all(hidden, code);
    fs::create_directory(hidden);
    try {
        std::set<std::string> taken;
        for (const FormPart& part : parts) {
            if (part.name != "files") continue;
            const std::string name = plain_file_name(part.file_name);
            if (!taken.insert(name).second) throw HttpError(400, "files: " + name + " is there twice", "files");
            write_file_atomically(hidden / name, part.content.data(), part.content.size());
            if (ascii_lower(fs::path(name).extension().string()) == ".txt") {
                if (!is_utf8(part.content) || part.content.find('\0') != part.content.npos)
                    throw HttpError(400, "files: " + name + " is no text in UTF-8", "files");
                ++upload.captions;
                continue;
            }
            const auto picture = read_picture(hidden / name);
            if (!picture) throw HttpError(400, "files: " + name + " is no picture that can be read, and no .txt", "files");
            ++upload.pictures;
        }
        if (upload.pictures == 0) throw HttpError(400, "files: no picture is among them", "files");
        fs::rename(hidden, root / std::to_string(upload.id));
    } catch (...) {
        fs::remove_all(hidden, code);
        throw;
    }
    return upload;
}

fs::path TrainingSessions::dataset(int64_t id) const {
    const fs::path folder = data_ / "training" / "datasets" / std::to_string(id);
    std::error_code code;
    if (!fs::is_directory(folder, code)) throw HttpError(404, "dataset: there is no upload " + std::to_string(id), "dataset");
    return folder;
}

fs::path TrainingSessions::free_output(const std::string& wanted) const {
    const fs::path folder = fs::absolute(data_) / "models" / "trained", name = fs::path(wanted).filename();
    std::error_code code;
    for (int number = 1;; ++number) {
        const fs::path path =
            number == 1 ? folder / name : folder / (name.stem().string() + "-" + std::to_string(number) + name.extension().string());
        if (!fs::exists(path, code) && !fs::exists(state_path(path), code) && !session_.queue().writer_of(path.lexically_normal()))
            return path;
    }
}

json TrainingSessions::start(TrainingConfig config) {
    const std::lock_guard lock(mutex_);
    config.output = free_output(config.output).string();
    const auto id = session_.enqueue_training({std::move(config)}, {});
    if (!id) throw HttpError(400, id.error());
    session_.start();
    const auto job = session_.queue().find(*id);
    if (job && job->state == JobState::refused) {
        [[maybe_unused]] const auto dropped = session_.discard(*id);
        throw HttpError(409, job->message);
    }
    return {{"session_id", session_name(*id)}, {"state", job ? session_state(*job) : "waiting"}};
}

Job TrainingSessions::find(const std::string& id) const {
    const auto number = id.starts_with("training-") ? parsed_number(id.substr(9)) : std::nullopt;
    const bool whole = number && *number >= 1 && *number < 1e15 && id == session_name(static_cast<JobId>(*number));
    auto job = whole ? session_.queue().find(static_cast<JobId>(*number)) : std::nullopt;
    if (!job || !job->training) throw HttpError(404, "there is no training session " + id, "session_id");
    return std::move(*job);
}

json TrainingSessions::stop(const std::string& id) {
    const Job job = find(id);
    const std::string state = session_state(job);
    if (state == "done" || state == "failed") throw HttpError(409, id + " ended already: " + state);
    if (state != "stopped") {
        const auto paused = session_.pause(job.id);
        if (!paused) throw HttpError(409, paused.error());
    }
    return {{"session_id", id}, {"state", session_state(find(id))}};
}

json TrainingSessions::progress_of(const Job& job) const {
    const Progress now = job.state == JobState::running ? watch_.progress(job.id).value_or(job.progress) : job.progress;
    const TrainingConfig& config = job.training->config;
    const bool over = job.finished > 0;
    json eta = now.seconds_left >= 0 && job.state == JobState::running ? json(now.seconds_left) : over ? json(0.0) : json();
    return {{"session_id", session_name(job.id)},
            {"state", session_state(job)},
            {"step", now.step},
            {"steps", config.steps},
            {"seconds", job.started <= 0 ? 0.0 : std::max(0.0, (over ? job.finished : now_s()) - job.started)},
            {"eta_seconds", eta},
            {"loss", now.loss ? json(*now.loss) : json()},
            {"message", job.problem.empty() ? (job.state == JobState::running ? now.doing : job.message) : job.problem},
            {"output", config.output}};
}

json TrainingSessions::list() const {
    json all = json::array();
    for (const JobRow& row : session_.queue().rows(most_told)) {
        if (row.trains.empty()) continue;
        const auto job = session_.queue().find(row.id);
        if (job && job->training) all.push_back(progress_of(*job));
    }
    return {{"sessions", all}};
}

json TrainingSessions::progress(const std::string& id) const {
    return progress_of(find(id));
}

json TrainingSessions::metrics(const std::string& id) const {
    json rows = json::array();
    for (const TrainingStep& step : session_.training_steps(find(id).id))
        rows.push_back({{"step", step.step},
                        {"loss", step.loss},
                        {"learning_rate", step.learning_rate},
                        {"gradient_norm", step.gradient_norm},
                        {"validation_loss", step.validation_loss ? json(*step.validation_loss) : json()},
                        {"seconds", step.seconds}});
    return {{"metrics", rows}};
}

}  // namespace imagelab::serve
