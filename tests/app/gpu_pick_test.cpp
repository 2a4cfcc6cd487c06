// imagelab gpus and gpu-pick on GPUs that a stand-in for NVML plays. The long form: IMAGELAB_GPU_PICK_RACES=100.
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/night/device_locks.h"
#include "tests/build_paths.h"
#include "tests/support/queue_program.h"
#include "tests/support/run_program.h"

namespace imagelab::test {
namespace {

using nlohmann::json;

const std::string first_key = "0000:1b:00.0", second_key = "0000:1c:00.0";

class GpuPick : public testing::Test {
  protected:
    void SetUp() override {
        ::setenv("IMAGELAB_NVML_LIBRARY", IMAGELAB_FAKE_NVML_LIBRARY, 1);
        ::setenv("IMAGELAB_FAKE_NVML", (folder_ / "nvml.json").c_str(), 1);
        ::setenv("IMAGELAB_LOCKS", (folder_ / "locks").c_str(), 1);
        ::setenv("VK_ICD_FILENAMES", "/nowhere.json", 1);  // no driver: the address is the name, and no time is lost
        play(R"("used": 0, "gpu": 0)", R"("used": 0, "gpu": 0)");
    }
    void TearDown() override {
        for (const char* name : {"IMAGELAB_NVML_LIBRARY", "IMAGELAB_LOCKS", "VK_ICD_FILENAMES"}) ::unsetenv(name);
    }
    void play(const std::string& first, const std::string& second) {
        write_file(folder_ / "nvml.json", R"({"devices": [{"name": "one", "address": "00000000:1B:00.0", "total": 100, )" + first +
                                              R"(}, {"name": "two", "address": "00000000:1C:00.0", "total": 100, )" + second + "}]}");
    }
    void give_back() {
        auto locks = DeviceLocks::open(folder_ / "locks");
        for (const std::string& key : {first_key, second_key}) ASSERT_TRUE(locks->release(key, this_process()).ok());
    }
    std::string mine() const { return "--pid " + std::to_string(::getpid()); }
    TempFolder folder_;
};

TEST_F(GpuPick, ListsWhoUsesWhat) {
    play(R"("used": 0, "gpu": 0)", R"("used": 50, "gpu": 97, "compute": [{"pid": )" + std::to_string(::getpid()) + R"(, "memory": 50}])");
    const Ran ran = run_program("gpus --json");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const json gpus = json::parse(ran.out).at("gpus");
    ASSERT_EQ(gpus.size(), 2u);
    EXPECT_EQ(gpus[0].at("state"), "idle");
    EXPECT_EQ(gpus[1].at("state"), "busy");
    EXPECT_EQ(gpus[1].at("users")[0].at("pid"), ::getpid());
    EXPECT_NE(gpus[1].at("reason").get<std::string>().find("imagelab_tests"), std::string::npos);
    EXPECT_NE(run_program("gpus").out.find("idle"), std::string::npos);
}

TEST_F(GpuPick, EachGoesToOneUntilNoneIsLeft) {
    const Ran first = run_program("gpu-pick " + mine()), second = run_program("gpu-pick " + mine()),
              third = run_program("gpu-pick " + mine());
    EXPECT_EQ(first.out, first_key + "\n") << first.err;
    EXPECT_EQ(second.out, second_key + "\n");
    EXPECT_EQ(third.exit_code, 4);
    EXPECT_NE(third.err.find("given to process"), std::string::npos) << third.err;
    EXPECT_EQ(json::parse(run_program("gpus --json").out).at("gpus")[0].at("state"), "given");
    give_back();
    EXPECT_EQ(run_program("gpu-pick " + mine()).out, first_key + "\n");
    give_back();
    // Kept for the caller: the shell that popen started, gone by now.
    EXPECT_EQ(run_program("gpu-pick").exit_code, 0);
    EXPECT_EQ(json::parse(run_program("gpus --json").out).at("gpus")[0].at("state"), "idle");
}

TEST_F(GpuPick, BusyAndFaultyOnesAreLeftAlone) {
    play(R"("used": 0, "gpu": 0, "ecc": 1)", R"("used": 0, "gpu": 80)");
    const Ran none = run_program("gpu-pick " + mine());
    EXPECT_EQ(none.exit_code, 4);
    EXPECT_NE(none.err.find("ECC"), std::string::npos);
    EXPECT_NE(none.err.find("80 %"), std::string::npos);
    EXPECT_EQ(run_program("gpu-pick --timeout 0.3 " + mine()).exit_code, 4);
    EXPECT_EQ(run_program("gpu-pick --load 90 " + mine()).out, second_key + "\n");
    EXPECT_EQ(run_program("gpu-pick --pid 4194303").exit_code, 2);
    write_file(folder_ / "nvml.json", R"({"devices": []})");
    EXPECT_EQ(run_program("gpu-pick --wait").exit_code, 4) << "there is nothing to wait for";
}

TEST_F(GpuPick, WaitsUntilOneIsIdle) {
    play(R"("used": 0, "gpu": 80)", R"("lost": true)");
    Child waiting({"gpu-pick", "--wait", "--pid", std::to_string(::getpid())}, folder_ / "out");
    EXPECT_FALSE(waiting.wait_for(800));
    play(R"("used": 0, "gpu": 0)", R"("lost": true)");
    EXPECT_EQ(waiting.wait(), 0);
    EXPECT_EQ(read_text_file(folder_ / "out"), first_key + "\n");
}

TEST_F(GpuPick, ACommandRunsOnItAndKeepsIt) {
    Child running({"gpu-pick", "--", "sh", "-c", "echo {} $IMAGELAB_DEVICE $CUDA_VISIBLE_DEVICES a=; exec sleep 300"}, folder_ / "out");
    while (!running.wait_for(20) && read_text_file(folder_ / "out").empty()) {
    }
    EXPECT_EQ(read_text_file(folder_ / "out"), first_key + " " + first_key + " 0 a=\n");
    EXPECT_EQ(run_program("gpu-pick " + mine()).out, second_key + "\n");
    EXPECT_EQ(run_program("gpu-pick " + mine()).exit_code, 4);
    running.signal(SIGKILL);
    running.wait();
    EXPECT_EQ(run_program("gpu-pick " + mine()).out, first_key + "\n");
    EXPECT_EQ(run_program("gpu-pick --load 100 -- /nowhere/program").exit_code, 4);
    give_back();
    EXPECT_EQ(run_program("gpu-pick -- /nowhere/program").exit_code, 127);
}

TEST_F(GpuPick, TwoAtOnceNeverGetTheSame) {
    const int races = number_from_environment("IMAGELAB_GPU_PICK_RACES", 2);
    const std::vector<std::string> arguments{"gpu-pick", "--pid", std::to_string(::getpid())};
    for (int race = 0; race < races; ++race) {
        const bool one_only = race % 2 == 0;
        play(R"("used": 0, "gpu": 0)", one_only ? R"("used": 0, "gpu": 90)" : R"("used": 0, "gpu": 0)");
        std::filesystem::remove(folder_ / "a");
        std::filesystem::remove(folder_ / "b");
        Child a(arguments, folder_ / "a"), b(arguments, folder_ / "b");
        const int code_a = a.wait(), code_b = b.wait();
        const std::string got_a = read_text_file(folder_ / "a"), got_b = read_text_file(folder_ / "b");
        EXPECT_NE(got_a, got_b) << "race " << race;
        EXPECT_EQ(code_a + code_b, one_only ? 4 : 0) << "race " << race;
        give_back();
    }
}

TEST_F(GpuPick, TheLabsScriptRunsJobsOneAfterTheOther) {
    ::setenv("IMAGELAB", IMAGELAB_PROGRAM, 1);
    const std::string script = IMAGELAB_SOURCE_DIR "/packaging/run_lab_job.sh";
    const std::string out = (folder_ / "out").string();
    EXPECT_EQ(std::system(("'" + script + "' -n 2 -p 0 sh -c 'echo {}' > " + out).c_str()), 0);
    EXPECT_EQ(read_text_file(out), first_key + "\n" + first_key + "\n");
    EXPECT_EQ(WEXITSTATUS(std::system(("'" + script + "' -p 0 sh -c 'exit 7' > " + out + " 2>&1").c_str())), 7) << "three failures end it";
    EXPECT_EQ(WEXITSTATUS(std::system(("'" + script + "' > " + out + " 2>&1").c_str())), 2);
    EXPECT_NE(read_text_file(out).find("run_lab_job.sh [-n TIMES]"), std::string::npos);
}

}  // namespace
}  // namespace imagelab::test
