// A device that is lost or has no memory left ends one program's work with a reason; the next works.
#include "gpu/vulkan/faults.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/vulkan_case.h"

namespace imagelab {
namespace {

using gpu::Fault;

TEST(VulkanFaults, LostDeviceIsOpenedAgain) {
    const test::KernelCase given = test::tower(3);
    const std::vector<float> right = test::expected(given);
    for (const auto& device : test::vulkan_devices()) {
        SCOPED_TRACE(device->info().name);
        test::TowerRun first(*device, given);
        first.load();
        gpu::inject_fault(Fault::submit_device_lost);
        try {
            first.run();
            ADD_FAILURE() << "the fault was not noticed";
        } catch (const DeviceLost& error) {
            EXPECT_NE(std::string(error.what()).find("device lost"), std::string::npos) << error.what();
        }
        test::TowerRun second(*device, given);
        EXPECT_THROW(second.program->load(*first.bank, {}, {}), DeviceLost) << "weights of the lost device";
        second.load();
        EXPECT_LE(test::kernel_error(second.run(), right), 1e-5);
    }
}

TEST(VulkanFaults, LostWhileWeightsAreUploaded) {
    const test::KernelCase given = test::tower(3);
    for (const auto& device : test::vulkan_devices()) {
        test::TowerRun first(*device, given);
        gpu::inject_fault(Fault::submit_device_lost);
        EXPECT_THROW(first.load(), DeviceLost);
        test::TowerRun second(*device, given);
        second.load();
        EXPECT_LE(test::kernel_error(second.run(), test::expected(given)), 1e-5);
    }
}

TEST(VulkanFaults, OutOfMemoryGivesEverythingBack) {
    const test::KernelCase given = test::tower(3);
    for (const auto& device : test::vulkan_devices()) {
        SCOPED_TRACE(device->info().name);
        for (int calls = 0;; ++calls) {
            test::TowerRun run(*device, given);
            gpu::inject_fault(Fault::allocate_out_of_memory, calls);
            try {
                run.load();
                gpu::inject_fault(Fault::none);
                EXPECT_GE(calls, 3) << "weights, staging and arena are several blocks";
                EXPECT_LE(test::kernel_error(run.run(), test::expected(given)), 1e-5);
                break;
            } catch (const OutOfMemory& error) {
                EXPECT_NE(std::string(error.what()).find("smaller size"), std::string::npos) << error.what();
            }
            run.load();
            EXPECT_LE(test::kernel_error(run.run(), test::expected(given)), 1e-5) << "after the fault";
            run.program.reset();
            run.bank.reset();
            EXPECT_EQ(memory_in_use(*device).device.all() + memory_in_use(*device).host.all(), 0);
        }
    }
}

TEST(VulkanDevices, WorkAtTheSameTimeOneThreadEach) {
    const test::KernelCase given = test::tower(6);
    const std::vector<float> right = test::expected(given);
    const auto devices = test::vulkan_devices();
    std::vector<double> errors(devices.size(), 1);
    {
        std::vector<std::jthread> threads;
        for (size_t i = 0; i < devices.size(); ++i)
            threads.emplace_back([&, i] {
                test::TowerRun run(*devices[i], given);
                run.load();
                for (int round = 0; round < 5; ++round) errors[i] = test::kernel_error(run.run(), right);
            });
    }
    for (const double error : errors) EXPECT_LE(error, 1e-5);
}

}  // namespace
}  // namespace imagelab
