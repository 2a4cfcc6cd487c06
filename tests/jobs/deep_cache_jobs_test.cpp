// Deep features that are reused from step to step in jobs: near the usual picture, priced, resumed with the same bits, refused by name.
#include <gtest/gtest.h>

#include <atomic>

#include "core/image/likeness.h"
#include "tests/support/golden.h"
#include "tests/support/job_fixture.h"

namespace imagelab::test {
namespace {

class DeepCacheJobs : public JobFixture {
  protected:
    Request request(const char* model, int interval = 3) const {
        Request request;
        request.model = small_model_dir(model).string();
        request.prompt = "a red house", request.negative_prompt = "dark";
        request.width = request.height = 64;
        request.steps = 6;
        request.seed = 11;
        request.dtype = DType::f32;
        request.deep_cache = interval;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
};

TEST_F(DeepCacheJobs, ChangesThePictureAndGoesAsItCame) {
    for (const char* model : {"tiny64", "sigma72"}) {
        SCOPED_TRACE(model);
        Session session = plain();
        const auto usual = drawn(session, request(model, 1)), reused = drawn(session, request(model));
        EXPECT_NE(reused, usual);
        EXPECT_NE(drawn(session, request(model, 2)), reused);
        EXPECT_EQ(drawn(session, request(model, 6)), drawn(session, request(model, 20))) << "all but the first of 6 steps";
        EXPECT_EQ(drawn(session, request(model, 1)), usual);
        EXPECT_EQ(drawn(session, request(model)), reused);
    }
}

// The bundled model's picture stays nearly what it was; the more is reused, the less.
TEST_F(DeepCacheJobs, TheLessIsReusedTheNearerIsThePicture) {
    Request wanted = request("tiny64");
    wanted.model.clear(), wanted.width = wanted.height = 0, wanted.steps = 20, wanted.guidance = 4, wanted.prompt = "a red apple";
    Session session = plain();
    const auto made = [&](int interval) {
        wanted.deep_cache = interval;
        return pictures(session.run(wanted, nullptr, {})).at(0);
    };
    const auto usual = made(1);
    const double second = likeness(usual, made(2)).psnr, tenth = likeness(usual, made(10)).psnr;
    EXPECT_GT(second, 20);
    EXPECT_GT(second, tenth + 1);
}

TEST_F(DeepCacheJobs, TheyGoOnWithTheSameBits) {
    for (const char* model : {"tiny64", "sigma72"}) {
        SCOPED_TRACE(model);
        Request wanted = request(model);
        wanted.batch = 2, wanted.seed = model[0] == 't' ? 3 : 4;
        if (model[0] == 't') wanted.sampler = SamplerKind::euler_ancestral;
        const auto expected = undisturbed(wanted);
        std::atomic<int> steps = 0;
        const auto watch = std::make_shared<DeviceWatch>();
        watch->before_run = [&](const std::string& output) {
            if (output == "noise" && ++steps == 5) throw Error("[test] device lost");  // between two that renew
            if (output == "noise" && steps >= 11) throw Error("[test] no more of this device");
        };
        const auto first = open(watch);
        const auto job = first->enqueue(wanted, {}).value().front();
        first->start();
        ASSERT_EQ(next_end().state, JobState::failed);
        watch->before_run = {};
        ASSERT_TRUE(first->retry(job));
        const JobEvent done = next_end();
        ASSERT_EQ(done.state, JobState::done) << done.result.message;
        EXPECT_EQ(pixels(done.result), expected);
        EXPECT_GT(steps, 8);
    }
}

TEST_F(DeepCacheJobs, ThePlanKnowsWhatIsLeftOut) {
    Session session = plain();
    const auto flops = [&](int interval) {
        const JobPlan plan = session.plan(request("h16", interval)).value();
        return std::find_if(plan.stages.begin(), plan.stages.end(), [](const StagePlan& each) { return each.stage == Stage::denoising; })
            ->flops;
    };
    EXPECT_LT(flops(2), 0.75 * flops(1));
    EXPECT_LT(flops(3), 0.6 * flops(1));
    EXPECT_GT(flops(3), 0.33 * flops(1)) << "two of six steps renew";
}

TEST_F(DeepCacheJobs, IsRefusedByNameWhereNothingIsLeftToReuse) {
    const auto has = [](const std::string& text, const char* part) { EXPECT_NE(text.find(part), std::string::npos) << text; };
    has(error(request("odd")), "hyperparameters.deep_cache: ");
    Request controlled = request("tiny64");
    controlled.control_nets = {{ControlType::none, 1, "x", (small_model_dir("tiny64") / "control.png").string()}};
    has(error(controlled), "ControlNet");
    Request adaptive = request("tiny64");
    adaptive.sampler = SamplerKind::dpm_adaptive;
    has(error(adaptive), "hyperparameters.deep_cache: ");
}

}  // namespace
}  // namespace imagelab::test
