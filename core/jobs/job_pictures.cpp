#include "core/jobs/job_pictures.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <ctime>

#include "core/base/paths.h"
#include "core/base/read_file.h"
#include "core/pipelines/output_name.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

std::optional<FileMark> mark_of(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) return std::nullopt;
    const std::string bytes = read_regular_file(path, picture_file_limit).value();
    return FileMark{static_cast<int64_t>(bytes.size()),
                    static_cast<int64_t>(::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()))};
}

fs::path with_number(const fs::path& path, int copy) {
    return path.parent_path() / (path.stem().string() + "-" + std::to_string(copy) + path.extension().string());
}

// Whether it was renamed; false: a file of that name is there. File systems that cannot promise it are asked first.
bool rename_to_free_name(const fs::path& from, const fs::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
    if (errno == EEXIST) return false;
    if (errno != EINVAL && errno != ENOSYS)
        throw Error("could not rename the finished picture to " + to.string() + ": " + std::strerror(errno));
    if (fs::exists(fs::symlink_status(to))) return false;
    fs::rename(from, to);
    return true;
}

}  // namespace

// What it does may be done twice: a connection that breaks does not tell whether the store heard.
template <class Action>
std::invoke_result_t<Action> JobPictures::patiently(const Action& action) const {
    for (;;) {
        try {
            return action();
        } catch (const StoreError& error) {
            if (!error.unreachable() || !again_ || !again_()) throw;
        }
    }
}

fs::path JobPictures::free_path(const Request& as_run, int number) const {
    const auto wanted = picture_path(as_run, number, std::time(nullptr));
    if (!wanted) throw Error(wanted.error());
    fs::path path = *wanted;
    if (!own_names_) return path;
    const auto taken = [&] { return fs::exists(fs::symlink_status(path)) || patiently([&] { return queue_.reserved(path, job_.id); }); };
    for (int copy = 2; taken(); ++copy) path = with_number(*wanted, copy);
    return path;
}

void JobPictures::begin(const Request& as_run) {
    const auto place = output_place(as_run.output);
    if (!place) throw Error(place.error());
    own_names_ = place->file.empty();
    paths_.clear();
    finished_.clear();
    there_.clear();
    std::vector<JobPicture> known;
    if (const auto job = patiently([&] { return queue_.find(job_.id); })) known = job->pictures;
    if (known.size() != static_cast<size_t>(as_run.batch)) {
        for (int number = 0; number < as_run.batch; ++number) paths_.push_back(free_path(as_run, number));
        patiently([&] { queue_.reserve(job_.id, paths_); });
    } else {
        for (const JobPicture& picture : known) paths_.push_back(picture.path);
    }
    for (const JobPicture& picture : known) {
        if (!picture.finished && !recognise(picture.number)) continue;
        there_.insert(picture.number);
        finished_.push_back(paths_.at(static_cast<size_t>(picture.number)));
    }
    if (queue_.shared() && !known.empty()) settle_here(as_run);
    if (job_.attempts > 1) sweep();
}

// What another machine did not come to write goes into this one's output folder.
void JobPictures::settle_here(const Request& as_run) {
    bool moved = false;
    for (size_t number = 0; number < paths_.size(); ++number) {
        const auto wanted = picture_path(as_run, static_cast<int>(number), std::time(nullptr));
        if (there_.contains(static_cast<int>(number)) || !wanted || wanted->parent_path() == paths_[number].parent_path()) continue;
        paths_[number] = free_path(as_run, static_cast<int>(number));
        moved = true;
    }
    if (moved) patiently([&] { queue_.reserve(job_.id, paths_); });
}

fs::path JobPictures::staging(int number) const {
    const fs::path& path = paths_.at(static_cast<size_t>(number));
    return path.parent_path() / (".imagelab-" + queue_.name().substr(0, 8) + "-" + std::to_string(job_.id) + "-" +
                                 std::to_string(number + 1) + path.extension().string());
}

// A picture that a run wrote and did not come to mark.
bool JobPictures::recognise(int number) {
    const auto mark = patiently([&] { return queue_.written(job_.id, number); });
    if (!mark) return false;
    if (mark_of(paths_.at(static_cast<size_t>(number))) == mark) {
        patiently([&] { return queue_.picture_finished(job_.id, number); });
        return true;
    }
    if (mark_of(staging(number)) != mark) return false;
    publish(number);
    return true;
}

// A store that was lost behind the rename finds the picture in its place.
void JobPictures::publish(int number) {
    fs::path& path = paths_.at(static_cast<size_t>(number));
    const fs::path from = staging(number), wanted = path;
    const auto mark = patiently([&] { return queue_.written(job_.id, number); });
    const auto appear = [&] {
        if (!fs::exists(fs::symlink_status(from)) && mark && mark_of(path) == mark) return true;
        if (own_names_) return rename_to_free_name(from, path);
        fs::rename(from, path);
        return true;
    };
    for (int copy = 2; !patiently([&] { return queue_.picture_finished(job_.id, number, appear); }); ++copy) {
        path = with_number(wanted, copy);
        patiently([&] { queue_.picture_written(job_.id, number, path, mark.value_or(FileMark{})); });
    }
}

void JobPictures::save(int number, const std::function<void(const fs::path&)>& write) {
    const fs::path file = staging(number);
    write(file);
    const auto mark = mark_of(file);
    if (!mark) throw Error("the finished picture " + file.string() + " is gone");
    patiently([&] { queue_.picture_written(job_.id, number, paths_.at(static_cast<size_t>(number)), *mark); });
    publish(number);
    there_.insert(number);
    finished_.push_back(paths_.at(static_cast<size_t>(number)));
}

// Hidden files that killed runs of this job left half written.
void JobPictures::sweep() const {
    std::set<fs::path> folders;
    for (const fs::path& path : paths_) folders.insert(path.parent_path());
    const std::string stem = ".imagelab-" + queue_.name().substr(0, 8) + "-" + std::to_string(job_.id) + "-";
    for (const fs::path& folder : folders) {
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(folder.empty() ? fs::path(".") : folder, ignored)) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with(stem) || name.starts_with("." + stem)) fs::remove(entry.path(), ignored);
        }
    }
}

}  // namespace imagelab
