#include "core/training/dataset.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/pipelines/fit.h"
#include "core/training/config.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
    std::ofstream(path) << text;
}

TEST(TrainingSets, ArePicturesInTheByteOrderOfTheirNames) {
    const test::TempFolder folder;
    for (const char* name : {"b.png", "B.jpg", "a.webp", "\xc3\xa4.png", ".hidden.png", "notes.md"}) write(folder / name, "");
    write(folder / "a.txt", "  an apple\n");
    fs::create_directory(folder / "folder.png");
    write(folder / "metadata.jsonl",
          "{\"file_name\": \"B.jpg\", \"text\": \"a bee\"}\n\n{\"file_name\": \"a.webp\", \"text\": \"not this\"}\n");
    const auto examples = training_examples(folder / ".");
    ASSERT_EQ(examples.size(), 4u);
    EXPECT_EQ(examples[0].path.filename(), "B.jpg");
    EXPECT_EQ(examples[0].caption, "a bee");
    EXPECT_EQ(examples[1].path.filename(), "a.webp");
    EXPECT_EQ(examples[1].caption, "an apple");
    EXPECT_EQ(examples[2].path.filename(), "b.png");
    EXPECT_EQ(examples[2].caption, "");
}

TEST(TrainingSets, SayWhatIsWrongWithTheFolder) {
    const test::TempFolder folder;
    EXPECT_THROW(training_examples(folder / "nowhere"), BadField);
    EXPECT_THROW(training_examples(folder / "."), BadField);  // no pictures
    write(folder / "a.png", "");
    for (const char* line : {"no json", "[]", "{\"text\": \"a\"}", "{\"file_name\": \"a.png\", \"text\": 3}"}) {
        write(folder / "metadata.jsonl", line);
        EXPECT_THROW(training_examples(folder / "."), BadField) << line;
    }
}

TEST(TrainingSets, MasksStandBesideTheirPictures) {
    const test::TempFolder folder;
    for (const char* name : {"a.png", "a.mask.png", "b.jpg", "b-masklabel.png", "c.png"}) write(folder / name, "");
    const auto examples = training_examples(folder / ".");
    ASSERT_EQ(examples.size(), 3u);
    EXPECT_EQ(examples[0].mask.filename(), "a.mask.png");
    EXPECT_EQ(examples[1].mask.filename(), "b-masklabel.png");
    EXPECT_TRUE(examples[2].mask.empty());
    RgbImage mask{4, 2, {}};
    for (const int light : {0, 255, 255, 255, 0, 0, 51, 51}) mask.pixels.insert(mask.pixels.end(), {static_cast<uint8_t>(light), 9, 9});
    EXPECT_EQ(mask_shares(mask, 2), (std::vector<float>{0.25f, 0.6f}));
    try {
        training_examples(folder / "nowhere", "class_images");
        ADD_FAILURE() << "it is there";
    } catch (const BadField& bad) {
        EXPECT_EQ(bad.field(), "class_images");
    }
}

TEST(TrainingSets, PicturesAreScaledAndTheirMiddleTaken) {
    RgbImage wide{6, 2, {}};
    for (int i = 0; i < 12; ++i) wide.pixels.insert(wide.pixels.end(), {static_cast<uint8_t>(i % 6 * 10), 0, 0});
    const RgbImage cut = fitted(wide, 2, 2, StartFit::crop);
    ASSERT_EQ(cut.pixels.size(), 12u);
    EXPECT_EQ(cut.pixels[0], 20);
    EXPECT_EQ(cut.pixels[3], 30);
    const RgbImage turned = mirrored(wide);
    EXPECT_EQ(turned.pixels[0], 50);
    EXPECT_EQ(turned.pixels[15], 0);
    const RgbImage small = fitted(wide, 3, 1, StartFit::crop);
    EXPECT_EQ(small.width, 3);
    EXPECT_EQ(small.pixels.size(), 9u);
}

}  // namespace
}  // namespace imagelab
