// Detectors that people bring: how their outputs are told apart and read, what is found where, and which masks come of it.
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/paths.h"
#include "core/pipelines/detail_masks.h"
#include "core/pipelines/detector.h"
#include "tests/support/devices.h"
#include "tests/support/onnx_builder.h"
#include "tests/support/temp_folder.h"
#include "tests/support/yolo_network.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using Layout = DetectorFiles::Layout;
using Kind = YoloLayout::Kind;

class Detectors : public testing::Test {
  protected:
    fs::path file(const std::string& bytes, const char* name = "detector.onnx") const { return write_file(folder_ / name, bytes); }
    std::shared_ptr<const DetectorFiles> opened(const std::string& bytes, const char* name = "detector.onnx") const {
        auto files = open_detector(file(bytes, name));
        EXPECT_TRUE(files) << files.error();
        return *files;
    }
    std::string trouble(const std::string& bytes, const char* name = "detector.onnx") const {
        const auto files = open_detector(file(bytes, name));
        return files ? "" : files.error();
    }
    static std::vector<DetectedPart> found(Device& device, const std::shared_ptr<const DetectorFiles>& files, const RgbImage& picture,
                                           double confidence = 0.3, const std::vector<int>& classes = {}) {
        return Detector(device, files).found(picture, confidence, classes, {}, CancelToken());
    }
    static RgbImage grey(int width, int height) {
        return {width, height, std::vector<uint8_t>(static_cast<size_t>(width) * height * 3, 90)};
    }
    static void expect_box(const DetectedPart& part, double left, double top, double right, double bottom) {
        EXPECT_NEAR(part.left, left, 0.01);
        EXPECT_NEAR(part.top, top, 0.01);
        EXPECT_NEAR(part.right, right, 0.01);
        EXPECT_NEAR(part.bottom, bottom, 0.01);
    }

    TempFolder folder_;
};

TEST_F(Detectors, EachLayoutIsToldByItsShape) {
    const std::vector<Planted> planted{{20, 30, 16, 12, 1, 0.8}};
    for (const auto& [kind, layout] : {std::pair(Kind::columns, Layout::columns), std::pair(Kind::rows, Layout::rows),
                                       std::pair(Kind::finished, Layout::finished), std::pair(Kind::grid, Layout::grid)}) {
        const auto files = opened(yolo_network(planted, {"face", "hand"}, {kind}));
        EXPECT_EQ(files->layout, layout);
        EXPECT_EQ(files->classes, (std::vector<std::string>{"face", "hand"}));
        EXPECT_EQ(files->width, planted_side);
        for (const auto& device : test_devices()) {
            // 128 x 96 is drawn at half its size with 8 rows of grey above and below.
            const auto parts = found(*device, files, grey(128, 96));
            ASSERT_EQ(parts.size(), 1u) << static_cast<int>(kind);
            const int rows_above = kind == Kind::grid ? 0 : 8;  // YOLOX's picture lies at the corner
            expect_box(parts[0], 24, 48 - 2 * rows_above, 56, 72 - 2 * rows_above);
            EXPECT_NEAR(parts[0].confidence, 0.8, 1e-3);
            EXPECT_EQ(parts[0].name, "hand");
        }
    }
    EXPECT_EQ(opened(yolo_network(planted, {}, {Kind::finished}), "best.onnx")->classes, std::vector<std::string>{"0"});
    EXPECT_EQ(opened(yolo_network({}, {"0"}, {}), "face_yolov8n.onnx")->classes, std::vector<std::string>{"0"}) << "its own name stays";
}

TEST_F(Detectors, WhatOverlapsIsFoundOnceInEachClass) {
    Device& device = *test_devices().front();
    const std::vector<Planted> planted{
        {20, 20, 20, 20, 0, 0.6}, {21, 20, 20, 20, 0, 0.9}, {21, 20, 20, 20, 1, 0.5}, {50, 50, 8, 8, 0, 0.4}};
    const auto files = opened(yolo_network(planted, {"face", "hand"}));
    const auto all = found(device, files, grey(64, 64));
    ASSERT_EQ(all.size(), 3u);
    EXPECT_NEAR(all[0].confidence, 0.9, 1e-3) << "the surest first";
    EXPECT_EQ(all[1].name, "hand");
    expect_box(all[2], 46, 46, 54, 54);
    EXPECT_EQ(found(device, files, grey(64, 64), 0.45).size(), 2u);
    const auto hands = found(device, files, grey(64, 64), 0.3, files->classes_named(" Hand ").value());
    ASSERT_EQ(hands.size(), 1u);
    EXPECT_EQ(hands[0].name, "hand");
    const auto unknown = files->classes_named("face,foot");
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().find("knows no \"foot\"; it finds face, hand"), std::string::npos);
}

TEST_F(Detectors, OutlinesAreReadAtThePicturesSize) {
    const auto files = opened(yolo_network({{32, 32, 32, 32, 0, 0.9}}, {"person"}, {.masks = 2}));
    EXPECT_EQ(files->masks, 2);
    Device& device = *test_devices().front();
    const auto parts = found(device, files, grey(128, 128));
    ASSERT_EQ(parts.size(), 1u);
    const GreyImage& mask = parts[0].mask;
    ASSERT_EQ(mask.pixels.size(), 128u * 128u);
    for (const auto& [x, y, inside] :
         {std::tuple(64, 40, true), std::tuple(64, 88, false), std::tuple(20, 40, false), std::tuple(64, 62, true)})
        EXPECT_EQ(mask.pixels[static_cast<size_t>(y * 128 + x)], inside ? 255 : 0) << x << ", " << y;
}

TEST_F(Detectors, FacesOfYuNet) {
    const auto files = opened(yunet_network(3, 2, 0.81, {-4, -6, 4, -6, 0, 0, -3, 5, 3, 5}));
    EXPECT_EQ(files->layout, Layout::yunet);
    EXPECT_EQ(files->classes, std::vector<std::string>{"face"});
    Device& device = *test_devices().front();
    const auto parts = found(device, files, grey(128, 96));
    ASSERT_EQ(parts.size(), 1u);
    EXPECT_NEAR(parts[0].confidence, 0.81, 1e-3);
    expect_box(parts[0], 2 * (28 - 8), 2 * (18 - 12), 2 * (28 + 8), 2 * (18 + 12));
    ASSERT_EQ(parts[0].points.size(), 5u);
    EXPECT_NEAR(parts[0].points[0][0], 2 * (24 - 4), 0.01);
    EXPECT_NEAR(parts[0].points[4][1], 2 * (16 + 5), 0.01);
    EXPECT_TRUE(found(device, files, grey(128, 96), 0.9).empty());
}

TEST_F(Detectors, WhatIsNoneIsRefusedWithWhatToDo) {
    EXPECT_NE(trouble("PK", "face_yolov8n.pt").find("yolo export model=face_yolov8n.pt format=onnx"), std::string::npos);
    OnnxBuilder model;
    model.input("x", 1, {1, 3, 8, 8}).output("y", 1, {1, 3, 8, 8}).node("Relu", {"x"}, {"y"});
    EXPECT_NE(trouble(model.bytes()).find("it gives [1, 3, 8, 8]"), std::string::npos);
    EXPECT_NE(trouble(model.metadata("task", "classify").bytes()).find("\"classify\""), std::string::npos);
    EXPECT_NE(trouble("no model").find("detector.onnx"), std::string::npos);
    EXPECT_EQ(class_names_in("{0: 'a b', 1: \"it's\", 2: 'x\\'y'}"), (std::vector<std::string>{"a b", "it's", "x'y"}));
}

DetectedPart part(double left, double top, double right, double bottom, float confidence) {
    DetectedPart made;
    made.left = left, made.top = top, made.right = right, made.bottom = bottom, made.confidence = confidence;
    return made;
}

int painted(const GreyImage& mask) {
    return static_cast<int>(std::count(mask.pixels.begin(), mask.pixels.end(), 255));
}

TEST(DetailMasks, AreChosenMovedGrownAndMergedInADetailersOrder) {
    const std::vector<DetectedPart> parts{part(0, 0, 9, 9, 0.5f), part(20, 20, 39, 39, 0.4f), part(50, 50, 54, 54, 0.9f)};
    DetailUse use;
    use.dilate = 0;
    const auto masks = [&] { return detail_masks(use, parts, 64, 64); };
    ASSERT_EQ(masks().masks.size(), 3u);
    EXPECT_EQ(painted(masks().masks[0]), 100) << "both corners are in it, as Pillow draws it";
    use.top = 1;
    EXPECT_EQ(masks().left_out, 2);
    EXPECT_EQ(painted(masks().masks[0]), 400);
    use.by = DetailChoice::confidence;
    EXPECT_EQ(painted(masks().masks[0]), 25);
    use.top = 4, use.most = 0.05;
    EXPECT_EQ(masks().found, 2) << "of 64 x 64 the middle one has 9 percent";
    use.least = 0.01;
    EXPECT_EQ(masks().found, 1);
    use.x = -3, use.y = 2;  // to the left and up
    EXPECT_EQ(painted(masks().masks[0]), 7 * 8);
    use = {}, use.dilate = 4;
    EXPECT_EQ(*bounds(masks().masks[1]), (PictureBox{19, 19, 42, 42})) << "cv2.dilate with a rectangle of 4: its middle is the third";
    use.dilate = -4;
    EXPECT_EQ(masks().masks.size(), 3u);
    EXPECT_EQ(painted(masks().masks[2]), 4);
    use.dilate = -6;
    EXPECT_EQ(masks().masks.size(), 2u) << "nothing is left of the small one";
    use.dilate = 0, use.merge = DetailMerge::merge;
    ASSERT_EQ(masks().masks.size(), 1u);
    EXPECT_EQ(painted(masks().masks[0]), 525);
    use.merge = DetailMerge::invert;
    EXPECT_EQ(painted(masks().masks[0]), 64 * 64 - 525);
}

}  // namespace
}  // namespace imagelab::test
