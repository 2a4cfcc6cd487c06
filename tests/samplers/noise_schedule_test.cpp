// Reading a model's scheduler_config.json: what diffusers takes for absent keys, and what is refused by name.
#include "core/samplers/noise_schedule.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace imagelab {
namespace {
using Json = nlohmann::json;

TEST(NoiseSchedule, ReadsWhatSdxlPublishes) {
    const auto config = noise_schedule_from_json(Json::parse(R"({"_class_name": "EulerDiscreteScheduler", "beta_end": 0.012,
        "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": false, "interpolation_type": "linear",
        "num_train_timesteps": 1000, "prediction_type": "epsilon", "sample_max_value": 1.0, "set_alpha_to_one": false,
        "skip_prk_steps": true, "steps_offset": 1, "timestep_spacing": "leading", "trained_betas": null, "use_karras_sigmas": false})"));
    ASSERT_TRUE(config.ok()) << config.error();
    EXPECT_EQ(alphas_cumprod(*config), alphas_cumprod({}));
    EXPECT_EQ(config->steps_offset, 1);
    EXPECT_FALSE(config->clip_sample);
    EXPECT_FALSE(config->set_alpha_to_one);
    EXPECT_EQ(config->timestep_spacing, NoiseScheduleConfig::TimestepSpacing::leading);
}

TEST(NoiseSchedule, TakesDiffusersDefaultsForAbsentKeysButThoseOfPixels) {
    const auto config = noise_schedule_from_json(Json::object());
    ASSERT_TRUE(config.ok()) << config.error();
    EXPECT_EQ(config->betas, NoiseScheduleConfig::Betas::linear);
    EXPECT_EQ(config->beta_end, 0.02);
    EXPECT_EQ(config->steps_offset, 0);
    EXPECT_FALSE(config->clip_sample);       // latents are not clipped,
    EXPECT_FALSE(config->set_alpha_to_one);  // whatever diffusers' class for models of pixels takes
    EXPECT_EQ(config->timestep_spacing, NoiseScheduleConfig::TimestepSpacing::linspace);
    EXPECT_EQ(noise_schedule_from_json({{"_class_name", "DDIMScheduler"}})->timestep_spacing,
              NoiseScheduleConfig::TimestepSpacing::leading);
}

TEST(NoiseSchedule, RefusesOtherSchedulesByName) {
    for (const char* text :
         {R"({"trained_betas": [0.1, 0.2]})", R"({"interpolation_type": "log_linear"})", R"({"beta_schedule": "sigmoid"})",
          R"({"prediction_type": "flow_prediction"})", R"({"final_sigmas_type": "sigma_min"})", R"({"sigma_max": 80.0})",
          R"({"use_flow_sigmas": true})", R"({"thresholding": true})", R"({"num_train_timesteps": 1})"}) {
        const Json json = Json::parse(text);
        const auto config = noise_schedule_from_json(json);
        ASSERT_FALSE(config.ok()) << text;
        EXPECT_NE(config.error().find(json.begin().key()), std::string::npos) << config.error();
    }
    EXPECT_FALSE(noise_schedule_from_json(Json::parse(R"({"beta_start": "much"})")).ok());
    EXPECT_FALSE(noise_schedule_from_json(Json::parse("[1]")).ok());
}

}  // namespace
}  // namespace imagelab
