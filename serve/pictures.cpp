#include "serve/pictures.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>

#include "core/base/base64.h"
#include "core/base/paths.h"
#include "core/base/read_file.h"
#include "core/image/picture.h"
#include "core/request/fields.h"
#include "serve/http.h"
#include "serve/library_files.h"

namespace imagelab::serve {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr size_t most_waiting = 256;

}  // namespace

struct Pictures::Active {
    Wanted wanted;
    JobId job = 0;
    CancelToken cancel;  // of what is no job
    Clock::time_point begin = Clock::now();
    std::mutex mutex;
    std::condition_variable changed;
    Progress progress;
    std::shared_ptr<const RgbImage> preview;
    std::optional<JobResult> result;
    std::vector<std::string> files;
    bool stopping = false;
};

Pictures::Pictures(Session& session, fs::path data) : session_(session), data_(std::move(data)) {
    fs::create_directories(kept());
    fs::create_directories(scratch());
}

// Until there is a result.
void Pictures::wait(Active& active) {
    constexpr auto look = std::chrono::milliseconds(250);  // whether somebody still waits
    std::unique_lock lock(active.mutex);
    bool listened = static_cast<bool>(active.wanted.further);
    while (!active.result) {
        if (!listened) {
            active.changed.wait(lock);
            continue;
        }
        active.changed.wait_for(lock, look);
        if (active.result) break;
        Progress now = active.progress;
        now.preview = active.preview;
        lock.unlock();
        listened = active.wanted.further(now);
        if (!listened) session_.cancel(active.job);
        lock.lock();
    }
}

Made Pictures::make(Wanted wanted) {
    check_library_files(wanted.request, data_, wanted.wrong, wanted.name);
    const auto active = std::make_shared<Active>();
    wanted.request.output = ((wanted.keep ? kept() : scratch()) / "").string();
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) throw HttpError(503, "the server stops");
        if (active_.size() >= most_waiting)
            throw HttpError(429, std::to_string(active_.size()) + " requests wait already; ask again later");
        if (wanted.task.empty()) wanted.task = "task-" + std::to_string(++tasks_);
        active->wanted = std::move(wanted);
        active_.push_back(active);
    }
    JobCallbacks callbacks;
    callbacks.progress = [active](const Progress& progress) {
        const std::lock_guard lock(active->mutex);
        active->progress = progress;
        if (progress.preview) active->preview = progress.preview;
        active->changed.notify_all();
    };
    // In the session's thread, before the gallery hears of the pictures: those that nobody keeps are never in it.
    callbacks.finished = [active](const JobResult& result) {
        std::vector<std::string> files;
        for (const fs::path& image : result.images) {
            auto bytes = read_regular_file(image, picture_file_limit);
            files.push_back(bytes ? std::move(*bytes) : std::string());
            std::error_code ignored;
            if (!active->wanted.keep) fs::remove(image, ignored);
        }
        const std::lock_guard lock(active->mutex);
        active->files = std::move(files);
        active->result = result;
        active->changed.notify_all();
    };
    const JobId job = session_.submit(active->wanted.request, std::move(callbacks));
    bool stop = false;
    {
        const std::lock_guard lock(mutex_);
        active->job = job;
        stop = active->stopping || stopping_;
    }
    if (stop) session_.cancel(job);
    wait(*active);
    std::unique_lock lock(active->mutex);
    Made made{std::move(*active->result), std::move(active->files), ""};
    const std::shared_ptr<const RgbImage> preview = active->preview;
    lock.unlock();
    bool stopped = false;
    {
        const std::lock_guard all(mutex_);
        active_.remove(active);
        stopped = stopping_;
    }
    if (stopped && made.result.status == JobResult::Status::cancelled) throw HttpError(503, "the server stops");
    if (made.files.empty() && preview && made.result.status == JobResult::Status::cancelled) {
        const Request& as_run = made.result.request;
        made.preview = png(resize(*preview, std::max(8, as_run.width), std::max(8, as_run.height)));
    }
    return made;
}

void Pictures::run(const std::string& door, const Work& work) {
    const auto active = std::make_shared<Active>();
    active->wanted.door = door;
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) throw HttpError(503, "the server stops");
        active->wanted.task = "task-" + std::to_string(++tasks_);
        active_.push_back(active);
    }
    const struct Leaves {
        Pictures& pictures;
        const std::shared_ptr<Active>& active;
        ~Leaves() {
            const std::lock_guard lock(pictures.mutex_);
            pictures.active_.remove(active);
        }
    } leaves{*this, active};
    try {
        work(
            [&](double share) {
                const double passed = std::chrono::duration<double>(Clock::now() - active->begin).count();
                const std::lock_guard lock(active->mutex);
                active->progress.fraction = share;
                active->progress.seconds_left = share > 0 ? passed * (1 - share) / share : -1;
            },
            active->cancel);
    } catch (const Cancelled&) {
        throw HttpError(503, "it was stopped");
    }
}

void Pictures::interrupt(const std::string& door) {
    JobId job = 0;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& active : active_) {
            if (active->wanted.door != door) continue;
            active->stopping = true;
            active->cancel.request();
            job = active->job;
            break;
        }
    }
    if (job != 0) session_.cancel(job);
}

std::optional<UnderWay> Pictures::under_way(const std::string& door) const {
    const std::lock_guard lock(mutex_);
    std::optional<UnderWay> found;
    for (const auto& active : active_) {
        if (active->wanted.door != door) continue;
        if (found) {
            ++found->waiting;
            continue;
        }
        const std::lock_guard inner(active->mutex);
        found = UnderWay{active->wanted.task,
                         0,
                         active->wanted.request.batch,
                         active->progress,
                         std::chrono::duration<double>(Clock::now() - active->begin).count(),
                         active->stopping};
        found->progress.preview = active->preview;
    }
    return found;
}

void Pictures::stop() {
    std::vector<JobId> jobs;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        for (const auto& active : active_) {
            active->cancel.request();
            if (active->job != 0) jobs.push_back(active->job);
        }
    }
    for (const JobId job : jobs) session_.cancel(job);
}

bool Pictures::stopping() const {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

std::string Pictures::png(const RgbImage& image) const {
    const ScratchFile file(scratch(), ".png");
    write_png(file.path(), image, {});
    return read_text_file(file.path());
}

ScratchFile::ScratchFile(const fs::path& folder, const std::string& extension, std::string_view bytes) {
    static std::atomic<uint64_t> count = 0;
    path_ = folder / ("." + std::to_string(::getpid()) + "-" + std::to_string(++count) + extension);
    if (!bytes.empty()) write_file_atomically(path_, bytes.data(), bytes.size());
}

ScratchFile::~ScratchFile() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
}

std::string picture_bytes(std::string_view base64, const std::string& field, int status) {
    if (base64.starts_with("http://") || base64.starts_with("https://"))
        throw HttpError(status, field + ": pictures are not fetched; send them as base64", field);
    if (base64.starts_with("data:")) {
        const size_t comma = base64.find(',');
        if (comma == base64.npos || base64.substr(0, comma).find(";base64") == base64.npos)
            throw HttpError(status, field + ": is no data address with base64", field);
        base64.remove_prefix(comma + 1);
    }
    auto bytes = bytes_of_base64(base64);
    if (!bytes) throw HttpError(status, field + ": " + bytes.error(), field);
    return std::move(*bytes);
}

ScratchFile start_picture(const fs::path& folder, std::string_view bytes, const std::string& field, int status) {
    if (bytes.empty()) throw HttpError(status, field + ": is empty; allowed: a picture", field);
    ScratchFile file(folder, ".upload", bytes);
    if (const auto picture = read_picture(file.path()); !picture) {
        std::string why = picture.error();
        const std::string path = file.path().string();
        if (const size_t at = why.find(path); at != why.npos) why.replace(at, path.size(), "that was sent");
        throw HttpError(status, field + ": " + why, field);
    }
    return file;
}

namespace {

// "conditioning.references: ..."
bool names_a_field(const std::string& problem) {
    const std::string path = problem.substr(0, problem.find(": "));
    const auto fields = request_fields();
    return std::any_of(fields.begin(), fields.end(), [&](const RequestField& field) { return path == field.path; });
}

}  // namespace

void throw_problem(const std::string& problem, int status, FieldName name) {
    const size_t colon = problem.find(": ");
    const std::string path = colon == problem.npos ? "" : problem.substr(0, colon);
    const auto fields = request_fields();
    // "conditioning.loras[0].scale" is of the field "conditioning.loras"; a name alone is one that the request has not.
    const bool known = !path.empty() && path.find_first_of(" /\n") == path.npos;
    if (!known) throw HttpError(status, problem);
    const auto row = std::find_if(fields.begin(), fields.end(), [&](const RequestField& field) { return path.starts_with(field.path); });
    std::string param = path;
    if (name && row != fields.end())
        if (const std::string other = name(row->path); !other.empty()) param = other;
    throw HttpError(status, param + problem.substr(path.size()), param);
}

void throw_unless_done(const JobResult& result, int wrong, FieldName name) {
    if (result.status == JobResult::Status::done) return;
    if (result.status == JobResult::Status::cancelled) throw HttpError(409, "the request was interrupted");
    switch (result.cause) {
        case JobResult::Cause::request:
            throw_problem(result.message, wrong, name);
        case JobResult::Cause::model:
            if (names_a_field(result.message)) throw_problem(result.message, wrong, name);
            throw HttpError(wrong, result.message, "model");
        case JobResult::Cause::device:
        case JobResult::Cause::memory:
            throw HttpError(409, result.message);
        case JobResult::Cause::disk:
        case JobResult::Cause::other:
            break;
    }
    throw HttpError(500, result.message);
}

}  // namespace imagelab::serve
