// Latents and unrounded pixels as output; latents as what a run starts from.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/base/read_file.h"
#include "core/pipelines/latent_file.h"
#include "core/request/fields.h"
#include "core/weights/weight_file.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

class LatentJobs : public JobFixture, public testing::WithParamInterface<const char*> {
  protected:
    Request request(const std::string& name) const {
        Request request;
        request.model = small_model_dir(GetParam()).string();
        request.prompt = "a cat";
        request.width = 64, request.height = 64;
        request.steps = 3;
        request.seed = 5;
        request.dtype = DType::f32;
        request.output = (folder_ / name).string();
        return request;
    }
    static JobResult ran(const Request& request) {
        Session session = plain();
        JobResult result = session.run(request, {}, CancelToken());
        EXPECT_EQ(result.status, JobResult::Status::done) << result.message;
        return result;
    }
};

TEST_P(LatentJobs, WrittenAndDecodedAgainAreTheSamePicture) {
    const std::vector<RgbImage> direct = pictures(ran(request("direct.png")));
    const JobResult kept = ran(request("kept.safetensors"));
    ASSERT_EQ(kept.images.size(), 1u);
    const auto latents = read_latents(kept.images.front());
    ASSERT_TRUE(latents) << latents.error();
    EXPECT_EQ(latents->channels, 4);

    Request again = request("again.png");
    again.prompt.clear();
    if (GetParam() == std::string("tiny64")) again.width = again.height = 0;  // PixArt makes what is nearest and brings it to size
    ASSERT_TRUE(set_field(again, request_field("conditioning.init_latents"), kept.images.front().string()));
    EXPECT_EQ(again.strength, 0) << "alone they are decoded";
    const std::vector<RgbImage> decoded = pictures(ran(again));
    ASSERT_EQ(decoded.size(), 1u);
    EXPECT_EQ(decoded[0].pixels, direct.at(0).pixels);

    again.strength = 0.7, again.prompt = "a dog";
    const std::vector<RgbImage> drawn = pictures(ran(again));
    EXPECT_NE(drawn.at(0).pixels, direct.at(0).pixels) << "with a strength they are the start";

    const auto file = WeightFile::open(kept.images.front());
    ASSERT_TRUE(file) << file.error();
    const auto settings = (*file)->metadata().find("imagelab_request");
    ASSERT_NE(settings, (*file)->metadata().end());
    const auto read = request_from_json(nlohmann::json::parse(settings->second));
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->seed, request("").seed);
}

INSTANTIATE_TEST_SUITE_P(Families, LatentJobs, testing::Values("tiny64", "sigma72"),
                         [](const auto& info) { return std::string(info.param); });

class NumberJobs : public JobFixture {
  protected:
    Request request() const {
        Request request;
        request.model = small_model_dir("tiny64").string();
        request.prompt = "a cat";
        request.width = 64, request.height = 48;
        request.steps = 2;
        request.seed = 5;
        request.dtype = DType::f32;
        return request;
    }
};

TEST_F(NumberJobs, NumPysArrayIsThePictureBeforeItIsRounded) {
    Session session = plain();
    Request png = request(), npy = request();
    png.output = (folder_ / "a.png").string(), npy.output = (folder_ / "a.npy").string();
    const std::vector<RgbImage> expected = pictures(session.run(png, {}, CancelToken()));
    const JobResult made = session.run(npy, {}, CancelToken());
    ASSERT_EQ(made.status, JobResult::Status::done) << made.message;
    const std::string bytes = read_regular_file(made.images.at(0)).value();
    ASSERT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
    const size_t begin = 10 + static_cast<unsigned char>(bytes[8]) + 256 * static_cast<unsigned char>(bytes[9]);
    EXPECT_EQ(begin % 64, 0u);
    EXPECT_NE(bytes.find("'descr': '<f4', 'fortran_order': False, 'shape': (48, 64, 3)"), std::string::npos);
    ASSERT_EQ(bytes.size(), begin + 48 * 64 * 3 * 4);
    std::vector<float> values(48 * 64 * 3);
    std::memcpy(values.data(), bytes.data() + begin, values.size() * sizeof(float));
    bool between = false;
    for (size_t i = 0; i < values.size(); ++i) {
        ASSERT_EQ(static_cast<int>(std::nearbyint(values[i] * 255)), expected.at(0).pixels[i]);
        between = between || std::abs(values[i] * 255 - std::nearbyint(values[i] * 255)) > 0.1f;
    }
    EXPECT_TRUE(between) << "it is not rounded to 8 bits";
    EXPECT_FALSE(picture_format_of_file("a.npy")) << "the gallery looks at pictures alone";
    EXPECT_FALSE(picture_format_of_file("a.safetensors"));
    const auto beside = read_regular_file(folder_ / "a.npy.json");
    ASSERT_TRUE(beside) << beside.error();
    EXPECT_EQ(request_from_json(nlohmann::json::parse(*beside))->seed, npy.seed);
}

TEST_F(NumberJobs, LatentsThatDoNotFitAreRefusedWithBothShapes) {
    write_latents(folder_ / "small.safetensors", {4, 4, 5, std::vector<float>(80, 0.5f), 0.13025f}, {});
    Request wrong = request();
    wrong.init_latents = (folder_ / "small.safetensors").string(), wrong.strength = 0;
    std::string why = error(wrong);
    EXPECT_NE(why.find("conditioning.init_latents"), std::string::npos) << why;
    EXPECT_NE(why.find("[4, 4, 5]"), std::string::npos) << why;
    EXPECT_NE(why.find("[4, 6, 8]"), std::string::npos) << why;

    write_latents(folder_ / "other.safetensors", {4, 6, 8, std::vector<float>(192, 0.5f), 0.18215f}, {});
    wrong.init_latents = (folder_ / "other.safetensors").string();
    EXPECT_NE(error(wrong).find("0.18215"), std::string::npos) << error(wrong);

    wrong.init_image = (folder_ / "x.png").string();
    EXPECT_NE(error(wrong).find("init_image"), std::string::npos);
    wrong.init_image.clear();
    wrong.init_latents = (small_model_dir("tiny64") / "vae" / "diffusion_pytorch_model.safetensors").string();
    EXPECT_NE(error(wrong).find("no tensor named latents"), std::string::npos) << error(wrong);

    std::vector<float> broken(192, 0.5f);
    broken[7] = NAN;
    write_latents(folder_ / "nan.safetensors", {4, 6, 8, broken, 0}, {});
    wrong.init_latents = (folder_ / "nan.safetensors").string();
    EXPECT_NE(error(wrong).find("NaN"), std::string::npos) << error(wrong);
}

TEST_F(NumberJobs, WhatNeedsAPictureIsRefusedByName) {
    Request latents = request();
    latents.format = PictureFormat::latents;
    EXPECT_EQ(error(latents), "");
    latents.auto_contrast = true;
    EXPECT_NE(error(latents).find("postprocessing.auto_contrast"), std::string::npos) << error(latents);
    latents.auto_contrast = false, latents.upscale = 2;
    EXPECT_NE(error(latents).find("postprocessing.upscale"), std::string::npos) << error(latents);
}

TEST_F(NumberJobs, AQueueMakesThemToo) {
    auto session = open(std::make_shared<DeviceWatch>());
    Request latents = request();
    latents.format = PictureFormat::latents, latents.batch = 2;
    latents.output = (folder_ / "out").string() + "/";
    ASSERT_TRUE(session->enqueue(latents, {}));
    session->start();
    const JobEvent end = next_end();
    ASSERT_EQ(end.result.status, JobResult::Status::done) << end.result.message;
    ASSERT_EQ(end.result.images.size(), 2u);
    for (const fs::path& path : end.result.images) {
        EXPECT_EQ(path.extension(), ".safetensors");
        EXPECT_TRUE(read_latents(path));
    }
}

}  // namespace
}  // namespace imagelab::test
