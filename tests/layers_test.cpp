// The layers of docs: app -> ui, serve -> core <- cpu, gpu. An include that points upward fails here before the linker sees it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "tests/build_paths.h"

namespace {
namespace fs = std::filesystem;

std::vector<std::string> forbidden_includes(const fs::path& layer, const std::string& forbidden, const std::string& except = "") {
    std::vector<std::string> found;
    const std::regex pattern("^\\s*#\\s*include\\s*[<\"](" + forbidden + ")");
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(IMAGELAB_SOURCE_DIR) / layer)) {
        const fs::path path = entry.path();
        if (path.extension() != ".cpp" && path.extension() != ".h") continue;
        if (!except.empty() && std::regex_search(path.string(), std::regex(except))) continue;
        std::ifstream in(path);
        for (std::string line; std::getline(in, line);) {
            if (std::regex_search(line, pattern)) found.push_back(path.string() + ": " + line);
        }
    }
    return found;
}

TEST(Layers, CoreIncludesNoDeviceNoWindowNoApp) {
    EXPECT_EQ(forbidden_includes("core", "app/|ui/|serve/|gpu/|core/cpu/|Q[A-Z]|vulkan|dnnl|oneapi", "/core/cpu/"),
              std::vector<std::string>{});
}
TEST(Layers, CpuDeviceIncludesNoWindowNoAppNoVulkan) {
    EXPECT_EQ(
        forbidden_includes("core/cpu", "app/|ui/|gpu/|core/(pipelines|store|jobs|gallery|library|prompts|night|results)/|Q[A-Z]|vulkan"),
        std::vector<std::string>{});
}
TEST(Layers, VulkanDeviceIncludesNoWindowNoAppNoPipelinesNoProcessor) {
    EXPECT_EQ(
        forbidden_includes("gpu", "app/|ui/|core/(pipelines|store|jobs|gallery|library|prompts|night|results)/|core/cpu/|Q[A-Z]|dnnl"),
        std::vector<std::string>{});
}
TEST(Layers, KernelsSeeNoVulkan) {
    EXPECT_EQ(forbidden_includes("gpu/kernels", "vulkan|gpu/(loader|handle|instance|allocator|logical|physical|command|pipelines|program)"),
              std::vector<std::string>{});
}
TEST(Layers, OnlyTheVulkanDeviceIncludesVulkan) {
    for (const char* layer : {"app", "ui", "serve", "core"}) EXPECT_EQ(forbidden_includes(layer, "vulkan"), std::vector<std::string>{});
}
TEST(Layers, TheServerIncludesNoAppNoWindowNoDevice) {
    EXPECT_EQ(forbidden_includes("serve", "app/|ui/|gpu/|core/cpu/|Q[A-Z]|vulkan|dnnl"), std::vector<std::string>{});
}
TEST(Layers, OnlyTheServerItselfIncludesHttplib) {
    for (const char* layer : {"app", "ui", "core"}) EXPECT_EQ(forbidden_includes(layer, "httplib"), std::vector<std::string>{});
    EXPECT_EQ(forbidden_includes("serve", "httplib", "serve/s(erver|ocket_stream)"), std::vector<std::string>{});
    for (const char* layer : {"app", "ui", "core", "serve"})
        EXPECT_EQ(forbidden_includes(layer, "serve/socket_stream", "serve/s(erver|ocket_stream)"), std::vector<std::string>{});
}
TEST(Layers, WindowIncludesNoAppNoDeviceNoEngine) {
    if (!fs::exists(fs::path(IMAGELAB_SOURCE_DIR) / "ui")) GTEST_SKIP();
    EXPECT_EQ(forbidden_includes(
                  "ui", "app/|serve/|gpu/|core/cpu/|core/graph/graph|core/graph/tensor|core/ops/|core/models/|core/nn/|vulkan|dnnl"),
              std::vector<std::string>{});
}

// The rooms of a layer from the ground up: a file includes its own room and those before it.
std::vector<std::string> arrows_upward(const std::string& layer, const std::vector<std::string>& rooms) {
    const std::regex pattern("^\\s*#\\s*include\\s*\"(" + layer + "/[^\"]+)/[^/\"]+\"");
    // A folder that has no place of its own is part of the room it lies in.
    const auto place = [&](std::string room) {
        while (!room.empty() && std::find(rooms.begin(), rooms.end(), room) == rooms.end()) room = fs::path(room).parent_path().string();
        return std::find(rooms.begin(), rooms.end(), room) - rooms.begin();
    };
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(IMAGELAB_SOURCE_DIR) / layer)) {
        const fs::path path = entry.path();
        if (path.extension() != ".cpp" && path.extension() != ".h") continue;
        const std::string room = fs::relative(path.parent_path(), IMAGELAB_SOURCE_DIR).string();
        if (place(room) == static_cast<std::ptrdiff_t>(rooms.size())) found.push_back(room + " is not in the list");
        std::ifstream in(path);
        std::smatch match;
        for (std::string line; std::getline(in, line);) {
            if (std::regex_search(line, match, pattern) && place(match[1]) > place(room)) found.push_back(path.string() + ": " + line);
        }
    }
    return found;
}

TEST(Layers, RoomsOfCoreAreOrdered) {
    const std::vector<std::string> rooms{
        "core/base",       "core/graph",     "core/graph/passes", "core/ops",      "core/nn",
        "core/models",     "core/samplers",  "core/weights",      "core/device",   "core/autodiff",       "core/device/monitor", "core/cpu/simd",
        "core/cpu",        "core/image",     "core/relief",       "core/request",  "core/control",        "core/onnx",
        "core/tokenizers", "core/adapters",  "core/families",     "core/metadata", "core/store",          "core/gallery",
        "core/prompts",    "core/pipelines", "core/training",     "core/library",  "core/jobs",           "core/night",
        "core/results"};
    EXPECT_EQ(arrows_upward("core", rooms), std::vector<std::string>{});
}

TEST(Layers, RoomsOfTheVulkanDeviceAreOrdered) {
    EXPECT_EQ(arrows_upward("gpu", {"gpu/kernels", "gpu/vulkan", "gpu/program", "gpu"}), std::vector<std::string>{});
    for (const char* room : {"gpu/kernels", "gpu/vulkan", "gpu/program"})  // the self-test and measuring stand above them
        EXPECT_EQ(forbidden_includes(room, "gpu/[a-z_]+\\.h"), std::vector<std::string>{});
}

// ui's rooms, a floor a line: a room includes those of the floors below it and itself, never its neighbours.
TEST(Layers, RoomsOfTheWindowAreOrdered) {
    if (!fs::exists(fs::path(IMAGELAB_SOURCE_DIR) / "ui")) GTEST_SKIP();
    const std::vector<std::vector<std::string>> floors = {
        {"look", "bridge"},
        {"widgets", "models"},
        {"request", "viewer", "gallery", "library", "queue", "dashboard", "results", "training"},
        {"window"},
    };
    std::set<std::string> known;
    for (size_t floor = 0; floor < floors.size(); ++floor) {
        for (const std::string& room : floors[floor]) {
            known.insert(room);
            std::string above;
            for (size_t other = floor; other < floors.size(); ++other)
                for (const std::string& name : floors[other])
                    if (name != room) above += (above.empty() ? "" : "|") + name;
            if (above.empty()) continue;
            EXPECT_EQ(forbidden_includes("ui/" + room, "ui/(" + above + ")/"), std::vector<std::string>{});
        }
    }
    for (const auto& entry : fs::directory_iterator(fs::path(IMAGELAB_SOURCE_DIR) / "ui"))
        EXPECT_TRUE(!entry.is_directory() || known.contains(entry.path().filename().string())) << entry.path() << " has no floor";
}

}  // namespace
