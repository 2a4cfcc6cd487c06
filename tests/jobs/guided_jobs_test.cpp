// Guidance of other kinds and prompts of regions in jobs: beside everything else that draws, resumed with the same bits, refused by name
// where a model has no room for them.
#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

class GuidedJobs : public JobFixture {
  protected:
    Request request() const {
        Request request;
        request.model = small_model_dir("tiny64").string();
        request.prompt = "a red house", request.negative_prompt = "dark";
        request.width = request.height = 64;
        request.steps = 4;
        request.seed = 11;
        request.dtype = DType::f32;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
    // Each kind by itself.
    std::vector<std::pair<std::string, std::function<void(Request&)>>> kinds() const {
        return {{"smoothed", [](Request& r) { r.seg_scale = 3; }},
                {"blurred", [](Request& r) { r.seg_scale = 3, r.seg_blur = 0.7; }},
                {"unwanted", [](Request& r) { r.nag_scale = 5, r.guidance = 1; }},
                {"projected",
                 [](Request& r) {
                     r.projection = {0, 1, -0.5};
                 }},
                {"zero star", [](Request& r) { r.zero_star = true; }},
                {"thresholded", [](Request& r) { r.mimic_scale = 1.5; }},
                {"FreeU",
                 [](Request& r) {
                     r.free_u = {1.3, 1.4, 0.9, 0.2};
                 }},
                {"regions", [](Request& r) {
                     r.regions = {{"the sea", {}, 0, 0, 0.5, 1}, {"a dog", "cat", 0.25, 0.5, 1, 1, "", 0.6}};
                 }}};
    }
};

TEST_F(GuidedJobs, EachKindChangesThePictureAndGoesAsItCame) {
    Session session = plain();
    const auto usual = drawn(session, request());
    for (const auto& [name, change] : kinds()) {
        Request wanted = request();
        change(wanted);
        EXPECT_EQ(error(wanted), "") << name;
        EXPECT_NE(drawn(session, wanted), usual) << name;
    }
    EXPECT_EQ(drawn(session, request()), usual);
}

TEST_F(GuidedJobs, NeutralValuesAreTheUsualPicture) {
    Request wanted = request();
    wanted.projection = {1, 1000, 0};  // no difference is that long
    wanted.regions = {{"the sea", {}, 0, 0, 1, 1, "", 0}};
    const auto made = pictures(plain().run(wanted, nullptr, {})), usual = pictures(plain().run(request(), nullptr, {}));
    for (size_t i = 0; i < usual[0].pixels.size(); ++i)
        ASSERT_NEAR(made[0].pixels[i], usual[0].pixels[i], 1) << "the same but for rounding, at " << i;
    wanted = request();
    wanted.regions = {{wanted.prompt}};
    const auto same = pictures(plain().run(wanted, nullptr, {}));
    for (size_t i = 0; i < usual[0].pixels.size(); ++i) ASSERT_NEAR(same[0].pixels[i], usual[0].pixels[i], 1);
}

TEST_F(GuidedJobs, ALostDeviceAndAKilledSessionGoOnAtTheirStep) {
    Request wanted = request();
    wanted.projection = {0.5, 1, -0.5};  // its momentum is in the journal
    wanted.seg_scale = 2, wanted.mimic_scale = 3;
    wanted.regions = {{"the sea", {}, 0, 0, 0.5, 1}};
    wanted.batch = 2, wanted.sampler = SamplerKind::euler_ancestral;
    expect_to_go_on_at_its_step(wanted);
}

TEST_F(GuidedJobs, WorkBesideWhatElseDraws) {
    Request all = request();
    for (const auto& [name, change] : kinds())
        if (name != "unwanted") change(all);
    all.pag_scale = 1;
    const auto differs = [&](const std::function<void(Request&)>& change) {
        Request with = all, without = request();
        change(with), change(without);
        EXPECT_EQ(error(with), "");
        EXPECT_NE(undisturbed(with), undisturbed(without));
    };
    differs([](Request& r) { r.hires = {1.5, 3, 0.6, "latent"}; });
    differs([](Request& r) { r.prompt = "a cat AND a dog:0.5"; });
    differs([](Request& r) { r.prompt = "[a cat:a dog:0.5]"; });
    differs([](Request& r) { r.refiner = small_model_dir("refiner64").string(), r.refiner_start = 0.5; });
    differs([](Request& r) { r.prompt = "a cat, " + std::string(300, 'x') + ", " + std::string(300, 'y'); });  // two chunks
    differs([](Request& r) { r.init_image = (small_model_dir("tiny64") / "init_large.png").string(), r.strength = 0.75; });
}

TEST_F(GuidedJobs, ARegionsMaskIsKeptWithTheJobAndTheRegionInThePicture) {
    const fs::path mask = own_copy(small_model_dir("tiny64") / "region.png", "mask.png");
    Request wanted = request();
    wanted.regions = {{"the sea", "boats", 0.1, 0, 1, 0.9, mask.string(), 0.8}};
    const Request told = drawn_without(mask, wanted);
    ASSERT_EQ(told.regions.size(), 1u);
    Region copied = told.regions.front();
    EXPECT_TRUE(fs::exists(copied.mask)) << "the copy";
    copied.mask = mask.string();
    EXPECT_EQ(copied, wanted.regions.front());
}

TEST_F(GuidedJobs, MoreForwardsArePriced) {
    Session session = plain();
    Request both = request();
    both.seg_scale = both.pag_scale = 3;
    const double usual = session.plan(request()).value().stages[1].flops, twice = session.plan(both).value().stages[1].flops;
    EXPECT_NEAR(twice / usual, 2, 0.1) << "four images in place of two";
}

TEST_F(GuidedJobs, AreRefusedByNameWhereThereIsNoRoomForThem) {
    const auto of = [&](const std::function<void(Request&)>& change) {
        Request wanted = request();
        change(wanted);
        return error(wanted);
    };
    const auto has = [](const std::string& text, const char* part) { EXPECT_NE(text.find(part), std::string::npos) << text; };
    has(of([](Request& r) { r.nag_scale = 5; }), "hyperparameters.nag_scale: guidance above 1 reads the negative prompt already");
    has(of([](Request& r) { r.projection.parallel = 0, r.guidance = 1; }), "hyperparameters.apg_eta");
    has(of([](Request& r) { r.regions = {{""}}; }), "conditioning.regions: has no prompt");
    has(of([](Request& r) { r.regions = {{"a", {}, 0.5, 0, 0.5, 1}}; }), "conditioning.regions: is left 0.5; allowed: below right");
    has(of([](Request& r) { r.regions = {{"a AND b"}}; }), "conditioning.regions: \"a AND b\"");
    for (const auto& [field, change] :
         {std::pair<const char*, std::function<void(Request&)>>{"hyperparameters.seg_scale", kinds()[0].second},
          {"hyperparameters.nag_scale", kinds()[2].second},
          {"hyperparameters.freeu", kinds()[6].second},
          {"conditioning.regions", kinds()[7].second}}) {
        Request other = request();
        other.model = small_model_dir("sigma72").string();
        change(other);
        has(error(other), field);
        Request late = request();
        late.refiner = small_model_dir("refiner64").string(), late.refiner_start = 0;
        change(late);
        has(error(late), field);
    }
}

}  // namespace
}  // namespace imagelab::test
