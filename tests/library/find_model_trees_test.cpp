#include "core/library/find_model_trees.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

TEST(FindModelTrees, TreesOfOtherProgramsTwoFoldersDeep) {
    const TempFolder home;
    fs::create_directories(home / "ComfyUI/models/checkpoints/xl");
    std::ofstream(home / "ComfyUI/models/checkpoints/xl/a.safetensors") << "x";
    for (const char* name : {"b.CKPT", "c.gguf", "readme.txt"}) std::ofstream(home / "ComfyUI/models/checkpoints" / name) << "x";
    fs::create_directories(home / "ai/stable-diffusion-webui/models/Stable-diffusion");
    fs::create_directories(home / ".hidden/ComfyUI/models/checkpoints");
    fs::create_directories(home / "a/b/c/ComfyUI/models/checkpoints");
    fs::create_directories(home / "pictures/models");
    const auto found = find_model_trees(fs::path(home / "."));
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].program, "ComfyUI");
    EXPECT_EQ(found[0].files, 3);
    EXPECT_EQ(found[1].program, "A1111");
    EXPECT_EQ(found[1].files, 0);
    EXPECT_TRUE(find_model_trees({}).empty());
    EXPECT_TRUE(find_model_trees(home / "nowhere").empty());
}

}  // namespace
}  // namespace imagelab::test
