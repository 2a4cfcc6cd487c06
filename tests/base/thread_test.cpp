#include "core/base/thread.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>

#include "tests/build_paths.h"
#include "tests/support/run_program.h"

namespace imagelab {
namespace {

TEST(Threads, LetNothingEscape) {
    std::atomic<int> begun = 0;
    start_thread("a test", [&] { ++begun, throw Error("expected by the test"); }).join();
    start_thread("a test", [&] { ++begun, throw 7; }).join();
    start_thread("a test", [&] { ++begun, throw Cancelled(); }).join();
    start_stoppable_thread("a test", [&](const std::stop_token& stop) {
        ++begun;
        if (!stop.stop_requested()) throw Error("expected by the test");
    }).join();
    guarded("a test", [&](int by) { begun += by, throw Error("expected by the test"); })(3);
    EXPECT_EQ(begun, 7);
}

TEST(Threads, AreCounted) {
    EXPECT_TRUE(threads_available(20));
    EXPECT_TRUE(threads_available(0));
}

// A library before all others lets the program start so many threads and no more, as a limit of processes does.
class FewThreads : public ::testing::TestWithParam<int> {
  protected:
    void SetUp() override {
        ::setenv("LD_PRELOAD", IMAGELAB_FEW_THREADS_LIBRARY, 1);
        ::setenv("IMAGELAB_FEW_THREADS", std::to_string(GetParam()).c_str(), 1);
    }
    void TearDown() override {
        ::unsetenv("LD_PRELOAD");
        ::unsetenv("IMAGELAB_FEW_THREADS");
    }
};

TEST_P(FewThreads, EndTheProgramWithOneSentence) {
    for (const char* command : {"generate --prompt cat --steps 1 --output /tmp/", "queue run --until-empty", "devices"}) {
        const Ran ran = run_program(command);
        EXPECT_EQ(ran.exit_code, 1) << command << ": " << ran.err;
        EXPECT_NE(ran.err.find("no thread can be started"), std::string::npos) << command << ": " << ran.err;
        EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    }
    EXPECT_EQ(run_program("--version").exit_code, 0);
    EXPECT_EQ(run_program("queue list").exit_code, 0);
}

INSTANTIATE_TEST_SUITE_P(Limits, FewThreads, testing::Values(0, 3));

}  // namespace
}  // namespace imagelab
