#include "core/night/device_locks.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

class DeviceLock : public testing::Test {
  protected:
    DeviceLocks locks() { return std::move(DeviceLocks::open(folder_ / "locks")).value(); }
    // A process that sleeps until it is told otherwise.
    static pid_t sleeper() {
        const pid_t pid = ::fork();
        if (pid == 0) {
            for (;;) ::pause();
        }
        return pid;
    }
    static void end(pid_t pid) {
        ::kill(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
    }
    test::TempFolder folder_;
};

TEST_F(DeviceLock, StaysTakenUntilItsHolderEnds) {
    const pid_t pid = sleeper();
    DeviceLocks all = locks();
    EXPECT_FALSE(all.holder("0000:01:00.0"));
    EXPECT_TRUE(*all.take("0000:01:00.0", *process_of(pid)));
    EXPECT_FALSE(*all.take("0000:01:00.0", this_process()));
    EXPECT_FALSE(*all.take("0000:01:00.0", *process_of(pid))) << "not twice to the same either";
    EXPECT_TRUE(*all.take("0000:02:00.0", this_process()));
    EXPECT_EQ(all.holder("0000:01:00.0")->pid, pid);
    EXPECT_TRUE(all.release("0000:01:00.0", this_process()).ok());
    EXPECT_TRUE(all.holder("0000:01:00.0")) << "it is not ours to give back";
    end(pid);
    EXPECT_FALSE(all.holder("0000:01:00.0"));
    EXPECT_TRUE(*all.take("0000:01:00.0", this_process()));
    EXPECT_TRUE(all.release("0000:01:00.0", this_process()).ok());
    EXPECT_FALSE(all.holder("0000:01:00.0"));
}

TEST_F(DeviceLock, AnotherProcessOfTheSameNumberIsNotTheHolder) {
    ProcessIdentity earlier = this_process();
    --earlier.started;
    DeviceLocks all = locks();
    EXPECT_TRUE(*all.take("a", earlier));
    EXPECT_FALSE(all.holder("a"));
    ProcessIdentity before_boot = this_process();
    before_boot.boot = "another";
    EXPECT_TRUE(*all.take("a", before_boot));
    EXPECT_TRUE(*all.take("a", this_process()));
}

TEST_F(DeviceLock, WhatACrashLeftNamesNobody) {
    DeviceLocks all = locks();
    test::write_file(folder_ / "locks/a.lock", "{\"pid\": 1, \"star");
    EXPECT_TRUE(*all.take("a", this_process()));
}

TEST_F(DeviceLock, ManyAtOnceAndOneGetsIt) {
    constexpr int rounds = 100, racers = 4;
    const ProcessIdentity holder = this_process();
    for (int round = 0; round < rounds; ++round) {
        const std::string device = "gpu" + std::to_string(round);
        int gate[2];
        ASSERT_EQ(::pipe(gate), 0);
        std::vector<pid_t> processes;
        for (int i = 0; i < racers; ++i) {
            const pid_t pid = ::fork();
            if (pid == 0) {
                ::close(gate[1]);
                char byte = 0;
                [[maybe_unused]] const ssize_t released = ::read(gate[0], &byte, 1);
                auto mine = DeviceLocks::open(folder_ / "locks");
                const auto taken = mine->take(device, holder);
                ::_exit(taken && *taken ? 1 : 0);
            }
            processes.push_back(pid);
        }
        ::close(gate[0]);
        ::close(gate[1]);
        int winners = 0;
        for (const pid_t pid : processes) {
            int status = 0;
            ::waitpid(pid, &status, 0);
            winners += WIFEXITED(status) ? WEXITSTATUS(status) : 100;
        }
        EXPECT_EQ(winners, 1) << "round " << round;
    }
}

}  // namespace
}  // namespace imagelab
