// The file of compiled shaders: used when it is whole and this device's, ignored otherwise.
#include "gpu/vulkan/pipelines.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "core/base/paths.h"
#include "tests/support/temp_folder.h"
#include "tests/support/vulkan_case.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> cache_files(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code missing;
    for (const auto& entry : fs::recursive_directory_iterator(folder, missing)) {
        if (entry.path().filename().string().starts_with("pipelines-")) files.push_back(entry.path());
    }
    return files;
}

void run_all(const test::KernelCase& given) {
    for (const auto& device : test::vulkan_devices()) {
        test::TowerRun run(*device, given);
        run.load();
        EXPECT_LE(test::kernel_error(run.run(), test::expected(given)), 1e-5) << device->info().name;
    }
}

TEST(PipelineCache, SurvivesDamageAndForeignFiles) {
    const test::TempFolder folder;
    const size_t devices = test::vulkan_devices().size();
    const std::string before = std::getenv("IMAGELAB_CACHE");
    ::setenv("IMAGELAB_CACHE", folder.path().c_str(), 1);
    const test::KernelCase given = test::tower(1);
    run_all(given);
    const std::vector<fs::path> files = cache_files(folder.path());
    EXPECT_EQ(files.size(), devices);
    const auto spoil = [&](const std::function<std::string(std::string)>& change) {
        for (const fs::path& file : files) {
            const std::string text = change(read_text_file(file));
            std::ofstream(file, std::ios::binary) << text;
        }
        run_all(given);
        for (const fs::path& file : files) EXPECT_GT(fs::file_size(file), 32u) << "written anew";
    };
    spoil([](std::string text) { return text.substr(0, text.size() / 2); });
    spoil([](const std::string&) { return std::string("not a cache"); });
    spoil([](const std::string&) { return std::string(); });
    spoil([](std::string text) {
        text.back() = static_cast<char>(text.back() ^ 1);
        return text;
    });
    spoil([](std::string text) {
        text[9] = static_cast<char>(text[9] ^ 1);  // another device's key
        return text;
    });
    ::setenv("IMAGELAB_CACHE", before.c_str(), 1);
}

}  // namespace
}  // namespace imagelab
