// ControlNets in jobs: planned to the byte, resumed with the same bits, exchanged without what was loaded before, named by type, refused
// with the reason.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <nlohmann/json.hpp>

#include "core/image/picture.h"
#include "core/jobs/session.h"
#include "core/metadata/import.h"
#include "core/weights/keys_control.h"
#include "core/weights/mapped_weights.h"
#include "core/weights/safetensors.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class ControlJobs : public JobFixture {
  protected:
    static ControlUse use(const char* net = "control64") {
        return {ControlType::none, 1, small_model_dir(net).string(), (small_model_dir("tiny64") / "control.png").string()};
    }
    Request request(std::vector<ControlUse> controls = {use()}) const {
        Request request;
        request.model = small_model_dir("tiny64").string();
        request.control_nets = std::move(controls);
        request.prompt = "a cat";
        request.width = request.height = 64;
        request.steps = 4;
        request.seed = 11;
        request.dtype = DType::f32;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
    static const StagePlan& stage_of(const JobPlan& plan, Stage stage) {
        for (const StagePlan& each : plan.stages)
            if (each.stage == stage) return each;
        throw std::runtime_error("no such stage");
    }
};

TEST_F(ControlJobs, WhatItCostsIsPlannedAndHeld) {
    Session session = plain();
    const Request none = request({}), one = request(), two = request({use(), use("control64_plain")});
    for (const Request& each : {none, one, two}) ASSERT_TRUE(session.plan(each)) << session.plan(each).error();
    const JobPlan alone = session.plan(none).value(), with = session.plan(one).value(), both = session.plan(two).value();
    std::vector<std::string> names;
    for (const StagePlan& stage : both.stages) names.emplace_back(stage_info(stage.stage).plan);
    EXPECT_EQ(names, (std::vector<std::string>{"text", "control", "denoise", "decode"}));
    EXPECT_EQ(stage_of(both, Stage::controlling).units, 2);
    const int64_t weights = stage_of(with, Stage::denoising).weight_bytes - stage_of(alone, Stage::denoising).weight_bytes;
    EXPECT_GT(weights, 1 << 20);
    EXPECT_GT(stage_of(both, Stage::denoising).flops, stage_of(with, Stage::denoising).flops);
    const auto held = [&] { return static_cast<double>(session.holdings().front().models.front().bytes); };
    drawn(session, none);
    const double before = held();
    drawn(session, one);
    // Weights, images and code of the denoiser stay beside the decoder.
    const auto planned = static_cast<double>(stage_of(with, Stage::decoding).peak_bytes - stage_of(alone, Stage::decoding).peak_bytes);
    EXPECT_NEAR(held() - before, planned, 0.03 * planned);
    drawn(session, none);
    EXPECT_NEAR(held(), before, 0.03 * before) << "nothing of the ControlNet stays";
}

TEST_F(ControlJobs, NetworksPicturesAndWeightsAreExchangedOnALoadedModel) {
    ControlUse strong = use(), other = use("control64_plain"), edges = use();
    strong.weight = 1.7;
    other.image = (small_model_dir("tiny64") / "init.png").string();
    edges.type = ControlType::canny;
    // A second file of the same structure: the same names, other values.
    const fs::path copy = folder_ / "copy";
    fs::copy(small_model_dir("control64"), copy);
    fs::permissions(copy / "diffusion_pytorch_model.safetensors", fs::perms::owner_all);
    {
        std::fstream file(copy / "diffusion_pytorch_model.safetensors", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(-4000, std::ios::end);
        for (int i = 0; i < 2000; ++i) file.write("\x00\x38", 2);  // 0.5 in f16
    }
    ControlUse changed = use();
    changed.model = copy.string();
    Session session = plain();
    std::vector<std::vector<std::vector<uint8_t>>> seen;
    for (const auto& controls : {std::vector{use()}, {changed}, {use(), other}, {strong}, {}, {other}, {edges}, {use()}}) {
        const Request wanted = request(controls);
        const auto made = drawn(session, wanted);
        EXPECT_EQ(made, undisturbed(wanted)) << "control " << seen.size();
        seen.push_back(made);
    }
    for (size_t i = 0; i + 1 < seen.size(); ++i) {
        for (size_t j = 0; j < i; ++j) EXPECT_NE(seen[i], seen[j]) << i << " and " << j;
    }
    EXPECT_EQ(seen.front(), seen.back());
}

TEST_F(ControlJobs, ALostDeviceAndAKilledSessionGoOnAtTheirStep) {
    ControlUse part = use();
    part.start = 0.25, part.end = 0.75, part.mode = ControlMode::control;
    Request wanted = request({part});
    wanted.batch = 2, wanted.sampler = SamplerKind::euler_ancestral;
    expect_to_go_on_at_its_step(wanted);
}

// An adapter, a control-LoRA and ControlNet-LLLite at once: resumed with the same bits, in each mode another picture.
TEST_F(ControlJobs, RelativesGoOnAtTheirStep) {
    std::vector<ControlUse> all;
    for (const char* net : {"t2i16", "control_lora16", "lllite16"}) all.push_back(use(net));
    Request wanted = request(all);
    wanted.model = small_model_dir("h16").string();
    wanted.batch = 2, wanted.sampler = SamplerKind::euler_ancestral;
    expect_to_go_on_at_its_step(wanted);
    std::vector<std::vector<std::vector<uint8_t>>> seen;
    for (const ControlMode mode : {ControlMode::balanced, ControlMode::prompt, ControlMode::control}) {
        Request one = request({use("t2i16")});
        one.model = wanted.model;
        one.control_nets.front().mode = mode;
        seen.push_back(undisturbed(one));
    }
    EXPECT_NE(seen[0], seen[1]);
    EXPECT_NE(seen[1], seen[2]);
}

TEST_F(ControlJobs, ItsPictureIsKeptWithTheJobAndNamedInThePicture) {
    const fs::path drawn = own_copy(small_model_dir("tiny64") / "control.png", "drawn.png");
    ControlUse mine = use();
    mine.image = drawn.string();
    const Request told = drawn_without(drawn, request({mine}));
    ASSERT_EQ(told.control_nets.size(), 1u);
    EXPECT_EQ(told.control_nets.front().model, mine.model);
    EXPECT_EQ(fs::path(told.control_nets.front().image).filename(), "drawn.png");
    EXPECT_TRUE(fs::exists(told.control_nets.front().image)) << "the copy";
}

TEST_F(ControlJobs, WhatCannotSteerIsRefusedByWhatItIs) {
    const auto of = [&](const std::function<void(ControlUse&)>& change) {
        ControlUse changed = use();
        change(changed);
        return error(request({changed}));
    };
    EXPECT_NE(of([](ControlUse& use) { use.type = ControlType::depth; }).find("type none"), std::string::npos);
    EXPECT_NE(of([](ControlUse& use) { use.image = "/nowhere.png"; }).find("/nowhere.png"), std::string::npos);
    EXPECT_NE(of([](ControlUse& use) { use.image.clear(); }).find("has no picture"), std::string::npos);
    EXPECT_NE(of([](ControlUse& use) { use.model.clear(); }).find("needs its network"), std::string::npos);
    EXPECT_NE(of([](ControlUse& use) { use.model = "/nowhere.safetensors"; }).find("there is no such file"), std::string::npos);
    EXPECT_NE(of([](ControlUse& use) { use.model = small_model_dir("tiny64").string() + "/unet"; }).find("lone UNet"), std::string::npos);
    const auto typed = [&](ControlType type) {
        ControlUse of_union = use("control64_union");
        of_union.type = type;
        return error(request({of_union}));
    };
    EXPECT_NE(typed(ControlType::none).find("is a ControlNet-Union, which is told what its picture shows"), std::string::npos);
    EXPECT_EQ(typed(ControlType::depth), "") << "a ready map";
    EXPECT_EQ(typed(ControlType::canny), "");
    Request others = request();
    others.model = small_model_dir("h16").string();
    EXPECT_NE(error(others).find("made for another model: its levels have channels [32,64], the model's UNet [16,32,32]"),
              std::string::npos)
        << error(others);
    others.model = small_model_dir("sigma72").string();
    EXPECT_NE(error(others).find("beside which no ControlNet runs"), std::string::npos) << error(others);
    others.model = request().model;
    others.refiner = small_model_dir("refiner64").string();
    others.refiner_start = 0;
    EXPECT_NE(error(others).find("the refiner draws every step"), std::string::npos) << error(others);
    EXPECT_EQ(error(request()), "");
}

// A start picture is the control's own where it names none; a refiner draws without it.
TEST_F(ControlJobs, WorksBesideAStartPictureAndARefiner) {
    ControlUse own = use();
    own.image.clear();
    own.type = ControlType::scribble;
    Request wanted = request({own});
    wanted.init_image = (small_model_dir("tiny64") / "init_large.png").string();
    wanted.strength = 0.75;
    const auto alone = undisturbed(wanted);
    wanted.refiner = small_model_dir("refiner64").string();
    wanted.refiner_start = 0.5;
    const auto refined = undisturbed(wanted);
    EXPECT_NE(refined, alone);
    wanted.control_nets.clear();
    EXPECT_NE(undisturbed(wanted), refined);
}

}  // namespace
}  // namespace imagelab::test
