// The queue: requests in the request format become jobs that have a number at once and survive the server.
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>

#include "core/base/read_file.h"
#include "core/base/utf8.h"
#include "core/jobs/grid.h"
#include "core/jobs/lab_pictures.h"
#include "core/pipelines/stage_info.h"
#include "serve/library_files.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr size_t most_jobs_at_once = 1000;
constexpr int quiet_ms = 15'000;  // after which a stream of events says that it lives

const Schema& job_schema() {
    static const Schema schema = open_object(
        {{"id*", whole("The job's number")},
         {"state*", one_of({"waiting", "running", "paused", "done", "failed", "cancelled", "refused"})},
         {"group*", text()},
         {"priority*", whole()},
         {"device*", text("Where it runs or ran; empty: not begun")},
         {"message*", text()},
         {"created*", real("Seconds since 1970")},
         {"started*", or_null(real())},
         {"finished*", or_null(real())},
         {"pictures*", list_of(object({{"number*", whole()}, {"finished*", boolean()}, {"url*", text()}}))},
         {"progress*", or_null(open_object({{"stage*", text()}, {"fraction*", real()}, {"step*", whole()}, {"steps*", whole()}}))},
         {"request*", or_null(open_object({}, "As it will run; null where it cannot be read, and of a training"))},
         {"training*", or_null(open_object({}, "A training's configuration; null where it makes pictures"))}});
    return schema;
}

json job_json(const Job& job, const JobWatch& watch) {
    json pictures = json::array();
    const std::string address = "/api/jobs/" + std::to_string(job.id);
    for (const JobPicture& picture : job.pictures) {
        pictures.push_back(
            {{"number", picture.number}, {"finished", picture.finished}, {"url", address + "/pictures/" + std::to_string(picture.number)}});
    }
    json out = {{"id", job.id},
                {"state", state_name(job.state)},
                {"group", job.group},
                {"priority", job.priority},
                {"device", job.device},
                {"message", job.problem.empty() ? job.message : job.problem},
                {"created", job.created},
                {"started", job.started > 0 ? json(job.started) : json()},
                {"finished", job.finished > 0 ? json(job.finished) : json()},
                {"pictures", pictures},
                {"progress", nullptr},
                {"request", job.problem.empty() && !job.training ? request_to_json(job.request) : json()},
                {"training", job.training ? to_json(job.training->config) : json()}};
    if (job.state == JobState::running) out["progress"] = progress_json(watch.progress(job.id).value_or(job.progress));
    return out;
}

std::optional<uint64_t> number_of_word(const std::string& word) {
    uint64_t number = 0;
    const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), number);
    return code == std::errc() && end == word.data() + word.size() ? std::optional(number) : std::nullopt;
}

JobId job_number(const std::string& word) {
    const auto id = number_of_word(word);
    if (!id || *id > static_cast<uint64_t>(INT64_MAX)) throw HttpError(404, "there is no job " + word);
    return *id;
}

Job job_of(Service& service, const HttpRequest& request) {
    const std::string& word = request.path_values.front();
    auto job = service.session().queue().find(job_number(word));
    if (!job) throw HttpError(404, "there is no job " + word);
    return std::move(*job);
}

// What is said of a job stands as long as nothing in the store changes: programs ask how one stands again and again, and to read a job and
// write its request takes the database, a reader and a writer. Only its progress is told anew.
class KnownJobs {
  public:
    struct Told {
        std::string text;  // the job as JSON
        bool over = false;
    };
    std::optional<Told> told(Service& service, JobId id) {  // nullopt: there is none
        const int64_t version = service.session().queue().version();  // first: what is read behind it is no older
        std::shared_ptr<const Known> known = find(version, id);
        if (!known) {
            const auto job = service.session().queue().find(id);
            if (!job) return std::nullopt;
            json rest = job_json(*job, service.watch());
            rest.erase("progress");
            std::string head = json_text(rest);
            head.back() = ',';
            known = std::make_shared<const Known>(Known{std::move(head), job->state, job->progress});
            keep(version, id, known);
        }
        const bool runs = known->state == JobState::running;
        const json progress = runs ? progress_json(service.watch().progress(id).value_or(known->progress)) : json();
        return Told{known->head + "\"progress\":" + json_text(progress) + "}", is_over(known->state)};
    }

  private:
    struct Known {
        std::string head;  // the object up to its last comma
        JobState state;
        Progress progress;  // where nothing newer is heard: of another process
    };
    static constexpr size_t most = 256;

    std::shared_ptr<const Known> find(int64_t version, JobId id) {
        const std::lock_guard lock(mutex_);
        if (version != version_) known_.clear();
        version_ = version;
        const auto found = known_.find(id);
        return found == known_.end() ? nullptr : found->second;
    }
    void keep(int64_t version, JobId id, std::shared_ptr<const Known> known) {
        const std::lock_guard lock(mutex_);
        if (version != version_) return;
        if (known_.size() >= most) known_.clear();
        known_[id] = std::move(known);
    }

    std::mutex mutex_;
    int64_t version_ = -1;
    std::map<JobId, std::shared_ptr<const Known>> known_;
};

HttpReply how_it_stands(Service& service, KnownJobs& known, const HttpRequest& http) {
    const std::string& word = http.path_values.front();
    auto told = known.told(service, job_number(word));
    if (!told) throw HttpError(404, "there is no job " + word);
    HttpReply reply;
    reply.body = std::move(told->text);
    return reply;
}

// The cells of the grid that the address asks for; each may name no other files than a request may. None: no axis is given.
std::optional<std::vector<Request>> grid_cells(Service& service, const HttpRequest& http, const Request& request, EnqueueOptions& options) {
    Grid grid;
    for (const auto& [name, axis] : {std::pair("grid_x", &grid.x), std::pair("grid_y", &grid.y), std::pair("grid_z", &grid.z)}) {
        auto read = grid_axis(text_of(http.query_values, name));
        if (!read) throw HttpError(400, std::string(name) + ": " + read.error(), name);
        *axis = std::move(*read);
    }
    if (grid == Grid{}) return std::nullopt;
    if (options.count > 1) throw HttpError(400, "count: leave it out, a grid has one job a cell", "count");
    auto cells = expand_grid(request, grid);
    if (!cells) throw_problem(cells.error(), 400);
    if (cells->size() > most_jobs_at_once) throw HttpError(400, "grid_x, grid_y, grid_z: at most 1000 cells at once", "grid_x");
    for (Request& cell : *cells) {
        if (cell.model != request.model) cell.model = service.model_named(cell.model, 400, "model.base");
        check_library_files(cell, service.data(), 400);
    }
    options.group = new_grid_name();
    options.about = grid_to_json(grid).dump();
    return std::move(*cells);
}

HttpReply add(Service& service, HttpRequest& http) {
    std::vector<ScratchFile> files;
    const Request request = client_request(service, http.json, files);
    EnqueueOptions options{.count = static_cast<int>(integer_of(http.query_values, "count", 1)),
                           .priority = static_cast<int>(integer_of(http.query_values, "priority", 0))};
    const auto cells = grid_cells(service, http, request, options);
    service.must_take_work();
    const auto ids = cells ? service.session().enqueue(*cells, options) : service.session().enqueue(request, options);
    if (!ids) throw_problem(ids.error(), 400);
    service.session().start();
    const auto first = service.session().queue().find(ids->front());
    if (first && first->state == JobState::refused) throw HttpError(409, first->message);
    HttpReply reply = HttpReply::of({{"id", ids->front()}, {"ids", *ids}, {"state", first ? state_name(first->state) : "waiting"}}, 201);
    reply.headers.emplace_back("Location", "/api/jobs/" + std::to_string(ids->front()));
    return reply;
}

HttpReply list(Service& service, const HttpRequest& http) {
    const std::string state = text_of(http.query_values, "state");
    const auto most = static_cast<size_t>(integer_of(http.query_values, "limit", 100));
    json jobs = json::array();
    std::vector<Job> all = service.session().queue().list(true);
    std::sort(all.begin(), all.end(), [](const Job& a, const Job& b) { return a.id > b.id; });
    for (const Job& job : all) {
        if (jobs.size() >= most) break;
        if (state.empty() || state == state_name(job.state)) jobs.push_back(job_json(job, service.watch()));
    }
    return HttpReply::of({{"jobs", jobs}});
}

using Change = Result<void> (Session::*)(JobId);

HttpReply change(Service& service, const HttpRequest& http, Change what) {
    const Job job = job_of(service, http);
    if (const auto done = (service.session().*what)(job.id); !done) throw HttpError(409, done.error());
    service.session().start();
    const auto now = service.session().queue().find(job.id);
    return HttpReply::of({{"id", job.id}, {"state", now ? state_name(now->state) : "cancelled"}});
}

// Where another machine made it.
Result<std::string> from_its_machine(Queue& queue, const Job& job, int number) {
    constexpr double patience_s = 10;
    std::optional<LabPicture> picture;
    queue.with_shared_store([&](const QueueStore& store) { picture = LabPictures(store).of_job(static_cast<int64_t>(job.id), number); });
    if (!picture) return Failure{"no machine knows of it"};
    return fetched_picture(queue, *picture, patience_s);
}

HttpReply picture(Service& service, const HttpRequest& http) {
    const Job job = job_of(service, http);
    const auto number = number_of_word(http.path_values[1]);
    for (const JobPicture& picture : job.pictures) {
        if (!number || static_cast<uint64_t>(picture.number) != *number || !picture.finished) continue;
        auto bytes = read_regular_file(picture.path, picture_file_limit);
        if (!bytes && service.session().queue().shared()) bytes = from_its_machine(service.session().queue(), job, picture.number);
        if (!bytes) break;
        HttpReply reply;
        const auto format = picture_format_of_file(picture.path.string());
        reply.type = format ? "image/" + std::string(picture_format_name(*format)) : "application/octet-stream";  // NumPy's arrays, latents
        reply.body = std::move(*bytes);
        return reply;
    }
    throw HttpError(404, "job " + std::to_string(job.id) + " has no finished picture " + http.path_values[1]);
}

HttpReply preview(Service& service, const HttpRequest& http) {
    const Job job = job_of(service, http);
    const auto progress = service.watch().progress(job.id);
    if (!progress || !progress->preview) throw HttpError(404, "job " + std::to_string(job.id) + " has no preview now");
    HttpReply reply;
    reply.type = "image/png";
    reply.body = service.pictures().png(*progress->preview);
    return reply;
}

// Server-sent events (WHATWG HTML, section 9.2): `job` whenever it changed, until it is over.
HttpReply events(Service& service, const std::shared_ptr<KnownJobs>& known, const HttpRequest& http) {
    const JobId id = job_of(service, http).id;
    HttpReply reply;
    reply.type = "text/event-stream";
    reply.stream = [&service, known, id](const Send& send) {
        std::string before;
        uint64_t heard = 0;
        int quiet = 0;
        for (;;) {
            const auto now = known->told(service, id);
            if (!now) return;
            if (now->text != before) {
                if (!send("event: job\ndata: " + now->text + "\n\n")) return;
                before = now->text, quiet = 0;
            }
            if (now->over) return;
            constexpr int look_ms = 500;  // another process may run it
            const uint64_t last = heard;
            heard = service.watch().wait(heard, look_ms);
            if (heard == last && (quiet += look_ms) >= quiet_ms) {
                if (!send(": still here\n\n")) return;
                quiet = 0;
            } else if (!send("")) {
                return;
            }
        }
    };
    return reply;
}

}  // namespace

void add_job_routes(Routes& routes, Service& service) {
    const auto known = std::make_shared<KnownJobs>();
    const Schema changed = object({{"id*", whole()}, {"state*", text()}});
    routes.push_back({.method = "POST",
                      .path = "/api/jobs",
                      .group = "Jobs",
                      .about = "Put a request into the queue; conditioning.init_image may be base64, output.path lies below DATA/pictures",
                      .handler = [&service](HttpRequest& r) { return add(service, r); },
                      .body = Body::json,
                      .takes = {{"$ref", "#/components/schemas/Request"}},
                      .gives = object({{"id*", whole()}, {"ids*", list_of(whole())}, {"state*", text()}}),
                      .status = 201,
                      .query = {{"count", integer(1, most_jobs_at_once, "Jobs, each with seeds behind those of the one before")},
                                {"priority", integer(-1000, 1000, "Higher runs first")},
                                {"grid_x", text("SETTING=VALUES: a job for each value of a setting, steps=20,30; columns of the grid")},
                                {"grid_y", text("The same with a second setting; its rows")},
                                {"grid_z", text("The same with a third setting; its sheets")}},
                      .errors = {409, 503}});
    routes.push_back({.method = "GET",
                      .path = "/api/jobs",
                      .group = "Jobs",
                      .about = "The jobs, the newest first",
                      .handler = [&service](HttpRequest& r) { return list(service, r); },
                      .gives = object({{"jobs*", list_of(job_schema())}}),
                      .query = {{"state", job_schema()["properties"]["state"]}, {"limit", integer(1, 1000)}}});
    routes.push_back({.method = "GET",
                      .path = "/api/jobs/{id}",
                      .group = "Jobs",
                      .about = "How a job stands",
                      .handler = [&service, known](HttpRequest& r) { return how_it_stands(service, *known, r); },
                      .gives = job_schema()});
    const auto add_change = [&](const char* method, const char* path, const char* about, Change what) {
        routes.push_back({.method = method,
                          .path = path,
                          .group = "Jobs",
                          .about = about,
                          .handler = [&service, what](HttpRequest& r) { return change(service, r, what); },
                          .body = method == std::string("POST") ? Body::json : Body::none,
                          .takes = object({}),
                          .body_needed = false,
                          .gives = changed,
                          .errors = {409}});
    };
    add_change("DELETE", "/api/jobs/{id}", "Cancel a job; finished pictures stay", &Session::discard);
    add_change("POST", "/api/jobs/{id}/pause", "A running one stops at its step", &Session::pause);
    add_change("POST", "/api/jobs/{id}/resume", "A paused one goes on", &Session::resume);
    add_change("POST", "/api/jobs/{id}/retry", "A failed, cancelled or refused one once more", &Session::retry);
    routes.push_back({.method = "GET",
                      .path = "/api/jobs/{id}/events",
                      .group = "Jobs",
                      .about = "Server-sent events: `job` with its JSON whenever it changed, until it is over",
                      .handler = [&service, known](HttpRequest& r) { return events(service, known, r); },
                      .gives = text(),
                      .gives_type = "text/event-stream"});
    routes.push_back({.method = "GET",
                      .path = "/api/jobs/{id}/preview",
                      .group = "Jobs",
                      .about = "The picture as it is now, small; 404 where there is none",
                      .handler = [&service](HttpRequest& r) { return preview(service, r); },
                      .gives = text(),
                      .gives_type = "image/png"});
    routes.push_back({.method = "GET",
                      .path = "/api/jobs/{id}/pictures/{number}",
                      .group = "Jobs",
                      .about = "A finished picture, counted from 0",
                      .handler = [&service](HttpRequest& r) { return picture(service, r); },
                      .gives = text(),
                      .gives_type = "image/*"});
}

}  // namespace imagelab::serve
