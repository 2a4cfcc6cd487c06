// What networks see in a picture: masks without painting, and what a detailer would find; in the engine and from the command line.
#include "core/jobs/looking.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/families/segmenter_files.h"
#include "core/metadata/import.h"
#include "core/metadata/metadata.h"
#include "tests/support/devices.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"
#include "tests/support/onnx_builder.h"
#include "tests/support/run_program.h"
#include "tests/support/yolo_network.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using For = Looking::For;

class LookingAtPictures : public JobFixture {
  protected:
    void SetUp() override { ::setenv("IMAGELAB_DATA", folder_.path().c_str(), 1); }
    void TearDown() override { ::unsetenv("IMAGELAB_DATA"); }
    void put(const char* path, const std::string& bytes) const {
        fs::create_directories((folder_ / "models" / path).parent_path());
        write_file(folder_ / "models" / path, bytes);
    }
    // Brighter from left to right, grey.
    fs::path ramp() const {
        RgbImage picture{96, 64, {}};
        for (int i = 0; i < 96 * 64; ++i) picture.pixels.insert(picture.pixels.end(), 3, static_cast<uint8_t>(i % 96 * 255 / 95));
        const fs::path path = folder_ / "ramp.png";
        write_png(path, picture, {});
        return path;
    }
    Result<Seen> seen(For what, const std::string& network = "") const {
        return seen_in(*test_devices().front(), {what, ramp().string(), network}, folder_.path(), CancelToken());
    }
};

TEST_F(LookingAtPictures, TheSubjectIsAMaskOfThePicturesSize) {
    put("segmentation/u2net.onnx", mean_network(32, 48));
    const auto subject = seen(For::subject), background = seen(For::background);
    ASSERT_TRUE(subject) << subject.error();
    ASSERT_TRUE(background) << background.error();
    EXPECT_EQ(subject->network, "u2net");
    const auto at = [](const Seen& all, int x) { return all.mask.pixels[static_cast<size_t>(32 * 96 + x)]; };
    ASSERT_EQ(subject->mask.pixels.size(), 96u * 64u);
    EXPECT_LE(at(*subject, 1), 8);
    EXPECT_NEAR(at(*subject, 48), 128, 8);
    EXPECT_GE(at(*subject, 94), 247);
    EXPECT_NEAR(at(*background, 48) + at(*subject, 48), 255, 1);
}

TEST_F(LookingAtPictures, PublishedNetworksAreKnownByTheirNames) {
    const auto files = [&](const char* name) {
        put(("segmentation/" + std::string(name)).c_str(), mean_network(-1, -1));
        return open_segmenter(folder_ / "models/segmentation" / name).value();
    };
    EXPECT_EQ(files("u2net_human_seg.onnx")->side, 320);
    EXPECT_TRUE(files("u2net_human_seg.onnx")->by_lightest);
    EXPECT_EQ(files("isnet-general-use.onnx")->spread[0], 1);
    EXPECT_EQ(files("BiRefNet-general.onnx")->mean[0], 0.485f);
    EXPECT_EQ(files("RMBG-2.0.onnx")->spread[0], 0.229f);
    EXPECT_EQ(files("rmbg-1.4.onnx")->mean[0], 0.5f);
    EXPECT_FALSE(files("modnet.onnx")->stretched);
    OnnxBuilder model;
    model.input("x", 1, {1, 3, 8, 8}).output("y", 1, {1, 3, 8, 8}).node("Relu", {"x"}, {"y"});
    put("segmentation/other.onnx", model.bytes());
    EXPECT_NE(open_segmenter(folder_ / "models/segmentation/other.onnx").error().find("it gives [1, 3, 8, 8]"), std::string::npos);
}

TEST_F(LookingAtPictures, TheFirstDetectorThatKnowsSuchAClassIsAsked) {
    EXPECT_NE(seen(For::faces).error().find("there is no detector here that knows \"face\""), std::string::npos);
    EXPECT_NE(seen(For::subject).error().find("models/segmentation"), std::string::npos);
    put("detectors/a_hands.onnx", yolo_network({{10, 32, 8, 8}}, {"hand"}));
    put("detectors/b_both.onnx", yolo_network({{20, 32, 16, 16, 1}, {50, 32, 8, 8, 0}}, {"cat", "FACE_FEMALE"}));
    const auto faces = seen(For::faces);
    ASSERT_TRUE(faces) << faces.error();
    EXPECT_EQ(faces->network, "b_both");
    ASSERT_EQ(faces->parts.size(), 1u);
    EXPECT_EQ(faces->parts[0].name, "FACE_FEMALE");
    EXPECT_EQ(seen(For::hands)->network, "a_hands");
    EXPECT_NE(seen(For::faces, "a_hands").error().find("knows nothing called \"face\"; it finds hand"), std::string::npos);
    EXPECT_NE(seen(For::persons).error().find("(there are a_hands, b_both)"), std::string::npos);
    EXPECT_FALSE(mask_kind("feet"));
}

TEST_F(LookingAtPictures, CommandsMakeMasksAndSayWhatIsFound) {
    put("detectors/two.onnx", yolo_network({{16, 20, 16, 16, 0, 0.9}, {48, 40, 12, 20, 1, 0.6}}, {"face", "hand"}));
    RgbImage square{64, 64, {}};
    for (int i = 0; i < 64 * 64 * 3; ++i) square.pixels.push_back(static_cast<uint8_t>(i * 37 % 256));
    write_png(folder_ / "square.png", square, {});
    const std::string picture = "'" + (folder_ / "square.png").string() + "'", mask = "'" + (folder_ / "mask.png").string() + "'";
    Ran ran = run_program("mask faces " + picture + " --output " + mask + " --device cpu");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const auto made = read_picture(folder_ / "mask.png");
    ASSERT_TRUE(made);
    EXPECT_EQ(made->pixels[static_cast<size_t>((20 * made->width + 16) * 3)], 255);
    EXPECT_EQ(made->pixels[static_cast<size_t>((40 * made->width + 48) * 3)], 0) << "hands are not asked for";
    ran = run_program("detect " + picture + " --json --device cpu");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const auto found = nlohmann::json::parse(ran.out);
    ASSERT_EQ(found.at("parts").size(), 2u);
    EXPECT_EQ(found.at("parts")[0].at("class"), "face");
    ran = run_program("generate --prompt 'a cat' --model '" + small_model_dir("tiny64").string() + "' --steps 2 --init-image " + picture +
                      " --mask-from faces --strength 1 --device cpu --output '" + (folder_ / "out.png").string() + "'");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const auto read = import_request(*read_metadata(folder_ / "out.png"));
    ASSERT_TRUE(read);
    EXPECT_EQ(fs::path(read->request.mask.file).parent_path(), folder_ / "masks");
    ran = run_program("generate --prompt 'a cat' --mask-from faces");
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_NE(ran.err.find("--mask-from: name the picture with --init-image"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace imagelab::test
