// imagelab headless, and HEADLESS=1 imagelab
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/json_output.h"
#include "app/queue_display.h"
#include "app/subcommand.h"
#include "core/base/paths.h"
#include "core/jobs/headless.h"
#include "core/jobs/job_log.h"
#include "core/library/model_library.h"
#include "core/pipelines/output_name.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct HeadlessOptions {
    std::map<std::string, std::string> given;  // by the variable's name
    std::string output = "output_images", log_dir, device;
    int threads = 0;
    bool json = false;
};

// A container need not have a home: then what the program keeps lies with the pictures.
void find_a_home(const fs::path& output) {
    for (const char* name : {"IMAGELAB_DATA", "XDG_DATA_HOME", "HOME"}) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != 0) return;
    }
    ::setenv("IMAGELAB_DATA", fs::absolute(output / ".imagelab").c_str(), 1);
}

bool can_be_written(const fs::path& file) {
    std::error_code ignored;
    return ::access((fs::exists(file, ignored) ? file : file.parent_path()).c_str(), W_OK) == 0;
}

// In the current folder, or with the pictures where that one is read-only, as a container's may be.
fs::path log_file(const HeadlessOptions& options, const std::string& instance) {
    const std::string name = "jobs_" + instance + ".log";
    const fs::path file = fs::absolute(fs::path(options.log_dir) / name);
    return options.log_dir.empty() && !can_be_written(file) ? fs::absolute(options.output) / name : file;
}

std::vector<std::string> ready_models() {
    std::vector<std::string> paths{""};  // the bundled one
    const ModelLibrary library = ModelLibrary::scan(data_dir());
    for (const ModelFile& model : library.models()) {
        std::error_code ignored;
        if (model.begins_pictures() && !fs::equivalent(model.path, bundled_model(), ignored)) paths.push_back(model.path.string());
    }
    return paths;
}

// What happens to the jobs of a run, into the log and to the caller.
class Report {
  public:
    Report(const HeadlessOptions& options, fs::path log, std::string instance)
        : log_(std::move(log)), instance_(std::move(instance)), json_(options.json) {
        if (!json_) display_ = std::make_unique<QueueDisplay>();
    }

    void tell(const JobEvent& event) {
        if (display_) display_->show(event);
        const std::lock_guard lock(mutex_);
        if (event.kind != JobEvent::Kind::ended) return;
        if (event.result.status == JobResult::Status::failed) codes_.push_back(exit_code_of(event.result));
        if (!json_ && event.state == JobState::done) {
            for (const auto& image : event.result.images) std::cout << image.string() << std::endl;
        }
        ended_.insert(event.job);
        write(event.result, event.device);
    }

    // A job that never ran: refused, or cancelled before its turn.
    void never_ran(const Job& job) {
        const std::lock_guard lock(mutex_);
        if (!ended_.insert(job.id).second) return;
        JobResult result;
        const bool refused = job.state == JobState::refused;
        result.status = refused ? JobResult::Status::failed : JobResult::Status::cancelled;
        result.cause = refused ? JobResult::Cause::memory : JobResult::Cause::other;
        result.message = refused ? job.message : "cancelled";
        result.request = job.request;
        if (refused) {
            codes_.push_back(exit_device);
            std::fprintf(stderr, "imagelab: job %llu does not fit: %s\n", static_cast<unsigned long long>(job.id), job.message.c_str());
        }
        write(result, job.device);
    }

    void finish() {
        display_.reset();
        if (json_) print_json({{"jobs", records_}, {"log", log_.string()}, {"message", trouble_}});
        if (!trouble_.empty()) std::fprintf(stderr, "imagelab: %s\n", trouble_.c_str());
    }

    int exit_code(bool cancelled) const {
        if (cancelled) return exit_cancelled;
        if (codes_.empty()) return trouble_.empty() ? exit_done : exit_disk;
        const bool alike = std::all_of(codes_.begin(), codes_.end(), [&](int code) { return code == codes_.front(); });
        return alike ? codes_.front() : static_cast<int>(exit_failed);
    }

  private:
    void write(const JobResult& result, const std::string& device) {
        json record = job_record(result, device, now_s());
        record["instance_id"] = instance_;
        if (const auto written = append_line(log_, record); !written) trouble_ = written.error();
        if (json_) records_.push_back(std::move(record));
    }

    fs::path log_;
    std::string instance_, trouble_;
    bool json_;
    std::unique_ptr<QueueDisplay> display_;
    std::mutex mutex_;
    std::set<JobId> ended_;
    std::vector<int> codes_;
    json records_ = json::array();
};

int run_jobs(Session& session, const std::vector<JobId>& jobs, Report& report) {
    const CancelToken cancel;
    {
        const InterruptGuard guard(cancel);
        session.run_until_empty(cancel);
        if (cancel.requested()) {
            for (const JobId job : jobs) session.cancel(job);
            session.run_until_empty(CancelToken());  // those that run stop after their operation
        }
    }
    for (const JobId id : jobs) {
        if (const auto job = session.queue().find(id); job && (job->state == JobState::refused || job->state == JobState::cancelled))
            report.never_ran(*job);
    }
    report.finish();
    return report.exit_code(cancel.requested());
}

int headless(const HeadlessOptions& options) {
    const Environment environment = [&](const std::string& name) -> std::optional<std::string> {
        if (const auto given = options.given.find(name); given != options.given.end()) return given->second;
        return process_environment(name);
    };
    const auto settings = read_headless(environment);
    if (!settings) return fail(exit_usage, settings.error(), options.json);
    find_a_home(options.output);

    const auto requests =
        headless_requests(*settings, settings->run_all_models ? ready_models() : std::vector<std::string>(), options.output);
    if (!requests) return fail(exit_usage, requests.error(), options.json);
    std::unique_ptr<Report> report;
    SessionOptions session_options{.gallery = data_dir(), .cached_models = settings->cached_models};
    session_options.events = [&](const JobEvent& event) { report->tell(event); };
    if (!options.device.empty()) session_options.run_devices = {options.device};
    auto session = Session::open(make_devices(options.threads), session_options);
    if (!session) return fail(exit_disk, session.error(), options.json);
    for (Request request : *requests) {
        if (!options.device.empty()) request.device = options.device;
        const Trouble trouble = check_beforehand(request, (*session)->devices());
        if (trouble.exit_code != exit_done) return fail(trouble.exit_code, trouble.message, options.json);
    }
    const auto folder = make_run_folder(fs::absolute(options.output), *settings, std::time(nullptr));
    if (!folder) return fail(exit_disk, folder.error(), options.json);
    const fs::path log = log_file(options, settings->instance_id);
    if (!can_be_written(log))
        return fail(exit_disk, "the log " + log.string() + " cannot be written; --log-dir names another folder", options.json);
    report = std::make_unique<Report>(options, log, settings->instance_id);
    std::vector<JobId> jobs;
    for (Request request : *requests) {
        request.output = (*folder / "").string();
        request.threads = options.threads;
        if (!options.device.empty()) request.device = options.device;
        if (const auto ready = prepare_output(request); !ready) return fail(exit_disk, ready.error(), options.json);
        const auto ids = (*session)->enqueue(request, {.group = "headless"});
        if (!ids) return fail(exit_usage, ids.error(), options.json);
        jobs.insert(jobs.end(), ids->begin(), ids->end());
    }
    return run_jobs(**session, jobs, *report);
}

}  // namespace

int headless_command() {
    return headless({});
}

Subcommands add_headless_commands(CLI::App& app) {
    const auto options = std::make_shared<HeadlessOptions>();
    CLI::App* command = app.add_subcommand(
        "headless", "Make pictures as the environment says: PROMPT, MODEL, STEPS ...; HEADLESS=1 does it without a command");
    for (const HeadlessVariable& variable : headless_variables()) {
        const std::string help = std::string(variable.name) + ": " + variable.help;
        if (variable.flag) {
            command->add_flag_function(
                variable.option, [options, name = variable.name](int64_t count) { options->given[name] = count > 0 ? "1" : "0"; }, help);
        } else {
            command
                ->add_option_function<std::string>(
                    variable.option, [options, name = variable.name](const std::string& value) { options->given[name] = value; }, help)
                ->type_name(variable.type);
        }
    }
    command->add_option("--output", options->output, "Folder of the runs' folders (default output_images)")->type_name("DIR");
    command
        ->add_option("--log-dir", options->log_dir, "Folder of the log (default: the current one, or --output where that one is read-only)")
        ->type_name("DIR");
    command->add_option("--device", options->device, "Only this device, see `imagelab devices` (default: all that suit)")
        ->type_name("NAME");
    command->add_option("--threads", options->threads, "Processor threads (default 0: one a core)")->type_name("N");
    command->add_flag("--json", options->json, "Print one JSON object at the end");
    command->footer(
        "\nAn option wins over its variable. Pictures go to output_images/run_TIME_MODEL/ (run_TIME_multi_models/ with\n"
        "RUN_ALL_MODELS), their paths to standard output, one JSON object for each job to jobs_INSTANCE_ID.log. Needs no display,\n"
        "no terminal and no home. SIGTERM stops after the operation that runs and keeps finished pictures (exit code 130).\n");
    return {{command, [options] { return headless(*options); }}};
}

}  // namespace imagelab
