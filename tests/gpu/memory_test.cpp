// Plans name every byte that a Vulkan device holds; blocks keep to what the device allows.
#include <gtest/gtest.h>

#include "tests/gpu/vulkan_case.h"

namespace imagelab {
namespace {

using test::TowerRun;

void expect_as_planned(const Device& device, const MemoryPlan& plan) {
    const VulkanMemory memory = memory_in_use(device);
    EXPECT_EQ(memory.device.weights, plan.weight_bytes + plan.window_bytes);
    EXPECT_EQ(memory.device.activations, plan.arena_bytes);
    EXPECT_EQ(memory.device.all(), plan.running_bytes());
    EXPECT_EQ(memory.host.weights, plan.streamed_bytes);
    EXPECT_EQ(memory.host.all(), plan.streamed_bytes + plan.host_bytes) << "staging memory goes back after loading";
    EXPECT_EQ(device.info().memory_here, plan.running_bytes());
}

TEST(VulkanMemoryPlans, AreWhatIsAllocatedToTheByte) {
    const test::KernelCase given = test::tower(2);
    for (const int64_t budget : {int64_t{0}, int64_t{300} << 10}) {
        for (const auto& device : test::vulkan_devices()) {
            SCOPED_TRACE(device->info().name + ", budget " + std::to_string(budget));
            EXPECT_EQ(memory_in_use(*device).device.all(), 0);
            {
                CompileOptions options;
                options.memory_budget = budget;
                TowerRun run(*device, given, options);
                EXPECT_EQ(memory_in_use(*device).device.all(), 0) << "a plan holds nothing";
                run.load();
                expect_as_planned(*device, run.program->memory());
                EXPECT_EQ(run.program->memory().streamed_bytes > 0, budget > 0);
                run.load();
                expect_as_planned(*device, run.program->memory());
                EXPECT_LE(test::kernel_error(run.run(), test::expected(given)), 1e-5);
            }
            EXPECT_EQ(memory_in_use(*device).device.all() + memory_in_use(*device).host.all(), 0);
        }
    }
}

TEST(VulkanMemoryPlans, AgreeWithTheDriversOwnFigure) {
    const test::KernelCase given = test::tower(40);
    bool asked = false;
    for (const auto& device : test::vulkan_devices()) {
        const int64_t before = memory_in_use(*device).driver_bytes;
        TowerRun run(*device, given);
        run.load();
        const VulkanMemory memory = memory_in_use(*device);
        if (memory.driver_bytes < 0 || before < 0) continue;
        asked = true;
        const auto ours = static_cast<double>(memory.device.all());
        EXPECT_LE(std::abs(static_cast<double>(memory.driver_bytes - before) - ours), 0.02 * ours + (2 << 20)) << device->info().name;
    }
    if (!asked) GTEST_SKIP() << "no driver here has VK_EXT_memory_budget";
}

TEST(VulkanBlocks, AreNoLargerThanAllowedAndChangeNothing) {
    const test::KernelCase given = test::tower(3);
    VulkanOptions small;
    small.max_block_bytes = 80 << 10;  // a weight takes 72 KiB, an activation 48
    const auto whole = test::vulkan_devices(), cut = test::vulkan_devices(small);
    for (size_t i = 0; i < whole.size(); ++i) {
        SCOPED_TRACE(whole[i]->info().name);
        TowerRun one(*whole[i], given), many(*cut[i], given);
        one.load();
        many.load();
        EXPECT_GE(many.program->memory().weight_bytes, one.program->memory().weight_bytes);
        expect_as_planned(*cut[i], many.program->memory());
        EXPECT_EQ(test::different_bits(one.run(), many.run()), 0u);
    }
}

TEST(VulkanBlocks, AValueLargerThanABlockIsRefusedByName) {
    VulkanOptions small;
    small.max_block_bytes = 32 << 10;
    for (const auto& device : test::vulkan_devices(small)) {
        try {
            TowerRun run(*device, test::tower(1));
            ADD_FAILURE() << "accepted";
        } catch (const Error& error) {
            EXPECT_NE(std::string(error.what()).find("smaller size"), std::string::npos) << error.what();
        }
    }
}

}  // namespace
}  // namespace imagelab
