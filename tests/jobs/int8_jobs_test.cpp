// Pictures of a denoiser whose products are in 8-bit integers: like those of the best arithmetic, said to be so, refused where there is
// none.
#include <gtest/gtest.h>

#include "core/image/likeness.h"
#include "core/pipelines/resolved.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"
#include "tests/support/opened.h"

namespace imagelab::test {
namespace {

class Int8Jobs : public JobFixture {
  protected:
    Request request(DType dtype) const {
        Request request;
        request.prompt = "a red apple";
        request.steps = 10;
        request.guidance = 4;
        request.seed = 7;
        request.device = "cpu";
        request.dtype = dtype;
        request.output = folder_ / (std::string(dtype_name(dtype)) + ".png");
        return request;
    }
};

// The bundled model's: what the eye takes for the same picture (bench/quality.cpp measures more of them).
TEST_F(Int8Jobs, PicturesAreLikeThoseOfFloats) {
    Session session = plain();
    const JobResult floats = session.run(request(DType::f32), nullptr, {}), rounded = session.run(request(DType::i8), nullptr, {});
    ASSERT_EQ(rounded.status, JobResult::Status::done) << rounded.message;
    const Likeness alike = likeness(pictures(floats).at(0), pictures(rounded).at(0));
    EXPECT_GT(alike.psnr, 38);
    EXPECT_GT(alike.ssim, 0.98);
    EXPECT_LT(alike.psnr, 70) << "nothing was rounded";
    EXPECT_EQ(rounded.request.dtype, DType::i8);
    EXPECT_EQ(drawn(session, request(DType::i8)), pixels(rounded));
}

TEST_F(Int8Jobs, ThePlanKnowsWhatTheyTake) {
    Session session = plain();
    const auto bytes = [&](DType dtype) {
        const JobPlan plan = session.plan(request(dtype)).value();
        const auto stage =
            std::find_if(plan.stages.begin(), plan.stages.end(), [](const StagePlan& each) { return each.stage == Stage::denoising; });
        EXPECT_GT(stage->seconds, 0);
        return stage->weight_bytes;
    };
    EXPECT_LT(bytes(DType::i8), 0.6 * static_cast<double>(bytes(DType::f32)));
}

// A later start finds its weights rounded: the same picture, and a plan that knows it.
TEST_F(Int8Jobs, RoundedWeightsAreKept) {
    const char* before = std::getenv("IMAGELAB_CACHE");
    const std::string kept = before ? before : "";
    ::setenv("IMAGELAB_CACHE", (folder_ / "kept").c_str(), 1);
    const auto load = [&] {
        const JobPlan plan = plain().plan(request(DType::i8)).value();
        return std::find_if(plan.stages.begin(), plan.stages.end(), [](const StagePlan& each) { return each.stage == Stage::denoising; })
            ->load_seconds;
    };
    const double first = load();
    const auto drawn_anew = [&] {
        Session session = plain();
        return drawn(session, request(DType::i8));
    };
    const auto picture = drawn_anew();
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_ / "kept/packed"), {}), 1);
    EXPECT_LT(load(), 0.5 * first);
    EXPECT_EQ(drawn_anew(), picture);
    if (before)
        ::setenv("IMAGELAB_CACHE", kept.c_str(), 1);
    else
        ::unsetenv("IMAGELAB_CACHE");
}

// What makes a picture in the least time, together: a few-step sampler, the tiny decoder, 8-bit integers; through the queue, taken up where
// it was lost.
TEST_F(Int8Jobs, FewStepsWithTheTinyDecoder) {
    for (const SamplerKind sampler : {SamplerKind::lcm, SamplerKind::euler}) {  // of LCM, of SDXL Turbo
        Request wanted = request(DType::i8);
        wanted.model = small_model_dir("tiny64").string(), wanted.vae = golden_path("tiny_vae").string();
        wanted.sampler = sampler, wanted.spacing = sampler == SamplerKind::lcm ? Spacing::published : Spacing::trailing;
        wanted.width = wanted.height = 64, wanted.steps = 4, wanted.guidance = 1;
        wanted.output = (folder_.path() / "few" / "").string();
        Request floats = wanted, large = wanted;
        floats.dtype = DType::f32, large.vae.clear();
        Session session = plain();
        const auto of = [&](const Request& each) { return pictures(session.run(each, nullptr, {})).at(0); };
        const RgbImage made = of(wanted);
        EXPECT_GT(likeness(of(floats), made).psnr, 30);
        EXPECT_NE(of(floats).pixels, made.pixels) << "nothing was rounded";
        EXPECT_LT(likeness(of(large), made).psnr, 30) << "it was decoded by the model's own";
        const auto decoding = [&](const Request& each) {
            const JobPlan plan = session.plan(each).value();
            return std::find_if(plan.stages.begin(), plan.stages.end(), [](const StagePlan& s) { return s.stage == Stage::decoding; })->flops;
        };
        EXPECT_LT(decoding(wanted), decoding(large));
    }
    Request lost = request(DType::i8);
    lost.model = small_model_dir("tiny64").string(), lost.vae = golden_path("tiny_vae").string();
    lost.sampler = SamplerKind::lcm, lost.width = lost.height = 64, lost.steps = 4, lost.guidance = 1, lost.batch = 2;
    lost.output = (folder_.path() / "lost" / "").string();
    expect_to_go_on_at_its_step(lost);
}

TEST_F(Int8Jobs, DevicesWithoutThemRefuse) {
    const SdxlFiles files = open_sdxl(small_model_dir("tiny64")).value();
    DeviceInfo device{.id = "vulkan:0", .name = "a card", .dtypes = {DType::f16, DType::f32}};
    const auto refused = resolve(request(DType::i8), files, device);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find("int8 arithmetic is not available on device vulkan:0 (a card), which offers f16, f32"),
              std::string::npos)
        << refused.error();
    device.int8 = true;
    EXPECT_TRUE(resolve(request(DType::i8), files, device));
}

}  // namespace
}  // namespace imagelab::test
