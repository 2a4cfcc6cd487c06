// Everything about a GPU that can be learnt where nothing can be installed: this program needs libc and a Vulkan driver alone. It lists the
// devices, runs the kernel table against the naive reference and the small models against diffusers' goldens, and times SDXL's shapes and
// networks with made-up weights. Every result is a file of JSON in the given folder. bench/gpu_check.md says how to borrow a machine for
// it.
#include <gtest/gtest.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "bench/support/network.h"
#include "tests/gpu_check/devices.h"
#include "tests/gpu_check/speed.h"
#include "tests/support/devices.h"

namespace imagelab::gpu_check {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Options {
    fs::path folder, goldens;
    std::string device, dtype, tests = "*Kernels.*";
    std::vector<std::string> only{"kernels", "shapes", "forward"};
    bool tiny = false;

    bool wants(const std::string& part) const { return std::find(only.begin(), only.end(), part) != only.end(); }
};

void save(const Options& options, const std::string& name, const json& value) {
    std::ofstream out(options.folder / (name + ".json"));
    out << value.dump(1) << "\n";
    if (!out.flush()) throw Error("[gpu_check] cannot write " + (options.folder / (name + ".json")).string());
}

void save_devices(const Options& options) {
    json list = json::array();
    for (const auto& device : test::test_devices()) {
        const DeviceInfo info = device->info();
        std::vector<std::string> dtypes;
        for (DType dtype : info.dtypes) dtypes.emplace_back(dtype_name(dtype));
        std::printf("%s  %s, %s\n", info.id.c_str(), info.name.c_str(), info.driver.c_str());
        list.push_back({{"id", info.id},
                        {"name", info.name},
                        {"kind", info.kind},
                        {"driver", info.driver},
                        {"features", info.features},
                        {"dtypes", dtypes},
                        {"memory_bytes", info.memory_total}});
    }
    save(options, "devices", list);
}

// The kernel table and, with goldens, the small models. True where all passed.
bool run_tests(const Options& options) {
    std::string filter = options.tiny ? "CopyKernels.Slice:ActivationKernels.StorageOfTheResult:NormKernels.OfOneValue" : options.tests;
    if (!options.goldens.empty()) {
        ::setenv("IMAGELAB_GOLDEN_DIR", options.goldens.c_str(), 1);
        filter += ":DeviceModels.EqualDiffusersAndTransformers";
    }
    std::vector<std::string> arguments{"imagelab_gpu_check", "--gtest_filter=" + filter,
                                       "--gtest_output=json:" + (options.folder / "kernels.json").string()};
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    int count = static_cast<int>(arguments.size());
    ::testing::InitGoogleTest(&count, argv.data());
    return RUN_ALL_TESTS() == 0;
}

void time_all(const Options& options) {
    const std::vector<Work> shapes =
        options.tiny ? std::vector<Work>{{"tiny", 64, 1}} : std::vector<Work>{{"unet", 1024, 2}, {"vae", 1024, 1}};
    const std::vector<Work> forwards =
        options.tiny ? std::vector<Work>{{"tiny", 64, 2}}
                     : std::vector<Work>{{"unet", 512, 2}, {"unet", 1024, 2}, {"unet", 1024, 1}, {"vae", 1024, 1}, {"clip", 0, 1}};
    json all_shapes = json::array(), all_forwards = json::array();
    const auto attempt = [](json& list, const DeviceInfo& info, const auto& work) {
        json result;
        try {
            result = work();
        } catch (const std::exception& error) {
            std::printf("failed: %s\n", error.what());
            result = {{"error", error.what()}};
        }
        result["device"] = info.name;
        list.push_back(std::move(result));
    };
    for (const auto& device : test::test_devices()) {
        const DeviceInfo info = device->info();
        const DType dtype = options.dtype.empty() ? info.dtypes.front() : bench::dtype_named(options.dtype);
        if (options.wants("forward")) {
            for (const Work& work : forwards) attempt(all_forwards, info, [&] { return time_forward(*device, dtype, work, 5); });
            save(options, "forward", all_forwards);
        }
        if (options.wants("shapes")) {
            for (const Work& work : shapes) attempt(all_shapes, info, [&] { return time_shapes(*device, dtype, work, 0.1); });
            save(options, "shapes", all_shapes);
        }
    }
}

bool failed(const Options& options) {
    for (const char* name : {"forward", "shapes"}) {
        if (!options.wants(name)) continue;
        std::ifstream in(options.folder / (std::string(name) + ".json"));
        for (const json& result : json::parse(in)) {
            if (result.contains("error")) return true;
        }
    }
    return false;
}

int run(int argc, char** argv) {
    Options options;
    CLI::App app("Checks and times the Vulkan device", "imagelab_gpu_check");
    app.add_option("FOLDER", options.folder, "Where the results go")->required();
    app.add_option("--device", options.device, "vulkan:N (default: every GPU; without one, every software driver)");
    app.add_option("--goldens", options.goldens, "tests/reference/golden: compare the small models with diffusers, too");
    app.add_option("--dtype", options.dtype, "Of the timings: f16, bf16 or f32 (default: the device's best)");
    app.add_option("--only", options.only, "Some of kernels, shapes, forward")->delimiter(',');
    app.add_option("--tests", options.tests, "googletest's filter of the kernel table (default: *Kernels.*)");
    app.add_flag("--tiny", options.tiny, "A few kernels and a small network, for the test suite");
    CLI11_PARSE(app, argc, argv);
    fs::create_directories(options.folder);
    test::choose_devices(options.device);
    save_devices(options);
    const bool passed = !options.wants("kernels") || run_tests(options);
    time_all(options);
    return passed && !failed(options) ? 0 : 1;
}

}  // namespace
}  // namespace imagelab::gpu_check

int main(int argc, char** argv) {
    try {
        return imagelab::gpu_check::run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "imagelab_gpu_check: %s\n", error.what());
        return 1;
    }
}
