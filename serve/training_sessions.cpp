#include "serve/training_sessions.h"

#include <algorithm>
#include <set>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/image/picture.h"

namespace imagelab::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// The last part of a client's name for a file, whichever way its folders are written.
std::string plain_file_name(const std::string& given) {
    const std::string name = given.substr(given.find_last_of("/\\") + 1);
    const bool control = std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 32 || c == 127; });
    if (name.empty() || name.front() == '.' || control || name.size() > 200 || !is_utf8(name))
        throw HttpError(400, "files: a part has no usable file name", "files");
    return name;
}

}  // namespace

struct TrainingSessions::Run {
    std::string id;
    TrainingConfig config;
    OpenedModel model;
    GiveDevice device;
    CancelToken cancel;
    std::string state = "waiting", message;
    int first = 1;
    Clock::time_point begin, first_step;
    double seconds = 0;  // where it ended
    std::vector<TrainingReports::Step> steps;
    std::thread thread;

    void ask_to_stop() {
        cancel.request();
        if (!ended()) state = state == "waiting" ? "stopped" : "stopping";
    }
    bool ended() const { return state == "stopped" || state == "done" || state == "failed"; }
    json progress() const {
        const bool begun = begin != Clock::time_point();
        const int step = steps.empty() ? 0 : steps.back().step;
        const double passed = ended() ? seconds : begun ? seconds_since(begin) : 0;
        json eta;
        if (state == "running" && step >= first && !steps.empty())
            eta = seconds_since(first_step) / static_cast<double>(step - first + 1) * static_cast<double>(config.steps - step);
        else if (ended())
            eta = 0.0;
        return {{"session_id", id},
                {"state", state},
                {"step", step},
                {"steps", config.steps},
                {"seconds", passed},
                {"eta_seconds", eta},
                {"loss", steps.empty() ? json() : json(steps.back().loss)},
                {"message", message},
                {"output", config.output}};
    }
};

TrainingSessions::~TrainingSessions() {
    stop_all();
}

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
    const fs::path folder = data_ / "models" / "trained", name = fs::path(wanted).filename();
    std::error_code code;
    for (int number = 1;; ++number) {
        const fs::path path =
            number == 1 ? folder / name : folder / (name.stem().string() + "-" + std::to_string(number) + name.extension().string());
        const bool taken = std::any_of(runs_.begin(), runs_.end(), [&](const auto& run) { return run->config.output == path.string(); });
        if (!taken && !fs::exists(path, code)) return path;
    }
}

json TrainingSessions::start(TrainingConfig config, OpenedModel model, GiveDevice device) {
    const std::lock_guard lock(mutex_);
    if (stopping_) throw HttpError(409, "the server stops");
    auto run = std::make_shared<Run>();
    run->id = "training-" + std::to_string(runs_.size() + 1);
    config.output = free_output(config.output).string();
    run->config = std::move(config);
    run->model = std::move(model);
    run->device = std::move(device);
    runs_.push_back(std::move(run));
    Run& started = *runs_.back();
    started.thread = std::thread([this, &started] { work(started); });
    return {{"session_id", started.id}, {"state", started.state}};
}

void TrainingSessions::work(Run& run) {
    {
        std::unique_lock lock(mutex_);
        turn_.wait(lock, [&] {
            const auto first = std::find_if(runs_.begin(), runs_.end(), [](const auto& other) { return !other->ended(); });
            return run.cancel.requested() || first->get() == &run;
        });
        if (run.cancel.requested()) {
            run.state = "stopped";
            turn_.notify_all();
            return;
        }
        run.begin = Clock::now();
        run.state = "running";
    }
    TrainingReports reports;
    reports.preparing = [&](const std::string& what, double share) {
        const std::lock_guard lock(mutex_);
        run.message = what + ", " + std::to_string(static_cast<int>(share * 100)) + " %";
    };
    reports.begins = [&](int step) {
        const std::lock_guard lock(mutex_);
        run.first = step, run.first_step = Clock::now(), run.message.clear();
    };
    reports.step = [&](const TrainingReports::Step& step) {
        const std::lock_guard lock(mutex_);
        run.steps.push_back(step);
    };
    reports.note = [&](const std::string& text) { log_warning("[training] " + run.id + ": " + text); };
    std::string state = "done", message;
    try {
        std::unique_ptr<Device> own;
        Device* device = run.device(own);
        const TrainingResult result = train(run.config, run.model, *device, false, reports, run.cancel);
        message = result.path.string();
    } catch (const Cancelled&) {
        state = "stopped";
    } catch (const std::exception& error) {
        state = "failed", message = error.what();
    }
    const std::lock_guard lock(mutex_);
    run.state = state, run.message = message, run.seconds = seconds_since(run.begin);
    run.model.reset();
    turn_.notify_all();
}

TrainingSessions::Run& TrainingSessions::find(const std::string& id) const {
    for (const auto& run : runs_) {
        if (run->id == id) return *run;
    }
    throw HttpError(404, "there is no training session " + id, "session_id");
}

json TrainingSessions::stop(const std::string& id) {
    const std::lock_guard lock(mutex_);
    Run& run = find(id);
    if (run.state == "stopped") return {{"session_id", id}, {"state", run.state}};
    if (run.ended()) throw HttpError(409, id + " ended already: " + run.state);
    run.ask_to_stop();
    turn_.notify_all();
    return {{"session_id", id}, {"state", run.state}};
}

json TrainingSessions::list() const {
    const std::lock_guard lock(mutex_);
    json all = json::array();
    for (const auto& run : runs_) all.push_back(run->progress());
    return {{"sessions", all}};
}

json TrainingSessions::progress(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    return find(id).progress();
}

json TrainingSessions::metrics(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    json rows = json::array();
    for (const TrainingReports::Step& step : find(id).steps)
        rows.push_back({{"step", step.step}, {"loss", step.loss}, {"learning_rate", step.learning_rate}, {"seconds", step.seconds}});
    return {{"metrics", rows}};
}

void TrainingSessions::stop_all() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        for (const auto& run : runs_) run->ask_to_stop();
        turn_.notify_all();
    }
    for (const auto& run : runs_) {
        if (run->thread.joinable()) run->thread.join();
    }
}

}  // namespace imagelab::serve
