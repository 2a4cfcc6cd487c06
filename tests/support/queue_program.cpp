#include "tests/support/queue_program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include "app/devices.h"
#include "core/jobs/session.h"
#include "tests/build_paths.h"
#include "tests/support/run_program.h"

namespace imagelab::test {

namespace fs = std::filesystem;
using nlohmann::json;

Child::Child(const std::vector<std::string>& arguments, const fs::path& output, long file_size_limit) {
    std::vector<std::string> words{IMAGELAB_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ != 0) return;
    const int out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    const int none = ::open("/dev/null", O_WRONLY);
    ::setenv("OMP_WAIT_POLICY", "passive", 1);
    ::dup2(out, 1);
    ::dup2(none, 2);
    if (file_size_limit > 0) {
        const rlimit limit{static_cast<rlim_t>(file_size_limit), static_cast<rlim_t>(file_size_limit)};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ::execv(argv[0], argv.data());
    ::_exit(127);
}

Child::~Child() {
    if (status_) return;
    signal(SIGKILL);
    wait();
}

void Child::signal(int number) const {
    if (!status_) ::kill(pid_, number);
}

std::optional<int> Child::wait_for(int milliseconds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    while (!status_) {
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) == pid_) {
            status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
        } else if (std::chrono::steady_clock::now() >= until) {
            break;
        } else {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
    return status_;
}

int Child::wait() {
    while (!wait_for(1000)) {
    }
    return *status_;
}

QueueLab::QueueLab(fs::path root, std::string store)
    : model(IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64"), root_(std::move(root)), store_(std::move(store)) {
    fs::create_directories(data());
    fs::create_directories(out());
}

std::string QueueLab::command(const std::string& arguments) const {
    const Ran ran =
        run_program("queue " + arguments + " --data '" + data().string() + "'" + (store_.empty() ? "" : " --store '" + store_ + "'"));
    if (ran.exit_code != 0) throw std::runtime_error("queue " + arguments + " gave " + std::to_string(ran.exit_code) + ": " + ran.err);
    return ran.out;
}

std::vector<std::string> QueueLab::run_arguments(const std::string& data) const {
    std::vector<std::string> words{"queue", "run", "--until-empty", "--json", "--threads", "1", "--data", (root_ / data).string()};
    if (!store_.empty()) words.insert(words.end(), {"--store", store_});
    return words;
}

void QueueLab::add_jobs(int count, int steps, const std::vector<std::string>& devices) {
    const fs::path start = root_ / "start.png";
    RgbImage picture{64, 64, {}};
    for (int i = 0; i < 64 * 64 * 3; ++i) picture.pixels.push_back(static_cast<uint8_t>(i * 7 % 256));
    write_png(start, picture, {});
    const char* samplers[] = {"euler", "dpmpp_2m", "euler_a", "ddim"};
    for (int i = 0; i < count; ++i) {
        std::string options = (model.empty() ? "" : "--model '" + model + "' ") + "--width 64 --height 64 --prompt 'picture " +
                              std::to_string(i) + "' --seed " + std::to_string(100 + i) + " --steps " + std::to_string(steps) +
                              " --sampler " + samplers[i % 4] + " --device " + devices[static_cast<size_t>(i) % devices.size()] +
                              " --dtype f32 --output '" + out().string() + "/'";
        if (i % 5 == 1) options += " --batch-size 2";
        if (i % 5 == 3) options += " --strength 0.8 --init-image '" + start.string() + "'";
        command("add " + options);
    }
}

json QueueLab::jobs() const {
    return json::parse(command("list --all --json")).at("jobs");
}

void QueueLab::expect_complete() const {
    Session session(make_devices(1));
    std::set<fs::path> expected;
    for (const json& job : jobs()) {
        EXPECT_EQ(job.at("state"), "done") << job.at("id") << ": " << job.at("message");
        Request request = request_from_json(job.at("request")).value();
        const json& pictures = job.at("pictures");
        ASSERT_EQ(static_cast<int>(pictures.size()), request.batch) << job.at("id");
        request.output = (root_ / "reference" / "").string();
        const JobResult alone = session.run(request, {}, CancelToken());
        ASSERT_EQ(alone.status, JobResult::Status::done) << alone.message;
        for (size_t i = 0; i < pictures.size(); ++i) {
            EXPECT_TRUE(pictures[i].at("finished").get<bool>());
            const fs::path path = pictures[i].at("path").get<std::string>();
            EXPECT_TRUE(expected.insert(path).second) << path << " is of two jobs";
            const auto made = read_picture(path), reference = read_picture(alone.images.at(i));
            ASSERT_TRUE(made) << made.error();
            ASSERT_TRUE(reference) << reference.error();
            EXPECT_EQ(made->pixels, reference->pixels) << path;
        }
    }
    for (const auto& entry : fs::directory_iterator(out()))
        EXPECT_TRUE(expected.contains(entry.path())) << entry.path() << " is one too many";
    if (store_.empty()) {
        EXPECT_TRUE(fs::is_empty(data() / "journal"));
    }
}

int number_from_environment(const char* name, int otherwise) {
    const char* text = std::getenv(name);
    return text ? std::atoi(text) : otherwise;
}

}  // namespace imagelab::test
