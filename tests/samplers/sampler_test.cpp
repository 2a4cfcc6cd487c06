// Schedules and steps of every sampler with both spacings against diffusers 0.42.1 (tests/reference/schedules.py).
#include "core/samplers/sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "tests/support/golden.h"
#include "tests/support/golden_dir.h"
#include "tests/support/parity_report.h"

namespace imagelab {
namespace {
using Json = nlohmann::json;
using naive::Tensors;

const std::map<std::string, SamplerKind> kinds{{"euler", SamplerKind::euler},
                                               {"euler_a", SamplerKind::euler_ancestral},
                                               {"ddim", SamplerKind::ddim},
                                               {"dpmpp_2m", SamplerKind::dpmpp_2m},
                                               {"unipc", SamplerKind::unipc}};
const std::map<std::string, Spacing> spacings{{"published", Spacing::published}, {"karras", Spacing::karras}};

Json golden_json(const std::string& name) {
    return Json::parse(read_text_file(test::golden_dir() / name));
}

void expect_close(std::span<const float> actual, const std::vector<double>& expected, double tolerance, const std::string& what) {
    ASSERT_EQ(actual.size(), expected.size()) << what;
    for (size_t i = 0; i < expected.size(); ++i)
        EXPECT_NEAR(actual[i], expected[i], tolerance * std::max(1.0, std::abs(expected[i]))) << what << " " << i;
}

// Largest difference over the largest expected magnitude.
double relative_error(std::span<const float> actual, std::span<const float> expected) {
    double difference = 0, largest = 0;
    for (size_t i = 0; i < expected.size(); ++i) {
        if (!std::isfinite(actual[i])) return INFINITY;
        difference = std::max(difference, std::abs(static_cast<double>(actual[i]) - expected[i]));
        largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
    }
    return difference / largest;
}

// torch takes square roots from MKL, one last digit off the true one and not the same on every processor. Rescaling to zero terminal
// signal subtracts such roots from each other.
double tolerance_of(const Json& entry, double ordinary) {
    return entry.value("variant", "") == "zero_snr" ? 5e-5 : ordinary;
}

void expect_schedule(const Sampler& sampler, const Json& entry) {
    const std::string variant = entry.value("variant", "");
    const std::string what = entry.at("sampler").get<std::string>() + " " + entry.at("spacing").get<std::string>() + " " +
                             entry.at("steps").dump() + " " + variant;
    // Karras' timesteps are whole for DPM++ and fractional for the others, where those last digits show as 1e-4 of a timestep.
    const bool karras = entry.at("spacing") == "karras" || variant == "karras";
    const double timestep_tolerance =
        karras && entry.at("sampler") != "dpmpp_2m" && entry.at("sampler") != "unipc" ? tolerance_of(entry, 1e-6) : 0;
    const double tolerance = tolerance_of(entry, 2e-7);
    expect_close(sampler.timesteps(), entry.at("timesteps").get<std::vector<double>>(), timestep_tolerance, what + " timesteps");
    if (entry.contains("sigmas"))
        expect_close(sampler.sigmas(), entry.at("sigmas").get<std::vector<double>>(), tolerance, what + " sigmas");
    const double deviation = entry.at("init_noise_sigma").get<double>();
    EXPECT_NEAR(sampler.init_noise_sigma(), deviation, tolerance * deviation) << what;
}

TEST(Samplers, SchedulesEqualDiffusers) {
    const Json entries = golden_json("schedules.json");
    ASSERT_GE(entries.size(), 90u);
    for (const Json& entry : entries) {
        const auto sampler = make_sampler(kinds.at(entry.at("sampler")), spacings.at(entry.at("spacing")), {}, entry.at("steps"));
        expect_schedule(*sampler, entry);
    }
}

struct Run {
    SamplerKind kind;
    Spacing spacing;
    NoiseScheduleConfig config;
    int steps, begin;
    std::string what;  // in the report
};

// Runs a golden's steps; `tensors` holds latent, noise, outputs [steps, 120] and NAME/inputs, NAME/latents.
void expect_run(const Run& run, const Tensors& tensors, const std::string& name) {
    const auto sampler = make_sampler(run.kind, run.spacing, run.config, run.steps);
    std::vector<float> latents = tensors.at("latent").values;
    const size_t size = latents.size();
    const auto part = [&](const std::string& tensor, int i) {
        return std::span<const float>(tensors.at(tensor).values).subspan(i * size, size);
    };
    if (run.begin > 0) {
        sampler->add_noise(latents, tensors.at("noise").values, run.begin);
    } else {
        for (float& value : latents) value *= sampler->init_noise_sigma();
    }
    TorchGenerator generator(7);
    std::vector<float> input(size);
    ASSERT_EQ(tensors.at(name + "/latents").values.size(), size * (sampler->steps() - run.begin)) << name;
    for (int step = run.begin, i = 0; step < sampler->steps(); ++step, ++i) {
        sampler->scale_model_input(step, latents, input);
        test::expect_parity("sampler inputs", run.what, relative_error(input, part(name + "/inputs", i)), 1e-6);
        sampler->step(step, part("outputs", i), latents, generator);
        test::expect_parity("sampler steps", run.what, relative_error(latents, part(name + "/latents", i)), 1e-6);
    }
}

TEST(Samplers, StepsEqualDiffusers) {
    const Tensors tensors = test::read_tensors(test::golden_path("sampler_steps.safetensors"));
    for (const auto& [kind_name, kind] : kinds) {
        for (const auto& [spacing_name, spacing] : spacings) {
            for (const auto& [steps, begin] : std::vector<std::pair<int, int>>{{1, 0}, {2, 0}, {5, 0}, {8, 0}, {5, 2}, {8, 7}}) {
                const std::string name =
                    kind_name + "/" + spacing_name + "/" + std::to_string(steps) + (begin ? "/from_" + std::to_string(begin) : "");
                expect_run({kind, spacing, {}, steps, begin, kind_name + " " + spacing_name}, tensors, name);
            }
        }
    }
}

TEST(Samplers, FollowsTheModelsConfiguration) {
    const Tensors tensors = test::read_tensors(test::golden_path("sampler_variants.safetensors"));
    const Json entries = golden_json("sampler_variants.json");
    ASSERT_GE(entries.size(), 90u);
    for (const Json& entry : entries) {
        const std::string name = entry.at("variant").get<std::string>() + "/" + entry.at("sampler").get<std::string>() + "/" +
                                 entry.at("spacing").get<std::string>();
        const auto config = noise_schedule_from_json(entry.at("config"));
        ASSERT_TRUE(config.ok()) << config.error();
        const auto sampler = make_sampler(kinds.at(entry.at("sampler")), spacings.at(entry.at("spacing")), *config, entry.at("steps"));
        expect_schedule(*sampler, entry);
        std::vector<float> latents = tensors.at("latent").values;
        for (float& value : latents) value *= sampler->init_noise_sigma();
        TorchGenerator generator(7);
        for (int i = 0; i < sampler->steps(); ++i) {
            sampler->step(i, std::span<const float>(tensors.at("outputs").values).subspan(i * latents.size(), latents.size()), latents,
                          generator);
        }
        EXPECT_LE(relative_error(latents, tensors.at(name).values), tolerance_of(entry, 1e-6)) << name;
    }
}

TEST(Samplers, GoesOnFromItsStateAndGenerator) {
    for (const auto& [name, kind] : kinds) {
        const auto whole = make_sampler(kind, Spacing::karras, {}, 6);
        TorchGenerator generator(3);
        std::vector<float> latents = generator.randn(64);
        const std::vector<float> output = generator.randn(64);
        for (int i = 0; i < 3; ++i) whole->step(i, output, latents, generator);
        const auto resumed = make_sampler(kind, Spacing::karras, {}, 6);
        resumed->restore(whole->state());
        TorchGenerator again(generator.state());
        std::vector<float> resumed_latents = latents;
        for (int i = 3; i < 6; ++i) {
            whole->step(i, output, latents, generator);
            resumed->step(i, output, resumed_latents, again);
        }
        EXPECT_EQ(latents, resumed_latents) << name;
    }
}

TEST(Samplers, StartsWhereImageToImageStarts) {
    const auto sampler = make_sampler(SamplerKind::euler, Spacing::published, {}, 30);
    EXPECT_EQ(sampler->start_step(1.0), 0);
    EXPECT_EQ(sampler->start_step(0.6), 12);
    EXPECT_EQ(sampler->start_step(0.3), 21);
    EXPECT_EQ(sampler->start_step(0.01), 30);  // nothing to run
}

TEST(Samplers, RefusesWhatItCannotRun) {
    NoiseScheduleConfig config;
    EXPECT_FALSE(supported(SamplerKind::euler, config, 0).ok());
    EXPECT_FALSE(supported(SamplerKind::ddim, config, 1001).ok());
    EXPECT_TRUE(supported(SamplerKind::ddim, config, 1000).ok());
    EXPECT_FALSE(supported(SamplerKind::dpmpp_2m, config, 1000).ok());
    config.prediction = NoiseScheduleConfig::Prediction::sample;
    EXPECT_FALSE(supported(SamplerKind::euler_ancestral, config, 30).ok());
    EXPECT_THROW(make_sampler(SamplerKind::euler_ancestral, Spacing::published, config, 30), Error);
    const auto sampler = make_sampler(SamplerKind::euler, Spacing::published, config, 30);
    std::vector<float> latents(16), output(15);
    TorchGenerator generator(0);
    EXPECT_THROW(sampler->step(0, output, latents, generator), Error);
    EXPECT_THROW(sampler->step(30, latents, latents, generator), Error);
}

}  // namespace
}  // namespace imagelab
