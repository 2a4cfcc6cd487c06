// Weights that do not fit pass through two regions: fewer bytes on the device, the same bits in the result.
#include "gpu/program/streaming.h"

#include <gtest/gtest.h>

#include "tests/support/vulkan_case.h"

namespace imagelab {
namespace {

using gpu::plan_streaming;
using gpu::StreamStep;
constexpr int64_t mib = 1 << 20;

TEST(StreamPlans, KeepEverythingThatFits) {
    const std::vector<int64_t> bytes{3 * mib, 4 * mib};
    const std::vector<StreamStep> steps{{{0}, 1}, {{1}, 1}};
    const auto plan = plan_streaming(bytes, steps, 7 * mib);
    EXPECT_EQ(plan.streamed, (std::vector<bool>{false, false}));
    EXPECT_EQ(plan.region_bytes, 0);
}

TEST(StreamPlans, StreamWhatRunsOnceThenWhatComputesLongest) {
    const std::vector<int64_t> bytes{mib, mib, mib, mib, 1024};
    const std::vector<StreamStep> steps{{{0}, 5, true}, {{1, 4}, 10}, {{2}, 30}, {{3}, 20}};
    // 4 MiB and a bit; room for that less one: streaming one frees 1 and takes 2 for the regions, so two must go ... and so on.
    const auto one = plan_streaming(bytes, steps, 4 * mib);
    EXPECT_EQ(one.streamed, (std::vector<bool>{true, false, true, true, false})) << "1 resident + 1 KiB + 2 regions = 3 MiB + 1 KiB";
    EXPECT_EQ(one.region_bytes, mib);
    const auto tight = plan_streaming(bytes, steps, 3 * mib);
    EXPECT_EQ(tight.streamed, (std::vector<bool>{true, true, true, true, false}));
    const auto hopeless = plan_streaming(bytes, steps, 1);
    EXPECT_EQ(hopeless.streamed, std::vector<bool>(5, true));
    EXPECT_EQ(hopeless.region_bytes, mib + 1024) << "both weights of a step at once";
}

TEST(StreamedWeights, GiveTheSameBitsWithinEveryBudget) {
    const test::KernelCase given = test::tower(8);
    for (const auto& device : test::vulkan_devices()) {
        SCOPED_TRACE(device->info().name);
        test::TowerRun resident(*device, given);
        resident.load();
        const std::vector<float> all = resident.run();
        EXPECT_LE(test::kernel_error(all, test::expected(given)), 1e-5);
        const MemoryPlan& whole = resident.program->memory();
        int64_t least = INT64_MAX;
        for (const double share : {0.9, 0.6, 0.4, 0.0}) {
            CompileOptions options;
            options.memory_budget =
                whole.arena_bytes + std::max<int64_t>(1, static_cast<int64_t>(share * static_cast<double>(whole.weight_bytes)));
            test::TowerRun streamed(*device, given, options);
            const MemoryPlan& plan = streamed.program->memory();
            SCOPED_TRACE("share " + std::to_string(share) + ", resident " + std::to_string(plan.weight_bytes) + ", streamed " +
                         std::to_string(plan.streamed_bytes));
            EXPECT_GT(plan.streamed_bytes, 0);
            if (share > 0) EXPECT_LE(plan.running_bytes(), options.memory_budget);
            if (share == 0) EXPECT_GT(plan.running_bytes(), options.memory_budget) << "the plan says that it does not fit";
            EXPECT_LT(plan.running_bytes(), least);
            least = plan.running_bytes();
            streamed.load();
            for (int i = 0; i < 3; ++i) EXPECT_EQ(test::different_bits(streamed.run(), all), 0u) << "run " << i;
        }
    }
}

TEST(StreamedWeights, ChoiceIsTheSameEachTime) {
    const test::KernelCase given = test::tower(8);
    for (const auto& device : test::vulkan_devices()) {
        CompileOptions options;
        options.memory_budget = 700 << 10;
        const auto first = device->compile(given.graph, options)->memory(), second = device->compile(given.graph, options)->memory();
        EXPECT_EQ(first.streamed_bytes, second.streamed_bytes);
        EXPECT_EQ(first.running_bytes(), second.running_bytes());
    }
}

}  // namespace
}  // namespace imagelab
