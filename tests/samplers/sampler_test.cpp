// Schedules and steps of every sampler with its usual spacings against diffusers 0.42.1 and k-diffusion (tests/reference/schedules.py).
#include "core/samplers/sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/paths.h"
#include "core/samplers/program_levels.h"
#include "core/samplers/sampler_info.h"
#include "tests/support/golden.h"
#include "tests/support/golden_dir.h"
#include "tests/support/parity_report.h"

namespace imagelab {
namespace {
using Json = nlohmann::json;
using naive::Tensors;

SamplerKind kind_of(const Json& name) {
    const SamplerInfo* info = sampler_named(name.get<std::string>());
    if (!info) throw Error("[golden] unknown sampler " + name.dump());
    return info->kind;
}

Spacing spacing_of(const Json& name) {
    const ScheduleInfo* info = name == "published" ? &schedule_info(Spacing::published) : schedule_named(name.get<std::string>());
    if (!info) throw Error("[golden] unknown spacing " + name.dump());
    return info->kind;
}

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
    return entry.value("variant", "") == "zero_snr" ? std::max(ordinary, 5e-5) : ordinary;
}

void expect_schedule(const Sampler& sampler, const Json& entry) {
    const std::string variant = entry.value("variant", "");
    const std::string what = entry.at("sampler").get<std::string>() + " " + entry.at("spacing").get<std::string>() + " " +
                             entry.at("steps").dump() + " " + variant;
    // Timesteps of noise levels are whole for the multistep solvers and fractional for the others, where those last digits show.
    const std::string kind = entry.at("sampler");
    const bool whole = kind == "dpmpp_2m" || kind == "unipc" || kind == "dpmpp_2m_sde" || kind == "dpmpp_2m_sde_heun" || kind == "deis";
    const bool of_levels = !spaces_timesteps(spacing_of(entry.at("spacing"))) || variant == "karras" ||
                           sampler_info(kind_of(entry.at("sampler"))).evaluations > 1;
    // A level half way is an exponential of logarithms, each with a last digit of its own.
    const bool two = sampler_info(kind_of(entry.at("sampler"))).evaluations > 1;
    double timestep_tolerance = of_levels && !whole ? tolerance_of(entry, two ? 1e-4 : 1e-6) : 0,
           tolerance = tolerance_of(entry, two ? 1e-6 : 2e-7);
    // The level that an ancestral step goes down to is a root of nearly equal squares where one step spans five hundredfold.
    if (two && variant == "cosine") timestep_tolerance = 5e-4, tolerance = 1e-4;
    if (kind == "dpmpp_2s_a" && entry.at("steps") == 2) timestep_tolerance = 2e-2, tolerance = 5e-4;
    expect_close(sampler.timesteps(), entry.at("timesteps").get<std::vector<double>>(), timestep_tolerance, what + " timesteps");
    if (entry.contains("sigmas"))
        expect_close(sampler.sigmas(), entry.at("sigmas").get<std::vector<double>>(), tolerance, what + " sigmas");
    const double deviation = entry.at("init_noise_sigma").get<double>();
    EXPECT_NEAR(sampler.init_noise_sigma(), deviation, tolerance * deviation) << what;
}

TEST(Samplers, SchedulesEqualDiffusers) {
    const Json entries = golden_json("schedules.json");
    ASSERT_GE(entries.size(), 350u);
    for (const Json& entry : entries) {
        const auto sampler = make_sampler(kind_of(entry.at("sampler")), spacing_of(entry.at("spacing")), {}, entry.at("steps"));
        expect_schedule(*sampler, entry);
    }
}

struct Run {
    SamplerKind kind;
    Spacing spacing;
    NoiseScheduleConfig config;
    int steps, begin;
    std::string what;  // in the report
    double tolerance = 1e-6;
};

// Runs a golden's steps; `tensors` holds latent, noise, outputs [steps, 120] and NAME/inputs, NAME/latents.
void expect_run(const Run& run, const Tensors& tensors, const std::string& name) {
    const auto sampler = make_sampler(run.kind, run.spacing, run.config, run.steps);
    const int first = sampler->start_step(static_cast<double>(run.steps - run.begin + 0.5) / run.steps);
    std::vector<float> latents = tensors.at("latent").values;
    const size_t size = latents.size();
    const auto part = [&](const std::string& tensor, int i) {
        return std::span<const float>(tensors.at(tensor).values).subspan(i * size, size);
    };
    if (run.begin > 0) {
        sampler->add_noise(latents, tensors.at("noise").values, first);
    } else {
        for (float& value : latents) value *= sampler->init_noise_sigma();
    }
    TorchGenerator generator(7);
    std::vector<float> input(size);
    ASSERT_EQ(tensors.at(name + "/latents").values.size(), size * (sampler->steps() - first)) << name;
    for (int step = first, i = 0; step < sampler->steps(); ++step, ++i) {
        sampler->scale_model_input(step, latents, input);
        test::expect_parity("sampler inputs", run.what, relative_error(input, part(name + "/inputs", i)), run.tolerance);
        const int after = (i + 1) % static_cast<int>(tensors.at("outputs").values.size() / size);  // what was said without the prompt
        sampler->step(step, part("outputs", i), latents, generator, part("outputs", after));
        test::expect_parity("sampler steps", run.what, relative_error(latents, part(name + "/latents", i)), run.tolerance);
    }
}

// torch's roots, logarithms and exponentials are a last digit off the true ones here and there: DEIS takes differences of them, so does the
// way down of 2S a and RES multistep a over a wide interval, and where a time of the Brownian motion falls on another millionth its noise
// is another one.
double tolerance_of_steps(const std::string& sampler) {
    if (sampler == "dpmpp_sde" || sampler == "dpmpp_3m_sde") return 1e-3;
    return sampler == "deis" || sampler == "dpmpp_2s_a" || sampler == "res_multistep_a" ? 5e-5 : 2e-6;
}

TEST(Samplers, StepsEqualDiffusers) {
    const Tensors tensors = test::read_tensors(test::golden_path("sampler_steps.safetensors"));
    std::set<SamplerKind> seen;
    for (const auto& [name, tensor] : tensors) {  // SAMPLER/SPACING/STEPS[/from_BEGIN]/latents
        if (!name.ends_with("/latents")) continue;
        const std::string run = name.substr(0, name.rfind('/'));
        const size_t first = run.find('/'), second = run.find('/', first + 1), third = run.find('/', second + 1);
        const std::string kind = run.substr(0, first), spacing = run.substr(first + 1, second - first - 1);
        const int begin = third == std::string::npos ? 0 : std::stoi(run.substr(third + 6));
        expect_run({kind_of(kind),
                    spacing_of(spacing),
                    {},
                    std::stoi(run.substr(second + 1)),
                    begin,
                    kind + " " + spacing,
                    tolerance_of_steps(kind)},
                   tensors, run);
        seen.insert(kind_of(kind));
    }
    for (const SamplerInfo& info : samplers()) {  // one has goldens of its own, one is another by the default here
        const bool shown = info.own_pace || info.kind == SamplerKind::unipc_bh2 || seen.contains(info.kind);
        EXPECT_TRUE(shown) << info.option << " has no golden";
    }
}

TEST(Samplers, FollowsTheModelsConfiguration) {
    const Tensors tensors = test::read_tensors(test::golden_path("sampler_variants.safetensors"));
    const Json entries = golden_json("sampler_variants.json");
    ASSERT_GE(entries.size(), 350u);
    for (const Json& entry : entries) {
        const std::string name = entry.at("variant").get<std::string>() + "/" + entry.at("sampler").get<std::string>() + "/" +
                                 entry.at("spacing").get<std::string>();
        const auto config = noise_schedule_from_json(entry.at("config"));
        ASSERT_TRUE(config.ok()) << config.error();
        const auto sampler = make_sampler(kind_of(entry.at("sampler")), spacing_of(entry.at("spacing")), *config, entry.at("steps"));
        expect_schedule(*sampler, entry);
        std::vector<float> latents = tensors.at("latent").values;
        for (float& value : latents) value *= sampler->init_noise_sigma();
        TorchGenerator generator(7);
        for (int i = 0; i < sampler->steps(); ++i) {
            sampler->step(i, std::span<const float>(tensors.at("outputs").values).subspan(i * latents.size(), latents.size()), latents,
                          generator);
        }
        EXPECT_LE(relative_error(latents, tensors.at(name).values), tolerance_of(entry, tolerance_of_steps(entry.at("sampler")))) << name;
    }
}

// Every sampler, stopped after each of its steps, with every spacing and noise it takes: the same bits as without a stop.
TEST(Samplers, GoesOnFromItsStateAndGenerator) {
    for (const SamplerInfo& info : samplers()) {
        for (const ScheduleInfo& schedule : schedules()) {
            StepNoise noise;
            if (info.eta) noise.eta = 0.75;
            if (adds_noise(info, noise)) noise.scale = 1.1;
            if (!supported(info.kind, schedule.kind, {}, 6, noise).ok()) continue;
            const std::string what = std::string(info.option) + " " + schedule.option;
            const auto whole = make_sampler(info.kind, schedule.kind, {}, 6, noise);
            TorchGenerator generator(3);
            std::vector<float> latents = generator.randn(24);
            const std::vector<float> output = generator.randn(24);
            std::vector<std::tuple<std::vector<float>, Sampler::State, TorchGenerator::State>> stops;
            std::vector<int> numbers;
            for (int i = 0; i < whole->steps(); i = whole->after(i)) {
                stops.emplace_back(latents, whole->state(), generator.state());
                numbers.push_back(i);
                whole->step(i, output, latents, generator);
                EXPECT_LE(whole->state().history.size(), 4 * latents.size()) << what << ": more than the journal keeps";
            }
            for (size_t stop = 0; stop < stops.size(); ++stop) {
                auto [resumed_latents, state, drawn] = stops[stop];
                const auto resumed = make_sampler(info.kind, schedule.kind, {}, 6, noise);
                resumed->restore(state);
                TorchGenerator again(drawn);
                for (int i = numbers[stop]; i < resumed->steps(); i = resumed->after(i)) resumed->step(i, output, resumed_latents, again);
                EXPECT_EQ(latents, resumed_latents) << what << " from step " << stop;
            }
        }
    }
}

// The same as other programs step, text to image and image to image.
TEST(Samplers, OfOtherProgramsGoOnToo) {
    for (const LikeProgram like : {LikeProgram::a1111, LikeProgram::comfyui}) {
        for (const bool within : {false, true}) {
            for (const SamplerInfo& info : samplers()) {
                const ProgramManner manner{like, within ? 0.7 : 1, within};
                const auto made = [&] { return make_sampler(info.kind, Spacing::published, {}, 8, {}, manner); };
                const auto whole = made();
                const int begin = within ? first_step_of(*whole, like, 8, 0.7) : 0;
                ASSERT_LT(begin, whole->steps()) << info.option;
                TorchGenerator generator(3);
                std::vector<float> latents = generator.randn(24);
                const std::vector<float> output = generator.randn(24);
                whole->add_noise(latents, output, begin);
                std::vector<std::tuple<std::vector<float>, Sampler::State, TorchGenerator::State>> stops;
                std::vector<int> numbers;
                for (int i = begin; i < whole->steps(); i = whole->after(i)) {
                    numbers.push_back(i);
                    stops.emplace_back(latents, whole->state(), generator.state());
                    whole->step(i, output, latents, generator);
                    EXPECT_LE(whole->state().history.size(), 4 * latents.size()) << info.option << ": more than the journal keeps";
                }
                for (size_t stop = 0; stop < stops.size(); ++stop) {
                    auto [resumed_latents, state, drawn] = stops[stop];
                    const auto resumed = made();
                    resumed->restore(state);
                    TorchGenerator again(drawn);
                    for (int i = numbers[stop]; i < resumed->steps(); i = resumed->after(i))
                        resumed->step(i, output, resumed_latents, again);
                    EXPECT_EQ(latents, resumed_latents) << info.option << " from step " << stop;
                }
            }
        }
    }
}

// DPM adaptive asks the model at the levels at which k-diffusion's own asks, keeps and drops the same steps and ends alike.
TEST(Samplers, OfOwnPaceWalkAsKDiffusionDoes) {
    const Tensors tensors = test::read_tensors(test::golden_path("adaptive_steps.safetensors"));
    int dropped = 0;
    for (const Json& entry : golden_json("adaptive_steps.json")) {
        const std::string name = entry.at("name");
        NoiseScheduleConfig config;
        config.sigmas = {entry.at("high"), entry.at("low")};
        const auto sampler = make_sampler(SamplerKind::dpm_adaptive, Spacing::published, config, 2, {entry.at("eta").get<double>(), 1});
        std::vector<float> latents = tensors.at(name + "/start").values, output(latents.size());
        const std::vector<float>& pull = tensors.at(name + "/pull").values;
        const auto levels = entry.at("levels").get<std::vector<double>>();
        TorchGenerator generator(7);
        size_t asked = 0;
        for (int i = 0; i < sampler->steps(); i = sampler->after(i), ++asked) {
            ASSERT_LT(asked, levels.size()) << name;
            const float sigma = sampler->sigma(i);
            ASSERT_NEAR(sigma, levels[asked], 2e-4 * levels[asked]) << name << " " << asked;
            const auto pace = sampler->pace(i);
            ASSERT_TRUE(pace && pace->gone >= 0 && pace->gone < 1 && pace->left > 0) << name << " " << asked;
            for (size_t k = 0; k < latents.size(); ++k)
                output[k] = (latents[k] - pull[k] * latents[k] / (1 + std::abs(latents[k]))) / sigma;
            sampler->step(i, output, latents, generator);
        }
        EXPECT_EQ(asked, levels.size()) << name;
        EXPECT_EQ(sampler->pace(sampler->steps())->left, 0);
        EXPECT_EQ(sampler->state().pace[3], entry.at("accepted").get<double>()) << name;
        dropped += entry.at("rejected").get<int>();
        EXPECT_LE(relative_error(latents, tensors.at(name + "/end").values), 1e-3) << name;
    }
    EXPECT_GT(dropped, 0) << "the goldens drop no step";
}

// A model whose error never falls is given up with a sentence, not walked for ever.
TEST(Samplers, OfOwnPaceGiveUp) {
    const auto sampler = make_sampler(SamplerKind::dpm_adaptive, Spacing::published, {}, 20);
    TorchGenerator generator(7), other(8);
    std::vector<float> latents = generator.randn(24);
    try {
        for (int i = 0; i < sampler->steps(); i = sampler->after(i)) {
            std::vector<float> output = other.randn(24);
            for (float& value : output) value *= 1000;
            sampler->step(i, output, latents, generator);
        }
        FAIL() << "it arrived";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("use another sampler"), std::string::npos) << error.what();
    }
}

// UniPC with B(h) = e^h - 1 is the one that diffusers has by default; other programs' names tell the two apart.
TEST(Samplers, OfUniPcTheBaseCountsInOtherPrograms) {
    const auto last = [](SamplerKind kind, LikeProgram like) {
        const auto sampler = make_sampler(kind, Spacing::published, {}, 6, {}, {like});
        TorchGenerator generator(3), other(8);
        std::vector<float> latents = other.randn(24);
        for (int i = 0; i < sampler->steps(); ++i) sampler->step(i, other.randn(24), latents, generator);
        return latents;
    };
    EXPECT_EQ(last(SamplerKind::unipc_bh2, LikeProgram::diffusers), last(SamplerKind::unipc, LikeProgram::diffusers));
    for (const LikeProgram like : {LikeProgram::a1111, LikeProgram::comfyui})
        EXPECT_NE(last(SamplerKind::unipc_bh2, like), last(SamplerKind::unipc, like));
}

// A1111 begins zero terminal SNR nearly, not quite, at 0.
TEST(Samplers, OfA1111BeginFromNoiseAlone) {
    NoiseScheduleConfig config;
    config.rescale_betas_zero_snr = true;
    config.prediction = NoiseScheduleConfig::Prediction::v_prediction;
    for (const SamplerKind kind : {SamplerKind::ddim, SamplerKind::pndm, SamplerKind::unipc}) {
        const auto sampler = make_sampler(kind, Spacing::published, config, 5, {}, {LikeProgram::a1111});
        TorchGenerator generator(3);
        std::vector<float> latents = generator.randn(24);
        for (int i = 0; i < sampler->steps(); ++i) sampler->step(i, generator.randn(24), latents, generator);
        for (const float value : latents) ASSERT_TRUE(std::isfinite(value)) << sampler_info(kind).option;
    }
}

// A model that always says the same clean latents is followed to them, whatever the way there.
TEST(Samplers, EndAtWhatTheModelSays) {
    NoiseScheduleConfig config;
    for (const SamplerInfo& info : samplers()) {
        for (const ScheduleInfo& schedule : schedules()) {
            if (!supported(info.kind, schedule.kind, config, 20).ok()) continue;
            // diffusers' DDIM and PNDM step by a fixed stride, which is not linspace's.
            if (schedule.kind == Spacing::linspace && (info.kind == SamplerKind::ddim || info.kind == SamplerKind::pndm)) continue;
            const auto sampler = make_sampler(info.kind, schedule.kind, config, 20);
            TorchGenerator generator(5);
            const std::vector<float> clean = generator.randn(32);
            std::vector<float> latents = generator.randn(32), input(32), noise(32);
            for (float& value : latents) value *= sampler->init_noise_sigma();
            for (int i = 0; i < sampler->steps(); i = sampler->after(i)) {
                sampler->scale_model_input(i, latents, input);
                const float sigma = sampler->sigma(i), signal = 1 / std::sqrt(1 + sigma * sigma);
                for (size_t k = 0; k < noise.size(); ++k) noise[k] = (input[k] - signal * clean[k]) / (sigma * signal);
                sampler->step(i, noise, latents, generator);
            }
            // DDIM and its kin end at the lowest trained level, whose noise of 0.03 is left; LCM keeps of what it is given near timestep 0.
            const double left = sampler->sigmas().back() > 0 || info.kind == SamplerKind::lcm ? 0.1 : 2e-3;
            for (size_t k = 0; k < clean.size(); ++k)
                ASSERT_NEAR(latents[k], clean[k], left) << info.option << " " << schedule.option << " " << k;
        }
    }
}

TEST(Samplers, EtaAndNoiseScaleSayHowMuchNoise) {
    const auto last = [](SamplerKind kind, StepNoise noise) {
        const auto sampler = make_sampler(kind, Spacing::published, {}, 4, noise);
        TorchGenerator generator(3), other(8);
        std::vector<float> latents = other.randn(24);
        const std::vector<float> output = other.randn(24);
        for (int i = 0; i < sampler->steps(); i = sampler->after(i)) sampler->step(i, output, latents, generator);
        return latents;
    };
    for (const SamplerInfo& info : samplers()) {
        if (info.eta) {
            EXPECT_EQ(last(info.kind, {*info.eta, 1}), last(info.kind, {})) << info.option;
            EXPECT_NE(last(info.kind, {0.4, 1}), last(info.kind, {0.6, 1})) << info.option;
        }
        if (info.draws_noise) {
            EXPECT_NE(last(info.kind, {{}, 0.9}), last(info.kind, {})) << info.option;
        }
    }
    // Without noise ancestral steps are those of the method below them.
    EXPECT_EQ(last(SamplerKind::euler_ancestral, {0.0, 1}), last(SamplerKind::euler, {}));
    EXPECT_EQ(last(SamplerKind::euler_ancestral, {0.0, 1}).size(), 24u);
    const auto refusal = [](SamplerKind kind, StepNoise noise) { return supported(kind, Spacing::published, {}, 4, noise).error(); };
    EXPECT_NE(refusal(SamplerKind::euler, {0.5, 1}).find("scheduler.eta: euler adds no noise"), std::string::npos);
    EXPECT_NE(refusal(SamplerKind::euler, {{}, 0.5}).find("scheduler.seed_noise_scale: euler adds no noise"), std::string::npos);
    EXPECT_NE(refusal(SamplerKind::ddim, {{}, 0.5}).find("scheduler.eta 0"), std::string::npos);
    EXPECT_NE(refusal(SamplerKind::lcm, {0.5, 1}).find("scheduler.eta"), std::string::npos);
    EXPECT_TRUE(supported(SamplerKind::ddim, Spacing::published, {}, 4, {0.5, 0.5}).ok());
}

// CFG++ goes on from what is said without the prompt; where nothing is, it steps as Euler does.
TEST(Samplers, OfCfgPlusPlusGoOnWithoutThePrompt) {
    const auto last = [](SamplerKind kind, bool beside) {
        const auto sampler = make_sampler(kind, Spacing::published, {}, 5);
        TorchGenerator generator(3), other(8);
        std::vector<float> latents = other.randn(24);
        const int some = std::min(sampler->steps(), 9);
        for (int i = 0; i < some; i = sampler->after(i)) {
            const std::vector<float> output = other.randn(24), unguided = other.randn(24);
            sampler->step(i, output, latents, generator, beside ? unguided : std::vector<float>());
        }
        return latents;
    };
    for (const SamplerInfo& info : samplers())
        EXPECT_EQ(last(info.kind, true) != last(info.kind, false), info.reads_unguided) << info.option;
    EXPECT_TRUE(runs_unguided(sampler_info(SamplerKind::euler_cfg_pp), 1));
    EXPECT_FALSE(runs_unguided(sampler_info(SamplerKind::euler), 1));
}

// Noise levels of the request's own are those that every sampler steps through, but for one that steps over even timesteps.
TEST(Samplers, StepThroughLevelsThatAreGiven) {
    NoiseScheduleConfig config;
    config.sigmas = {14.5f, 6, 2.5f, 0.5f};
    for (const SamplerInfo& info : samplers()) {
        const auto fine = supported(info.kind, Spacing::published, config, 4);
        EXPECT_EQ(fine.ok(), !info.even_timesteps) << info.option;
        if (!fine) {
            EXPECT_NE(fine.error().find(std::string("scheduler.sigmas: ") + info.option), std::string::npos);
            continue;
        }
        for (const LikeProgram like : {LikeProgram::diffusers, LikeProgram::comfyui}) {
            const auto sampler = make_sampler(info.kind, Spacing::published, config, 4, {}, {like, 0.5, true});
            if (info.own_pace) {
                EXPECT_EQ(sampler->sigmas()[0], config.sigmas.front());
                EXPECT_EQ(sampler->sigmas().back(), config.sigmas.back());
                continue;
            }
            ASSERT_EQ(sampler->steps(), info.evaluations == 2 ? 7 : 4) << info.option;
            for (int i = 0; i < 4; ++i)
                EXPECT_NEAR(sampler->sigmas()[i * info.evaluations], config.sigmas[i], 1e-5 * config.sigmas[i]) << info.option;
        }
    }
    EXPECT_NE(supported(SamplerKind::euler, Spacing::published, config, 5).error().find("4 noise levels for 5 steps"), std::string::npos);
}

TEST(Samplers, StartsWhereImageToImageStarts) {
    const auto sampler = make_sampler(SamplerKind::euler, Spacing::published, {}, 30);
    EXPECT_EQ(sampler->start_step(1.0), 0);
    EXPECT_EQ(sampler->start_step(0.6), 12);
    EXPECT_EQ(sampler->start_step(0.3), 21);
    EXPECT_EQ(sampler->start_step(0.01), 30);  // nothing to run
    // Two evaluations a level, and none behind the last one.
    const auto heun = make_sampler(SamplerKind::heun, Spacing::published, {}, 30);
    EXPECT_EQ(heun->steps(), 59);
    EXPECT_EQ(heun->start_step(1.0), 0);
    EXPECT_EQ(heun->start_step(0.6), 24);
    EXPECT_EQ(heun->start_step(0.01), 59);
}

TEST(Samplers, RefusesWhatItCannotRun) {
    NoiseScheduleConfig config;
    EXPECT_FALSE(supported(SamplerKind::euler, Spacing::published, config, 0).ok());
    EXPECT_FALSE(supported(SamplerKind::ddim, Spacing::published, config, 1001).ok());
    EXPECT_TRUE(supported(SamplerKind::ddim, Spacing::published, config, 1000).ok());
    EXPECT_FALSE(supported(SamplerKind::dpmpp_2m, Spacing::published, config, 1000).ok());
    EXPECT_FALSE(supported(SamplerKind::lcm, Spacing::published, config, 51).ok());
    EXPECT_TRUE(supported(SamplerKind::lcm, Spacing::trailing, config, 51).ok());
    EXPECT_NE(supported(SamplerKind::pndm, Spacing::karras, config, 30).error().find("scheduler.spacing"), std::string::npos);
    config.beta_end = 0.02;
    EXPECT_NE(supported(SamplerKind::euler, Spacing::align_your_steps, config, 30).error().find("scheduler.spacing"), std::string::npos);
    EXPECT_TRUE(supported(SamplerKind::euler, Spacing::kl_optimal, config, 30).ok());
    config.prediction = NoiseScheduleConfig::Prediction::sample;
    EXPECT_FALSE(supported(SamplerKind::euler_ancestral, Spacing::published, config, 30).ok());
    EXPECT_THROW(make_sampler(SamplerKind::euler_ancestral, Spacing::published, config, 30), Error);
    const auto sampler = make_sampler(SamplerKind::euler, Spacing::published, config, 30);
    std::vector<float> latents(16), output(15);
    TorchGenerator generator(0);
    EXPECT_THROW(sampler->step(0, output, latents, generator), Error);
    EXPECT_THROW(sampler->step(30, latents, latents, generator), Error);
}

}  // namespace
}  // namespace imagelab
