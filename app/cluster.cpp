// imagelab cluster status|pictures|fetch
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "app/ran_command.h"
#include "app/slurm.h"
#include "app/store_option.h"
#include "app/subcommand.h"
#include "core/base/bytes.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/jobs/lab_pictures.h"
#include "core/jobs/queue.h"
#include "core/store/lab_devices.h"
#include "core/store/queue_store.h"
#include "serve/device_json.h"

namespace imagelab {
namespace {

using nlohmann::json;

json slurm_json(const std::vector<SlurmJob>& jobs) {
    json list = json::array();
    for (const SlurmJob& job : jobs)
        list.push_back({{"id", job.id}, {"state", job.state}, {"node", job.node}, {"reason", job.reason}, {"elapsed", job.elapsed}});
    return list;
}

// Of the array's tasks that wait or run; where squeue is not there, none.
std::optional<std::vector<SlurmJob>> in_line() {
    const auto ran = ran_command({"squeue", "--noheader", "--me", "--name=imagelab", "--array", "--format=%i|%T|%N|%r|%M"});
    if (!ran || ran->exit_code != 0) return std::nullopt;
    return slurm_jobs_of(ran->said);
}

// Those of the last day that are over; without accounting, none.
std::vector<SlurmJob> over() {
    const auto ran = ran_command({"sacct", "--noheader", "--parsable2", "--allocations", "--name=imagelab", "--starttime=now-1day",
                                  "--format=JobID,State,NodeList,ExitCode,Elapsed"});
    std::vector<SlurmJob> jobs = ran && ran->exit_code == 0 ? slurm_jobs_of(ran->said) : std::vector<SlurmJob>();
    std::erase_if(jobs, [](const SlurmJob& job) { return job.state == "RUNNING" || job.state == "PENDING"; });
    return jobs;
}

json devices_json(const std::vector<LabDevice>& devices) {
    json list = json::array();
    for (const LabDevice& device : devices) list.push_back(serve::lab_device_json(device));
    return list;
}

void print_devices(const std::vector<LabDevice>& devices) {
    for (const LabDevice& device : devices) {
        std::string doing;
        if (device.load_percent) doing += ", " + fixed_text(*device.load_percent, 0) + " %";
        if (device.temperature_c) doing += ", " + fixed_text(*device.temperature_c, 0) + " C";
        if (device.memory_used && device.memory_total)
            doing += ", " + readable_bytes(*device.memory_used) + " of " + readable_bytes(*device.memory_total);
        std::printf("device %-24s %-10s %s%s%s\n", device.host.c_str(), device.device.c_str(), device.state.c_str(),
                    device.reason.empty() ? "" : (" (" + device.reason + ")").c_str(), device.state == "lost" ? "" : doing.c_str());
    }
}

int cluster_status(bool json_wanted) {
    auto store = open_queue_store(data_dir(), store_address());
    if (!store) return fail(exit_disk, store.error(), json_wanted);
    const std::vector<LabDevice> devices = (*store)->shared() ? LabDevices(**store).all() : std::vector<LabDevice>();
    Queue queue(std::move(*store));
    queue.recover();
    std::map<std::string, int> states;
    for (const JobRow& row : queue.rows(0)) ++states[state_name(row.state)];
    const auto runners = queue.runners();
    const auto slurm = in_line();
    const auto ended = over();
    if (json_wanted) {
        json list = json::array();
        for (const QueueRunner& runner : runners)
            list.push_back({{"host", runner.host}, {"pid", runner.pid}, {"jobs", runner.jobs}, {"silent_s", runner.silent_s}});
        print_json({{"runners", list},
                    {"devices", devices_json(devices)},
                    {"jobs", states},
                    {"slurm", slurm ? slurm_json(*slurm) : json()},
                    {"slurm_ended", slurm_json(ended)}});
        return exit_done;
    }
    for (const QueueRunner& runner : runners)
        std::printf("runner %-24s process %-8lld %s, heard of %s ago\n", runner.host.c_str(), static_cast<long long>(runner.pid),
                    runner.jobs > 0 ? (std::to_string(runner.jobs) + " running").c_str() : "idle", duration_text(runner.silent_s).c_str());
    if (runners.empty()) std::printf("No runner has taken a job.\n");
    print_devices(devices);
    for (const auto& [state, count] : states) std::printf("jobs   %-10s %d\n", state.c_str(), count);
    if (!slurm) std::printf("There is no Slurm here.\n");
    for (const SlurmJob& job : slurm.value_or(std::vector<SlurmJob>()))
        std::printf("slurm  %-14s %-12s %-16s %s\n", job.id.c_str(), job.state.c_str(), (job.node.empty() ? job.reason : job.node).c_str(),
                    job.elapsed.c_str());
    for (const SlurmJob& job : ended)
        std::printf("slurm  %-14s %-12s %-16s %s\n", job.id.c_str(), job.state.c_str(), job.node.c_str(), job.elapsed.c_str());
    return exit_done;
}

// The shared store's queue; the failure says that there is none.
Result<std::unique_ptr<Queue>> shared_queue() {
    if (store_address().empty())
        return Failure{
            "these are the pictures of all machines of a shared store: name it with --store postgresql://... (docs/machines.md)"};
    auto store = open_queue_store(data_dir(), store_address());
    if (!store) return Failure{store.error()};
    return std::make_unique<Queue>(std::move(*store));
}

struct PicturesOptions {
    std::string words;
    int most = 50;
    bool json = false;
};

int list_pictures(const PicturesOptions& options) {
    auto queue = shared_queue();
    if (!queue) return fail(store_address().empty() ? exit_usage : exit_disk, queue.error(), options.json);
    std::vector<LabPicture> pictures;
    (*queue)->with_shared_store([&](const QueueStore& store) { pictures = LabPictures(store).find(options.words, options.most); });
    if (!options.json) {
        for (const LabPicture& picture : pictures)
            std::printf("%8lld  %s:%s\n          job %lld, %s\n", static_cast<long long>(picture.id), picture.host.c_str(),
                        picture.path.c_str(), static_cast<long long>(picture.job), picture.prompt.c_str());
        if (pictures.empty()) std::printf("There is no such picture.\n");
        return exit_done;
    }
    json list = json::array();
    for (const LabPicture& picture : pictures)
        list.push_back({{"id", picture.id},
                        {"host", picture.host},
                        {"path", picture.path.string()},
                        {"job", picture.job},
                        {"number", picture.number},
                        {"bytes", picture.bytes},
                        {"model", picture.model},
                        {"prompt", picture.prompt},
                        {"seed", picture.seed},
                        {"created", picture.created}});
    print_json({{"pictures", list}});
    return exit_done;
}

struct FetchOptions {
    std::vector<int64_t> pictures;
    std::string output;
    double wait_s = 30;
    bool json = false;
};

int fetch_pictures(const FetchOptions& options) {
    auto queue = shared_queue();
    if (!queue) return fail(store_address().empty() ? exit_usage : exit_disk, queue.error(), options.json);
    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    const std::filesystem::path folder = options.output.empty() ? "." : options.output;
    json fetched = json::array();
    for (const int64_t id : options.pictures) {
        std::optional<LabPicture> picture;
        (*queue)->with_shared_store([&](const QueueStore& store) { picture = LabPictures(store).picture(id); });
        if (!picture)
            return fail(exit_usage, "there is no picture " + std::to_string(id) + "; `imagelab cluster pictures` lists them", options.json);
        const auto bytes = fetched_picture(**queue, *picture, options.wait_s, cancel);
        if (!bytes) return fail(exit_failed, bytes.error(), options.json);
        const std::filesystem::path file = folder / (std::to_string(id) + "-" + picture->path.filename().string());
        try {
            std::filesystem::create_directories(folder);
            write_file_atomically(file, bytes->data(), bytes->size());
        } catch (const std::exception& error) {
            return fail(exit_disk, file.string() + " cannot be written: " + error.what(), options.json);
        }
        if (!options.json) std::printf("%s\n", file.c_str());
        fetched.push_back(file.string());
    }
    if (options.json) print_json({{"pictures", fetched}});
    return exit_done;
}

}  // namespace

Subcommands add_cluster_commands(CLI::App& app) {
    CLI::App* cluster = app.add_subcommand("cluster", "Runners on several machines: who runs what, in the shared store and in Slurm");
    cluster->require_subcommand(1);
    const auto json_wanted = std::make_shared<bool>(false);
    CLI::App* status = cluster->add_subcommand("status", "List the runners of the queue, its jobs by state, and the tasks that Slurm has");
    status->add_flag("--json", *json_wanted, "Print one JSON object");

    const auto listed = std::make_shared<PicturesOptions>();
    CLI::App* pictures = cluster->add_subcommand("pictures", "List the pictures of all machines of the shared store, the newest first");
    pictures->add_option("words", listed->words, "What their prompts or models hold, as: cat -dog")->type_name("WORDS");
    pictures->add_option("--limit", listed->most, "At most so many (default 50)")
        ->type_name("N")
        ->check(CLI::Range(1, 100000).description(""));
    pictures->add_flag("--json", listed->json, "Print one JSON object");

    const auto wanted = std::make_shared<FetchOptions>();
    CLI::App* fetch = cluster->add_subcommand("fetch", "Bring pictures here that other machines keep; a runner must be there");
    fetch->add_option("pictures", wanted->pictures, "Their numbers in `cluster pictures`")->type_name("NUMBER")->required();
    fetch->add_option("--output", wanted->output, "Folder (default: this one)")->type_name("DIR");
    fetch->add_option("--wait", wanted->wait_s, "Seconds that their machine may take (default 30)")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.0, 86400.0).description(""));
    fetch->add_flag("--json", wanted->json, "Print one JSON object");
    return {{status, [json_wanted] { return cluster_status(*json_wanted); }},
            {pictures, [listed] { return list_pictures(*listed); }},
            {fetch, [wanted] { return fetch_pictures(*wanted); }}};
}

}  // namespace imagelab
