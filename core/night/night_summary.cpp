#include "core/night/night_summary.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>

#include "core/base/base64.h"
#include "core/base/local_time.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/image/picture.h"
#include "core/request/picture_seed.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr int thumbnail_side = 256;

std::string model_name(const std::string& model) {
    if (model.empty()) return bundled_model_word;
    const fs::path path(model);
    return path.has_filename() ? path.stem().string() : path.parent_path().filename().string();
}

std::string clock_text(double seconds) {
    return seconds > 0 ? local_time_text(static_cast<std::time_t>(seconds), "%Y-%m-%d %H:%M") : "";
}

std::string seconds_text(double value) {
    return fixed_text(value, value < 10 ? 1 : 0);
}

void count(std::vector<NightShare>& shares, const std::string& name, const Job& job, int pictures) {
    auto share = std::find_if(shares.begin(), shares.end(), [&](const NightShare& one) { return one.name == name; });
    if (share == shares.end()) share = shares.insert(shares.end(), NightShare{name});
    ++share->jobs;
    share->pictures += pictures;
    share->failed += job.state == JobState::failed || job.state == JobState::refused;
    if (job.state == JobState::done) share->seconds += job.finished - job.started;
}

void finish(std::vector<NightShare>& shares) {
    for (NightShare& share : shares) share.seconds /= std::max(1, share.jobs - share.failed);
    std::sort(shares.begin(), shares.end(), [](const NightShare& a, const NightShare& b) { return a.name < b.name; });
}

// A small JPEG as a data address; empty where the picture cannot be read any more.
std::string thumbnail_address(const fs::path& picture, const fs::path& scratch) {
    auto image = read_picture(picture);
    if (!image) return "";
    const double scale = std::min(1.0, static_cast<double>(thumbnail_side) / std::max(image->width, image->height));
    const auto side = [&](int whole) { return std::max(1, static_cast<int>(std::lround(whole * scale))); };
    write_picture(scratch, scale < 1 ? resize(*image, side(image->width), side(image->height)) : *image, {}, {PictureFormat::jpeg, 82});
    return "data:image/jpeg;base64," + base64_of(read_text_file(scratch));
}

// An address relative to the page, escaped byte by byte.
std::string link_to(const fs::path& picture, const fs::path& page) {
    const std::string path = picture.lexically_proximate(page.parent_path()).string();
    std::string out;
    for (const char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-_.~/").find(c) != std::string_view::npos;
        char code[4];
        std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
        out += plain ? std::string(1, c) : code;
    }
    return out;
}

std::string share_table(const char* what, const std::vector<NightShare>& shares) {
    std::string html = std::string("<table><tr><th>") + what + "</th><th>pictures</th><th>failed</th><th>seconds a job</th></tr>\n";
    for (const NightShare& share : shares) {
        html += "<tr><td>" + html_text(share.name) + "</td><td>" + std::to_string(share.pictures) + "</td><td>" +
                std::to_string(share.failed) + "</td><td>" + seconds_text(share.seconds) + "</td></tr>\n";
    }
    return html + "</table>\n";
}

constexpr const char* style = R"css(
:root { color-scheme: light dark; --line: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 1400px; padding: 0 1rem; }
table { border-collapse: collapse; margin: 0 2rem 1rem 0; display: inline-table; vertical-align: top; }
td, th { padding: .2rem .8rem; border-bottom: 1px solid var(--line); text-align: right; } td:first-child, th:first-child { text-align: left; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 1rem; }
figure { margin: 0; } figure img { width: 100%; border-radius: 6px; display: block; }
figcaption { font-size: 12.5px; overflow-wrap: anywhere; } figcaption small { opacity: .75; }
)css";

}  // namespace

std::string html_text(const std::string& text) {
    std::string out;
    for (const char c : is_utf8(text) ? text : latin1_to_utf8(text)) {
        const char* escaped = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : nullptr;
        out += escaped != nullptr ? std::string(escaped) : std::string(1, c);
    }
    return out;
}

NightSummary summary_of(const Night& night, const Queue& queue) {
    NightSummary summary;
    summary.name = night.name;
    summary.theme = night.order.theme.empty() ? night.order.theme_text : fs::path(night.order.theme).stem().string();
    summary.end = night.end;
    summary.started = night.started;
    std::map<std::string, int> failures;
    for (const JobId id : queue.in_group(night.name)) {
        const auto job = queue.find(id);
        if (!job) continue;
        ++summary.jobs;
        summary.done += job->state == JobState::done;
        summary.failed += job->state == JobState::failed;
        summary.refused += job->state == JobState::refused;
        summary.cancelled += job->state == JobState::cancelled;
        summary.open += job->state == JobState::waiting || job->state == JobState::running || job->state == JobState::paused;
        if (job->state == JobState::failed || job->state == JobState::refused) ++failures[job->message];
        if (!job->problem.empty()) continue;  // what it was to make is not known
        const Request& request = job->request;
        const std::string profile = request.style.profiles.empty() ? no_profile_word : request.style.profiles.front().name;
        int pictures = 0;
        for (const JobPicture& picture : job->pictures) {
            if (!picture.finished) continue;
            ++pictures;
            summary.pictures.push_back({picture.path, request.style.own_prompt.value_or(request.prompt), profile, model_name(request.model),
                                        job->device, seed_of_picture(request, picture.number),
                                        job->finished > 0 ? job->finished : job->started,
                                        job->finished > 0 ? job->finished - job->started : 0});
            summary.finished = std::max(summary.finished, job->finished);
        }
        if (job->state == JobState::cancelled && pictures == 0) continue;
        count(summary.models, model_name(request.model), *job, pictures);
        count(summary.profiles, profile, *job, pictures);
        if (!job->device.empty()) count(summary.devices, job->device, *job, pictures);
    }
    for (auto* shares : {&summary.models, &summary.profiles, &summary.devices}) finish(*shares);
    std::stable_sort(summary.pictures.begin(), summary.pictures.end(),
                     [](const NightPicture& a, const NightPicture& b) { return a.made < b.made; });
    for (const auto& [message, times] : failures) summary.failures.push_back({message, times});
    return summary;
}

Result<void> write_summary_page(const NightSummary& summary, const fs::path& page) {
    std::string html =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>" +
        html_text(summary.name) + "</title><style>" + style + "</style></head><body>\n<h1>" + std::to_string(summary.pictures.size()) +
        " pictures of " + html_text(summary.theme) + "</h1>\n<p>" + html_text(summary.name) + ", " + clock_text(summary.started) + " to " +
        clock_text(summary.finished) + ": " + std::to_string(summary.done) + " of " + std::to_string(summary.jobs) + " jobs done, " +
        std::to_string(summary.failed + summary.refused) + " failed" +
        (summary.open > 0 ? ", " + std::to_string(summary.open) + " still open" : "") +
        (summary.end.empty() ? "" : "; " + html_text(summary.end)) + ".</p>\n";
    for (const auto& [message, times] : summary.failures)
        html += "<p>Failed: " + std::to_string(times) + " x " + html_text(message) + "</p>\n";
    html += share_table("device", summary.devices) + share_table("model", summary.models) + share_table("profile", summary.profiles);
    html += "<div class=\"pictures\">\n";
    const fs::path scratch = page.parent_path() / (".imagelab-summary." + std::to_string(::getpid()) + ".jpg");
    std::error_code ignored;
    try {
        for (const NightPicture& picture : summary.pictures) {
            const std::string image = thumbnail_address(picture.path, scratch), link = html_text(link_to(picture.path, page));
            html += "<figure>" +
                    (image.empty() ? "<p>moved or deleted</p>"
                                   : "<a href=\"" + link + "\"><img loading=\"lazy\" alt=\"\" src=\"" + image + "\"></a>") +
                    "<figcaption>" + html_text(picture.prompt) + "<br><small>" + html_text(picture.profile + ", " + picture.model) +
                    ", seed " + picture.seed.text() + ", " + html_text(picture.device) + ", " + seconds_text(picture.seconds) +
                    " s</small></figcaption></figure>\n";
        }
        html += "</div>\n</body></html>\n";
        fs::remove(scratch, ignored);
        write_file_atomically(page, html.data(), html.size());
    } catch (const std::exception& error) {
        fs::remove(scratch, ignored);
        return Failure{std::string("the summary could not be written: ") + error.what()};
    }
    return {};
}

}  // namespace imagelab
