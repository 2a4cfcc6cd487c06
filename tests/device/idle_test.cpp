// Idle detection on the states that a stand-in for NVIDIA's management library plays.
#include "core/device/monitor/idle.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

constexpr int64_t gib = int64_t{1} << 30;

class Idle : public testing::Test {
  protected:
    // The GPU of a recorded state, without braces: "\"used\": 100".
    Idleness play(const std::string& state, const std::vector<int64_t>& ours = {}, const IdlePolicy& policy = {}) {
        test::write_file(folder_ / "nvml.json",
                         R"({"devices": [{"name": "NVIDIA H100", "address": "00000000:1B:00.0", "total": 85899345920, )" + state + "}]}");
        ::setenv("IMAGELAB_FAKE_NVML", (folder_ / "nvml.json").c_str(), 1);
        if (!monitor_) monitor_ = std::make_unique<DeviceMonitor>(MonitorOptions{folder_.path(), IMAGELAB_FAKE_NVML_LIBRARY});
        return idleness(monitor_->sample().front(), policy, ours);
    }
    test::TempFolder folder_;
    std::unique_ptr<DeviceMonitor> monitor_;
};

TEST_F(Idle, OneStateAfterAnother) {
    using State = Idleness::State;
    EXPECT_TRUE(play(R"("used": 629145600, "gpu": 0, "ecc": 0)").idle()) << "drivers hold some hundred MiB";
    const Idleness full = play(R"("used": 2147483648, "gpu": 0)");
    EXPECT_EQ(full.state, State::busy);
    EXPECT_NE(full.reason.find("2.0 GiB"), std::string::npos) << full.reason;
    const Idleness loaded = play(R"("used": 0, "gpu": 37)");
    EXPECT_EQ(loaded.state, State::busy);
    EXPECT_NE(loaded.reason.find("37 %"), std::string::npos);
    const Idleness foreign = play(R"("used": 104857600, "gpu": 0, "compute": [{"pid": 4194300, "memory": 104857600}])");
    EXPECT_EQ(foreign.state, State::busy) << "a process of others, though it does nothing";
    EXPECT_NE(foreign.reason.find("4194300"), std::string::npos);
    const Idleness ecc = play(R"("used": 0, "gpu": 0, "ecc": 3)");
    EXPECT_EQ(ecc.state, State::faulty);
    EXPECT_NE(ecc.reason.find("ECC errors: 3"), std::string::npos);
    const Idleness lost = play(R"("lost": true)");
    EXPECT_EQ(lost.state, State::faulty);
    EXPECT_NE(lost.reason.find("lost"), std::string::npos);
    EXPECT_TRUE(play(R"("used": 0, "gpu": 0)").idle()) << "it came back";
}

TEST_F(Idle, OurOwnWorkIsNobodyElses) {
    const std::string ours = "\"compute\": [{\"pid\": " + std::to_string(::getpid()) + ", \"memory\": 42949672960}]";
    EXPECT_FALSE(play("\"used\": 43000000000, \"gpu\": 98, " + ours).idle());
    EXPECT_TRUE(play("\"used\": 43000000000, \"gpu\": 98, " + ours, {::getpid()}).idle());
    EXPECT_FALSE(play("\"used\": 60000000000, \"gpu\": 98, " + ours, {::getpid()}).idle()) << "the rest of the memory is somebody's";
}

TEST(IdlePolicy, ADeviceThatIsOursIsLeftToUsUntilSomebodyElseComes) {
    DeviceSample working{.key = "0000:01:00.0", .memory_total = 8 * gib, .memory_used = 7 * gib, .load = 0.98};
    EXPECT_TRUE(left_to({7}, working, {}).idle()) << "the system hides processes; memory and load are ours";
    working.users = {{7, "imagelab", 7 * gib}, {100, "Xorg", 300 << 20}};
    EXPECT_TRUE(left_to({7}, working, {}).idle());
    working.users.push_back({8, "blender", std::nullopt});
    EXPECT_NE(left_to({7}, working, {}).reason.find("blender"), std::string::npos);
    working.users = {{8, "blender", std::nullopt}};
    EXPECT_EQ(left_to({7}, working, {}).state, Idleness::State::busy) << "alone, while ours holds nothing";
    working.users.clear();
    working.fault = "lost";
    EXPECT_EQ(left_to({7}, working, {}).state, Idleness::State::faulty);
}

TEST(IdlePolicy, ThresholdsAndHarmlessPrograms) {
    DeviceSample desktop{.key = "0000:01:00.0", .memory_total = 8 * gib, .memory_used = 700 << 20, .load = 0.02};
    desktop.users = {{100, "Xorg", 300 << 20}, {101, "gnome-shell", 200 << 20}};
    EXPECT_TRUE(idleness(desktop, {}).idle());
    IdlePolicy strict;
    strict.harmless = {"Xorg"};
    EXPECT_NE(idleness(desktop, strict).reason.find("gnome-shell"), std::string::npos);
    strict = {};
    strict.memory_bytes = 600 << 20;
    EXPECT_EQ(idleness(desktop, strict).state, Idleness::State::busy);
    strict = {};
    strict.load = 0.01;
    EXPECT_EQ(idleness(desktop, strict).state, Idleness::State::busy);
    DeviceSample silent{.key = "0000:00:02.0"};
    EXPECT_EQ(idleness(silent, {}).state, Idleness::State::untold) << "not known to be idle";
}

}  // namespace
}  // namespace imagelab
