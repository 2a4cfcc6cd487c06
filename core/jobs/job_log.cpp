#include "core/jobs/job_log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/samplers/sampler_info.h"

namespace imagelab {

namespace fs = std::filesystem;
using nlohmann::json;

Result<void> append_line(const fs::path& file, const json& object) {
    const int handle = ::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    const auto problem = [&](int code) {
        if (handle >= 0) ::close(handle);
        return Failure{"the log " + file.string() + " cannot be written: " + std::strerror(code)};
    };
    if (handle < 0) return problem(errno);
    while (::flock(handle, LOCK_EX) != 0) {
        if (errno != EINTR) return problem(errno);
    }
    struct stat state {};
    char last = '\n';
    if (::fstat(handle, &state) == 0 && state.st_size > 0 && ::pread(handle, &last, 1, state.st_size - 1) != 1) return problem(errno);
    const std::string text = (last == '\n' ? "" : "\n") + object.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    const ssize_t written = ::write(handle, text.data(), text.size());
    if (written != static_cast<ssize_t>(text.size())) return problem(written < 0 ? errno : ENOSPC);
    if (::fsync(handle) != 0 && errno != EINVAL && errno != EROFS) return problem(errno);  // a pipe or /dev/stdout has nothing to sync
    ::close(handle);
    return {};
}

json job_record(const JobResult& result, const std::string& device, double now) {
    const Request& request = result.request;
    json images = json::array(), profiles = json::array();
    for (const fs::path& image : result.images) images.push_back(image.string());
    for (const StyleUse& use : request.style.profiles) profiles.push_back(use.name);
    constexpr const char* states[] = {"done", "cancelled", "failed"};
    const double seconds =
        result.load_s + result.text_s + result.decode_s + std::accumulate(result.step_s.begin(), result.step_s.end(), 0.0);
    return {{"time", utc_text(now)},
            {"status", states[static_cast<int>(result.status)]},
            {"model", request.model},
            {"style_profile", profiles.empty()       ? json(nullptr)
                              : profiles.size() == 1 ? profiles[0]
                                                     : profiles},
            {"prompt", request.style.own_prompt.value_or(request.prompt)},
            {"negative_prompt",
             request.style.own_prompt ? request.style.own_negative_prompt.value_or("") : request.negative_prompt.value_or("")},
            {"scheduler", sampler_info(request.sampler).option},
            {"steps", request.steps},
            {"cfg_scale", request.guidance},
            {"width", request.width},
            {"height", request.height},
            {"seed", request.seed},
            {"batch_size", request.batch},
            {"device", device},
            {"seconds", seconds},
            {"images", images},
            {"message", result.message},
            {"notes", result.notes},
            {"cause", result.status == JobResult::Status::failed ? json(cause_name(result.cause)) : json(nullptr)}};
}

std::string utc_text(double seconds) {
    const auto when = static_cast<std::time_t>(seconds);
    std::tm utc{};
    ::gmtime_r(&when, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

}  // namespace imagelab
