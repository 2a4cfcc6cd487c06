#pragma once
// Runners on a cluster: a job array for Slurm (slurm.schedmd.com), whose tasks take jobs from the shared store. We write no scheduler:
// Slurm starts runners, stops them, and starts them again elsewhere, where they go on at the steps that were kept.
#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

struct SlurmOrder {
    bool wanted = false, only_write = false;
    int tasks = 1, cpus = 0;            // runners; processor cores of each, 0: Slurm's default
    std::string gres, time, partition;  // as sbatch takes them; empty: Slurm's defaults
    std::vector<std::string> more;      // further options of sbatch, whole: "--account=lab"
};

void add_slurm_options(CLI::App& command, SlurmOrder& order);

// What was given to the program, for a script that repeats it; called once, before it is parsed.
void remember_words(int argc, const char* const* argv);
// Those words without the options of add_slurm_options, --data and --store.
std::vector<std::string> words_for_script();

// The batch script of `program` with these words. `folder`: shared by the nodes. The failure says which option cannot be.
Result<std::string> slurm_script(const SlurmOrder& order, const std::string& program, const std::vector<std::string>& words,
                                 const std::string& folder, const std::string& store);
// Writes it into DATA/slurm and gives it to sbatch, where that is there; prints where it is and its number.
int submit_to_slurm(const SlurmOrder& order, const std::vector<std::string>& words, bool json);

// A line of `squeue` or `sacct` as cluster status asks for them.
struct SlurmJob {
    std::string id, state, node, reason, elapsed;
};
std::vector<SlurmJob> slurm_jobs_of(const std::string& lines);  // fields between |; lines of another form are left out

}  // namespace imagelab
