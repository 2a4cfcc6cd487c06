// The queue against kill -9, full disks and torn stores. The long form: IMAGELAB_SOAK_JOBS=40 IMAGELAB_SOAK_KILLS=200
// IMAGELAB_SOAK_STEPS=60 (and IMAGELAB_SOAK_DEVICES=cpu,vulkan:0).
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <random>
#include <thread>

#include "core/base/paths.h"
#include "core/jobs/session.h"
#include "tests/support/queue_program.h"
#include "tests/support/watched_device.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class QueueSoak : public testing::Test {
  protected:
    int jobs_ = number_from_environment("IMAGELAB_SOAK_JOBS", 6), kills_ = number_from_environment("IMAGELAB_SOAK_KILLS", 8);
    int steps_ = number_from_environment("IMAGELAB_SOAK_STEPS", 24);
    std::mt19937 random_{static_cast<unsigned>(number_from_environment("IMAGELAB_SOAK_SEED", 1))};
    TempFolder folder_;
    QueueLab lab_{folder_.path()};

    int between(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }
    std::vector<std::string> devices() const {
        const char* named = std::getenv("IMAGELAB_SOAK_DEVICES");
        std::vector<std::string> ids;
        std::istringstream words(named ? named : "cpu");
        for (std::string id; std::getline(words, id, ',');) ids.push_back(id);
        return ids;
    }
    // As long as a job alone takes with its start, on this machine at this load.
    int most_ms() {
        QueueLab one(folder_ / "one");
        one.add_jobs(1, steps_);
        const auto begin = std::chrono::steady_clock::now();
        Child run(one.run_arguments(), folder_ / "log");
        EXPECT_EQ(run.wait(), 0);
        const auto took = std::chrono::steady_clock::now() - begin;
        return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
    }
    // Of two moments one lies anywhere from the program's start, the other behind the start of a job. Whether it still runs.
    bool wait_for_a_moment(Child& run, int number, int most) {
        if (number % 2 == 0) return !run.wait_for(between(0, most));
        const auto begun = [&] {
            return fs::exists(folder_ / "log") && read_text_file(folder_ / "log").find("\"started\"") != std::string::npos;
        };
        while (!run.wait_for(2) && !begun()) {
        }
        return !run.wait_for(between(0, most / 2));
    }
    void run_to_the_end() const {
        Child last(lab_.run_arguments(), folder_ / "log");
        EXPECT_EQ(last.wait(), 0) << read_text_file(folder_ / "log");
    }
    static int attempts(const json& jobs) {
        int sum = 0;
        for (const json& job : jobs) sum += job.at("attempts").get<int>();
        return sum;
    }
};

TEST_F(QueueSoak, KilledAtRandomMoments) {
    steps_ *= 8;  // a job is long against the program's start: a moment behind it lies within one
    lab_.add_jobs(jobs_, steps_, devices());
    const int most = most_ms();
    int ended_by_itself = 0;
    for (int i = 0; i < kills_; ++i) {
        fs::remove(folder_ / "log");
        Child run(lab_.run_arguments(), folder_ / "log");
        if (!wait_for_a_moment(run, i, most)) ++ended_by_itself;
        run.signal(SIGKILL);
        run.wait();
    }
    lab_.command("retry --all");  // a job whose process was killed 20 times before it took a step has failed and says so
    run_to_the_end();
    lab_.expect_complete();
    const int claims = attempts(lab_.jobs());
    RecordProperty("kills", kills_ - ended_by_itself);
    RecordProperty("claims", claims);
    std::printf("%d kills, %d of them in a job that ran, %d jobs; within %d ms\n", kills_ - ended_by_itself, claims - jobs_, jobs_, most);
    EXPECT_GT(claims, jobs_) << "no kill hit a job";
}

// What a crash leaves: the process stands still in the middle of whatever it wrote, and its files are copied away. The log's tail gets
// what a torn write leaves.
TEST_F(QueueSoak, GoesOnFromAStoreInTheMiddleOfAWrite) {
    lab_.add_jobs(jobs_, steps_, devices());
    const int most = most_ms();
    for (int i = 0; i < kills_; ++i) {
        fs::remove(folder_ / "log");
        Child run(lab_.run_arguments(), folder_ / "log");
        wait_for_a_moment(run, i, most);
        run.signal(SIGSTOP);
        fs::copy(lab_.data(), folder_ / "copy", fs::copy_options::recursive);
        run.signal(SIGKILL);
        run.wait();
        fs::remove_all(lab_.data());
        fs::remove(folder_ / "copy" / "imagelab.db-shm");  // is of the process, not of the disk
        fs::rename(folder_ / "copy", lab_.data());
        const fs::path log = lab_.data() / "imagelab.db-wal";
        if (fs::exists(log))
            std::ofstream(log, std::ios::app | std::ios::binary) << std::string(static_cast<size_t>(between(0, 5000)), '\x5a');
    }
    run_to_the_end();
    lab_.expect_complete();
}

TEST_F(QueueSoak, TwoProcessesRunEveryJobOnce) {
    lab_.add_jobs(jobs_, steps_, devices());
    Child one(lab_.run_arguments(), folder_ / "one"), two(lab_.run_arguments(), folder_ / "two");
    EXPECT_EQ(one.wait(), 0);
    EXPECT_EQ(two.wait(), 0);
    std::map<int, int> done;
    std::map<std::string, int> by;
    for (const char* log : {"one", "two"}) {
        std::istringstream lines(read_text_file(folder_ / log));
        for (std::string line; std::getline(lines, line);) {
            const json event = json::parse(line);
            if (event.at("event") != "ended") continue;
            EXPECT_EQ(event.at("state"), "done");
            ++done[event.at("job")];
            ++by[log];
        }
    }
    EXPECT_EQ(static_cast<int>(done.size()), jobs_);
    for (const auto& [job, times] : done) EXPECT_EQ(times, 1) << job;
    EXPECT_EQ(attempts(lab_.jobs()), jobs_);
    std::printf("%d and %d jobs\n", by["one"], by["two"]);
    lab_.expect_complete();
}

TEST_F(QueueSoak, AFileThatMayNotGrowFailsTheJobAndKeepsItsSteps) {
    lab_.add_jobs(1, steps_);
    const auto pictures = [&] { return std::distance(fs::directory_iterator(lab_.out()), fs::directory_iterator()); };
    // No file grows beyond 8 KiB: the picture cannot be written, and the store's log not for long.
    Child run(lab_.run_arguments(), folder_ / "log", 8192);
    run.wait();
    EXPECT_EQ(pictures(), 0);
    run_to_the_end();
    if (lab_.jobs()[0].at("state") == "failed") {
        lab_.command("retry 1");
        run_to_the_end();
    }
    lab_.expect_complete();
}

// A disk of 3 MiB that fills up at a random moment and is freed again. Needs the right to mount.
class FullDisk : public QueueSoak {
  protected:
    void SetUp() override {
        disk_ = folder_ / "disk";
        fs::create_directories(disk_);
        if (::mount("tmpfs", disk_.c_str(), "tmpfs", 0, "size=3m") != 0) GTEST_SKIP() << "mounting a tmpfs is not allowed here";
        mounted_ = true;
    }
    void TearDown() override {
        if (mounted_) ::umount2(disk_.c_str(), MNT_DETACH);
    }
    void fill() const {
        std::ofstream filler(disk_ / "filler", std::ios::binary);
        const std::string block(4096, 'f');
        while (filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
        }
    }
    void free() const { fs::remove(disk_ / "filler"); }

    fs::path disk_;
    bool mounted_ = false;
};

TEST_F(FullDisk, NoPictureIsLostWhereTheStoreAndThePicturesLieOnIt) {
    QueueLab lab(disk_);
    lab.add_jobs(jobs_, steps_, devices());
    const int most = most_ms();
    int stopped = 0;
    for (int i = 0; i < kills_; ++i) {
        Child run(lab.run_arguments(), folder_ / "log");
        run.wait_for(between(0, most));
        fill();
        run.wait_for(most);
        free();
        run.signal(SIGINT);
        const int code = run.wait();
        EXPECT_TRUE(code == 0 || code == 1 || code == 5 || code == 130 || code == -SIGINT) << code << "\n"
                                                                                           << read_text_file(folder_ / "log");
        stopped += code != 0;
        lab.command("retry --all");
    }
    Child last(lab.run_arguments(), folder_ / "log");
    EXPECT_EQ(last.wait(), 0) << read_text_file(folder_ / "log");
    lab.expect_complete();
    std::printf("%d runs on a full disk, %d ended early\n", kills_, stopped);
}

TEST_F(FullDisk, APictureThatCannotBeWrittenKeepsItsLatents) {
    lab_.add_jobs(1, steps_);
    fs::remove(lab_.out());
    fs::create_directories(disk_ / "out");
    fs::create_symlink(disk_ / "out", lab_.out());
    const auto watch = std::make_shared<DeviceWatch>();
    std::atomic<int> steps = 0;
    bool full = true;
    watch->before_run = [&](const std::string& output) {
        steps += output == "noise";
        if (output == "image" && full) fill();  // the room that was there at the start is gone
    };
    const auto run = [&] {
        std::vector<std::unique_ptr<Device>> devices;
        devices.push_back(make_watched_device(watch));
        EXPECT_TRUE((*Session::open(std::move(devices), {.data = lab_.data()}))->run_until_empty(CancelToken()));
        return lab_.jobs()[0];
    };
    const json failed = run();
    EXPECT_EQ(failed.at("state"), "failed");
    EXPECT_EQ(failed.at("cause"), "disk");
    const std::string message = failed.at("message");
    EXPECT_NE(message.find("step " + std::to_string(steps_) + " of its newest picture is kept"), std::string::npos) << message;
    free();
    full = false;
    lab_.command("retry 1");
    EXPECT_EQ(run().at("state"), "done");
    EXPECT_EQ(steps, steps_) << "no step was made twice";
    lab_.expect_complete();
}

}  // namespace
}  // namespace imagelab::test
