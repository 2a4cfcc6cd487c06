#include "core/library/embedding_files.h"

#include <gtest/gtest.h>

#include "core/library/model_library.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

TEST(EmbeddingFiles, AreFoundByTheirStemsInTheTexts) {
    const TempFolder data;
    const fs::path own = data / "models/embeddings", comfy = data / "comfy";
    for (const fs::path& file : {own / "EasyNegative.safetensors", own / "deep/ink wash.pt", own / "notes.txt",
                                 comfy / "models/embeddings/easynegative.pt", comfy / "models/embeddings/other.bin"}) {
        fs::create_directories(file.parent_path());
        write_file(file, "x");
    }
    fs::create_directories(comfy / "models/checkpoints");
    ASSERT_TRUE(add_model_folder(data.path(), comfy));
    const auto named = [&](std::string_view prompt, std::string_view negative) {
        std::vector<std::string> names;
        for (const fs::path& path : embeddings_named_in({prompt, negative}, data.path())) names.push_back(path.filename().string());
        return names;
    };
    EXPECT_EQ(named("a cat", ""), std::vector<std::string>{});
    EXPECT_EQ(named("an (Ink Wash:1.2) hill", "easynegative"), (std::vector<std::string>{"EasyNegative.safetensors", "ink wash.pt"}));
    EXPECT_EQ(named("embedding:other notes", ""), std::vector<std::string>{"other.bin"});
}

}  // namespace
}  // namespace imagelab::test
