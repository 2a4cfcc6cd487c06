// Nearness estimated by a network that people bring: what it is given, what is made of its numbers, and in jobs, commands and reliefs.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "core/control/annotate.h"
#include "core/pipelines/depth.h"
#include "tests/support/devices.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"
#include "tests/support/onnx_builder.h"
#include "tests/support/run_program.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

constexpr int64_t free_side = -1;

// Brighter from left to right, grey.
RgbImage ramp(int width, int height) {
    RgbImage picture{width, height, {}};
    for (int i = 0; i < width * height; ++i)
        picture.pixels.insert(picture.pixels.end(), 3, static_cast<uint8_t>(i % width * 255 / (width - 1)));
    return picture;
}

class DepthJobs : public JobFixture {
  protected:
    void SetUp() override { ::setenv("IMAGELAB_DATA", folder_.path().c_str(), 1); }
    void TearDown() override { ::unsetenv("IMAGELAB_DATA"); }
    fs::path network(const std::string& name, const std::string& bytes) const {
        fs::create_directories(folder_ / "models/depth");
        return write_file(folder_ / "models/depth" / name, bytes);
    }
    static BrightnessMap nearness(Device& device, const fs::path& path, const RgbImage& picture) {
        auto files = open_depth(path);
        EXPECT_TRUE(files) << files.error();
        return DepthEstimator(device, *files).nearness(picture, {}, CancelToken());
    }
    static std::string trouble(const fs::path& path) {
        const auto files = open_depth(path);
        return files ? "" : files.error();
    }
};

TEST_F(DepthJobs, TheMapIsStretchedToThePictureAndItsValuesToOne) {
    const RgbImage picture = ramp(96, 64);
    for (const auto& device : test_devices()) {
        for (const auto& [name, bytes] :
             {std::pair("fixed.onnx", mean_network(32, 48)), std::pair("free.onnx", mean_network(free_side, free_side)),
              std::pair("depth_anything_v2_vits.onnx", mean_network(free_side, free_side))}) {
            const BrightnessMap map = nearness(*device, network(name, bytes), picture);
            ASSERT_EQ(map.width, 96);
            ASSERT_EQ(map.height, 64);
            EXPECT_NEAR(map.at(0, 10), 0, 0.02) << name;
            EXPECT_NEAR(map.at(48, 63), 48 / 95.0, 0.02) << name;
            EXPECT_NEAR(map.at(95, 0), 1, 0.02) << name;
        }
    }
}

TEST_F(DepthJobs, PublishedNetworksAreKnownByTheirNames) {
    const auto files = [&](const char* name) { return open_depth(network(name, mean_network(free_side, free_side))).value(); };
    EXPECT_EQ(files("depth_anything_v2_vits.onnx")->side, 518);
    EXPECT_EQ(files("depth_anything_v2_vits.onnx")->multiple, 14);
    EXPECT_EQ(files("dpt_large_384.onnx")->mean[0], 0.5f);
    EXPECT_EQ(files("midas_v21_small_256.onnx")->side, 256);
    EXPECT_FALSE(files("MiDaS.onnx")->distance);
    EXPECT_TRUE(files("depth_anything_v2_metric_indoor.onnx")->distance);
}

TEST_F(DepthJobs, MetresAreTurnedRoundSoThatNearIsWhite) {
    const fs::path path = network("metric.onnx", mean_network(32, 48));
    RgbImage picture = ramp(48, 32);
    for (uint8_t& value : picture.pixels) value = static_cast<uint8_t>(128 + value / 2);  // above ImageNet's mean: all metres are positive
    const BrightnessMap map = nearness(*test_devices().front(), path, picture);
    EXPECT_GT(map.at(0, 5), 0.95);
    EXPECT_LT(map.at(47, 5), 0.05);
    EXPECT_LT(map.at(24, 5), 0.4) << "as one over the distance";
}

TEST_F(DepthJobs, WhatIsNoDepthNetworkIsRefusedByName) {
    OnnxBuilder model;
    model.input("x", 1, {1, 3, 8, 8}).output("y", 1, {1, 3, 8, 8}).node("Relu", {"x"}, {"y"});
    EXPECT_NE(trouble(network("a.onnx", model.bytes())).find("it gives [1, 3, 8, 8]"), std::string::npos);
    EXPECT_NE(trouble(network("a.onnx", "no model")).find("a.onnx"), std::string::npos);
    EXPECT_NE(trouble(folder_ / "gone.onnx").find("gone.onnx"), std::string::npos);
}

TEST_F(DepthJobs, AControlIsMadeOfWhatIsNear) {
    const fs::path map = folder_ / "map.png", picture = small_model_dir("tiny64") / "init.png";
    const fs::path path = network("mean.onnx", mean_network(32, 32));
    const auto start = read_picture(picture);
    ASSERT_TRUE(start);
    write_png(map, depth_picture(nearness(*test_devices().front(), path, start->width == 64 ? *start : resize(*start, 64, 64))), {});
    const auto request = [&](ControlType type, const fs::path& image) {
        Request request;
        request.model = small_model_dir("tiny64").string();
        request.control_nets = {{type, 1, small_model_dir("control64").string(), image.string()}};
        request.prompt = "a cat";
        request.width = request.height = 64;
        request.steps = 2;
        request.seed = 11;
        request.dtype = DType::f32;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    };
    Session session = plain();
    const auto plan = session.plan(request(ControlType::depth, picture));
    ASSERT_TRUE(plan) << plan.error();
    EXPECT_GT(plan->stages.at(1).flops, 1000) << "the network is priced";
    EXPECT_EQ(drawn(session, request(ControlType::depth, picture)), drawn(session, request(ControlType::none, map)));
    fs::remove_all(folder_ / "models/depth");
    EXPECT_NE(error(request(ControlType::depth, picture)).find("DATA/models/depth"), std::string::npos);
}

TEST_F(DepthJobs, CommandsTakeANetworkToo) {
    const fs::path path = network("mean.onnx", mean_network(32, 48)), picture = folder_ / "ramp.png", out = folder_ / "depth.png";
    write_png(picture, ramp(96, 64), {});
    Ran ran = run_program("annotate depth '" + picture.string() + "' --output '" + out.string() + "' --device cpu");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const auto made = read_picture(out);
    ASSERT_TRUE(made);
    EXPECT_NEAR(made->pixels[3 * 48], 255 * 48 / 95, 6);
    const std::string relief = "relief '" + picture.string() + "' --output '" + (folder_ / "out.stl").string() + "' --device cpu ";
    ran = run_program(relief + "--depth");
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    ran = run_program(relief + "--network '" + path.string() + "'");
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    fs::remove_all(folder_ / "models/depth");
    ran = run_program(relief + "--depth");
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_NE(ran.err.find("MiDaS"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace imagelab::test
