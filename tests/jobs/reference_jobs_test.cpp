// Reference pictures in jobs: planned to the byte, resumed with the same bits, exchanged without what was loaded before, beside everything
// else that draws.
#include <gtest/gtest.h>

#include <atomic>

#include "core/image/picture.h"
#include "core/jobs/session.h"
#include "core/metadata/import.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

class ReferenceJobs : public JobFixture {
  protected:
    static ReferenceUse use(const char* picture = "init_large.png", const char* adapter = "ip64") {
        return {(small_model_dir("tiny64") / picture).string(),
                (small_model_dir("ip64") / "sdxl_models" / (std::string(adapter) + ".safetensors")).string()};
    }
    static ReferenceUse plus() { return use("control.png", "ip64-plus"); }
    Request request(std::vector<ReferenceUse> references = {use()}) const {
        Request request;
        request.model = small_model_dir("tiny64").string();
        request.references = std::move(references);
        request.prompt = "a cat";
        request.width = request.height = 64;
        request.steps = 4;
        request.seed = 11;
        request.dtype = DType::f32;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
};

TEST_F(ReferenceJobs, WhatItCostsIsPlannedAndHeld) {
    Session session = plain();
    const Request none = request({}), two = request({use(), plus()});
    for (const Request& each : {none, two}) ASSERT_TRUE(session.plan(each)) << session.plan(each).error();
    const JobPlan alone = session.plan(none).value(), both = session.plan(two).value();
    std::vector<std::string> names;
    for (const StagePlan& stage : both.stages) names.emplace_back(stage_info(stage.stage).plan);
    EXPECT_EQ(names, (std::vector<std::string>{"text", "reference", "denoise", "decode"}));
    EXPECT_EQ(both.stages[1].units, 2);
    EXPECT_GT(both.stages[1].flops, 0);
    EXPECT_GT(both.stages[1].weight_bytes, 200'000) << "the image encoder";
    EXPECT_GT(both.stages[2].weight_bytes - alone.stages[1].weight_bytes, 4 * 2 * 2 * 64 * 192 * 4 - 1)
        << "keys and values of two adapters";
    const auto held = [&] { return static_cast<double>(session.holdings().front().models.front().bytes); };
    drawn(session, none);
    const double before = held();
    drawn(session, two);
    // The plan keeps the code of the encoders' programs for good; what a model holds does not count it.
    const auto planned = static_cast<double>(both.stages[3].peak_bytes - alone.stages[2].peak_bytes);
    const auto adapters = static_cast<double>(both.stages[2].weight_bytes - alone.stages[1].weight_bytes);
    EXPECT_LE(held() - before, 1.03 * planned);
    EXPECT_GE(held() - before, 0.97 * adapters);
    drawn(session, none);
    EXPECT_NEAR(held(), before, 0.03 * before) << "nothing of the adapters stays";
}

// One file's weights are there once, however many pictures it shows.
TEST_F(ReferenceJobs, AnAdapterOfTwoPicturesIsHeldOnce) {
    Session session = plain();
    const auto weights = [&](const std::vector<ReferenceUse>& references) {
        return session.plan(request(references)).value().stages[2].weight_bytes;
    };
    EXPECT_EQ(weights({use(), use("control.png")}), weights({use()}));
    EXPECT_GT(weights({use(), plus()}), weights({use()}));
}

TEST_F(ReferenceJobs, PicturesAdaptersAndScalesAreExchangedOnALoadedModel) {
    ReferenceUse strong = use();
    strong.scale = 1.7;
    Session session = plain();
    std::vector<std::vector<std::vector<uint8_t>>> seen;
    for (const auto& references :
         {std::vector{use()}, {use("control.png")}, {use(), plus()}, {plus(), use()}, {strong}, {}, {plus()}, {use()}}) {
        const Request wanted = request(references);
        const auto made = drawn(session, wanted);
        EXPECT_EQ(made, undisturbed(wanted)) << "references " << seen.size();
        seen.push_back(made);
    }
    EXPECT_EQ(seen.front(), seen.back());
    for (size_t i = 0; i + 1 < seen.size(); ++i) {
        for (size_t j = 0; j < i; ++j) {
            if (i == 3 && j == 2) continue;
            EXPECT_NE(seen[i], seen[j]) << i << " and " << j;
        }
    }
}

TEST_F(ReferenceJobs, ScaleZeroIsThePictureWithout) {
    ReferenceUse none = use(), never = plus();
    none.scale = 0;
    never.start = never.end = 1;
    EXPECT_EQ(undisturbed(request({none, never})), undisturbed(request({})));
}

TEST_F(ReferenceJobs, ALostDeviceAndAKilledSessionGoOnAtTheirStep) {
    ReferenceUse part = plus();
    part.start = 0.25, part.end = 0.75;
    Request wanted = request({part, use()});
    wanted.batch = 2, wanted.sampler = SamplerKind::euler_ancestral;
    expect_to_go_on_at_its_step(wanted);
}

TEST_F(ReferenceJobs, ItsPictureIsKeptWithTheJobAndNamedInThePicture) {
    const fs::path shown = own_copy(small_model_dir("tiny64") / "init_large.png", "shown.png");
    ReferenceUse mine = use();
    mine.image = shown.string();
    const Request told = drawn_without(shown, request({mine}));
    ASSERT_EQ(told.references.size(), 1u);
    EXPECT_EQ(told.references.front().model, mine.model);
    EXPECT_TRUE(fs::exists(told.references.front().image)) << "the copy";
}

TEST_F(ReferenceJobs, ActsWhereItsMaskIsWhite) {
    const auto painted = [&](const char* name, const std::function<uint8_t(int x)>& of) {
        RgbImage mask{64, 64, {}};
        for (int i = 0; i < 3 * 64 * 64; ++i) mask.pixels.push_back(of(i / 3 % 64));
        write_png(folder_ / name, mask, {});
        return (folder_ / name).string();
    };
    const auto masked = [&](const std::string& mask) {
        ReferenceUse masked = use();
        masked.scale = 1.5, masked.mask = mask;
        return masked;
    };
    const std::string left = painted("left.png", [](int x) { return x < 32 ? 255 : 0; });
    ReferenceUse everywhere = masked("");
    EXPECT_EQ(undisturbed(request({masked(painted("black.png", [](int) { return 120; }))})), undisturbed(request({})))
        << "darker than half is black";
    EXPECT_EQ(undisturbed(request({masked(painted("white.png", [](int) { return 130; }))})), undisturbed(request({everywhere})));
    // What it changes lies on its side, as far as attention and norms do not carry it over.
    const auto bare = undisturbed(request({})).front();
    const auto share_on_the_left = [&](const std::string& mask) {
        const auto made = undisturbed(request({masked(mask)})).front();
        double changed[] = {0, 0};
        for (size_t i = 0; i < made.size(); ++i) changed[i / 3 % 64 < 32 ? 0 : 1] += std::abs(int{made[i]} - int{bare[i]});
        return changed[0] / (changed[0] + changed[1]);
    };
    EXPECT_GT(share_on_the_left(left), share_on_the_left(painted("right.png", [](int x) { return x < 32 ? 0 : 255; })));
    // Beside a loaded model, at the size of a hires pass, in its tiles.
    Session session = plain();
    for (const auto& references : {std::vector{masked(left)}, {everywhere}, {masked(left), plus()}}) {
        const Request wanted = request(references);
        EXPECT_EQ(drawn(session, wanted), undisturbed(wanted));
    }
    Request larger = request({masked(left)}), larger_everywhere = request({everywhere});
    larger.hires = larger_everywhere.hires = {2, 2, 0.6, "latent"};
    EXPECT_NE(undisturbed(larger), undisturbed(larger_everywhere));
    larger.hires.tile = larger_everywhere.hires.tile = 96;
    EXPECT_NE(undisturbed(larger), undisturbed(larger_everywhere));
}

TEST_F(ReferenceJobs, ItsMaskIsKeptWithTheJob) {
    const fs::path shown = own_copy(small_model_dir("tiny64") / "mask.png", "shown.png");
    ReferenceUse mine = use();
    mine.mask = shown.string();
    const Request told = drawn_without(shown, request({mine}));
    ASSERT_EQ(told.references.size(), 1u);
    EXPECT_TRUE(fs::exists(told.references.front().mask)) << "the copy";
}

TEST_F(ReferenceJobs, MaskedOnesGoOnAtTheirStep) {
    ReferenceUse mine = use();
    mine.mask = (small_model_dir("tiny64") / "mask.png").string();
    Request wanted = request({mine, plus()});
    wanted.batch = 2;
    expect_to_go_on_at_its_step(wanted);
}

TEST_F(ReferenceJobs, WorkBesideHiresPromptsAndARefiner) {
    const auto differs = [&](const std::function<void(Request&)>& change) {
        Request with = request({use(), plus()}), without = request({});
        change(with), change(without);
        EXPECT_EQ(error(with), "");
        const auto made = undisturbed(with);
        EXPECT_NE(made, undisturbed(without));
        return made;
    };
    differs([](Request& r) { r.hires = {1.5, 3, 0.6, "latent"}; });
    differs([](Request& r) { r.prompt = "a cat AND a dog"; });
    differs([](Request& r) { r.prompt = "[a cat:a dog:0.5]"; });
    differs([](Request& r) { r.refiner = small_model_dir("refiner64").string(), r.refiner_start = 0.5; });
    differs([](Request& r) { r.guidance = 1; });
    // The hires pass sees them, too.
    Request first = request({use()});
    first.hires = {1.5, 3, 0.9, "latent"};
    ReferenceUse ends = use();
    ends.end = 0.5;
    Request early = first;
    early.references = {ends};
    EXPECT_NE(undisturbed(first), undisturbed(early));
}

TEST_F(ReferenceJobs, WhatCannotBeShownIsRefusedByWhatItIs) {
    const auto of = [&](const std::function<void(ReferenceUse&)>& change) {
        ReferenceUse changed = use();
        change(changed);
        return error(request({changed}));
    };
    EXPECT_NE(of([](ReferenceUse& use) { use.image = "/nowhere.png"; }).find("/nowhere.png"), std::string::npos);
    EXPECT_NE(of([](ReferenceUse& use) { use.image.clear(); }).find("without a picture"), std::string::npos);
    EXPECT_NE(of([](ReferenceUse& use) { use.model = "/nowhere.safetensors"; }).find("there is no such file"), std::string::npos);
    EXPECT_NE(of([](ReferenceUse& use) { use.model.clear(); }).find("conditioning.references: there is no adapter"), std::string::npos);
    EXPECT_NE(of([](ReferenceUse& use) { use.scale = 2.5; }).find("conditioning.references: is scale 2.5"), std::string::npos);
    EXPECT_NE(of([](ReferenceUse& use) { use.mask = "/nowhere.png"; }).find("/nowhere.png"), std::string::npos);
    EXPECT_NE(of([](ReferenceUse& use) { use.mode = ReferenceMode::composition; })
                  .find("conditioning.references: tiny64 has no down_blocks.2.attentions.1, in which mode composition is done"),
              std::string::npos);
    EXPECT_EQ(of([](ReferenceUse& use) { use.mode = ReferenceMode::style; }), "") << "it has that block";
    Request others = request();
    others.model = small_model_dir("sigma72").string();
    EXPECT_NE(error(others).find("is shown no reference pictures"), std::string::npos) << error(others);
    others.model = request().model;
    others.refiner = small_model_dir("refiner64").string();
    others.refiner_start = 0;
    EXPECT_NE(error(others).find("conditioning.references: the refiner draws every step"), std::string::npos) << error(others);
    EXPECT_EQ(error(request()), "");
}

}  // namespace
}  // namespace imagelab::test
