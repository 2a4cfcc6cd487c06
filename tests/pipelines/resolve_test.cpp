// A request with what was left open filled in.
#include <gtest/gtest.h>

#include "core/pipelines/resolved.h"
#include "tests/support/golden_dir.h"
#include "tests/support/opened.h"

namespace imagelab::test {
namespace {

ResolvedRequest resolved(const Request& request, const ModelFiles& files) {
    DeviceInfo device;
    device.id = "cpu";
    device.dtypes = {DType::f32};
    return resolve(request, files, device).value();
}

TEST(Resolve, TheRequestsNoiseStandsBeforeTheModels) {
    SdxlFiles files = open_sdxl(golden_dir() / "tiny64").value();
    Request request;
    request.prompt = "a hill";
    using Prediction = NoiseScheduleConfig::Prediction;
    EXPECT_EQ(resolved(request, files).noise.prediction, files.noise.prediction);
    request.prediction = PredictionChoice::v_prediction;
    request.zero_snr = true;
    EXPECT_EQ(resolved(request, files).noise.prediction, Prediction::v_prediction);
    EXPECT_TRUE(resolved(request, files).noise.rescale_betas_zero_snr);
    files.noise.prediction = Prediction::v_prediction, files.noise.rescale_betas_zero_snr = true;
    request.prediction = PredictionChoice::epsilon;
    request.zero_snr = false;
    EXPECT_EQ(resolved(request, files).noise.prediction, Prediction::epsilon);
    EXPECT_FALSE(resolved(request, files).noise.rescale_betas_zero_snr);
}

TEST(Resolve, LorasOfThePromptFollowThoseOfTheRequest) {
    const SdxlFiles files = open_sdxl(golden_dir() / "tiny64").value();
    Request request;
    request.prompt = "a <lora:wash:0.5> hill";
    request.loras = {{"ink", 1, {}}};
    const ResolvedRequest made = resolved(request, files);
    EXPECT_EQ(made.loras, (std::vector<LoraUse>{{"ink", 1, {}}, {"wash", 0.5, {}}}));
    EXPECT_EQ(made.phases.at(0).prompts.at(0).text, "a  hill");
    EXPECT_EQ(made.request.prompt, request.prompt) << "the picture says what was written";
    request.prompt = "<lora:wash:much>";
    DeviceInfo device;
    device.dtypes = {DType::f32};
    EXPECT_FALSE(resolve(request, files, device));
}

}  // namespace
}  // namespace imagelab::test
