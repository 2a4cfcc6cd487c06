// A second model in jobs: planned, in turns where it does not fit, resumed with the same bits, refused with the reason, told in the
// picture.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <nlohmann/json.hpp>

#include "core/image/picture.h"
#include "core/jobs/session.h"
#include "core/metadata/import.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

void without_refiner(Request& request) {
    request.refiner.clear();
    request.refiner_start = Request().refiner_start;
    request.refiner_strength = Request().refiner_strength;
}

class RefinerJobs : public JobFixture {
  protected:
    Request request(double start = 0.5) const {
        Request request;
        request.model = small_model_dir("tiny64").string();
        request.refiner = small_model_dir("refiner64").string();
        request.refiner_start = start;
        request.prompt = "a cat";
        request.width = request.height = 64;
        request.steps = 8;
        request.sampler = SamplerKind::dpmpp_2m;
        request.seed = 11;
        request.dtype = DType::f32;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
    Request adaptive() const {
        Request adaptive = request(1);
        adaptive.refiner_strength.reset();
        adaptive.sampler = SamplerKind::euler_ancestral;
        return adaptive;
    }
    static std::vector<std::vector<uint8_t>> undisturbed(const Request& request) {
        Session session = plain();
        return pixels(session.run(request, {}, CancelToken()));
    }
    static std::vector<std::string> stage_names(const JobPlan& plan) {
        std::vector<std::string> names;
        for (const StagePlan& stage : plan.stages) names.emplace_back(stage_info(stage.stage).plan);
        return names;
    }
};

TEST_F(RefinerJobs, EachStepOfBothIsPlannedAndCounted) {
    Session session = plain();
    const auto handed = session.plan(request()), second = session.plan(request(1));
    ASSERT_TRUE(handed) << handed.error();
    ASSERT_TRUE(second) << second.error();
    EXPECT_EQ(stage_names(*handed), (std::vector<std::string>{"text", "brief", "denoise", "refine", "decode"}));
    EXPECT_EQ(stage_names(*second), (std::vector<std::string>{"text", "brief", "denoise", "draft", "reread", "refine", "decode"}));
    const auto units = [](const JobPlan& plan, Stage stage) {
        for (const StagePlan& each : plan.stages)
            if (each.stage == stage) return each.units;
        return -1;
    };
    EXPECT_EQ(units(*handed, Stage::denoising), 4) << "timesteps 876, 751, 626, 501 of 8";
    EXPECT_EQ(units(*handed, Stage::refining), 4);
    EXPECT_EQ(units(*second, Stage::denoising), 8);
    EXPECT_EQ(units(*second, Stage::refining), 2) << "int(8 * 0.3)";
    double seconds = 0;
    for (const StagePlan& stage : handed->stages) seconds += stage.seconds;
    EXPECT_NEAR(handed->seconds, seconds, 1e-9);

    std::vector<std::pair<Stage, int>> shown;
    const JobResult result = session.run(
        request(),
        [&](const Progress& p) {
            if (has_steps(p.stage) && p.step == p.steps) shown.emplace_back(p.stage, p.steps);
        },
        CancelToken());
    ASSERT_EQ(result.status, JobResult::Status::done) << result.message;
    EXPECT_EQ(shown, (std::vector<std::pair<Stage, int>>{{Stage::denoising, 4}, {Stage::refining, 4}}));
    EXPECT_EQ(result.step_s.size(), 8u);
    const auto measured = session.plan(request());
    EXPECT_TRUE(measured->measured) << "by what the first took";
}

TEST_F(RefinerJobs, ModelsThatDoNotFitTogetherTakeTurns) {
    for (Request wanted : {request(), request(1)}) {
        wanted.batch = 2;
        wanted.sampler = SamplerKind::euler_ancestral;
        const auto watch = std::make_shared<DeviceWatch>();
        const auto at_once_session = open(watch);
        const JobResult at_once = at_once_session->run(wanted, {}, CancelToken());
        ASSERT_EQ(at_once.status, JobResult::Status::done) << at_once.message;
        EXPECT_GE(watch->programs, 3) << "both denoisers and the decoder stay";

        const auto turns_watch = std::make_shared<DeviceWatch>();
        const auto session = open(turns_watch);
        const JobPlan together = session->plan(wanted).value();
        wanted.memory_budget = together.peak_bytes - 1;
        const JobPlan turns = session->plan(wanted).value();
        EXPECT_LT(turns.peak_bytes, together.peak_bytes);
        int most = 0;
        turns_watch->before_run = [&](const std::string&) { most = std::max<int>(most, turns_watch->programs); };
        const JobResult in_turns = session->run(wanted, {}, CancelToken());
        ASSERT_EQ(in_turns.status, JobResult::Status::done) << in_turns.message;
        EXPECT_LE(most, 2) << "the text encoders of the base lie beside each other, else one network at a time";
        EXPECT_EQ(pixels(in_turns), pixels(at_once));
        EXPECT_EQ(in_turns.images.size(), 2u);
    }
}

TEST_F(RefinerJobs, TheMemoryOfBothIsThatOfThePlan) {
    Session session = plain();
    Request alone = request();
    without_refiner(alone);
    for (const Request& each : {request(), alone})
        ASSERT_TRUE(session.plan(each));  // what planning itself keeps is there before it is measured
    const JobPlan both = session.plan(request()).value(), one = session.plan(alone).value();
    const auto of = [](const JobPlan& plan, Stage stage) {
        for (const StagePlan& each : plan.stages)
            if (each.stage == stage) return each;
        return StagePlan{};
    };
    ASSERT_EQ(session.run(request(), {}, CancelToken()).status, JobResult::Status::done);
    int64_t held = 0;
    for (const ModelHolding& model : session.holdings().front().models)
        if (model.path == request().refiner) held = model.bytes;
    const int64_t planned = of(both, Stage::decoding).peak_bytes - of(one, Stage::decoding).peak_bytes;
    EXPECT_GT(planned, of(both, Stage::refining).weight_bytes) << "the refiner stays beside the decoder";
    EXPECT_NEAR(static_cast<double>(held), static_cast<double>(planned), 0.03 * static_cast<double>(planned));
}

TEST_F(RefinerJobs, ALostDeviceGoesOnAtItsStepInEitherModel) {
    for (Request wanted : {request(), request(1), adaptive()}) {
        for (const int lost : {2, 6, 9}) {
            int runs = 0;
            const auto watch = std::make_shared<DeviceWatch>();
            watch->before_run = [&](const std::string& output) {
                if (output == "noise" && ++runs == lost) throw Error("[test] device lost");
            };
            const auto session = open(watch);
            const JobResult result = session->run(wanted, {}, CancelToken());
            ASSERT_EQ(result.status, JobResult::Status::done) << result.message;
            EXPECT_EQ(pixels(result), undisturbed(wanted)) << "lost at " << lost << " from " << wanted.refiner_start;
        }
    }
}

TEST_F(RefinerJobs, WhatASessionLeavesWithinTheRefinerTheNextGoesOnWith) {
    Request wanted = adaptive();
    wanted.steps = 16;
    Session session = plain();
    const JobResult whole = session.run(wanted, {}, CancelToken());
    ASSERT_EQ(whole.status, JobResult::Status::done) << whole.message;
    ASSERT_GT(whole.step_s.size(), 17u) << "two steps of the refiner at least: " << whole.message;
    const auto told = [](const JobResult& result) { return *read_metadata(result.images.front()).value().text("imagelab_refiner"); };

    std::atomic<int> steps = 0;
    const auto watch = std::make_shared<DeviceWatch>();
    watch->before_run = [&](const std::string& output) {
        if (output == "noise" && ++steps >= 18) throw Error("[test] no more of this device");
    };
    {
        const auto first = open(watch);
        first->enqueue(wanted, {}).value();
        first->start();
        const JobEvent failed = next_end();
        ASSERT_EQ(failed.state, JobState::failed);
        EXPECT_NE(failed.result.message.find("is kept"), std::string::npos) << failed.result.message;
    }
    int later = 0;
    watch->before_run = [&](const std::string& output) { later += output == "noise"; };
    const auto second = open(watch);
    ASSERT_TRUE(second->retry(1));
    EXPECT_TRUE(second->run_until_empty(CancelToken()));
    const JobEvent done = next_end();
    ASSERT_EQ(done.state, JobState::done) << done.result.message;
    EXPECT_EQ(later, static_cast<int>(whole.step_s.size()) - 17) << "no step was made twice";
    EXPECT_EQ(pixels(done.result), pixels(whole));
    EXPECT_EQ(told(done.result), told(whole)) << "the decision of the first run";
}

TEST_F(RefinerJobs, TheDecisionStandsInThePicture) {
    Session session = plain();
    const JobResult result = session.run(adaptive(), {}, CancelToken());
    ASSERT_EQ(result.status, JobResult::Status::done) << result.message;
    EXPECT_NE(result.message.find("quality 0."), std::string::npos) << result.message;
    const PictureMetadata metadata = read_metadata(result.images.front()).value();
    const auto said = nlohmann::json::parse(*metadata.text("imagelab_refiner"));
    EXPECT_EQ(said.at("parts").size(), 5u);
    const double strength = said.at("strength");
    EXPECT_GT(strength, 0);
    const std::string& text = *metadata.text("parameters");
    EXPECT_NE(text.find("Refiner: refiner64, Refiner switch at: 1, Refiner strength: auto, Refiner decision: \"quality 0."),
              std::string::npos)
        << text;
    EXPECT_EQ(metadata.text("imagelab_notes"), nullptr);
    EXPECT_FALSE(import_request(metadata).value().request.refiner_strength) << "asked for again, it decides again";
    const Request again = import_a1111(text).request;
    EXPECT_EQ(again.refiner, "refiner64");
    EXPECT_EQ(again.refiner_start, 1);
    EXPECT_FALSE(again.refiner_strength);
    Request fixed = adaptive();
    fixed.refiner_strength = strength;
    EXPECT_EQ(undisturbed(fixed), pixels(result)) << "the strength that it says";
}

TEST_F(RefinerJobs, WhatCannotBeUsedIsNamed) {
    Request alone = request();
    without_refiner(alone);
    alone.model = request().refiner;
    EXPECT_NE(error(alone).find("begins no picture: name it with --refiner"), std::string::npos) << error(alone);
    Request late = request(0.999);
    EXPECT_NE(error(late).find("leaves the refiner none"), std::string::npos) << error(late);
    Request weak = request(1);
    weak.refiner_strength = 0.1;
    EXPECT_NE(error(weak).find("refiner_strength: 0.1 of 8 steps leaves none to run"), std::string::npos) << error(weak);
    Request other = request();
    other.refiner = small_model_dir("sigma72").string();
    EXPECT_NE(error(other), "");
    other = request();
    other.model = small_model_dir("sigma72").string();
    EXPECT_NE(error(other).find("base and refiner must be SDXL models"), std::string::npos) << error(other);
    other = request();
    other.refiner = "nowhere";
    EXPECT_NE(error(other).find("model.refiner: "), std::string::npos) << error(other);
    other = request();
    other.zero_snr = true;
    other.refiner_start = 0.1;
    EXPECT_NE(error(other).find("they were trained with other noise; use --refiner-start 1"), std::string::npos) << error(other);
}

// Samplers without a history: methods of two evaluations hand over between two noise levels.
TEST_F(RefinerJobs, TheModelItselfAsRefinerChangesNothing) {
    Session session = plain();
    for (const SamplerKind sampler : {SamplerKind::euler, SamplerKind::euler_ancestral, SamplerKind::heun, SamplerKind::dpm2}) {
        for (const double start : {0.4, 0.7}) {
            Request twice = request(start), once = request();
            twice.refiner = twice.model;
            without_refiner(once);
            twice.sampler = once.sampler = sampler;
            const JobResult both = session.run(twice, {}, CancelToken()), alone = session.run(once, {}, CancelToken());
            ASSERT_EQ(both.status, JobResult::Status::done) << both.message;
            EXPECT_EQ(both.step_s.size(), alone.step_s.size());
            EXPECT_EQ(pixels(both), pixels(alone)) << static_cast<int>(sampler) << " at " << start;
        }
    }
}

TEST_F(RefinerJobs, ItMayDrawAloneFromTheStart) {
    Request from_noise = request(0);
    Session session = plain();
    EXPECT_EQ(session.plan(from_noise).value().stages.at(0).weight_bytes, 0) << "the base's text encoders are not needed";
    const JobResult result = session.run(from_noise, {}, CancelToken());
    ASSERT_EQ(result.status, JobResult::Status::done) << result.message;
    EXPECT_EQ(result.step_s.size(), 8u);
    EXPECT_EQ(session.holdings().front().models.size(), 2u) << "and the decoder of the base";
}

}  // namespace
}  // namespace imagelab::test
