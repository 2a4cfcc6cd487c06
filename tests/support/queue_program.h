#pragma once
// The program run on a queue in a folder of its own, to be stopped and killed.
#include <sys/types.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/image/picture.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {

// A child process: the program with these arguments, standard output in a file. Killed with this.
class Child {
  public:
    Child(const std::vector<std::string>& arguments, const std::filesystem::path& output, long file_size_limit = 0);
    ~Child();
    pid_t pid() const { return pid_; }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    void signal(int number) const;
    std::optional<int> wait_for(int milliseconds);  // exit code; -signal where one ended it; nullopt: still runs
    int wait();

  private:
    pid_t pid_ = -1;
    std::optional<int> status_;
};

// A data folder and an output folder side by side, a few small jobs, and what undisturbed requests give.
class QueueLab {
  public:
    explicit QueueLab(std::filesystem::path root, std::string store = {});  // store: address of a shared one

    std::filesystem::path data() const { return root_ / "data"; }
    std::filesystem::path out() const { return root_ / "out"; }
    std::string model;  // of add_jobs; empty: the bundled one. At first a small one of random weights
    // `count` jobs in turn of every sampler, one in five a batch of two, one in five image to image, on these devices in turn.
    void add_jobs(int count, int steps, const std::vector<std::string>& devices = {"cpu"});
    std::vector<std::string> run_arguments(const std::string& data = "data") const;  // data: another folder, as another machine has
    nlohmann::json jobs() const;                              // of `queue list --all --json`
    std::string command(const std::string& arguments) const;  // `queue ARGUMENTS`; throws where it fails
    // Fails the test unless every job is done, every picture of it is there once and equals that of its request run by itself in this
    // process, and nothing else lies in the output folder.
    void expect_complete() const;

  private:
    std::filesystem::path root_;
    std::string store_;
};

int number_from_environment(const char* name, int otherwise);

}  // namespace imagelab::test
