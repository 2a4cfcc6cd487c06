// Pictures of a training that have no caption get a tagger's tags.
#include "core/training/captions.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/base/read_file.h"
#include "core/jobs/tagging.h"
#include "core/training/examples.h"
#include "tests/support/devices.h"
#include "tests/support/golden.h"
#include "tests/support/planted_tagger.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

RgbImage one_colour(int red, int green, int blue) {
    RgbImage image{16, 16, {}};
    for (int i = 0; i < 16 * 16; ++i)
        for (const int value : {red, green, blue}) image.pixels.push_back(static_cast<uint8_t>(value));
    return image;
}

class TrainingCaptions : public ::testing::Test {
  protected:
    TrainingCaptions() {
        put_tagger(folder_.path());
        fs::create_directory(pictures_);
        write_png(pictures_ / "a.png", one_colour(230, 10, 10), {});
        write_png(pictures_ / "b.png", one_colour(10, 10, 230), {});
        write_png(pictures_ / "c.png", one_colour(10, 220, 200), {});
        write_file(pictures_ / "b.txt", "as it was");
        write_file(pictures_ / "c.txt", "\n");  // says nothing
    }
    TrainingConfig config(json fields = json::object()) const {
        fields["images"] = pictures_.string();
        fields["tagger"] = "auto";
        fields["width"] = 16, fields["height"] = 16, fields["seed"] = 1;
        return training_config(fields);
    }
    ReadExamples read(const TrainingConfig& config, const CancelToken& cancel = {}) {
        TaggedCaptions captions(config, *test_devices().front(), tagger_to_train(config, folder_.path()), kept_);
        TrainingReports reports;
        reports.note = [&](const std::string& note) { notes_.push_back(note); };
        reports.preparing = [&](const std::string& what, double share) { shares_.emplace_back(what, share); };
        return read_examples(config, 8, reports, cancel, [] {}, &captions);
    }
    static std::vector<std::string> captions_of(const ReadExamples& read) {
        std::vector<std::string> all;
        for (const auto& each : read.examples) all.push_back(each.captions.front());
        return all;
    }
    size_t kept_files() const {
        std::error_code code;
        return static_cast<size_t>(std::distance(fs::directory_iterator(kept_, code), fs::directory_iterator()));
    }

    TempFolder folder_;
    const fs::path pictures_ = folder_ / "pictures", kept_ = folder_ / "kept";
    std::vector<std::string> notes_;
    std::vector<std::pair<std::string, double>> shares_;
};

TEST_F(TrainingCaptions, AreTagsBehindTheTriggerWhereNothingElseIsSaid) {
    EXPECT_EQ(captions_of(read(config({{"trigger_word", "ohwx"}}))),
              (std::vector<std::string>{"ohwx, miku (robe), ^_^", "as it was", "ohwx, green, quoted, blue sky"}));
    EXPECT_EQ(notes_, std::vector<std::string>{"tags by wd-vit-tagger-v3 are the caption of a.png, c.png"});
    EXPECT_EQ(shares_, (std::vector<std::pair<std::string, double>>{{"tags", 0.0}, {"tags", 0.5}}));
    EXPECT_EQ(read_regular_file(pictures_ / "c.txt").value(), "\n") << "nothing is written unasked";
    EXPECT_FALSE(fs::exists(pictures_ / "a.txt"));
    EXPECT_EQ(captions_of(read(config({{"tag_threshold", 0.99}, {"tag_character_threshold", 0.99}}))),
              (std::vector<std::string>{"", "as it was", ""}));
    EXPECT_EQ(captions_of(read(config({{"tag_threshold", 0.95}, {"trigger_word", "ohwx"}})))[2], "ohwx");
}

TEST_F(TrainingCaptions, AreComputedOnceAndKeptByWhatThePictureHolds) {
    const auto first = captions_of(read(config()));
    ASSERT_EQ(kept_files(), 2u);
    for (const auto& entry : fs::directory_iterator(kept_)) write_file(entry.path(), "[\"kept\"]");
    fs::rename(pictures_ / "a.png", pictures_ / "another name.png");
    EXPECT_EQ(captions_of(read(config({{"trigger_word", "ohwx"}}))), (std::vector<std::string>{"ohwx, kept", "as it was", "ohwx, kept"}));
    EXPECT_EQ(captions_of(read(config({{"tag_threshold", 0.5}}))).front(), first.front()) << "other thresholds are computed";
    EXPECT_EQ(kept_files(), 4u);
    for (const auto& entry : fs::directory_iterator(kept_)) write_file(entry.path(), "{\"damaged\": ");
    EXPECT_EQ(captions_of(read(config())), first);
}

TEST_F(TrainingCaptions, AreWrittenBesideTheirPicturesWhenAsked) {
    const ReadExamples written = read(config({{"write_captions", true}, {"trigger_word", "ohwx"}}));
    EXPECT_EQ(read_regular_file(pictures_ / "a.txt").value(), "ohwx, miku (robe), ^_^\n");
    EXPECT_EQ(read_regular_file(pictures_ / "b.txt").value(), "as it was");
    EXPECT_EQ(read_regular_file(pictures_ / "c.txt").value(), "ohwx, green, quoted, blue sky\n");
    notes_.clear();
    EXPECT_EQ(read(config({{"tagger", "auto"}})).what, written.what) << "a training that goes on knows its pictures again";
    EXPECT_EQ(notes_, std::vector<std::string>());
}

TEST_F(TrainingCaptions, EndWhenTheyAreCancelled) {
    const CancelToken cancel;
    cancel.request();
    EXPECT_THROW(read(config(), cancel), Cancelled);
    EXPECT_EQ(kept_files(), 0u);
}

TEST_F(TrainingCaptions, ATrainingSaysWhichAndRefusesATaggerThatIsNotThere) {
    TrainingConfig wanted = config({{"steps", 1}, {"output", (folder_ / "lora.safetensors").string()}});
    wanted.width = wanted.height = 64;
    const OpenedModel model = open_model(small_model_dir("tiny64")).value();
    Device& device = *test_devices().front();
    EXPECT_EQ(plan_training(wanted, model, device).uncaptioned, (std::vector<std::string>{"a.png", "c.png"}));
    TrainingReports reports;
    reports.note = [&](const std::string& note) { notes_.push_back(note); };
    TrainingControl control;
    EXPECT_THROW(train(wanted, model, device, TrainingResume::no, reports, {}, control), BadField);
    control.tagger = tagger_to_train(wanted, folder_.path());
    EXPECT_EQ(train(wanted, model, device, TrainingResume::no, reports, {}, control).steps, 1);
    EXPECT_EQ(notes_, std::vector<std::string>{"tags by wd-vit-tagger-v3 are the caption of a.png, c.png"});
    wanted.tagger = "no such tagger";
    try {
        tagger_to_train(wanted, folder_.path());
        ADD_FAILURE() << "it is there";
    } catch (const BadField& bad) {
        EXPECT_EQ(bad.field(), "tagger");
        EXPECT_NE(std::string(bad.what()).find("selected_tags.csv"), std::string::npos) << bad.what();
    }
    wanted.tagger.clear();
    EXPECT_EQ(tagger_to_train(wanted, folder_.path()), nullptr);
}

TEST(TrainingNames, AreToldUpToThree) {
    EXPECT_EQ(some_of({"a"}), "a");
    EXPECT_EQ(some_of({"a", "b", "c", "d"}), "a, b, c, d");
    EXPECT_EQ(some_of({"a", "b", "c", "d", "e"}), "a, b, c and 2 more");
}

}  // namespace
}  // namespace imagelab::test
