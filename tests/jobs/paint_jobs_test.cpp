// Painting over start pictures and beyond their edges: what is not painted stays to the byte, runs that were cut go on with the same bits,
// what cannot be done is refused by name.
#include <gtest/gtest.h>

#include "core/image/mask.h"
#include "core/jobs/session.h"
#include "core/pipelines/painting.h"
#include "tests/support/golden.h"
#include "tests/support/inpaint_model.h"
#include "tests/support/job_fixture.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

class PaintJobs : public JobFixture {
  protected:
    // Colours that no decoder gives back by chance.
    fs::path start(int width, int height) const {
        RgbImage picture{width, height, {}};
        for (int i = 0; i < width * height * 3; ++i) picture.pixels.push_back(static_cast<uint8_t>((i * 37 + i / 191) % 256));
        const fs::path path = folder_ / ("start" + std::to_string(width) + "x" + std::to_string(height) + ".png");
        write_png(path, picture, {});
        return path;
    }
    fs::path mask(int width, int height, const PictureBox& white, uint8_t level = 255) const {
        GreyImage mask{width, height, std::vector<uint8_t>(static_cast<size_t>(width) * height)};
        for (int y = white.top; y < white.bottom; ++y) {
            for (int x = white.left; x < white.right; ++x) mask.pixels[static_cast<size_t>(y) * width + x] = level;
        }
        const fs::path path = folder_ / ("mask" + std::to_string(masks_++) + ".png");
        write_png(path, as_rgb(mask), {});
        return path;
    }
    Request request(int width = 64, int height = 64) const {
        Request request;
        request.model = small_model_dir("tiny64").string();
        request.prompt = "a cat";
        request.init_image = start(width, height).string();
        request.mask.file = mask(width, height, {16, 24, 40, 48}).string();
        request.steps = 4;
        request.strength = 0.75;
        request.sampler = SamplerKind::euler_ancestral;
        request.seed = 11;
        request.dtype = DType::f32;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
    Request outpainting(int width, int height, const Outpaint& grown) const {
        Request wanted = request(width, height);
        wanted.mask = {};
        wanted.outpaint = grown;
        return wanted;
    }
    static std::vector<RgbImage> made(const Request& request) {
        Session session = plain();
        return pictures(session.run(request, {}, CancelToken()));
    }
    static std::vector<std::vector<uint8_t>> pixels(const std::vector<RgbImage>& images) {
        std::vector<std::vector<uint8_t>> all;
        for (const RgbImage& image : images) all.push_back(image.pixels);
        return all;
    }
    // The start picture at (left, top) of `image`: bytes within `painted` (of the start picture) may differ and mostly do, others do not.
    static void expect_kept(const RgbImage& image, const Request& request, const PictureBox& painted, int left = 0, int top = 0) {
        const RgbImage start = read_picture(request.init_image).value();
        int changed = 0, inside = 0;
        for (int y = 0; y < start.height; ++y) {
            for (int x = 0; x < start.width; ++x) {
                const auto at = [](const RgbImage& of, int column, int row) {
                    const uint8_t* pixel = of.pixels.data() + (static_cast<size_t>(row) * of.width + column) * 3;
                    return std::array{pixel[0], pixel[1], pixel[2]};
                };
                const bool same = at(start, x, y) == at(image, x + left, y + top);
                const bool within = x >= painted.left && x < painted.right && y >= painted.top && y < painted.bottom;
                inside += within;
                changed += within && !same;
                ASSERT_TRUE(same || within) << x << ", " << y;
            }
        }
        EXPECT_GT(changed, inside / 2);
    }

    mutable int masks_ = 0;
};

TEST_F(PaintJobs, WhatIsNotMaskedStaysToTheByte) {
    Request wanted = request();
    expect_kept(made(wanted).front(), wanted, {16, 24, 40, 48});
    wanted.mask.blur = 2;
    expect_kept(made(wanted).front(), wanted, {11, 19, 45, 53});
    for (const MaskFill fill : {MaskFill::noise, MaskFill::neighbours, MaskFill::nothing, MaskFill::grey}) {
        Request filled = request();
        filled.mask.fill = fill;
        const RgbImage image = made(filled).front();
        expect_kept(image, filled, {16, 24, 40, 48});
        EXPECT_NE(image.pixels, made(request()).front().pixels);
    }
    Request pixart = request();
    pixart.model = small_model_dir("alpha").string();
    expect_kept(made(pixart).front(), pixart, {16, 24, 40, 48});
}

TEST_F(PaintJobs, SidesThatAreNoMultiplesStayToo) {
    Request wanted = request(61, 70);
    const RgbImage image = made(wanted).front();
    EXPECT_EQ(image.width, 61);
    EXPECT_EQ(image.height, 70);
    expect_kept(image, wanted, {16, 24, 40, 48});
    Request scaled = request(61, 70);
    scaled.width = 48, scaled.height = 56;
    const RgbImage small = made(scaled).front();
    EXPECT_EQ(small.width, 48);
    const RgbImage as_shown = resize(read_picture(scaled.init_image).value(), 48, 56);
    EXPECT_TRUE(std::equal(as_shown.pixels.begin(), as_shown.pixels.begin() + 48 * 3 * 17, small.pixels.begin())) << "above the mask";
    EXPECT_NE(as_shown.pixels, small.pixels);
}

TEST_F(PaintJobs, SurroundingsAreMadeAtFullSizeAndPutBack) {
    Request wanted = request(200, 150);
    wanted.mask.file = mask(200, 150, {30, 40, 50, 60}).string();
    wanted.mask.area = MaskArea::masked;
    wanted.mask.padding = 8;
    wanted.width = wanted.height = 72;
    const RgbImage image = made(wanted).front();
    EXPECT_EQ(image.width, 200);
    EXPECT_EQ(image.height, 150);
    expect_kept(image, wanted, {30, 40, 50, 60});
    Session session = plain();
    EXPECT_EQ(session.plan(wanted)->request.width, 72) << "what the model makes";
}

TEST_F(PaintJobs, SidesGrow) {
    const Request left = outpainting(64, 64, {.left = 24});
    const RgbImage wide = made(left).front();
    EXPECT_EQ(wide.width, 88);
    EXPECT_EQ(wide.height, 64);
    expect_kept(wide, left, {0, 0, seam, 64}, 24);
    const Request odd = outpainting(61, 70, {.left = 5, .right = 10, .bottom = 7});
    const RgbImage all = made(odd).front();
    EXPECT_EQ(all.width, 76);
    EXPECT_EQ(all.height, 77);
    const RgbImage start = read_picture(odd.init_image).value();
    for (int y = 0; y < 70 - seam; ++y) {
        for (int x = seam; x < 61 - seam; ++x) {
            for (int c = 0; c < 3; ++c)
                ASSERT_EQ(all.pixels[static_cast<size_t>((y * 76 + x + 5) * 3 + c)],
                          start.pixels[static_cast<size_t>((y * 61 + x) * 3 + c)]);
        }
    }
    Request both = outpainting(64, 64, {.top = 16});
    both.mask.file = mask(64, 64, {24, 32, 48, 56}).string();
    both.mask.fill = MaskFill::neighbours;
    const RgbImage tall = made(both).front();
    EXPECT_EQ(tall.height, 80);
    EXPECT_NE(tall.pixels, made(outpainting(64, 64, {.top = 16})).front().pixels);
}

TEST_F(PaintJobs, AGreyIsPaintedInItsShareOfTheSteps) {
    Request wanted = request();
    wanted.steps = 8, wanted.strength = 1;
    wanted.sampler = SamplerKind::ddim;
    wanted.mask.soft = true;
    const auto with = [&](uint8_t level) {
        wanted.mask.file = mask(64, 64, {16, 24, 40, 48}, level).string();
        return made(wanted).front();
    };
    const RgbImage white = with(255), grey = with(128);
    expect_kept(white, wanted, {16, 24, 40, 48});
    expect_kept(grey, wanted, {16, 24, 40, 48});
    EXPECT_NE(grey.pixels, white.pixels);
    wanted.strength = 0.75;
    const RgbImage late = with(255);
    wanted.mask.soft = false;
    EXPECT_EQ(with(255).pixels, late.pixels) << "white is painted in all steps either way";
}

TEST_F(PaintJobs, PicturesOfABatchAreThoseMadeAlone) {
    Request wanted = request();
    wanted.batch = 2;
    const auto together = made(wanted);
    ASSERT_EQ(together.size(), 2u);
    wanted.batch = 1;
    wanted.seed = wanted.seed + 1;
    EXPECT_EQ(made(wanted).front().pixels, together[1].pixels);
}

TEST_F(PaintJobs, ALostDeviceGoesOnAtItsStep) {
    std::vector<Request> all(9, request());
    all[0].batch = 2, all[0].noise_source = NoiseSource::comfy;
    all[1].unet = write_inpaint_unet(folder_ / "unet").string();
    all[2].refiner = small_model_dir("refiner64").string(), all[2].refiner_start = 0.5, all[2].strength = 1;
    all[3].refiner = small_model_dir("refiner64").string(), all[3].refiner_start = 1, all[3].refiner_strength = 0.5;
    all[4].mask.soft = true, all[4].sampler = SamplerKind::dpmpp_2m, all[4].variation_seed = 5, all[4].variation_strength = 0.3;
    // As other programs blend, within methods of two evaluations and of a history.
    all[5].like = LikeProgram::comfyui, all[5].noise_source = NoiseSource::comfy, all[5].sampler = SamplerKind::dpmpp_sde;
    all[6].like = LikeProgram::a1111, all[6].sampler = SamplerKind::heun, all[6].mask.fill = MaskFill::noise;
    all[7].like = LikeProgram::a1111, all[7].sampler = SamplerKind::unipc, all[7].strength = 0.9;
    all[8].like = LikeProgram::comfyui, all[8].noise_source = NoiseSource::comfy, all[8].mask.soft = true, all[8].batch = 2;
    for (Request& wanted : all) {
        wanted.steps = 6;  // 4 of them run, all where the strength is 1; 3 more of a refiner behind the picture
        const auto whole = pixels(made(wanted));
        for (const int lost : {2, wanted.refiner.empty() ? 4 : 6}) {
            int runs = 0;
            const auto watch = std::make_shared<DeviceWatch>();
            watch->before_run = [&](const std::string& output) {
                if (output == "noise" && ++runs == lost) throw Error("[test] device lost");
            };
            Session session = plain(watch);
            EXPECT_EQ(pixels(pictures(session.run(wanted, {}, CancelToken()))), whole)
                << "lost at " << lost << " of " << &wanted - all.data();
            EXPECT_GE(runs, lost);
        }
    }
}

TEST_F(PaintJobs, InpaintingModelsDrawWithoutAMaskAsWithAWhiteOne) {
    Request words = request();
    words.init_image.clear();
    words.mask = {};
    words.width = words.height = 64;
    words.strength = Request().strength;
    words.unet = write_inpaint_unet(folder_ / "unet").string();
    const RgbImage drawn = made(words).front();
    EXPECT_EQ(drawn.width, 64);
    Request over = request();
    over.unet = words.unet;
    over.mask = {};
    EXPECT_NE(made(over).front().pixels, drawn.pixels);
    Request masked = request();
    masked.unet = words.unet;
    expect_kept(made(masked).front(), masked, {16, 24, 40, 48});
}

TEST_F(PaintJobs, TheEncoderIsPlannedForBothOfItsPictures) {
    Session session = plain();
    Request wanted = request();
    const auto flops = [&] {
        const auto plan = session.plan(wanted);
        EXPECT_TRUE(plan) << plan.error();
        for (const StagePlan& stage : plan->stages)
            if (stage.stage == Stage::starting) return stage.flops;
        return 0.0;
    };
    const double once = flops();
    EXPECT_GT(once, 0);
    wanted.unet = write_inpaint_unet(folder_ / "unet").string();
    EXPECT_DOUBLE_EQ(flops(), 2 * once);
}

TEST_F(PaintJobs, WhatCannotBePaintedIsRefusedByName) {
    const auto says = [&](const Request& wanted, const std::string& field, const std::string& words) {
        const std::string found = error(wanted);
        EXPECT_EQ(found.find(field), 0u) << found;
        EXPECT_NE(found.find(words), std::string::npos) << found;
    };
    Request wanted = request();
    wanted.init_image.clear();
    says(wanted, "conditioning.mask", "name the picture to paint over");
    wanted = request();
    wanted.mask.file = (folder_ / "none.png").string();
    says(wanted, "conditioning.mask", "there is no such file");
    wanted.mask.file = mask(64, 64, {0, 0, 0, 0}).string();
    says(wanted, "conditioning.mask", "black everywhere");
    wanted.mask.file = mask(64, 64, {3, 3, 7, 7}).string();
    says(wanted, "conditioning.mask", "--mask-area masked");
    wanted.mask.area = MaskArea::masked;
    wanted.width = wanted.height = 64;
    EXPECT_EQ(error(wanted), "");
    wanted = request();
    wanted.mask.file.clear();
    wanted.mask.fill = MaskFill::noise;
    says(wanted, "conditioning.mask_fill", "nor conditioning.outpaint");
    wanted = request();
    wanted.mask.soft = true;
    wanted.unet = write_inpaint_unet(folder_ / "unet").string();
    says(wanted, "conditioning.mask_soft", "black and white");
    wanted = outpainting(64, 64, {.left = 3000});
    says(wanted, "conditioning.outpaint", "2048");
    wanted = outpainting(64, 64, {.left = 8});
    wanted.init_image.clear();
    says(wanted, "conditioning.outpaint", "name the picture that grows");
}

}  // namespace
}  // namespace imagelab::test
