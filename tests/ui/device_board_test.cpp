#if __has_include(<QApplication>)
#include "ui/models/device_board.h"

#include <gtest/gtest.h>

#include <QEventLoop>
#include <QThread>
#include <QTimer>

#include "tests/support/window_fixture.h"
#include "ui/models/grid_draft.h"
#include "ui/window/watchdog.h"

namespace imagelab::test {
namespace {

constexpr int64_t gib = int64_t{1} << 30;

DeviceLook machine() {
    DeviceLook look;
    look.time = 1000;
    Session::DeviceInfo gpu, second, cpu, software;
    gpu.id = "vulkan:0", gpu.name = "NVIDIA H100 80GB HBM3", gpu.kind = "discrete", gpu.driver = "NVIDIA 570";
    gpu.dtypes = {DType::bf16, DType::f32};
    gpu.features = {"cooperative_matrix"};
    gpu.own_memory = true, gpu.memory_total = 80 * gib, gpu.memory_free = 60 * gib, gpu.memory_here = 5 * gib;
    second = gpu;
    second.id = "vulkan:1";
    software.id = "vulkan:2", software.name = "llvmpipe", software.memory_total = 2 * gib, software.memory_free = 2 * gib;
    cpu.id = "cpu", cpu.name = "EPYC", cpu.memory_total = 24 * gib, cpu.memory_free = 20 * gib;
    look.devices = {gpu, second, software, cpu};
    DeviceSample one, two, processor, other;
    one.key = "0000:01:00.0", one.name = "NVIDIA H100 80GB HBM3", one.memory_total = 80 * gib, one.memory_used = 22 * gib;
    one.memory_ours = 6 * gib, one.load = 0.345, one.temperature = 61.4, one.power = 215, one.power_limit = 700;
    two = one;
    two.key = "0000:02:00.0", two.fault = "uncorrected ECC errors: 2";
    processor.key = "cpu", processor.memory_total = 24 * gib, processor.memory_used = 4 * gib, processor.memory_ours = gib;
    other.key = "0000:09:00.0", other.name = "Matrox G200";
    look.samples = {one, two, other, processor};
    look.holdings = {{"vulkan:0", 7, {{"/m/sdxl.safetensors", DType::bf16, 5 * gib}}}};
    return look;
}

TEST(DeviceBoard, EachDeviceHasItsOwnSample) {
    const auto states = device_states(machine(), std::nullopt);
    ASSERT_EQ(states.size(), 5u);
    EXPECT_EQ(states[0].key, "0000:01:00.0");
    EXPECT_EQ(states[1].key, "0000:02:00.0");
    EXPECT_EQ(states[1].fault, "uncorrected ECC errors: 2");
    EXPECT_TRUE(states[2].key.isEmpty()) << "nobody watches a device of software";
    EXPECT_EQ(states[3].key, "cpu");
    EXPECT_EQ(states[4].name, "Matrox G200");
    EXPECT_TRUE(states[4].id.isEmpty());
    EXPECT_EQ(states[0].memory.ours, 6 * gib);
    EXPECT_EQ(states[0].memory.others, 16 * gib);
    EXPECT_EQ(states[0].memory.free(), 58 * gib);
    EXPECT_EQ(facts_text(states[0]), "load 35 % · 61 °C · 215 of 700 W · runs job 7");
    EXPECT_TRUE(states[0].holds.contains("(bf16) 5.0 GiB")) << states[0].holds.toStdString();
    EXPECT_TRUE(states[0].about.contains("bf16, f32 · cooperative_matrix"));
}

TEST(DeviceBoard, ARequestIsSetAgainstWhatIsFree) {
    JobPlan plan;
    plan.request.device = "cpu";
    plan.peak_bytes = 3 * gib;
    auto states = device_states(machine(), plan);
    EXPECT_EQ(states[0].memory.predicted, 0);
    EXPECT_EQ(states[3].memory.predicted, 2 * gib) << "beyond what we hold";
    EXPECT_TRUE(states[3].memory.fits());
    EXPECT_EQ(memory_text(states[3].memory).toStdString(),
              "ours 1.0 GiB · others 3.0 GiB · this request 2.0 GiB more · free 20.0 of 24.0 GiB");
    plan.peak_bytes = 30 * gib;
    EXPECT_FALSE(device_states(machine(), plan)[3].memory.fits());
    EXPECT_EQ(memory_text({}), "memory not told");
}

TEST(DeviceBoard, TheTimelineIsOneHour) {
    DeviceTimeline timeline;
    timeline.seed("cpu", {{400, gib, {}, 0.1, {}, {}}, {500, gib, {}, 0.2, {}, {}}});
    DeviceLook look = machine();
    timeline.add(look);
    EXPECT_EQ(timeline.of("cpu").size(), 3u);
    EXPECT_EQ(timeline.of("cpu").front().time, 400);
    look.time = 4050;
    timeline.add(look);
    EXPECT_EQ(timeline.of("cpu").front().time, 500);
    EXPECT_TRUE(timeline.of("nothing").empty());
}

TEST(SweepDrafts, AreOneKindAtATime) {
    SweepDraft draft;
    draft.x_values = "10, 20";
    draft.y_values = "3-5";
    EXPECT_EQ(grid_of(draft)->cells(), 6);
    draft.z = GridSetting::sampler;
    EXPECT_FALSE(grid_of(draft)) << "without a value";
    draft.z_values = "euler, ddim";
    EXPECT_EQ(grid_of(draft)->cells(), 12);
    draft.z = GridSetting::steps;
    EXPECT_FALSE(grid_of(draft)) << "the columns' own";
    draft.z = GridSetting::none;
    draft.y = GridSetting::none;
    EXPECT_EQ(grid_of(draft)->cells(), 2);
    draft.kind = SweepKind::profiles;
    EXPECT_FALSE(grid_of(draft)) << "there are none";
    draft.profiles = {"anime", "oil"};
    draft.models = {"/m"};
    EXPECT_EQ(grid_of(draft)->x.setting, GridSetting::profile);
    EXPECT_EQ(grid_of(draft)->cells(), 2);
    draft.kind = SweepKind::models;
    EXPECT_EQ(grid_of(draft)->cells(), 1);
}

TEST(SweepPrices, PlanAFewAndTakeTheirMean) {
    std::vector<Request> requests(200);
    for (Request& r : requests) r.batch = 2;
    int planned = 0;
    const SweepPrice price = price_of(requests, [&](const Request&) -> Result<JobPlan> {
        JobPlan plan;
        plan.seconds = 3;
        plan.peak_bytes = ++planned;
        return plan;
    });
    EXPECT_LE(planned, int(most_planned));
    EXPECT_EQ(price.pictures, 400);
    EXPECT_NEAR(price.seconds, 600, 1e-6);
    EXPECT_EQ(price.peak_bytes, planned);
    const SweepPrice broken = price_of(requests, [](const Request&) -> Result<JobPlan> { return Failure{"no model"}; });
    EXPECT_EQ(broken.problem, "no model");
    EXPECT_LT(broken.seconds, 0);
}

TEST(Watchdog, SeesAStall) {
    application();
    Watchdog dog;
    QTimer stalls;
    QObject::connect(&stalls, &QTimer::timeout, [] { QThread::msleep(100); });
    stalls.start(10);
    EXPECT_TRUE(wait_until([&] { return dog.longest_ms() >= 50; })) << "of stalls of 100 ms the thread that asks sees one";
    EXPECT_LT(dog.longest_work_ms(), dog.longest_ms() / 2) << "it slept";
    stalls.stop();
    dog.reset();
    EXPECT_EQ(dog.longest_ms(), 0);
}

}  // namespace
}  // namespace imagelab::test
#endif
