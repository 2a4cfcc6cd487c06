#include "app/slurm.h"

#include <unistd.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/json_output.h"
#include "app/ran_command.h"
#include "app/store_option.h"
#include "core/base/paths.h"
#include "core/store/postgres_address.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

std::vector<std::string>& given_arguments() {
    static std::vector<std::string> words;
    return words;
}

// Of an option of sbatch: nothing that a script or a shell would read otherwise.
bool is_plain(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char letter) {
        return std::isalnum(letter) || std::string("_:,.=-/@%+").find(static_cast<char>(letter)) != std::string::npos;
    });
}

// The runner is a child of the script, so that the script may wait for it: a TERM comes a minute before the time is over, or when the task
// has to make way for another. The runner then leaves its job at its step and ends with 130, and the task waits in line again.
constexpr const char* rest_of_script = R"sh(
node="$IMAGELAB_SHARED/nodes/${SLURMD_NODENAME:-$(hostname -s)}"  # databases of one machine do not lie on a disk that several share
mkdir -p "$node"
for shared in models models.json model_settings.json profiles themes wildcards; do
    [ -e "$IMAGELAB_SHARED/$shared" ] && ln -sfn "$IMAGELAB_SHARED/$shared" "$node/$shared"
done
export IMAGELAB_DATA="$node"
"${command[@]}" &
runner=$!
trap 'kill -TERM "$runner" 2>/dev/null' TERM INT
code=130
while kill -0 "$runner" 2>/dev/null; do wait "$runner"; code=$?; done
if [ "$code" -eq 130 ] && [ -n "${SLURM_JOB_ID:-}" ]; then scontrol requeue "$SLURM_JOB_ID" 2>/dev/null || true; fi
exit "$code"
)sh";

}  // namespace

void add_slurm_options(CLI::App& command, SlurmOrder& order) {
    command.add_flag("--slurm", order.wanted, "As a job array of Slurm: writes its script into DATA/slurm and gives it to sbatch");
    command.add_option("--tasks", order.tasks, "With --slurm: runners (default 1); several need --store")
        ->type_name("N")
        ->check(CLI::Range(1, 100000).description(""));
    command.add_option("--gres", order.gres, "With --slurm: what each runner gets, as gpu:1")->type_name("LIST");
    command.add_option("--time", order.time, "With --slurm: how long each may run, as 08:00:00")->type_name("TIME");
    command.add_option("--partition", order.partition, "With --slurm: where")->type_name("NAME");
    command.add_option("--cpus", order.cpus, "With --slurm: processor cores of each runner")
        ->type_name("N")
        ->check(CLI::Range(1, 100000).description(""));
    command
        .add_option("--sbatch", order.more, "With --slurm: a further option of sbatch, as --sbatch=--account=lab; repeat it for several")
        ->type_name("OPTION")
        ->allow_extra_args(false);
    command.add_flag("--write-only", order.only_write, "With --slurm: write the script and do not submit it");
}

void remember_words(int argc, const char* const* argv) {
    given_arguments().assign(argv + std::min(argc, 1), argv + argc);
}

std::vector<std::string> words_for_script() {
    std::vector<std::string> words;
    const std::vector<std::string> flags{"--slurm", "--write-only"},
        with_value{"--tasks", "--gres", "--time", "--partition", "--cpus", "--sbatch", "--data", "--store"};
    for (size_t i = 0; i < given_arguments().size(); ++i) {
        const std::string& word = given_arguments()[i];
        const std::string name = word.substr(0, word.find('='));
        const auto is_one_of = [&](const auto& names) { return std::find(names.begin(), names.end(), name) != names.end(); };
        if (is_one_of(flags)) continue;
        if (is_one_of(with_value)) {
            i += word == name;
            continue;
        }
        words.push_back(word);
    }
    return words;
}

Result<std::string> slurm_script(const SlurmOrder& order, const std::string& program, const std::vector<std::string>& words,
                                 const std::string& folder, const std::string& store) {
    for (const auto& [name, value] :
         {std::pair("--gres", order.gres), std::pair("--time", order.time), std::pair("--partition", order.partition)}) {
        if (!is_plain(value)) return Failure{std::string(name) + ": is " + value + "; allowed: as sbatch takes it, without spaces"};
    }
    for (const std::string& option : order.more) {
        if (!option.starts_with("--") || !is_plain(option))
            return Failure{"--sbatch: is " + option + "; allowed: one long option of sbatch, without spaces"};
    }
    if (!is_plain(folder)) return Failure{"--data: " + folder + ": Slurm takes no folder with spaces or quotes in its name for logs"};
    if (store.empty() && order.tasks > 1)
        return Failure{"--tasks: several nodes cannot share the queue in a data folder; name a shared one with --store postgresql://..."};
    if (!store.empty()) {
        const auto address = postgres_address(store);
        if (!address) return Failure{"--store: " + address.error()};
        if (address->has_password)
            return Failure{
                "--store: a password does not go into a script that others may read: leave it out, and put it into ~/.pgpass (mode 600) of "
                "the nodes' home folder"};
    }
    std::string text = "#!/bin/bash\n#SBATCH --job-name=imagelab\n#SBATCH --array=0-" + std::to_string(order.tasks - 1) + "\n";
    const auto option = [&](const std::string& line) { text += "#SBATCH " + line + "\n"; };
    if (!order.gres.empty()) option("--gres=" + order.gres);
    if (!order.time.empty()) option("--time=" + order.time);
    if (!order.partition.empty()) option("--partition=" + order.partition);
    if (order.cpus > 0) option("--cpus-per-task=" + std::to_string(order.cpus));
    option("--requeue");
    option("--signal=B:TERM@60");
    option("--open-mode=append");
    option("--output=" + folder + "/slurm/imagelab-%A_%a.log");
    for (const std::string& more : order.more) option(more);
    text += "set -u\nexport IMAGELAB_SHARED=" + shell_quoted(folder) + "\n";
    if (!store.empty()) text += "export IMAGELAB_STORE=" + shell_quoted(store) + "\n";
    text += "command=(" + shell_quoted(program);
    for (const std::string& word : words) text += " " + shell_quoted(word);
    return text + ")\n" + (rest_of_script + 1);
}

int submit_to_slurm(const SlurmOrder& order, const std::vector<std::string>& words, bool json) {
    const fs::path folder = shared_dir(data_dir());
    const auto text = slurm_script(order, fs::read_symlink("/proc/self/exe").string(), words, folder.string(), store_address());
    if (!text) return fail(exit_usage, text.error(), json);
    const fs::path file =
        folder / "slurm" / ("imagelab-" + std::to_string(std::time(nullptr)) + "-" + std::to_string(::getpid()) + ".sbatch");
    try {
        fs::create_directories(file.parent_path());
        write_file_atomically(file, text->data(), text->size());
    } catch (const std::exception& error) {
        return fail(exit_disk, file.string() + " cannot be written: " + error.what(), json);
    }
    std::string number;
    if (!order.only_write) {
        const auto ran = ran_command({"sbatch", "--parsable", file.string()});
        if (!ran) {
            std::fprintf(stderr, "imagelab: there is no sbatch here; on a node of the cluster: sbatch %s\n", file.c_str());
        } else if (ran->exit_code != 0) {
            return fail(exit_failed, "sbatch: " + ran->said, json);
        } else {
            number = ran->said.substr(0, ran->said.find_first_of(";\n"));
        }
    }
    if (json) {
        print_json({{"script", file.string()}, {"slurm_job", number}, {"tasks", order.tasks}});
    } else {
        std::printf("%s\n", number.empty() ? file.c_str() : number.c_str());
    }
    return exit_done;
}

std::vector<SlurmJob> slurm_jobs_of(const std::string& lines) {
    std::vector<SlurmJob> jobs;
    for (size_t at = 0; at < lines.size();) {
        const size_t end = std::min(lines.find('\n', at), lines.size());
        std::vector<std::string> fields{""};
        for (const char letter : lines.substr(at, end - at)) {
            if (letter == '|')
                fields.emplace_back();
            else
                fields.back() += letter;
        }
        if (fields.size() >= 5 && !fields[0].empty()) jobs.push_back({fields[0], fields[1], fields[2], fields[3], fields[4]});
        at = end + 1;
    }
    return jobs;
}

}  // namespace imagelab
