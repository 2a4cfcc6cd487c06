// `imagelab worker` through pipes: what is asked is answered line by line, and nothing is lost when the other side goes away.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/base64.h"
#include "core/image/picture.h"
#include "tests/build_paths.h"
#include "tests/support/run_program.h"
#include "tests/support/serve_lab.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// The program with both ends of its pipes.
class Worker {
  public:
    explicit Worker(const fs::path& data) {
        int to[2], from[2];
        if (::pipe2(to, O_CLOEXEC) != 0 || ::pipe2(from, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        pid_ = ::fork();
        if (pid_ == 0) {
            ::dup2(to[0], 0);
            ::dup2(from[1], 1);
            ::setenv("OMP_WAIT_POLICY", "passive", 1);
            ::execl(IMAGELAB_PROGRAM, IMAGELAB_PROGRAM, "worker", "--data", data.c_str(), nullptr);
            ::_exit(127);
        }
        ::close(to[0]);
        ::close(from[1]);
        in_ = to[1];
        out_ = ::fdopen(from[0], "r");
    }
    ~Worker() {
        close_input();
        if (out_) std::fclose(out_);
        if (!ended_) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
        }
    }
    void say(const std::string& line) const {
        const std::string whole = line + "\n";
        ASSERT_EQ(::write(in_, whole.data(), whole.size()), static_cast<ssize_t>(whole.size()));
    }
    void say(const json& line) const { say(line.dump()); }
    void close_input() {
        if (in_ >= 0) ::close(in_);
        in_ = -1;
    }
    void close_output() {
        std::fclose(out_);
        out_ = nullptr;
    }
    void signal(int number) const { ::kill(pid_, number); }
    // The next line; null where the output ended.
    json next() {
        std::string line;
        for (int letter; (letter = std::fgetc(out_)) != EOF && letter != '\n';) line += static_cast<char>(letter);
        if (line.empty()) return nullptr;
        json said = json::parse(line, nullptr, false);
        EXPECT_FALSE(said.is_discarded()) << line;
        return said;
    }
    // The one that ends the answer to `id`; what comes before, of any id, goes to `before`.
    json end_of(const json& id, std::vector<json>* before = nullptr) {
        for (json said = next(); !said.is_null(); said = next()) {
            if (said.at("id") == id && said.at("event") != "progress") return said;
            if (before) before->push_back(said);
        }
        return nullptr;
    }
    int wait() {
        int status = 0;
        ::waitpid(pid_, &status, 0);
        ended_ = true;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

  private:
    pid_t pid_ = -1;
    int in_ = -1;
    FILE* out_ = nullptr;
    bool ended_ = false;
};

json small(int steps = 2, const std::string& output = {}) {
    Request request;
    request.model = small_model;
    request.prompt = "a red apple";
    request.width = request.height = 64;
    request.steps = steps;
    request.seed = 7;
    request.device = "cpu";
    request.output = output;
    return request_to_json(request);
}

class WorkerLines : public testing::Test {
  protected:
    TempFolder folder_;
};

TEST_F(WorkerLines, DoesWhatAProgramThatEmbedsUsNeeds) {
    Worker worker(folder_.path());
    worker.say(json{{"id", 1}, {"method", "initialize"}});
    const json first = worker.next();
    EXPECT_EQ(first.at("id"), 1);
    EXPECT_EQ(first.at("event"), "result");
    EXPECT_EQ(first.at("result").at("protocol"), 1);
    EXPECT_EQ(first.at("result").at("models").at(0), "demo");
    EXPECT_EQ(first.at("result").at("devices").at(0).at("id"), "cpu");
    worker.say(json{{"id", "load"}, {"method", "load_model"}, {"params", {{"model", small_model}, {"device_id", "cpu"}}}});
    const json loaded = worker.end_of("load");
    ASSERT_EQ(loaded.at("event"), "result") << loaded;
    EXPECT_EQ(loaded.at("result").at("kind"), "sdxl");

    worker.say(json{{"id", 2}, {"method", "generate"}, {"params", {{"request", small(2, (folder_ / "out" / "").string())}}}});
    worker.say(json{{"id", 3}, {"method", "generate"}, {"params", {{"request", small()}, {"images", "base64"}, {"progress", false}}}});
    std::vector<json> before;
    const json path = worker.end_of(2, &before);
    ASSERT_EQ(path.at("event"), "result") << path;
    const auto steps = std::count_if(before.begin(), before.end(), [](const json& said) {
        return said.at("id") == 2 && said.at("event") == "progress" && said.at("progress").at("stage") == "denoising";
    });
    EXPECT_GE(steps, 2);
    const json bytes = worker.end_of(3);
    ASSERT_EQ(bytes.at("event"), "result") << bytes;
    const auto read = read_picture(path.at("result").at("images").at(0).get<std::string>());
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->pixels, pixels_of(bytes_of_base64(bytes.at("result").at("images").at(0).get<std::string>()).value()));
    Request same = request_from_json(small()).value();
    const std::vector<uint8_t> expected = drawn(same).at(0);  // on one thread, which rounds otherwise
    int largest = read->pixels.size() == expected.size() ? 0 : 255;
    for (size_t i = 0; i < expected.size() && largest < 255; ++i) largest = std::max(largest, std::abs(read->pixels[i] - expected[i]));
    EXPECT_LE(largest, 2) << "as generate draws it";
    EXPECT_TRUE(fs::is_empty(folder_ / "served"));

    worker.say(json{{"id", 4}, {"method", "cleanup_memory"}});
    EXPECT_GT(worker.end_of(4).at("result").at("freed_bytes").get<int64_t>(), 0);
    worker.say(json{{"id", 5}, {"method", "stop"}});
    EXPECT_EQ(worker.end_of(5).at("result").at("finished"), true);
    EXPECT_EQ(worker.wait(), 0);
}

TEST_F(WorkerLines, WhatIsWrongIsToldAsOverHttpAndTheNextLineIsRead) {
    Worker worker(folder_.path());
    const auto error = [&](const std::string& line, const json& id, const char* code, const json& param) {
        worker.say(line);
        const json said = worker.next();
        ASSERT_TRUE(said.is_object());
        EXPECT_EQ(said.at("event"), "error") << said;
        EXPECT_EQ(said.at("id"), id) << said;
        EXPECT_EQ(said.at("error").at("code"), code) << said;
        EXPECT_EQ(said.at("error").at("param"), param) << said;
        EXPECT_EQ(said.at("detail"), said.at("error").at("message"));
    };
    error("{", nullptr, "bad_request", nullptr);
    error("[1, 2]", nullptr, "bad_request", nullptr);
    error(std::string(100000, '['), nullptr, "bad_request", nullptr);
    error(R"({"id": 1})", 1, "bad_request", "method");
    error(R"({"id": [1], "method": "stop"})", nullptr, "bad_request", "id");
    error(R"({"id": 2, "method": "fly"})", 2, "not_found", "method");
    error(R"({"id": 3, "method": "initialize", "argument": 1})", 3, "bad_request", "argument");
    error(R"({"id": 4, "method": "initialize", "params": {"protocol": 9}})", 4, "conflict", "protocol");
    error(R"({"id": 5, "method": "generate"})", 5, "bad_request", "request");
    json wrong = small();
    wrong["scheduler"]["steps"] = 0;
    error(json{{"id", 6}, {"method", "generate"}, {"params", {{"request", wrong}}}}.dump(), 6, "bad_request", "scheduler.steps");
    wrong = small();
    wrong["model"]["base"] = "no such model";
    error(json{{"id", 7}, {"method", "generate"}, {"params", {{"request", wrong}}}}.dump(), 7, "bad_request", "model.base");
    error(R"({"id": 8, "method": "load_model", "params": {"model": "no such model"}})", 8, "not_found", "model");
    error(R"({"id": 9, "method": "cancel", "params": {"id": 77}})", 9, "not_found", "id");
    worker.close_input();
    EXPECT_TRUE(worker.next().is_null());
    EXPECT_EQ(worker.wait(), 0);
}

TEST_F(WorkerLines, TheEndOfTheInputIsAStopBehindWhatWasAccepted) {
    Worker worker(folder_.path());
    for (int id = 1; id <= 3; ++id)
        worker.say(json{{"id", id}, {"method", "generate"}, {"params", {{"request", small()}, {"progress", false}}}});
    worker.close_input();
    for (int id = 1; id <= 3; ++id) EXPECT_EQ(worker.next().at("event"), "result");
    EXPECT_TRUE(worker.next().is_null());
    EXPECT_EQ(worker.wait(), 0);
}

TEST_F(WorkerLines, WhatIsUnderWayIsCancelledOrKept) {
    {
        Worker worker(folder_.path());
        worker.say(json{{"id", 1}, {"method", "generate"}, {"params", {{"request", small(1000)}}}});
        EXPECT_EQ(worker.next().at("event"), "progress");
        worker.say(json{{"id", 2}, {"method", "cancel"}, {"params", {{"id", 1}}}});
        EXPECT_EQ(worker.end_of(1).at("error").at("code"), "conflict");
        worker.say(json{{"id", 3}, {"method", "generate"}, {"params", {{"request", small(1000)}}}});
        while (worker.next().value("/progress/step"_json_pointer, 0) < 3) {
        }
        worker.say(json{{"id", 4}, {"method", "stop"}, {"params", {{"finish", false}}}});
        std::vector<json> before;
        EXPECT_EQ(worker.end_of(4, &before).at("result").at("finished"), false);
        ASSERT_FALSE(before.empty());
        EXPECT_EQ(before.back().at("event"), "kept");
        EXPECT_EQ(worker.wait(), 0);
    }
    const std::string data = " --data '" + folder_.path().string() + "'";
    const json jobs = json::parse(run_program("queue list --json" + data).out).at("jobs");
    ASSERT_EQ(jobs.size(), 1u);
    EXPECT_EQ(jobs[0].at("state"), "waiting");
    EXPECT_EQ(jobs[0].at("keeper"), "") << "anybody may go on with it";
    Worker reader_gone(folder_ / "other");
    reader_gone.say(json{{"id", 1}, {"method", "generate"}, {"params", {{"request", small(1000)}}}});
    reader_gone.next();
    reader_gone.close_output();
    EXPECT_EQ(reader_gone.wait(), 130) << "nobody reads: it stops, and the job is kept";
    Worker stopped(folder_ / "third");
    stopped.say(json{{"id", 1}, {"method", "generate"}, {"params", {{"request", small(1000)}}}});
    stopped.next();
    stopped.signal(SIGTERM);
    EXPECT_EQ(stopped.end_of(1).at("event"), "kept");
    EXPECT_EQ(stopped.wait(), 130);
}

}  // namespace
}  // namespace imagelab::test
