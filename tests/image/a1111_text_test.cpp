#include "core/image/a1111_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/pipelines/provenance.h"

namespace imagelab {
namespace {

Request as_run() {
    Request request;
    request.prompt = "a cat, sitting";
    request.negative_prompt = "blurry";
    request.width = 512;
    request.height = 768;
    request.steps = 20;
    request.guidance = 7.5;
    request.seed = 42;
    request.sampler = SamplerKind::dpmpp_2m;
    request.spacing = Spacing::karras;
    return request;
}

TEST(A1111Text, KeysStandInTheOrderOfTheOriginal) {
    EXPECT_EQ(a1111_text(as_run(), {"sdxl_base"}),
              "a cat, sitting\nNegative prompt: blurry\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.5, Seed: 42, "
              "Size: 512x768, Model: sdxl_base, RNG: CPU, "
              "Version: Image Lab " IMAGELAB_VERSION);
}

TEST(A1111Text, ImageToImageSaysItsStrength) {
    Request request = as_run();
    request.init_image = "in.png";
    request.strength = 0.35;
    request.guidance = 7;
    request.negative_prompt = "";
    const std::string text = a1111_text(request, {"m"});
    EXPECT_NE(text.find(", Model: m, Denoising strength: 0.35, RNG: CPU"), std::string::npos) << text;
    EXPECT_NE(text.find("CFG scale: 7, "), std::string::npos);
    EXPECT_EQ(text.find("Negative prompt"), std::string::npos);
}

TEST(A1111Text, ValuesWithSeparatorsAreQuotedAsJson) {
    EXPECT_NE(a1111_text(as_run(), {"mödel: v1, \"final\""}).find("Model: \"mödel: v1, \\\"final\\\"\", RNG"), std::string::npos);
}

TEST(A1111Text, SamplersAndSchedulesCarryTheirNames) {
    const std::pair<SamplerKind, const char*> samplers[] = {{SamplerKind::euler, "Sampler: Euler,"},
                                                            {SamplerKind::euler_ancestral, "Sampler: Euler a,"},
                                                            {SamplerKind::ddim, "Sampler: DDIM,"},
                                                            {SamplerKind::dpmpp_2m, "Sampler: DPM++ 2M,"}};
    Request request = as_run();
    request.spacing = Spacing::published;
    for (const auto& [kind, words] : samplers) {
        request.sampler = kind;
        EXPECT_NE(a1111_text(request, {"m"}).find(words), std::string::npos) << words;
    }
    using Published = NoiseScheduleConfig::TimestepSpacing;
    const std::pair<Published, const char*> schedules[] = {{Published::leading, "Schedule type: DDIM,"},
                                                           {Published::trailing, "Schedule type: SGM Uniform,"},
                                                           {Published::linspace, "Schedule type: Uniform,"}};
    for (const auto& [spacing, words] : schedules)
        EXPECT_NE(a1111_text(request, {"m", {.timestep_spacing = spacing}}).find(words), std::string::npos) << words;
}

TEST(A1111Text, AModelPublishedWithKarrasSaysSo) {
    Request request = as_run();
    request.spacing = Spacing::published;
    EXPECT_NE(a1111_text(request, {"m", {.karras_sigmas = true}}).find("Schedule type: Karras,"), std::string::npos);
    request.sampler = SamplerKind::ddim;
    EXPECT_NE(a1111_text(request, {"m", {.karras_sigmas = true}}).find("Schedule type: DDIM,"), std::string::npos);
}

TEST(A1111Text, EachPictureOfABatchSaysHowToMakeIt) {
    Request request = as_run();
    request.batch = 4;
    const auto texts = picture_texts(request, 2, {"m"});
    ASSERT_EQ(texts.size(), 2u);
    EXPECT_EQ(texts[0].key, "parameters");
    EXPECT_NE(texts[0].value.find("Seed: 44,"), std::string::npos);
    EXPECT_EQ(texts[1].key, "imagelab_request");
    const auto read = request_from_json(nlohmann::json::parse(texts[1].value));
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->seed, 44);
    EXPECT_EQ(read->batch, 1);
    EXPECT_EQ(read->prompt, request.prompt);
    EXPECT_EQ(read->spacing, Spacing::karras);
}

}  // namespace
}  // namespace imagelab
