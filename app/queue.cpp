// imagelab queue add|list|run|submit|pause|resume|cancel|retry|move
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "app/queue_run.h"
#include "app/queue_training.h"
#include "app/request_options.h"
#include "app/slurm.h"
#include "app/store_option.h"
#include "app/subcommand.h"
#include "core/base/bytes.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/jobs/grid.h"
#include "core/jobs/queue.h"
#include "core/pipelines/output_name.h"
#include "core/store/queue_store.h"

namespace imagelab {
namespace {

using nlohmann::json;

json stages_json(const std::vector<StagePlan>& stages) {
    json list = json::array();
    for (const StagePlan& stage : stages) {
        list.push_back({{"stage", stage_info(stage.stage).plan}, {"peak_bytes", stage.peak_bytes}, {"seconds", stage.seconds}});
    }
    return list;
}

json job_json(const Job& job) {
    json needs = json::array(), pictures = json::array();
    for (const DeviceNeed& need : job.needs) {
        needs.push_back(
            {{"device", need.device}, {"peak_bytes", need.peak_bytes}, {"seconds", need.seconds}, {"stages", stages_json(need.stages)}});
    }
    for (const JobPicture& picture : job.pictures) pictures.push_back({{"path", picture.path.string()}, {"finished", picture.finished}});
    json out = {{"id", job.id},
                {"state", state_name(job.state)},
                {"group", job.group},
                {"keeper", job.keeper},
                {"priority", job.priority},
                {"device", job.device},
                {"host", job.host},
                {"attempts", job.attempts},
                {"message", job.message},
                {"pictures", pictures},
                {"needs", needs},
                {"predicted_peak_bytes", job.predicted_peak_bytes},
                {"measured_peak_bytes", job.measured_peak_bytes},
                {"created", job.created},
                {"kind", job.training ? "training" : "picture"},
                {"request", job.problem.empty() && !job.training ? request_to_json(job.request) : json()}};
    if (job.training) {
        out["training"] = to_json(job.training->config);
        out["step"] = job.progress.step;
        out["loss"] = job.progress.loss ? json(*job.progress.loss) : json();
        if (job.training->sample) out["samples"] = training_job_to_json(*job.training)["samples"];
    }
    if (!job.problem.empty()) {
        out["problem"] = job.problem;
        out["left_alone"] = job.left_alone;
    }
    if (job.state == JobState::failed || job.state == JobState::refused) out["cause"] = cause_name(job.cause);
    if (job.started > 0) out["started"] = job.started;
    if (job.finished > 0) out["finished"] = job.finished;
    if (job.state == JobState::running) {
        out["pid"] = job.pid;
        out["wish"] = job.wish;
        out["progress"] = {{"stage", job.stage},
                           {"picture", job.progress.picture},
                           {"step", job.progress.step},
                           {"steps", job.progress.steps},
                           {"steps_about", job.progress.about},
                           {"fraction", job.progress.fraction},
                           {"seconds_left", job.progress.seconds_left}};
    }
    return out;
}

std::string cut(const std::string& text, size_t bytes) {
    if (text.size() <= bytes) return text;
    size_t end = bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // not within a UTF-8 character
    return text.substr(0, end) + "...";
}

std::string progress_text(const Job& job) {
    const bool stands = job.training && job.progress.step > 0 && (job.state == JobState::waiting || job.state == JobState::paused);
    if (job.state != JobState::running)
        return std::string(state_name(job.state)) +
               (stands ? " " + std::to_string(job.progress.step) + "/" + std::to_string(job.progress.steps) : "");
    const std::string steps = job.progress.steps > 0 ? " " + std::to_string(job.progress.step) + (job.progress.about ? "/about " : "/") +
                                                           std::to_string(job.progress.steps)
                                                     : "";
    return (job.wish.empty() ? job.stage : "will " + job.wish) + steps;
}

// What it makes, for people.
std::string subject(const Job& job) {
    const std::string group = job.group.empty() ? "" : "[" + job.group + "] ";
    if (!job.training) return group + job.request.prompt;
    return group + "trains " + training_name(job.training->config) + " on " + job.training->config.images +
           (job.progress.loss ? ", loss " + fixed_text(*job.progress.loss, 4) : "");
}

void print_jobs(const std::vector<Job>& jobs) {
    if (jobs.empty()) {
        std::printf("Nothing waits. `imagelab queue add --prompt TEXT` adds a job; `imagelab queue list --all` shows finished ones.\n");
        return;
    }
    std::printf("%6s %-18s %4s %-10s %10s %10s  %s\n", "job", "state", "prio", "device", "memory", "time", "prompt");
    for (const Job& job : jobs) {
        std::string devices = job.device;
        for (const DeviceNeed& need : job.needs) {
            if (job.device.empty()) devices += (devices.empty() ? "" : ",") + need.device;
        }
        const bool open = job.state == JobState::waiting || job.state == JobState::running || job.state == JobState::paused;
        const double seconds = open ? job_seconds(job) : -1;
        std::printf("%6llu %-18s %4d %-10s %10s %10s  %s\n", static_cast<unsigned long long>(job.id), progress_text(job).c_str(),
                    job.priority, devices.c_str(), job.predicted_peak_bytes > 0 ? readable_bytes(job.predicted_peak_bytes).c_str() : "",
                    seconds >= 0 ? duration_text(seconds).c_str() : "", cut(subject(job), 60).c_str());
        if (!job.message.empty()) std::printf("       %s\n", job.message.c_str());
        if (!job.problem.empty() && job.message != job.problem) std::printf("       %s\n", job.problem.c_str());
    }
}

int list_jobs(bool all, bool json_wanted) {
    auto store = open_queue_store(data_dir(), store_address());
    if (!store) return fail(exit_disk, store.error(), json_wanted);
    Queue queue(std::move(*store));
    queue.recover();
    const std::vector<Job> jobs = queue.list(all);
    if (!json_wanted) {
        print_jobs(jobs);
        return exit_done;
    }
    json list = json::array();
    for (const Job& job : jobs) list.push_back(job_json(job));
    print_json({{"jobs", list}, {"seconds", queue_seconds(jobs)}});
    return exit_done;
}

// The axes of a grid, as they were written; all empty: no grid.
struct GridWords {
    std::string x, y, z;
    bool given() const { return !x.empty() || !y.empty() || !z.empty(); }
};

Result<Grid> grid_of(const GridWords& words) {
    Grid grid;
    for (const auto& [option, word, axis] : {std::tuple("--grid-x", &words.x, &grid.x), std::tuple("--grid-y", &words.y, &grid.y),
                                             std::tuple("--grid-z", &words.z, &grid.z)}) {
        auto read = grid_axis(*word);
        if (!read) return Failure{std::string(option) + ": " + read.error()};
        *axis = std::move(*read);
    }
    return grid;
}

Result<std::vector<JobId>> enqueue(Session& session, const Request& request, EnqueueOptions options, const GridWords& words) {
    if (!words.given()) return session.enqueue(request, options);
    const auto grid = grid_of(words);
    if (!grid) return Failure{grid.error()};
    const auto cells = expand_grid(request, *grid);
    if (!cells) return Failure{cells.error()};
    if (options.group.empty()) options.group = new_grid_name();
    options.about = grid_to_json(*grid).dump();
    return session.enqueue(*cells, options);
}

int add_jobs(const Request& request, const EnqueueOptions& options, const GridWords& grid, bool json_wanted) {
    if (const auto place = output_place(request.output); !place) return fail(exit_usage, place.error(), json_wanted);
    auto session = Session::open(make_devices(request.threads), with_queue());
    if (!session) return fail(exit_disk, session.error(), json_wanted);
    const Trouble trouble = check_beforehand(request, (*session)->devices());
    if (trouble.exit_code != exit_done) return fail(trouble.exit_code, trouble.message, json_wanted);
    const auto ids = enqueue(**session, request, options, grid);
    if (!ids) return fail(exit_usage, ids.error(), json_wanted);
    json list = json::array();
    int refused = 0;
    for (const JobId id : *ids) {
        const Job job = (*session)->queue().find(id).value();
        list.push_back(job_json(job));
        if (job.state == JobState::waiting && !job.message.empty() && list.size() == 1)
            std::fprintf(stderr, "imagelab: %s\n", job.message.c_str());
        if (job.state == JobState::refused && refused++ == 0) std::fprintf(stderr, "imagelab: refused: %s\n", job.message.c_str());
        if (!json_wanted) std::printf("%llu\n", static_cast<unsigned long long>(id));
    }
    if (json_wanted) print_json({{"jobs", list}});
    return refused > 0 ? exit_device : exit_done;
}

int add_training(const TrainingOptions& training, const Request& sample, const EnqueueOptions& options, bool json_wanted) {
    auto session = Session::open(make_devices(0), with_queue());
    if (!session) return fail(exit_disk, session.error(), json_wanted);
    const auto id = enqueue_training(**session, training, sample, options);
    if (!id) return fail(id.error().starts_with("model: ") ? exit_model : exit_usage, id.error(), json_wanted);
    const Job job = (*session)->queue().find(*id).value();
    const bool refused = job.state == JobState::refused;
    if (refused) std::fprintf(stderr, "imagelab: refused: %s\n", job.message.c_str());
    if (json_wanted)
        print_json({{"jobs", json::array({job_json(job)})}});
    else
        std::printf("%llu\n", static_cast<unsigned long long>(*id));
    return refused ? exit_device : exit_done;
}

// --- pause, resume, cancel, retry, move ---

struct Chosen {
    std::vector<JobId> jobs;
    std::string group;
    bool all = false, json = false;
};

using Action = std::function<Result<void>(Session&, JobId)>;

std::vector<JobId> chosen_jobs(const Queue& queue, const Chosen& chosen) {
    std::vector<JobId> ids = chosen.jobs;
    if (!chosen.group.empty()) {
        for (const JobId id : queue.in_group(chosen.group)) ids.push_back(id);
    }
    if (chosen.all) {
        for (const Job& job : queue.list(false)) ids.push_back(job.id);
    }
    return ids;
}

// With --all or a group, jobs that the change does not concern are left out without a word.
int change_jobs(const Chosen& chosen, const Action& action, bool needs_devices) {
    std::vector<std::unique_ptr<Device>> devices = needs_devices ? make_devices(0) : std::vector<std::unique_ptr<Device>>();
    auto session = Session::open(std::move(devices), with_queue());
    if (!session) return fail(exit_disk, session.error(), chosen.json);
    Queue& queue = (*session)->queue();
    queue.recover();
    const std::vector<JobId> ids = chosen_jobs(queue, chosen);
    if (ids.empty()) {
        if (chosen.all) return exit_done;
        return fail(exit_usage, chosen.group.empty() ? "name the jobs, --group NAME or --all" : "no job is in the group " + chosen.group,
                    chosen.json);
    }
    json list = json::array();
    std::string problems;
    for (const JobId id : ids) {
        const auto done = action(**session, id);
        const bool named = std::find(chosen.jobs.begin(), chosen.jobs.end(), id) != chosen.jobs.end();
        if (!done && named) problems += (problems.empty() ? "" : "\n") + done.error();
        if (const auto job = queue.find(id)) list.push_back(job_json(*job));
    }
    if (chosen.json) print_json({{"jobs", list}, {"message", problems}});
    if (!problems.empty()) std::fprintf(stderr, "imagelab: %s\n", problems.c_str());
    return problems.empty() ? exit_done : exit_usage;
}

struct Moving {
    bool first = false, last = false;
    JobId before = 0, after = 0;
    std::optional<int> priority;
};

Result<void> move_job(Queue& queue, JobId job, const Moving& to) {
    using Kind = QueuePlace::Kind;
    if (to.priority) {
        if (const auto done = queue.set_priority(job, *to.priority); !done) return done;
    }
    if (to.first) return queue.move(job, {Kind::first});
    if (to.last) return queue.move(job, {Kind::last});
    if (to.before > 0) return queue.move(job, {Kind::before, to.before});
    if (to.after > 0) return queue.move(job, {Kind::after, to.after});
    return {};
}

Subcommand changing(CLI::App& queue, const char* name, const char* about, bool needs_devices, const Action& action) {
    const auto chosen = std::make_shared<Chosen>();
    CLI::App* command = queue.add_subcommand(name, about);
    command->add_option("JOB", chosen->jobs, "Numbers of jobs")->type_name("N");
    command->add_option("--group", chosen->group, "All jobs of a group")->type_name("NAME");
    command->add_flag("--all", chosen->all, "Every job that is not over");
    command->add_flag("--json", chosen->json, "Print one JSON object");
    return {command, [=] { return change_jobs(*chosen, action, needs_devices); }};
}

Subcommand adding(CLI::App& queue) {
    CLI::App* command = queue.add_subcommand("add", "Add jobs; options of generate, or --train. Prints their numbers");
    const auto request = std::make_shared<RequestOptions>(*command);
    const auto options = std::make_shared<EnqueueOptions>();
    const auto grid = std::make_shared<GridWords>();
    CLI::Option* count =
        command->add_option("--count", options->count, "Jobs to add, each with the seeds behind those of the one before (default 1)")
            ->type_name("N")
            ->check(CLI::Range(1, 10000).description(""));
    const std::tuple<const char*, std::string*, const char*> axes[] = {
        {"--grid-x", &grid->x, "A job for each value of a setting: steps=20,30, \"lora=ink:0.2-1 (+0.4)\" ...; columns of the grid"},
        {"--grid-y", &grid->y, "The same with a second setting; its rows"},
        {"--grid-z", &grid->z, "The same with a third setting; its sheets"}};
    for (const auto& [name, word, about] : axes) command->add_option(name, *word, about)->type_name("SETTING=VALUES")->excludes(count);
    command->add_option("--priority", options->priority, "Higher runs first (default 0)")->type_name("N");
    command->add_option("--group", options->group, "A name to pause, resume or cancel them by")->type_name("NAME");
    const auto training = std::make_shared<TrainingOptions>();
    add_training_options(*command, *training);
    return {command, [=] {
                if (!training->config.empty() && training->sample_every == 0) {
                    if (command->count("--prompt") > 0)
                        return fail(exit_usage, "--prompt: with --train it is that of sample pictures: say how often with --sample-every N",
                                    request->json());
                    return add_training(*training, {}, *options, request->json());
                }
                const auto wanted = request->request();
                if (wanted && !training->config.empty()) return add_training(*training, *wanted, *options, request->json());
                if (!wanted) return fail(exit_usage, wanted.error(), request->json());
                return add_jobs(*wanted, *options, *grid, request->json());
            }};
}

Subcommand running(CLI::App& queue) {
    const auto choices = std::make_shared<QueueRun>();
    CLI::App* command = queue.add_subcommand("run", "Run the jobs that wait, on every device at once; Ctrl-C leaves them resumable");
    command->add_flag("--until-empty", choices->until_empty, "End when no job waits or runs (else: run on until Ctrl-C)");
    command->add_option("--device", choices->devices, "Only these devices take jobs (default: all)")->type_name("NAME")->delimiter(',');
    command->add_option("--output", choices->output, "Folder where the pictures go (default: where each job says)")->type_name("DIR");
    command->add_option("--threads", choices->threads, "Processor threads (default 0: one a core)")
        ->type_name("N")
        ->check(CLI::Range(0, 1024).description(""));
    command->add_flag("--json", choices->json, "Print one JSON object a line: started, ended, trouble, at last finished");
    return {command, [=] { return run_queue(*choices); }};
}

Subcommand submitting(CLI::App& queue) {
    struct QueueOptions {
        SlurmOrder slurm;
        bool json = false;
    };
    const auto options = std::make_shared<QueueOptions>();
    CLI::App* command = queue.add_subcommand("submit", "Have a cluster run the jobs that wait: runners that end when the queue is empty");
    add_slurm_options(*command, options->slurm);
    command->add_flag("--json", options->json, "Print one JSON object");
    return {command, [options] {
                if (!options->slurm.wanted) return fail(exit_usage, "--slurm is needed: where to submit to", options->json);
                return submit_to_slurm(options->slurm, {"queue", "run", "--until-empty"}, options->json);
            }};
}

Subcommand listing(CLI::App& queue) {
    struct QueueOptions {
        bool all = false, json = false;
    };
    const auto options = std::make_shared<QueueOptions>();
    CLI::App* command = queue.add_subcommand("list", "List the jobs in the order they run");
    command->add_flag("--all", options->all, "Also those that are done or cancelled");
    command->add_flag("--json", options->json, "Print one JSON object");
    return {command, [=] { return list_jobs(options->all, options->json); }};
}

Subcommand moving(CLI::App& queue) {
    const auto to = std::make_shared<Moving>();
    Subcommand move = changing(queue, "move", "Change the order of jobs that wait; a job takes the priority of its new place", false,
                               [to](Session& session, JobId job) { return move_job(session.queue(), job, *to); });
    auto* where = move.parsed->add_option_group("where");
    where->add_flag("--first", to->first, "Before all others");
    where->add_flag("--last", to->last, "Behind all others");
    where->add_option("--before", to->before, "Before this job")->type_name("N");
    where->add_option("--after", to->after, "Behind this job")->type_name("N");
    where->add_option("--priority", to->priority, "Higher runs first")->type_name("N");
    where->require_option(1);
    return move;
}

}  // namespace

Subcommands add_queue_commands(CLI::App& app) {
    CLI::App* queue =
        app.add_subcommand("queue", "Jobs that outlive the program: add, list, run, submit, pause, resume, cancel, retry, move");
    queue->require_subcommand(1);
    queue->footer(
        "\nThe queue lies in the data folder (--data DIR), or with --store in a database that machines share, and may be used\n"
        "by several processes at once. A job is a snapshot of its request. Where a run ends early, by Ctrl-C, a crash or a\n"
        "power cut, the next goes on at the step it had reached and makes the same picture.\n");
    return {adding(*queue),
            listing(*queue),
            running(*queue),
            submitting(*queue),
            changing(*queue, "pause", "Keep jobs from running; one that runs stops at its step and gives its memory back", false,
                     [](Session& session, JobId job) { return session.pause(job); }),
            changing(*queue, "resume", "Let paused jobs go on at their step", false,
                     [](Session& session, JobId job) { return session.resume(job); }),
            changing(*queue, "cancel", "End jobs for good; finished pictures stay", false,
                     [](Session& session, JobId job) { return session.discard(job); }),
            changing(*queue, "retry", "Run failed or cancelled jobs again, from kept steps where there are some; plan refused ones anew",
                     true, [](Session& session, JobId job) { return session.retry(job); }),
            moving(*queue)};
}

}  // namespace imagelab
