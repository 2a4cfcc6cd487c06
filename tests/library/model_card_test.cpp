// What is known of files of the library beyond their kind, from headers and from what other programs keep beside them.
#include "core/library/model_card.h"

#include <gtest/gtest.h>

#include "core/base/paths.h"
#include "core/library/model_hashes.h"
#include "core/library/model_library.h"
#include "core/weights/safetensors.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

class ModelCards : public testing::Test {
  protected:
    ModelFile lora(const std::string& name, const std::map<std::string, std::string>& metadata = {}) {
        static const std::vector<float> zeros(4096);
        const auto* bytes = reinterpret_cast<const std::byte*>(zeros.data());
        const std::string module = "lora_unet_mid_block_attentions_0_proj_in";
        write_safetensors(
            folder_ / (name + ".safetensors"),
            {{module + ".lora_down.weight", {DType::f32, {4, 64}, bytes}}, {module + ".lora_up.weight", {DType::f32, {64, 4}, bytes}}},
            metadata);
        return inspect_model(folder_ / (name + ".safetensors"));
    }
    TempFolder folder_;
};

TEST_F(ModelCards, TellRankWordsAndTagsOfTheHeader) {
    const ModelFile file = lora("ink", {{"ss_base_model_version", "sdxl_base_v1-0"},
                                        {"ss_tag_frequency", R"({"5_inky style": {"1girl": 3, "brush": 9}})"},
                                        {"ss_output_name", "Ink"}});
    const ModelCard card = read_model_card(file, {});
    EXPECT_EQ(card.rank, "4");
    EXPECT_EQ(card.kinds, "LoRA");
    EXPECT_EQ(card.base_model, "sdxl_base_v1-0");
    EXPECT_EQ(card.title, "Ink");
    EXPECT_EQ(card.trigger_words, std::vector<std::string>{"inky style"});
    ASSERT_EQ(card.tags.size(), 2u);
    EXPECT_EQ(card.tags.front(), (std::pair<std::string, int64_t>{"brush", 9}));
    EXPECT_TRUE(card.preview.empty());
    EXPECT_TRUE(has_words(file, card, "BRUSH ink"));
    EXPECT_FALSE(has_words(file, card, "brush watercolour"));
}

TEST_F(ModelCards, ReadWhatOtherProgramsKeepBesideTheFile) {
    const ModelFile file = lora("wash");
    write_file(folder_ / "wash.json",
               R"({"activation text": "wash style", "sd version": "SDXL", "description": "soft", "preferred weight": 0.7})");
    write_file(folder_ / "wash.civitai.info", R"({"name": "v2", "baseModel": "SDXL 1.0", "trainedWords": ["wash style", "wet paper"],
        "model": {"name": "Wash", "tags": ["watercolor"], "type": "LORA"}, "description": "<p>Use &amp; enjoy</p>"})");
    write_file(folder_ / "wash.metadata.json", R"({"model_name": "other", "tags": ["paper"], "civitai": {"trainedWords": ["drip"]}})");
    write_file(folder_ / "wash.cm-info.json", R"({"ModelName": "third", "TrainedWords": ["bleed"]})");
    write_file(folder_ / "wash.txt", "free text");
    write_file(folder_ / "wash.png", "a picture");
    const ModelCard card = read_model_card(file, {});
    EXPECT_EQ(card.title, "Wash v2");
    EXPECT_EQ(card.base_model, "SDXL");
    EXPECT_EQ(card.trigger_words, (std::vector<std::string>{"wash style", "wet paper", "drip", "bleed"}));
    EXPECT_EQ(card.tags, (std::vector<std::pair<std::string, int64_t>>{{"watercolor", 0}, {"paper", 0}}));
    EXPECT_EQ(card.about, "soft");
    EXPECT_EQ(card.preview, folder_ / "wash.png");
    EXPECT_EQ(card.read_from.size(), 5u);
    write_file(folder_ / "wash.preview.png", "another");
    EXPECT_EQ(preview_beside(file.path), folder_ / "wash.preview.png");
}

TEST_F(ModelCards, HostileFilesBesideAreLeftOut) {
    const ModelFile file = lora("odd");
    write_file(folder_ / "odd.json", std::string(100000, '['));
    write_file(folder_ / "odd.civitai.info", R"({"trainedWords": 7, "model": [], "baseModel": {}, "description": null})");
    write_file(folder_ / "odd.metadata.json", "[1, 2]");
    write_file(folder_ / "odd.txt", "\xff\xfe not utf-8");
    fs::create_directory(folder_ / "odd.cm-info.json");
    const ModelCard card = read_model_card(file, {});
    EXPECT_TRUE(card.trigger_words.empty());
    EXPECT_EQ(card.about, "");
    EXPECT_EQ(card.rank, "4");
}

TEST_F(ModelCards, OwnNotesFollowAFileThatIsMoved) {
    const ModelFile file = lora("ink");
    const fs::path data = folder_ / "data";
    ASSERT_TRUE(ModelNotes::write(data, file, "  nice at 0.6  "));
    EXPECT_EQ(read_model_card(file, ModelNotes::load(data)).notes, "nice at 0.6");
    EXPECT_TRUE(has_words(file, read_model_card(file, ModelNotes::load(data)), "nice"));
    fs::create_directory(folder_ / "elsewhere");
    fs::rename(file.path, folder_ / "elsewhere/ink.safetensors");
    const ModelFile moved = inspect_model(folder_ / "elsewhere/ink.safetensors");
    EXPECT_EQ(ModelNotes::load(data).of(moved.path, moved.bytes), "nice at 0.6");
    EXPECT_EQ(ModelNotes::load(data).of(folder_ / "elsewhere/ink.safetensors", 1), "") << "another file of that name";
    ASSERT_TRUE(ModelNotes::write(data, moved, "second"));
    EXPECT_EQ(read_text_file(data / "model_notes.json").find("nice"), std::string::npos);
    ASSERT_TRUE(ModelNotes::write(data, moved, ""));
    EXPECT_EQ(ModelNotes::load(data).of(moved.path, moved.bytes), "");
    write_file(data / "model_notes.json", "{ damaged");
    EXPECT_NE(ModelNotes::load(data).problem(), "");
    ASSERT_TRUE(ModelNotes::write(data, moved, "third"));
    EXPECT_EQ(read_text_file(data / "model_notes.json~"), "{ damaged") << "nothing is lost";
    EXPECT_EQ(ModelNotes::load(data).of(moved.path, moved.bytes), "third");
}

}  // namespace
}  // namespace imagelab::test
