// Control pictures by networks that people bring: how each file is read, what is made of its numbers, in jobs, commands and for the window.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/control/ade20k.h"
#include "core/jobs/looking.h"
#include "core/pipelines/pose_finder.h"
#include "tests/support/devices.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"
#include "tests/support/onnx_builder.h"
#include "tests/support/run_program.h"
#include "tests/support/yolo_network.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

// The picture as it was given, [1, 3, height, width].
std::string mirror_network() {
    OnnxBuilder model;
    model.input("x", 1, {1, 3, -1, -1}).output("y", 1, {1, 3, -1, -1}).node("Abs", {"x"}, {"a"}).node("Neg", {"a"}, {"n"});
    model.node("Relu", {"x"}, {"up"}).node("Sub", {"up", "x"}, {"down"}).node("Sub", {"up", "down"}, {"y"});
    return model.bytes();
}

RgbImage coloured(int width, int height) {
    RgbImage picture{width, height, {}};
    for (int i = 0; i < width * height; ++i) {
        const bool left = i % width < width / 2;
        for (const int value : {left ? 220 : 40, 60, left ? 30 : 200}) picture.pixels.push_back(static_cast<uint8_t>(value));
    }
    return picture;
}

class AnnotatorJobs : public JobFixture {
  protected:
    void SetUp() override {
        ::setenv("IMAGELAB_DATA", folder_.path().c_str(), 1);
        write_png(picture_, coloured(64, 64), {});
    }
    void TearDown() override { ::unsetenv("IMAGELAB_DATA"); }
    fs::path put(const std::string& path, const std::string& bytes) const {
        const fs::path file = folder_ / "models/annotators" / path;
        fs::create_directories(file.parent_path());
        return write_file(file, bytes);
    }
    RgbImage made(ControlType type) const {
        Looking wanted{Looking::For::control, picture_.string(), {}};
        wanted.type = type;
        const auto seen = seen_in(*test_devices().front(), wanted, folder_.path(), CancelToken());
        EXPECT_TRUE(seen) << seen.error();
        return seen ? seen->picture : RgbImage{};
    }
    static std::string trouble(ControlType type, const fs::path& path) {
        const auto files = open_annotator(type, path);
        return files ? "" : files.error();
    }
    Request request(ControlType type, const fs::path& image, bool ready, const char* net) const {
        Request request;
        request.model = small_model_dir("tiny64").string();
        request.control_nets = {{type, 1, small_model_dir(net).string(), image.string()}};
        request.control_nets[0].ready = ready;
        request.prompt = "a cat";
        request.width = request.height = 64;
        request.steps = 2;
        request.seed = 11;
        request.dtype = DType::f32;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
    static std::array<int, 3> at(const RgbImage& picture, int x, int y) {
        const size_t i = static_cast<size_t>(3 * (y * picture.width + x));
        return {picture.pixels.at(i), picture.pixels.at(i + 1), picture.pixels.at(i + 2)};
    }
    // A person of 32 x 48 pixels around (32, 40) in 64 x 64 whose points lie along a diagonal of the network's 24 x 32.
    void put_pose(int points) const {
        std::vector<PlantedPoint> planted;
        for (int i = 0; i < points; ++i) planted.push_back({2 + 20.0 * i / points, 3 + 25.0 * i / points, i % 5 == 4 ? 0.2 : 0.9});
        put("pose/dw-ll_ucoco_384.onnx", points_network(24, 32, planted));
        put("pose/yolox_l.onnx", yolo_network({{32, 40, 32, 48, 0, 0.8}}, {"person"}, {YoloLayout::Kind::grid}));
    }

    fs::path picture_ = folder_ / "picture.png";
};

TEST_F(AnnotatorJobs, LinesNormalsAndSegmentsAreReadAsTheirNamesSay) {
    put("lineart/sk_model.onnx", mean_network(-1, -1));
    const RgbImage lines = made(ControlType::lineart);
    EXPECT_EQ(at(lines, 8, 8)[0], 255 - (220 + 60 + 30) / 3);
    EXPECT_EQ(at(lines, 60, 8)[0], 255 - 300 / 3);
    put("softedge/ControlNetHED.onnx", mean_network(32, 32));
    EXPECT_EQ(at(made(ControlType::softedge), 8, 8)[0], 255) << "its numbers are logits";
    put("softedge/ControlNetHED.onnx", "no model any more"), put("softedge/A_pidinet.onnx", mean_network(-1, -1));
    EXPECT_EQ(at(made(ControlType::softedge), 8, 8)[0], (220 + 60 + 30) / 3) << "the first file by name";
    put("normal/omnidata.onnx", mirror_network());
    const RgbImage plain = made(ControlType::normal);
    EXPECT_NEAR(at(plain, 4, 30)[0], 220, 1);
    EXPECT_NEAR(at(plain, 4, 30)[2], 30, 1);
    put("segmentation/segformer.onnx", mirror_network());
    const RgbImage segments = made(ControlType::segmentation);
    const auto colour = [](uint32_t c) { return std::array<int, 3>{int(c >> 16), int(c >> 8 & 255), int(c & 255)}; };
    EXPECT_EQ(at(segments, 4, 30), colour(ade20k_colours[0]));
    EXPECT_EQ(at(segments, 60, 30), colour(ade20k_colours[2]));
}

TEST_F(AnnotatorJobs, NormalsBelowZeroAreHalved) {
    put("normal/scannet.onnx", mirror_network());  // which sees the picture with ImageNet's mean taken away
    const RgbImage normals = made(ControlType::normal);
    const double red = (220 / 255.0 - 0.485) / 0.229, blue = (30 / 255.0 - 0.406) / 0.225;
    EXPECT_NEAR(at(normals, 4, 30)[0], std::min(255.0, 127.5 * (red + 1)), 1);
    EXPECT_NEAR(at(normals, 4, 30)[2], std::max(0.0, 127.5 * (blue + 1)), 1);
}

TEST_F(AnnotatorJobs, APersonsPointsAreOpenPosesAndLieWhereTheyWereFound) {
    for (const int points : {133, 17}) {
        put_pose(points);
        const auto files = open_annotator(ControlType::pose, folder_ / "models/annotators/pose");
        ASSERT_TRUE(files) << files.error();
        const auto pose_files = std::get<std::shared_ptr<const PoseFiles>>(*files);
        ASSERT_TRUE(pose_files->persons);
        for (const auto& device : test_devices()) {
            const auto poses = PoseFinder(*device, pose_files).found(*read_picture(picture_), {}, CancelToken());
            ASSERT_EQ(poses.size(), 1u);
            // The crop is 1.25 times the person's box in the network's shape: 45 x 60 pixels around (32, 40).
            const double scale = 60.0 / 32;
            const auto expect = [&](const PosePoint& point, int coco) {
                EXPECT_EQ(point.seen, coco % 5 != 4) << coco;
                EXPECT_NEAR(point.x, 32 + (2 + 20.0 * coco / points - 12) * scale, 0.25 * scale + 1e-6);
                EXPECT_NEAR(point.y, 40 + (3 + 25.0 * coco / points - 16) * scale, 0.25 * scale + 1e-6);
            };
            expect(poses[0].body[0], 0);
            expect(poses[0].body[2], 6);
            expect(poses[0].body[7], 9);
            EXPECT_TRUE(poses[0].body[1].seen);
            EXPECT_NEAR(poses[0].body[1].x, (poses[0].body[2].x + poses[0].body[5].x) / 2, 1e-9) << "the neck";
            EXPECT_EQ(poses[0].face[0].seen, points == 133);
            if (points == 133) expect(poses[0].face[1], 24), expect(poses[0].left_hand[20], 111), expect(poses[0].right_hand[1], 113);
        }
    }
    fs::remove(folder_ / "models/annotators/pose/yolox_l.onnx");
    const RgbImage whole = made(ControlType::pose);
    EXPECT_GT(std::count_if(whole.pixels.begin(), whole.pixels.end(), [](uint8_t value) { return value > 0; }), 200);
}

TEST_F(AnnotatorJobs, WhatIsNoneIsRefusedByName) {
    OnnxBuilder two;
    two.input("x", 1, {1, 3, 8, 8}).output("y", 1, {1, 2, 8}).node("ReduceMean", {"x"}, {"m"}).integers("s", {1, 1, 1});
    EXPECT_NE(trouble(ControlType::normal, put("normal/a.onnx", mean_network(8, 8))).find("a direction a pixel"), std::string::npos);
    EXPECT_NE(trouble(ControlType::softedge, put("softedge/a.onnx", mirror_network())).find("one number a pixel"), std::string::npos);
    EXPECT_NE(trouble(ControlType::pose, put("pose/a.onnx", mean_network(8, 8))).find("SimCC's two outputs"), std::string::npos);
    EXPECT_NE(trouble(ControlType::segmentation, folder_ / "gone.onnx").find("gone.onnx"), std::string::npos);
}

TEST_F(AnnotatorJobs, AJobDrawsThePoseAndAReadyMapIsTakenAsItIs) {
    put_pose(17);
    const fs::path map = folder_ / "map.png";
    write_png(map, made(ControlType::pose), {});
    Session session = plain();
    const auto plan = session.plan(request(ControlType::pose, picture_, false, "control64"));
    ASSERT_TRUE(plan) << plan.error();
    EXPECT_GT(plan->stages.at(1).flops, 0) << "the networks are priced";
    const auto by_network = drawn(session, request(ControlType::pose, picture_, false, "control64"));
    EXPECT_EQ(by_network, drawn(session, request(ControlType::pose, map, true, "control64")));
    EXPECT_EQ(by_network, drawn(session, request(ControlType::none, map, false, "control64")));
    EXPECT_EQ(drawn(session, request(ControlType::pose, picture_, false, "control64_union")),
              drawn(session, request(ControlType::pose, map, true, "control64_union")));
    fs::remove_all(folder_ / "models/annotators");
    EXPECT_NE(error(request(ControlType::pose, picture_, false, "control64")).find("DATA/models/annotators/pose"), std::string::npos);
    EXPECT_EQ(error(request(ControlType::pose, map, true, "control64")), "");
}

TEST_F(AnnotatorJobs, WhatWasMadeIsKeptWithTheJobAndItsPicture) {
    put_pose(17);
    const fs::path shown = own_copy(picture_, "shown.png");
    const Request told = drawn_without(shown, request(ControlType::pose, shown, false, "control64"));
    ASSERT_EQ(told.control_nets.size(), 1u);
    const std::vector<std::string> maps = told.control_nets[0].maps;
    ASSERT_EQ(maps.size(), 1u);
    EXPECT_EQ(fs::path(maps[0]).filename(), "pose.png");
    EXPECT_EQ(read_picture(maps[0])->pixels, made(ControlType::pose).pixels);
    {
        const auto later = open(std::make_shared<DeviceWatch>());
        EXPECT_EQ(later->queue().find(1)->request.control_nets[0].maps, maps) << "the job's request tells of it";
    }
    Session session = plain();
    const auto expected = drawn(session, request(ControlType::pose, picture_, false, "control64"));
    EXPECT_EQ(session.plan(told)->stages.at(1).flops, 0) << "no network is asked";
    fs::remove_all(folder_ / "models/annotators");
    EXPECT_EQ(drawn(session, told), expected) << "nor needed";
    // Of another picture, or at another size, it says nothing.
    Request other = told, larger = told;
    const fs::path turned = folder_ / "turned.png";
    RgbImage mirrored = coloured(64, 64);
    std::reverse(mirrored.pixels.begin(), mirrored.pixels.end());
    write_png(turned, mirrored, {});
    other.control_nets[0].image = turned.string();
    larger.width = 96;
    Request hires = told;
    hires.hires = {2, 1, 0.6, "latent"};
    for (const Request& each : {other, larger}) EXPECT_NE(error(each).find("DATA/models/annotators/pose"), std::string::npos) << error(each);
    const JobResult failed = session.run(hires, {}, CancelToken());
    EXPECT_EQ(failed.status, JobResult::Status::failed);
    EXPECT_NE(failed.message.find("no map of this size is kept"), std::string::npos) << failed.message;
    put_pose(17);
    for (const Request& each : {other, larger, hires}) {
        Request without = each;
        without.control_nets[0].maps.clear();
        EXPECT_EQ(drawn(session, each), drawn(session, without));
    }
    // What is no map of ours is passed over.
    Request broken = request(ControlType::canny, picture_, false, "control64");
    const auto edges = drawn(session, broken);
    broken.control_nets[0].maps = {"/nowhere.png", picture_.string()};
    const JobResult result = session.run(broken, {}, CancelToken());
    EXPECT_EQ(pixels(result), edges);
}

TEST_F(AnnotatorJobs, AJobThatGoesOnNeedsNoNetworkAgain) {
    put_pose(17);
    Request wanted = request(ControlType::pose, picture_, false, "control64");
    wanted.batch = 2, wanted.steps = 4, wanted.sampler = SamplerKind::euler_ancestral;
    expect_to_go_on_at_its_step(wanted, [&] { fs::remove_all(folder_ / "models/annotators"); });
}

TEST_F(AnnotatorJobs, TheCommandWritesWhatAJobWouldUse) {
    put_pose(17);
    const fs::path out = folder_ / "pose.png";
    Ran ran = run_program("annotate pose '" + picture_.string() + "' --output '" + out.string() + "' --device cpu --json");
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(nlohmann::json::parse(ran.out).at("network"), "dw-ll_ucoco_384");
    EXPECT_EQ(read_picture(out)->pixels, made(ControlType::pose).pixels);
    ran = run_program("annotate softedge '" + picture_.string() + "' --output '" + out.string() + "'");
    ASSERT_EQ(ran.exit_code, 0) << "of our own: " << ran.err;
    ran = run_program("annotate normal '" + picture_.string() + "' --output '" + out.string() + "'");
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_NE(ran.err.find("NormalBae"), std::string::npos) << ran.err;
    ran = run_program("annotate canny '" + picture_.string() + "' --output '" + out.string() + "' --network a.onnx");
    EXPECT_EQ(ran.exit_code, 2);
}

}  // namespace
}  // namespace imagelab::test
