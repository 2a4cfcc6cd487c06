// Faces restored by networks that people bring: found, aligned, made anew and put back, in jobs, commands and A1111's text.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/metadata/import.h"
#include "core/metadata/metadata.h"
#include "core/pipelines/face_restorer.h"
#include "tests/support/devices.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"
#include "tests/support/onnx_builder.h"
#include "tests/support/run_program.h"
#include "tests/support/yolo_network.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

constexpr int face_side = 64;
// FFHQ's template for a face of 64 pixels.
constexpr double template_points[] = {24.1227, 29.9934, 39.8628, 30.0242, 32.0793, 39.2524, 25.1576, 46.4263, 39.1361, 46.3939};

class FaceJobs : public JobFixture {
  protected:
    void SetUp() override { ::setenv("IMAGELAB_DATA", folder_.path().c_str(), 1); }
    void TearDown() override { ::unsetenv("IMAGELAB_DATA"); }
    fs::path put(const std::string& path, const std::string& bytes) const {
        const fs::path file = folder_ / "models" / path;
        fs::create_directories(file.parent_path());
        return write_file(file, bytes);
    }
    // The face, `shift` of -1..1 lighter; with a weight also by that.
    static std::string restorer(float shift, bool weighs) {
        OnnxBuilder model;
        model.input("input", 1, {1, 3, face_side, face_side}).output("output", 1, {1, 3, face_side, face_side});
        if (weighs) model.input("weight", 11, {1});
        model.initializer("shift", {1}, {shift}).node("Add", {"input", "shift"}, {"lighter"});
        if (!weighs) return model.node("Identity", {"lighter"}, {"output"}).bytes();
        return model.node("Cast", {"weight"}, {"share"}, {{"to", 1}}).node("Add", {"lighter", "share"}, {"output"}).bytes();
    }
    // YuNet finds a face in 64 x 64 pixels whose key points lie as FFHQ's template has them, or larger.
    void put_detector(double scale = 1) const {
        std::vector<double> steps;
        for (int i = 0; i < 10; ++i) steps.push_back(32 + (template_points[i] - 32) * scale - (i % 2 == 0 ? 24 : 16));  // from (24, 16)
        put("detectors/face_detection_yunet_2023mar.onnx", yunet_network(3, 2, 0.9, steps));
    }
    static RgbImage smooth(int side) {
        RgbImage picture{side, side, {}};
        for (int i = 0; i < side * side; ++i) {
            const int x = i % side, y = i / side;
            for (const int value : {40 + 2 * x, 60 + y, 90 + x / 2 + y / 2}) picture.pixels.push_back(static_cast<uint8_t>(value));
        }
        return picture;
    }
    FaceRestorer::Restored restored(const RgbImage& picture, const fs::path& network, FaceRestorer::Wish wish = {}) const {
        const auto files = open_face_restorer(network, folder_ / "models/detectors/face_detection_yunet_2023mar.onnx");
        EXPECT_TRUE(files) << files.error();
        return FaceRestorer(*test_devices().front(), *files).restored(picture, wish, {}, CancelToken());
    }
    static std::array<int, 3> at(const RgbImage& picture, int x, int y) {
        const size_t i = static_cast<size_t>(3 * (y * picture.width + x));
        return {picture.pixels.at(i), picture.pixels.at(i + 1), picture.pixels.at(i + 2)};
    }
    static int largest_difference(const RgbImage& a, const RgbImage& b) {
        EXPECT_EQ(a.pixels.size(), b.pixels.size());
        int largest = 0;
        for (size_t i = 0; i < a.pixels.size(); ++i) largest = std::max(largest, std::abs(a.pixels[i] - b.pixels.at(i)));
        return largest;
    }
};

TEST_F(FaceJobs, ANetworkThatChangesNothingGivesThePictureBack) {
    const fs::path same = put("faces/gfpgan_1.4.onnx", restorer(0, false));
    for (const double scale : {1.0, 0.8, 0.4}) {
        put_detector(scale);
        const RgbImage picture = smooth(64);
        const FaceRestorer::Restored made = restored(picture, same);
        EXPECT_EQ(made.faces, 1);
        EXPECT_LE(largest_difference(made.picture, picture), 1) << scale;  // a square's values are rounded
    }
}

TEST_F(FaceJobs, FacesChangeInTheMiddleAndFadeIntoThePicture) {
    put_detector(0.5);  // a face of 32 pixels in the middle
    const fs::path lighter = put("faces/codeformer.onnx", restorer(0.1f, true));
    const RgbImage picture = smooth(64);
    const auto middle = [&](FaceRestorer::Wish wish) {
        return at(restored(picture, lighter, wish).picture, 32, 32)[0] - at(picture, 32, 32)[0];
    };
    EXPECT_NEAR(middle({0, 1}), 0.1 * 127.5, 1.5);
    EXPECT_NEAR(middle({0.3, 1}), 0.4 * 127.5, 1.5) << "its second input is the fidelity";
    EXPECT_NEAR(middle({0.3, 0.5}), 0.2 * 127.5, 1.5);
    const RgbImage made = restored(picture, lighter, {0.3, 1}).picture;
    EXPECT_EQ(at(made, 0, 32), at(picture, 0, 32));
    const int edge = at(made, 17, 32)[0] - at(picture, 17, 32)[0], within = at(made, 23, 32)[0] - at(picture, 23, 32)[0];
    EXPECT_LT(edge, within);
}

TEST_F(FaceJobs, WhatIsNoneIsRefusedWithWhatToDo) {
    const auto trouble = [&](const fs::path& network, const fs::path& detector) {
        const auto files = open_face_restorer(network, detector);
        return files ? std::string() : files.error();
    };
    put_detector();
    const fs::path yunet = folder_ / "models/detectors/face_detection_yunet_2023mar.onnx", good = put("faces/a.onnx", restorer(0, false));
    EXPECT_EQ(trouble(good, yunet), "");
    EXPECT_NE(trouble(put("faces/b.onnx", mean_network(64, 64)), yunet).find("it gives [1, 1, 64, 64]"), std::string::npos);
    EXPECT_NE(trouble(put("faces/c.onnx", mean_network(64, 32)), yunet).find("no square"), std::string::npos);
    EXPECT_NE(trouble(good, put("detectors/other.onnx", yolo_network({}, {"face"}))).find("no YuNet"), std::string::npos);
    EXPECT_NE(trouble(folder_ / "gone.onnx", yunet).find("gone.onnx"), std::string::npos);
}

TEST_F(FaceJobs, AJobRestoresThemAndItsPictureSaysSo) {
    Request request;
    request.model = small_model_dir("tiny64").string();
    request.prompt = "a cat";
    request.width = request.height = 64;
    request.steps = 1;
    request.seed = 11;
    request.dtype = DType::f32;
    request.output = (folder_.path() / "out" / "").string();
    request.face_restore = "codeformer";
    EXPECT_NE(error(request).find("models/faces"), std::string::npos) << error(request);
    put("faces/codeformer_0.1.0.onnx", restorer(0.2f, true));
    EXPECT_NE(error(request).find("face_detection_yunet_2023mar.onnx"), std::string::npos) << error(request);
    put_detector();
    request.face_fidelity = 0;
    Session session = plain();
    const auto plan = session.plan(request);
    ASSERT_TRUE(plan) << plan.error();
    const auto stage =
        std::find_if(plan->stages.begin(), plan->stages.end(), [](const StagePlan& each) { return each.stage == Stage::restoring; });
    ASSERT_NE(stage, plan->stages.end());
    EXPECT_GT(stage->flops, 0);
    const JobResult result = session.run(request, {}, CancelToken());
    ASSERT_EQ(result.status, JobResult::Status::done) << result.message;
    Request bare = request;
    bare.face_restore.clear(), bare.face_fidelity = 0.5;
    const RgbImage before = pictures(session.run(bare, {}, CancelToken())).front(), after = pictures(result).front();
    EXPECT_NEAR(at(after, 32, 32)[0], std::min(255, at(before, 32, 32)[0] + 26), 2);
    const auto read = import_request(*read_metadata(result.images.front()));
    ASSERT_TRUE(read);
    EXPECT_EQ(fs::path(read->request.face_restore).stem().string().substr(0, 10), "codeformer");
    EXPECT_EQ(read->request.face_fidelity, 0);
    const Imported other =
        import_a1111("a cat\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Face restoration: CodeFormer, Size: 64x64");
    EXPECT_EQ(other.request.face_restore, "CodeFormer");
}

TEST_F(FaceJobs, CommandsRestorePicturesThatAreThere) {
    put_detector();
    put("faces/gfpgan.onnx", restorer(0.2f, false));
    write_png(folder_ / "photo.png", smooth(64), {});
    const std::string picture = "'" + (folder_ / "photo.png").string() + "'";
    Ran ran = run_program("upscale " + picture + " --face-restore GFPGAN --device cpu --json");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const auto said = nlohmann::json::parse(ran.out);
    EXPECT_EQ(said.at("images")[0].at("faces"), 1);
    const auto made = read_picture(folder_ / "photo-faces.png");
    ASSERT_TRUE(made) << made.error();
    EXPECT_EQ(made->width, 64);
    EXPECT_NEAR(at(*made, 32, 32)[0], 40 + 64 + 26, 2);
    ran = run_program("generate --prompt x --init-image " + picture + " --strength 0 --face-restore gfpgan --device cpu --model '" +
                      small_model_dir("tiny64").string() + "' --output '" + (folder_ / "again.png").string() + "'");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(read_picture(folder_ / "again.png")->pixels, made->pixels);
    ran = run_program("upscale " + picture + " --face-restore nothing");
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_NE(ran.err.find("there are gfpgan"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace imagelab::test
