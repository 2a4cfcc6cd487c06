// imagelab cluster status
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "app/ran_command.h"
#include "app/slurm.h"
#include "app/store_option.h"
#include "app/subcommand.h"
#include "core/base/paths.h"
#include "core/jobs/queue.h"
#include "core/store/queue_store.h"

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

int cluster_status(bool json_wanted) {
    auto store = open_queue_store(data_dir(), store_address());
    if (!store) return fail(exit_disk, store.error(), json_wanted);
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
        print_json(
            {{"runners", list}, {"jobs", states}, {"slurm", slurm ? slurm_json(*slurm) : json()}, {"slurm_ended", slurm_json(ended)}});
        return exit_done;
    }
    for (const QueueRunner& runner : runners)
        std::printf("runner %-24s process %-8lld %s, heard of %s ago\n", runner.host.c_str(), static_cast<long long>(runner.pid),
                    runner.jobs > 0 ? (std::to_string(runner.jobs) + " running").c_str() : "idle", duration_text(runner.silent_s).c_str());
    if (runners.empty()) std::printf("No runner has taken a job.\n");
    for (const auto& [state, count] : states) std::printf("jobs   %-10s %d\n", state.c_str(), count);
    if (!slurm) std::printf("There is no Slurm here.\n");
    for (const SlurmJob& job : slurm.value_or(std::vector<SlurmJob>()))
        std::printf("slurm  %-14s %-12s %-16s %s\n", job.id.c_str(), job.state.c_str(), (job.node.empty() ? job.reason : job.node).c_str(),
                    job.elapsed.c_str());
    for (const SlurmJob& job : ended)
        std::printf("slurm  %-14s %-12s %-16s %s\n", job.id.c_str(), job.state.c_str(), job.node.c_str(), job.elapsed.c_str());
    return exit_done;
}

}  // namespace

Subcommands add_cluster_commands(CLI::App& app) {
    CLI::App* cluster = app.add_subcommand("cluster", "Runners on several machines: who runs what, in the shared store and in Slurm");
    cluster->require_subcommand(1);
    const auto json_wanted = std::make_shared<bool>(false);
    CLI::App* status = cluster->add_subcommand("status", "List the runners of the queue, its jobs by state, and the tasks that Slurm has");
    status->add_flag("--json", *json_wanted, "Print one JSON object");
    return {{status, [json_wanted] { return cluster_status(*json_wanted); }}};
}

}  // namespace imagelab
