#include "core/device/monitor/monitor.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "core/base/error.h"
#include "tests/build_paths.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

class Monitor : public ::testing::Test {
  protected:
    DeviceSample only(const std::vector<DeviceSample>& samples, const std::string& key) {
        const DeviceSample* found = nullptr;
        for (const DeviceSample& sample : samples) {
            if (sample.key != key) continue;
            EXPECT_EQ(found, nullptr) << key << " stands there twice";
            found = &sample;
        }
        if (found == nullptr) throw Error("no sample of " + key);
        return *found;
    }

    std::vector<DeviceSample> nvml(const std::string& state) {
        write(folder.path() / "nvml.json", state);
        ::setenv("IMAGELAB_FAKE_NVML", (folder.path() / "nvml.json").c_str(), 1);
        if (!monitor) monitor = std::make_unique<DeviceMonitor>(MonitorOptions{folder.path(), IMAGELAB_FAKE_NVML_LIBRARY});
        return monitor->sample();
    }

    test::TempFolder folder;
    std::unique_ptr<DeviceMonitor> monitor;
};

TEST_F(Monitor, ThisMachinesProcessorIsThere) {
    DeviceMonitor real;
    real.sample();
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(60);
    while (std::chrono::steady_clock::now() < until) {
    }
    const DeviceSample cpu = only(real.sample(), "cpu");
    EXPECT_GT(cpu.memory_total.value(), 1 << 28);
    EXPECT_GT(cpu.memory_used.value(), cpu.memory_ours.value());
    EXPECT_GT(cpu.memory_ours.value(), 1 << 20);
    EXPECT_GT(cpu.load.value(), 0);
    EXPECT_LE(cpu.load.value(), 1);
    EXPECT_NE(cpu.name, "");
}

TEST_F(Monitor, AmdCardTellsEverything) {
    const fs::path pci = folder.path() / "sys/devices/pci0000:00/0000:03:00.0";
    write(pci / "vendor", "0x1002\n");
    write(pci / "mem_info_vram_total", "17163091968\n");
    write(pci / "mem_info_vram_used", "3221225472\n");
    write(pci / "gpu_busy_percent", "37\n");
    write(pci / "product_name", "Radeon PRO W7800\n");
    write(pci / "hwmon/hwmon3/temp1_input", "61000\n");
    write(pci / "hwmon/hwmon3/power1_average", "145000000\n");
    write(pci / "hwmon/hwmon3/power1_cap", "260000000\n");
    fs::create_directories(folder.path() / "sys/class/drm/card1");
    fs::create_directory_symlink(pci, folder.path() / "sys/class/drm/card1/device");
    fs::create_directories(folder.path() / "sys/class/drm/card1-DP-1");
    const std::string client = "drm-driver:\tamdgpu\ndrm-pdev:\t0000:03:00.0\ndrm-client-id:\t7\ndrm-memory-vram:\t1048576 KiB\n";
    write(folder.path() / "proc/4711/fdinfo/5", client);
    write(folder.path() / "proc/4711/fdinfo/6", client);  // the same client through a second descriptor
    write(folder.path() / "proc/4711/comm", "blender\n");
    const std::string ours = "drm-pdev:\t0000:03:00.0\ndrm-client-id:\t9\ndrm-total-vram:\t512 MiB\ndrm-memory-vram:\t524288 KiB\n";
    write(folder.path() / ("proc/" + std::to_string(::getpid())) / "fdinfo/3", ours);

    const DeviceSample card = only(DeviceMonitor({folder.path(), "/nowhere/nvml.so"}).sample(), "0000:03:00.0");
    EXPECT_EQ(card.name, "Radeon PRO W7800");
    EXPECT_EQ(card.memory_total, 17163091968);
    EXPECT_EQ(card.memory_used, 3221225472);
    EXPECT_EQ(card.memory_ours, 536870912);
    EXPECT_EQ(card.memory_others(), 3221225472 - 536870912);
    EXPECT_DOUBLE_EQ(card.load.value(), 0.37);
    EXPECT_DOUBLE_EQ(card.temperature.value(), 61);
    EXPECT_DOUBLE_EQ(card.power.value(), 145);
    EXPECT_DOUBLE_EQ(card.power_limit.value(), 260);
    ASSERT_EQ(card.users.size(), 2u);
    const auto& blender = card.users[0].pid == 4711 ? card.users[0] : card.users[1];
    EXPECT_EQ(blender.name, "blender");
    EXPECT_EQ(blender.memory_bytes, int64_t{1} << 30);
}

TEST_F(Monitor, IntelPowerIsTheEnergyCountersGrowth) {
    const fs::path device = folder.path() / "sys/class/drm/card0/device";
    write(device / "vendor", "0x8086\n");
    write(device / "hwmon/hwmon1/energy1_input", "1000000\n");
    DeviceMonitor intel({folder.path(), "/nowhere/nvml.so"});
    EXPECT_FALSE(intel.sample().front().power);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    write(device / "hwmon/hwmon1/energy1_input", "3000000\n");
    const DeviceSample card = intel.sample().front();
    EXPECT_GT(card.power.value(), 0);
    EXPECT_LT(card.power.value(), 2 / 0.02);
    EXPECT_FALSE(card.memory_used);
}

TEST_F(Monitor, NothingThereIsOnlyTheProcessor) {
    const auto samples = DeviceMonitor({folder.path(), "/nowhere/nvml.so"}).sample();
    ASSERT_EQ(samples.size(), 1u);
    EXPECT_EQ(samples[0].key, "cpu");
    EXPECT_FALSE(samples[0].memory_total);
}

TEST_F(Monitor, NvidiaStatesOneAfterAnother) {
    const std::string head = R"({"devices": [{"name": "NVIDIA H100", "address": "00000000:1B:00.0", "total": 1000, )";
    const DeviceSample idle = only(
        nvml(head + R"("used": 100, "gpu": 0, "temperature": 35, "power_mw": 70500, "limit_mw": 700000, "ecc": 0}]})"), "0000:1b:00.0");
    EXPECT_EQ(idle.fault, "");
    EXPECT_EQ(idle.memory_used, 100);
    EXPECT_EQ(idle.load, 0.0);
    EXPECT_EQ(idle.power, 70.5);
    EXPECT_TRUE(idle.users.empty());

    std::string crowd;
    for (int pid = 1000; pid < 1100; ++pid) crowd += "{\"pid\": " + std::to_string(pid) + ", \"memory\": 2},";
    const std::string ours = "{\"pid\": " + std::to_string(::getpid()) + ", \"memory\": 400}";
    const DeviceSample busy = only(
        nvml(head + R"("used": 900, "gpu": 98, "compute": [)" + crowd + ours + R"(], "graphics": [{"pid": 1000}]}]})"), "0000:1b:00.0");
    EXPECT_EQ(busy.load, 0.98);
    EXPECT_EQ(busy.users.size(), 101u);
    EXPECT_EQ(busy.memory_ours, 400);
    EXPECT_EQ(busy.memory_others(), 500);
    EXPECT_FALSE(busy.temperature);

    EXPECT_EQ(only(nvml(head + R"("ecc": 2}]})"), "0000:1b:00.0").fault, "uncorrected ECC errors: 2");
    const DeviceSample lost = only(nvml(R"({"devices": [{"lost": true}]})"), "0000:1b:00.0");  // its address is remembered
    EXPECT_NE(lost.fault.find("lost"), std::string::npos);
    EXPECT_FALSE(lost.memory_total);
    EXPECT_EQ(nvml("{broken").size(), 1u);
}

}  // namespace
}  // namespace imagelab
