// Enlarging in jobs: the finished picture, the hires pass, tones and colours; planned, resumed with the same bits, refused with the reason,
// told in the picture.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/image/finishing.h"
#include "core/image/picture.h"
#include "core/jobs/enlarging.h"
#include "core/jobs/session.h"
#include "core/library/network_paths.h"
#include "core/metadata/import.h"
#include "core/metadata/metadata.h"
#include "core/pipelines/upscaler.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

class EnlargeJobs : public JobFixture {
  protected:
    Request request() const {
        Request request;
        request.model = small_model_dir("tiny64").string();
        request.prompt = "a cat";
        request.width = 64, request.height = 48;
        request.steps = 4;
        request.sampler = SamplerKind::euler_ancestral;
        request.seed = 11;
        request.dtype = DType::f32;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
    Request hires(const std::string& upscaler = "latent") const {
        Request larger = request();
        larger.hires = {1.5, 3, 0.6, upscaler};
        return larger;
    }
    static RgbImage picture(const Request& request) {
        Session session = plain();
        return pictures(session.run(request, {}, CancelToken())).at(0);
    }
    static std::vector<std::string> stage_names(const Request& request) {
        Session session = plain();
        const auto plan = session.plan(request);
        EXPECT_TRUE(plan) << plan.error();
        std::vector<std::string> names;
        for (const StagePlan& stage : plan->stages) names.emplace_back(stage_info(stage.stage).plan);
        return names;
    }
};

TEST_F(EnlargeJobs, TheFinishedPictureGoesThroughTheNetwork) {
    Request large = request();
    large.upscaler = "realesr-animevideov3";
    EXPECT_EQ(stage_names(large), (std::vector<std::string>{"text", "denoise", "decode", "enlarge"}));
    Session session = plain();
    int tiles = 0;
    const JobResult result = session.run(
        large, [&](const Progress& p) { tiles = std::max(tiles, p.stage == Stage::enlarging ? p.steps : 0); }, CancelToken());
    const RgbImage made = pictures(result).at(0), base = picture(request());
    EXPECT_EQ(tiles, 1);
    ASSERT_EQ(made.width, 256);
    ASSERT_EQ(made.height, 192);
    const auto device = make_watched_device(std::make_shared<DeviceWatch>());
    const UpscalerFiles files = open_upscaler(bundled_upscaler()).value();
    Upscaler upscaler(*device, files, Upscaler::best_dtype(device->info(), files.config));
    EXPECT_EQ(made.pixels, upscaler.enlarge(base, {}, {}).pixels);

    const auto back = import_request(read_metadata(result.images.front()).value());
    ASSERT_TRUE(back) << back.error();
    EXPECT_EQ(fs::path(back->request.upscaler).stem(), "realesr-animevideov3");
    large.upscale = 1.5;
    const RgbImage smaller = picture(large);
    EXPECT_EQ(smaller.width, 96);
    EXPECT_EQ(smaller.pixels, resize(made, 96, 72).pixels) << "Lanczos behind the network";
}

// A picture that is there already, its strength 0: nothing is drawn, its size is its own, what it says of itself stays.
TEST_F(EnlargeJobs, APictureIsEnlargedAndNotDrawn) {
    RgbImage sunset{37, 21, {}}, opacity{37, 21, {}};
    for (int i = 0; i < 37 * 21; ++i) {
        for (const int value : {200 + i % 50, 90 + i % 70, 40}) sunset.pixels.push_back(static_cast<uint8_t>(value));
        opacity.pixels.insert(opacity.pixels.end(), 3, static_cast<uint8_t>(i % 37 < 18 ? 255 : 40));
    }
    write_clear_picture(folder_ / "sunset.png", {sunset, opacity}, {{"parameters", "a sunset"}}, {PictureFormat::png});
    write_png(folder_ / "plain.png", sunset, {});
    const auto requests =
        enlarging_requests({folder_ / "sunset.png", folder_ / "plain.png", folder_ / "sunset.png"}, {"realesr-animevideov3", 2.0});
    ASSERT_EQ(requests.size(), 3u);
    EXPECT_EQ(fs::path(requests[0].output).filename(), "sunset-x2.png");
    EXPECT_EQ(fs::path(requests[2].output).filename(), "sunset-x2-2.png") << "two of one name";
    EXPECT_EQ(stage_names(requests[0]), (std::vector<std::string>{"enlarge"}));

    Session session = plain();
    int tiles = 0;
    const JobResult result = session.run(
        requests[0], [&](const Progress& p) { tiles = std::max(tiles, p.steps); }, CancelToken());
    ASSERT_EQ(result.images.size(), 1u) << result.message;
    EXPECT_EQ(tiles, 2) << "colours and opacity";
    EXPECT_EQ(result.images[0], fs::path(requests[0].output));
    const auto made = read_clear_picture(result.images[0]);
    ASSERT_TRUE(made && *made) << "it is still not opaque";
    EXPECT_EQ((*made)->colours.width, 74);
    EXPECT_EQ((*made)->colours.height, 42);
    const auto device = make_watched_device(std::make_shared<DeviceWatch>());
    Upscaler upscaler(*device, open_upscaler(bundled_upscaler()).value(), DType::f32);
    EXPECT_EQ((*made)->colours.pixels, enlarged(sunset, &upscaler, {74, 42}, {}, {}).pixels);
    EXPECT_GT((*made)->opacity.pixels[3 * 10], 240);
    EXPECT_LT((*made)->opacity.pixels[3 * 60], 60);
    const auto says = read_metadata(result.images[0]).value();
    const auto text = [&](const std::string& key) {
        for (const PictureText& each : says.texts)
            if (each.key == key) return each.value;
        return std::string();
    };
    EXPECT_EQ(text("parameters"), "a sunset");
    EXPECT_EQ(text("imagelab_enlarged"), "realesr-animevideov3 x2");

    const RgbImage opaque = picture(requests[1]);
    EXPECT_EQ(opaque.pixels, enlarged(sunset, &upscaler, {74, 42}, {}, {}).pixels);
    Request refused = requests[1];
    refused.upscaler.clear(), refused.upscale.reset();
    EXPECT_NE(error(refused).find("at least 1"), std::string::npos) << error(refused);
    refused = requests[1];
    refused.refiner = refused.model = small_model_dir("tiny64").string();
    EXPECT_NE(error(refused).find("model.refiner"), std::string::npos) << error(refused);
}

TEST_F(EnlargeJobs, AGroupSaysHowManyAreEnlarged) {
    EXPECT_EQ(enlarged_by_group(about_enlarging(12)), 12u);
    for (const char* other : {"", "no json", "[]", R"({"enlarged": "many"})", R"({"x": {"setting": "steps"}})"})
        EXPECT_EQ(enlarged_by_group(other), 0u) << other;
}

// A picture that is there already goes through the hires pass alone.
TEST_F(EnlargeJobs, AnExistingPictureIsRedrawnLarger) {
    const RgbImage base = picture(request());
    write_png(folder_ / "base.png", base, {});
    for (const std::string upscaler : {"latent", "lanczos"}) {
        Request again = hires(upscaler);
        again.init_image = (folder_ / "base.png").string();
        again.strength = 0;
        Session session = plain();
        const JobResult result = session.run(again, {}, CancelToken());
        ASSERT_EQ(result.images.size(), 1u) << result.message;
        EXPECT_EQ(result.step_s.size(), 3u) << "those of the hires pass";
        const RgbImage made = pictures(result).at(0);
        EXPECT_EQ(made.width, 96);
        EXPECT_NE(made.pixels, resize(base, 96, 72).pixels) << "it was drawn over";
        const RgbImage second = picture(again);
        EXPECT_EQ(second.pixels, made.pixels) << "the same each time";
    }
}

TEST_F(EnlargeJobs, WithoutANetworkLanczosEnlarges) {
    Request large = request();
    large.upscale = 1.25;
    const RgbImage base = picture(request());
    EXPECT_EQ(picture(large).pixels, resize(base, 80, 60).pixels);
    large.upscaler = "lanczos";
    EXPECT_EQ(picture(large).pixels, resize(base, 80, 60).pixels);
}

TEST_F(EnlargeJobs, TonesAndColoursComeLast) {
    const RgbImage base = picture(request());
    Request stretched = request();
    stretched.auto_contrast = true;
    EXPECT_EQ(picture(stretched).pixels, with_auto_contrast(base).pixels);
    EXPECT_EQ(stage_names(stretched), (std::vector<std::string>{"text", "denoise", "decode", "finish"}));
    Request matched = request();
    matched.match_colours = true;
    EXPECT_NE(error(matched).find("postprocessing.match_colours"), std::string::npos);
    RgbImage sunset{64, 48, {}};
    for (int i = 0; i < 64 * 48; ++i) {
        for (const int value : {200 + i % 50, 90 + i % 70, 40}) sunset.pixels.push_back(static_cast<uint8_t>(value));
    }
    write_png(folder_ / "sunset.png", sunset, {});
    matched.init_image = (folder_ / "sunset.png").string();
    matched.strength = 1;
    const RgbImage made = picture(matched);
    matched.match_colours = false;
    EXPECT_EQ(made.pixels, with_colours_of(picture(matched), sunset).pixels);
}

TEST_F(EnlargeJobs, TheHiresPassIsPlannedStepByStep) {
    EXPECT_EQ(stage_names(hires()), (std::vector<std::string>{"text", "denoise", "hires enlarge", "hires", "decode"}));
    EXPECT_EQ(stage_names(hires("realesr-animevideov3")),
              (std::vector<std::string>{"text", "denoise", "hires draft", "hires enlarge", "hires reread", "hires", "decode"}));
    Session session = plain();
    const JobResult result = session.run(hires(), {}, CancelToken());
    const RgbImage made = pictures(result).at(0);
    EXPECT_EQ(made.width, 96);
    EXPECT_EQ(made.height, 72);
    EXPECT_EQ(result.step_s.size(), 7u) << "4 of the first pass, all 3 of the second";
    const auto back = import_request(read_metadata(result.images.front()).value());
    ASSERT_TRUE(back) << back.error();
    EXPECT_EQ(back->request.hires, hires().hires);
}

TEST_F(EnlargeJobs, EachPictureOfABatchIsItsOwn) {
    Request batch = hires("lanczos");
    batch.batch = 2;
    Session session = plain();
    const auto both = pictures(session.run(batch, {}, CancelToken()));
    ASSERT_EQ(both.size(), 2u);
    Request second = hires("lanczos");
    second.seed = 12;
    EXPECT_EQ(both[0].pixels, picture(hires("lanczos")).pixels);
    EXPECT_EQ(both[1].pixels, picture(second).pixels);
}

TEST_F(EnlargeJobs, ALostDeviceGoesOnAtItsStepInEitherPass) {
    for (const std::string upscaler : {"latent", "realesr-animevideov3", "latent as A1111", "latent as ComfyUI"}) {
        Request wanted = hires(upscaler.substr(0, upscaler.find(' ')));
        if (upscaler.ends_with("A1111")) wanted.like = LikeProgram::a1111, wanted.noise_source = NoiseSource::nv;
        if (upscaler.ends_with("ComfyUI")) wanted.like = LikeProgram::comfyui, wanted.noise_source = NoiseSource::comfy;
        const RgbImage undisturbed = picture(wanted);
        for (const int lost : {2, 6}) {
            int runs = 0;
            const auto watch = std::make_shared<DeviceWatch>();
            watch->before_run = [&](const std::string& output) {
                if (output == "noise" && ++runs == lost) throw Error("[test] device lost");
            };
            Session session = plain(watch);
            const JobResult result = session.run(wanted, {}, CancelToken());
            EXPECT_EQ(pictures(result).at(0).pixels, undisturbed.pixels) << upscaler << " " << lost;
            EXPECT_EQ(runs, 8) << "only the step that was lost ran twice";
        }
    }
}

// A refiner ends the first pass; ControlNets hold both, each by a control picture of its size.
TEST_F(EnlargeJobs, TheHiresPassStandsBesideARefinerAndControls) {
    const RgbImage plain_one = picture(hires("lanczos"));
    Request refined = hires("lanczos");
    refined.refiner = small_model_dir("refiner64").string(), refined.refiner_start = 0.5;
    Request again = refined;
    again.refiner_start = 1, again.refiner_strength = 0.5;
    Request perhaps = again;
    perhaps.refiner_strength.reset();
    Request controlled = hires();
    controlled.control_nets = {
        {ControlType::canny, 1, small_model_dir("control64").string(), (small_model_dir("tiny64") / "init.png").string()}};
    EXPECT_EQ(stage_names(refined), (std::vector<std::string>{"text", "brief", "denoise", "refine", "hires draft", "hires enlarge",
                                                              "hires reread", "hires", "decode"}));
    for (const Request& wanted : {refined, again, perhaps, controlled}) {
        const RgbImage whole = picture(wanted);
        EXPECT_EQ(whole.width, 96);
        EXPECT_NE(whole.pixels, plain_one.pixels);
        for (const int lost : {3, 6}) {
            int runs = 0;
            const auto watch = std::make_shared<DeviceWatch>();
            watch->before_run = [&](const std::string& output) {
                if (output == "noise" && ++runs == lost) throw Error("[test] device lost");
            };
            Session session = plain(watch);
            EXPECT_EQ(pictures(session.run(wanted, {}, CancelToken())).at(0).pixels, whole.pixels) << "lost at " << lost;
        }
    }
    Request weaker = controlled;
    weaker.control_nets[0].weight = 0;
    EXPECT_EQ(picture(weaker).pixels, picture(hires()).pixels) << "a control of weight 0 is none, in both passes";
}

TEST_F(EnlargeJobs, WhatCannotBeIsRefusedByName) {
    Request refined = hires();
    refined.refiner = small_model_dir("refiner64").string();
    EXPECT_EQ(error(refined), "");
    refined.refiner_start = 1, refined.refiner_strength.reset();
    EXPECT_NE(error(refined).find("hyperparameters.hires.upscaler: latents are not enlarged behind a refiner"), std::string::npos);
    Request painted = hires();
    painted.init_image = (small_model_dir("tiny64") / "init.png").string();
    painted.outpaint = {.left = 8};
    EXPECT_NE(error(painted).find("hyperparameters.hires: draws the whole picture once more"), std::string::npos);
    EXPECT_NE(error(painted).find("conditioning.mask_area masked"), std::string::npos) << "what to do instead";
    Request weak = hires();
    weak.hires.strength = 0;
    EXPECT_NE(error(weak).find("hyperparameters.hires.strength"), std::string::npos);
    Request missing = request();
    missing.upscaler = "4x-nothing";
    EXPECT_NE(error(missing).find("postprocessing.upscaler: there is no upscaler \"4x-nothing\""), std::string::npos);
    missing = hires("4x-nothing");
    EXPECT_NE(error(missing).find("hyperparameters.hires.upscaler"), std::string::npos);
    Request other = request();
    other.upscaler = (small_model_dir("tiny64") / "vae" / "diffusion_pytorch_model.safetensors").string();
    EXPECT_NE(error(other).find("no upscaler"), std::string::npos);
}

TEST(Finishing, ContrastReachesBothEndsAndColoursThoseOfTheSource) {
    RgbImage grey{40, 10, {}};
    for (int i = 0; i < 400; ++i) {
        for (int c = 0; c < 3; ++c) grey.pixels.push_back(static_cast<uint8_t>(80 + i / 10));
    }
    const RgbImage stretched = with_auto_contrast(grey);
    EXPECT_EQ(stretched.pixels.front(), 0);
    EXPECT_EQ(stretched.pixels.back(), 255);
    EXPECT_EQ(with_auto_contrast(stretched).pixels, stretched.pixels);
    RgbImage flat{2, 2, std::vector<uint8_t>(12, 77)};
    EXPECT_EQ(with_auto_contrast(flat).pixels, flat.pixels);
    const RgbImage matched = with_colours_of(grey, stretched);
    for (size_t i = 0; i < matched.pixels.size(); i += 30) EXPECT_NEAR(matched.pixels[i], stretched.pixels[i], 14) << i;
    const RgbImage same = with_colours_of(stretched, stretched);
    for (size_t i = 0; i < same.pixels.size(); ++i) EXPECT_NEAR(same.pixels[i], stretched.pixels[i], 1);
}

}  // namespace
}  // namespace imagelab::test
