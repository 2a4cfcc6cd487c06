// The safety checker: the classifier that comes with the program says what its source says, and pictures are marked, blurred, left out or
// passed untouched.
#include <gtest/gtest.h>

#include <cstdlib>
#include <numeric>

#include "core/base/paths.h"
#include "core/library/network_paths.h"
#include "core/metadata/metadata.h"
#include "core/pipelines/safety_checker.h"
#include "tests/support/devices.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"
#include "tests/support/onnx_builder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

RgbImage pattern(int width, int height) {
    RgbImage picture{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (const int value : {y * 255 / (height - 1), x * 255 / (width - 1), (x * 7 + y * 13) % 256})
                picture.pixels.push_back(static_cast<uint8_t>(value));
        }
    }
    return picture;
}

TEST(SafetyCheckers, TheBundledOneSaysWhatItsSourceSays) {
    auto files = open_safety_checker(safety_checker_path("/nowhere"));
    ASSERT_TRUE(files) << files.error();
    for (const auto& device : test_devices()) {
        SafetyChecker checker(*device, *files);
        // onnxruntime 1.30 over the same file, which gives what TensorFlow.js 4.22 gives of nsfwjs' own within 1e-5.
        EXPECT_NEAR(checker.score(pattern(224, 224), {}, CancelToken()), 0.002485712, 2e-5) << device->info().id;
        EXPECT_NEAR(checker.score(pattern(97, 61), {}, CancelToken()), 0.0005660363, 1e-5) << device->info().id;
    }
}

// One that gives `unsafe` whatever it sees.
std::string classifier(float unsafe) {
    OnnxBuilder model;
    model.input("pixels", 1, {1, 3, 4, 4}).output("classes", 1, {1, 2});
    model.node("GlobalAveragePool", {"pixels"}, {"means"}).node("Flatten", {"means"}, {"row"});
    model.initializer("w", {3, 2}, std::vector<float>(6, 0)).initializer("b", {1, 2}, {1 - unsafe, unsafe});
    model.node("MatMul", {"row", "w"}, {"zero"}).node("Add", {"zero", "b"}, {"classes"});
    return model.bytes();
}

class SafetyJobs : public JobFixture {
  protected:
    void SetUp() override { ::setenv("IMAGELAB_DATA", folder_.path().c_str(), 1); }
    void TearDown() override { ::unsetenv("IMAGELAB_DATA"); }
    void set_classifier(float unsafe) {
        fs::create_directories(folder_ / "models/safety");
        write_file(folder_ / "models/safety/own.onnx", classifier(unsafe));
    }
    Request request(SafetyAction action) const {
        Request request;
        request.model = small_model_dir("tiny64").string();
        request.prompt = "a cat";
        request.width = 64, request.height = 48;
        request.steps = 2;
        request.batch = 2;
        request.seed = 11;
        request.dtype = DType::f32;
        request.safety = action;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
    static JobResult run(const Request& request) {
        Session session = plain();
        return session.run(request, {}, CancelToken());
    }
};

TEST_F(SafetyJobs, APictureThatPassesIsTheSameByte) {
    set_classifier(0.1f);
    const JobResult without = run(request(SafetyAction::off)), with = run(request(SafetyAction::refuse));
    EXPECT_EQ(pixels(with), pixels(without));
    EXPECT_TRUE(without.safety.empty());
    ASSERT_EQ(with.safety.size(), 2u);
    for (size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(with.safety[i].path, with.images[i]);
        EXPECT_EQ(with.safety[i].verdict.done, SafetyAction::off);
        EXPECT_NEAR(with.safety[i].verdict.score, 0.1, 1e-6);
    }
    EXPECT_TRUE(with.notes.empty());
}

TEST_F(SafetyJobs, WhatIsNotForEverybodyIsMarkedBlurredOrLeftOut) {
    set_classifier(0.9f);
    const auto plain_pixels = pixels(run(request(SafetyAction::off)));
    const auto detail = [](const std::vector<uint8_t>& values) {
        int sum = 0;
        for (size_t i = 3; i < values.size(); ++i) sum += std::abs(values[i] - values[i - 3]);
        return sum;
    };
    for (const SafetyAction action : {SafetyAction::mark, SafetyAction::blur, SafetyAction::refuse}) {
        const JobResult result = run(request(action));
        ASSERT_EQ(result.status, JobResult::Status::done) << result.message;
        ASSERT_EQ(result.safety.size(), 2u);
        EXPECT_EQ(result.safety[1].verdict.done, action);
        EXPECT_EQ(result.notes.size(), 2u) << "a job's end tells of it";
        const auto made = pixels(result);
        if (action == SafetyAction::mark) {
            EXPECT_EQ(made, plain_pixels);
        } else {
            EXPECT_LT(detail(made[0]), action == SafetyAction::refuse ? 1 : detail(plain_pixels[0]) / 4);
        }
        const auto metadata = read_metadata(result.images[0]);
        ASSERT_TRUE(metadata);
        const std::string* notes = metadata->text("imagelab_notes");
        ASSERT_NE(notes, nullptr);
        EXPECT_NE(notes->find("unsafe (0.9)"), std::string::npos) << *notes;
    }
}

TEST_F(SafetyJobs, IsAStageOfThePlanWithItsOwnPrice) {
    Session session = plain();
    const auto plan = session.plan(request(SafetyAction::blur));
    ASSERT_TRUE(plan) << plan.error();
    EXPECT_EQ(plan->stages.back().stage, Stage::checking);
    EXPECT_GT(plan->stages.back().flops, 2 * 100e6) << "two pictures through MobileNetV2";
}

TEST_F(SafetyJobs, WhatIsNoClassifierIsRefusedByName) {
    fs::create_directories(folder_ / "models/safety");
    OnnxBuilder model;
    model.input("x", 1, {1, 3, 8, 8}).output("y", 1, {1, 3, 8, 8}).node("Relu", {"x"}, {"y"});
    write_file(folder_ / "models/safety/own.onnx", model.bytes());
    const std::string text = error(request(SafetyAction::mark));
    EXPECT_NE(text.find("own.onnx: it gives 192 classes"), std::string::npos) << text;
    write_file(folder_ / "models/safety/own.onnx", "no model");
    EXPECT_NE(error(request(SafetyAction::mark)).find("own.onnx"), std::string::npos);
}

}  // namespace
}  // namespace imagelab::test
