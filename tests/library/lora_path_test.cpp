// A LoRA by the names people call it.
#include <gtest/gtest.h>

#include "core/library/model_library.h"
#include "core/weights/safetensors.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

TEST(LoraPath, IsFoundByStemFolderAndTitle) {
    const TempFolder data;
    const float zeros[64] = {};
    const auto* bytes = reinterpret_cast<const std::byte*>(zeros);
    const auto write = [&](const fs::path& path, const char* title) {
        fs::create_directories(path.parent_path());
        write_safetensors(
            path,
            {{"lora_unet_x.lora_down.weight", {DType::f32, {2, 4}, bytes}}, {"lora_unet_x.lora_up.weight", {DType::f32, {4, 2}, bytes}}},
            {{"ss_output_name", title}});
        return path;
    };
    const fs::path ink = write(data / "models/loras/Ink_Wash-v2.safetensors", "inky"),
                   other = write(data / "models/b/style.safetensors", "x"), twin = write(data / "models/a/style.safetensors", "y");
    write_safetensors(data / "models/inky.safetensors", {{"clip_l", {DType::f32, {1, 4}, bytes}}});  // no LoRA
    const auto found = [&](const std::string& name) {
        const auto path = lora_path(name, data.path());
        return path ? *path : fs::path(path.error());
    };
    EXPECT_EQ(found("ink wash v2"), ink);
    EXPECT_EQ(found("Ink_Wash-v2.safetensors"), ink);
    EXPECT_EQ(found(ink.string()), ink);
    EXPECT_EQ(found("inky"), ink) << "its title";
    EXPECT_EQ(found("b\\style"), other);
    EXPECT_EQ(found("a/style.safetensors"), twin);
    EXPECT_NE(found("inkwash").string().find("did you mean: Ink_Wash-v2"), std::string::npos) << found("inkwash");
    EXPECT_NE(found("nothing").string().find("there is no LoRA \"nothing\" here"), std::string::npos) << found("nothing");
    EXPECT_NE(found("./nothing").string().find("no such file"), std::string::npos);
}

}  // namespace
}  // namespace imagelab::test
