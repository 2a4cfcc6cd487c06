#include "serve/mcp_tools.h"

#include <algorithm>
#include <charconv>

#include "core/base/base64.h"
#include "core/base/read_file.h"
#include "core/image/picture.h"
#include "core/library/model_settings.h"
#include "core/library/network_paths.h"
#include "core/metadata/metadata.h"
#include "core/pipelines/stage_info.h"
#include "core/request/fields.h"
#include "core/request/picture_seed.h"
#include "core/samplers/sampler_info.h"
#include "serve/enlarging.h"
#include "serve/plain_settings.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

constexpr int wrong_arguments = 422;
constexpr int look_ms = 300;  // between two looks at a job: another process may run it

json text_content(const std::string& text) {
    return {{"type", "text"}, {"text", text}};
}

std::vector<Property> fields_of_a_picture() {
    return {{"prompt*", text("What to draw")},
            {"negative_prompt", text("What to keep away from")},
            {"model", text("A name of list_models; absent: demo, the bundled one")},
            {"width", integer(16, 4096, "Pixels, a multiple of 8; absent: the model's own size")},
            {"height", integer(16, 4096, "The same")},
            {"steps", integer(1, 1000, "Absent: what suits the model")},
            {"guidance_scale", number(1, 1000, "How closely to follow the prompt; absent: what suits the model")},
            {"sampler", one_of(sampler_options())},
            {"seed", integer(0, INT64_MAX, "The same seed gives the same picture; absent: drawn")},
            {"count", integer(1, 8, "Pictures; default 1")}};
}

std::string argument_name(const std::string& path) {
    if (path == "hyperparameters.batch_size") return "count";
    if (path == "scheduler.type") return "sampler";
    if (path == "conditioning.init_image") return "picture";
    if (path == "conditioning.img2img_strength") return "strength";
    return path.substr(path.find('.') + 1);
}

Request tool_request(const Service& service, const json& arguments) {
    Request request;
    OpenSettings open;
    request.prompt = text_of(arguments, "prompt");
    request.model = service.model_named(text_of(arguments, "model"), wrong_arguments, "model");
    request.width = static_cast<int>(integer_of(arguments, "width"));
    request.height = static_cast<int>(integer_of(arguments, "height"));
    request.batch = static_cast<int>(integer_of(arguments, "count", 1));
    take_plain_settings(arguments, request, open);
    ModelSettings(service.data()).take(request, open);
    return request;
}

// Tells a client what is new, never less than before.
class Teller {
  public:
    explicit Teller(const McpProgress& progress) : progress_(progress) {}
    void tell(const Service& service, const Job& job) {
        if (job.state != JobState::running) return;
        const Progress now = service.watch().progress(job.id).value_or(job.progress);
        std::string what = stage_info(now.stage).says;
        if (now.steps > 0) what += ", step " + std::to_string(now.step) + " of " + std::to_string(now.steps);
        constexpr double least = 0.02;
        if (now.fraction <= told_ || (what == said_ && now.fraction < told_ + least)) return;
        told_ = now.fraction, said_ = what;
        progress_.tell(told_, said_);
    }

  private:
    const McpProgress& progress_;
    double told_ = 0;
    std::string said_;
};

// A job of the queue like all others, which survives this program; waits until it is over.
Job done_job(Service& service, Request request, const McpProgress& progress) {
    request.output = (service.pictures().kept() / "").string();
    request.safety = service.safety();
    if (const auto valid = validate(request); !valid) throw_problem(valid.error(), wrong_arguments, argument_name);
    service.must_take_work();
    const auto ids = service.session().enqueue(request, {});
    if (!ids) throw_problem(ids.error(), wrong_arguments, argument_name);
    service.session().start();
    Teller teller(progress);
    for (uint64_t heard = 0;; heard = service.watch().wait(heard, look_ms)) {
        auto job = service.session().queue().find(ids->front());
        if (!job) throw HttpError(500, "the job is gone from the queue");
        if (is_over(job->state)) return std::move(*job);
        const McpStop stop = progress.stop();
        if (stop == McpStop::gone) throw HttpError(503, "job " + std::to_string(job->id) + " stays in the queue");
        if (stop == McpStop::cancelled) service.session().cancel(job->id);
        teller.tell(service, *job);
    }
}

json pictures_of(const Job& job) {
    if (job.state != JobState::done) {
        const std::string why = job.problem.empty() ? job.message : job.problem;
        throw HttpError(wrong_arguments, "job " + std::to_string(job.id) + " " + state_name(job.state) + (why.empty() ? "" : ": " + why));
    }
    json content = json::array();
    for (const JobPicture& picture : job.pictures) {
        const auto bytes = read_regular_file(picture.path, picture_file_limit);
        const auto facts = read_metadata(picture.path);
        if (!bytes || !facts) throw HttpError(500, bytes ? facts.error() : bytes.error());
        content.push_back(text_content("Picture " + std::to_string(job.id) + "/" + std::to_string(picture.number) + ", seed " +
                                       seed_of_picture(job.request, picture.number).text() + ", " + std::to_string(job.request.width) +
                                       "x" + std::to_string(job.request.height)));
        const auto format = picture_format_of_file(picture.path.string());
        content.push_back({{"type", "image"},
                           {"data", base64_of(*bytes)},
                           {"mimeType", "image/" + std::string(picture_format_name(format.value_or(PictureFormat::png)))}});
    }
    return content;
}

// "12/0": picture 0 of job 12, as make_picture names it.
std::optional<std::filesystem::path> picture_named(Service& service, const std::string& name) {
    uint64_t id = 0;
    int number = 0;
    const char* end = name.data() + name.size();
    const auto job_end = std::from_chars(name.data(), end, id);
    if (job_end.ec != std::errc() || job_end.ptr == end || *job_end.ptr != '/') return std::nullopt;
    const auto number_end = std::from_chars(job_end.ptr + 1, end, number);
    if (number_end.ec != std::errc() || number_end.ptr != end) return std::nullopt;
    const auto job = id <= static_cast<uint64_t>(INT64_MAX) ? service.session().queue().find(static_cast<JobId>(id)) : std::nullopt;
    for (const JobPicture& picture : job ? job->pictures : std::vector<JobPicture>()) {
        if (picture.number == number && picture.finished) return picture.path;
    }
    throw HttpError(wrong_arguments, "picture: there is no finished picture " + name, "picture");
}

// The file of the argument `picture`; `sent` holds one that came as base64.
std::filesystem::path picture_file(Service& service, const json& arguments, std::optional<ScratchFile>& sent) {
    const std::string named = text_of(arguments, "picture");
    if (const auto path = picture_named(service, named)) return *path;
    sent.emplace(start_picture(service.pictures().scratch(), picture_bytes(named, "picture", wrong_arguments), "picture", wrong_arguments));
    return sent->path();
}

json edit(Service& service, const json& arguments, const McpProgress& progress) {
    Request request = tool_request(service, arguments);
    std::optional<ScratchFile> sent;
    request.init_image = picture_file(service, arguments, sent).string();
    request.strength = number_of(arguments, "strength", request.strength);
    return pictures_of(done_job(service, std::move(request), progress));
}

json enlarge(Service& service, const json& arguments, const McpProgress& progress) {
    std::optional<ScratchFile> sent;
    const auto picture = read_picture(picture_file(service, arguments, sent));
    if (!picture) throw HttpError(wrong_arguments, "picture: " + picture.error(), "picture");
    const EnlargedSize size = enlarged_size_of(*picture, number_of(arguments, "scale", 2), "scale", wrong_arguments);
    const auto networks = upscalers(service.data());
    const std::string upscaler = text_of(arguments, "upscaler", networks.empty() ? "Lanczos" : networks.front().name);
    RgbImage made;
    service.pictures().run("/mcp", [&](const auto& told, const CancelToken& cancel) {
        double before = 0;
        const std::function<void(double)> share = [&](double done) {
            told(done);
            if (progress.stop() != McpStop::no) cancel.request();
            constexpr double least = 0.02;
            if (done >= before + least) progress.tell(before = done, "Enlarging");
        };
        made = enlarged_by(service, *picture, {upscaler, "upscaler", wrong_arguments, size}, {share, cancel});
    });
    return json::array({text_content("Enlarged by " + upscaler + " to " + std::to_string(made.width) + "x" + std::to_string(made.height)),
                        {{"type", "image"}, {"data", base64_of(service.pictures().png(made))}, {"mimeType", "image/png"}}});
}

json models(Service& service) {
    std::string lines;
    for (const auto& listed : service.models()) lines += (lines.empty() ? "" : "\n") + listed.name + " (" + listed.file.kind + ")";
    return json::array({text_content(lines)});
}

json queue(Service& service) {
    constexpr size_t most = 20;
    std::vector<Job> all = service.session().queue().list(true);
    std::sort(all.begin(), all.end(), [](const Job& a, const Job& b) { return a.id > b.id; });
    std::string lines;
    for (size_t i = 0; i < std::min(all.size(), most); ++i) {
        const Job& job = all[i];
        lines += (lines.empty() ? "" : "\n") + std::to_string(job.id) + " " + state_name(job.state);
        if (job.state == JobState::running) {
            const Progress now = service.watch().progress(job.id).value_or(job.progress);
            lines += " " + std::to_string(static_cast<int>(100 * now.fraction)) + " %";
        }
        lines += ": " + (!job.problem.empty() ? job.problem
                         : job.training       ? "training " + training_name(job.training->config)
                                              : job.request.prompt);
    }
    return json::array({text_content(lines.empty() ? "The queue is empty." : lines)});
}

json cancel(Service& service, const json& arguments) {
    const auto id = static_cast<JobId>(integer_of(arguments, "job"));
    if (const auto done = service.session().discard(id); !done) throw HttpError(wrong_arguments, done.error(), "job");
    return json::array({text_content("Job " + std::to_string(id) + " is cancelled.")});
}

}  // namespace

const std::vector<McpTool>& mcp_tools() {
    static const std::vector<McpTool> tools = [] {
        using Does = McpTool::Does;
        const Property picture{"picture*", text("JOB/NUMBER as make_picture names it, or the file as base64")};
        std::vector<Property> edits = fields_of_a_picture();
        edits.push_back(picture);
        edits.push_back({"strength", number(0, 1, "How much of the picture changes; default 0.6")});
        const Schema enlarges = object({picture,
                                        {"scale", number(1, 8, "Times as wide and high; default 2")},
                                        {"upscaler", text("Lanczos, Nearest or a network of the library; absent: its first network, else Lanczos")}});
        return std::vector<McpTool>{
            {"make_picture", "Make a picture", "Draws pictures from words and gives them back.", Does::makes, object(fields_of_a_picture()),
             [](Service& service, const json& arguments, const McpProgress& progress) {
                 return pictures_of(done_job(service, tool_request(service, arguments), progress));
             }},
            {"edit_picture", "Edit a picture", "Draws a picture anew from another one and words.", Does::makes, object(edits), edit},
            {"enlarge_picture", "Enlarge a picture", "Gives a picture back at a larger size.", Does::makes, enlarges, enlarge},
            {"list_models", "List the models", "Names of the models that can draw.", Does::reads, object({}),
             [](Service& service, const json&, const McpProgress&) { return models(service); }},
            {"show_queue", "Show the queue", "The newest jobs and how far they are.", Does::reads, object({}),
             [](Service& service, const json&, const McpProgress&) { return queue(service); }},
            {"cancel_job", "Cancel a job", "Stops a job that waits or runs.", Does::destroys, object({{"job*", integer(1, INT64_MAX, "Its number")}}),
             [](Service& service, const json& arguments, const McpProgress&) { return cancel(service, arguments); }}};
    }();
    return tools;
}

}  // namespace imagelab::serve
