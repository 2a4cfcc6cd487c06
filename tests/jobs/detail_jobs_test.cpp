// Detailers: what is found is painted anew and nothing else changes, in jobs that are cut, in batches, with settings of each.
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/image/mask.h"
#include "core/metadata/import.h"
#include "core/metadata/metadata.h"
#include "tests/support/golden.h"
#include "tests/support/inpaint_model.h"
#include "tests/support/job_fixture.h"
#include "tests/support/yolo_network.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;

class DetailJobs : public JobFixture {
  protected:
    void SetUp() override {
        ::setenv("IMAGELAB_DATA", folder_.path().c_str(), 1);
        fs::create_directories(folder_ / "models/detectors");
        put("two.onnx", {{16, 20, 16, 16, 0, 0.9}, {48, 40, 12, 20, 1, 0.6}});
        put("none.onnx", {});
    }
    void TearDown() override { ::unsetenv("IMAGELAB_DATA"); }
    void put(const char* name, const std::vector<Planted>& planted) const {
        write_file(folder_ / "models/detectors" / name, yolo_network(planted, {"face", "hand"}));
    }
    Request plain_request() const {
        Request request;
        request.model = small_model_dir("tiny64").string();
        request.prompt = "a cat";
        request.width = request.height = 64;
        request.steps = 4;
        request.seed = 11;
        request.dtype = DType::f32;
        request.sampler = SamplerKind::euler_ancestral;
        request.output = (folder_.path() / "out" / "").string();
        return request;
    }
    Request request(const DetailUse& use) const {
        Request request = plain_request();
        request.details = {use};
        return request;
    }
    static DetailUse use(const std::string& model = "two") {
        DetailUse use{.model = model};
        use.strength = 0.5, use.blur = 0, use.dilate = 0, use.padding = 8;
        return use;
    }
    static RgbImage made(const Request& request) {
        Session session = plain();
        return pictures(session.run(request, {}, CancelToken())).front();
    }
    // Bytes outside the boxes are the same, and those within mostly are not.
    static void expect_only_within(const RgbImage& before, const RgbImage& after, const std::vector<PictureBox>& boxes) {
        ASSERT_EQ(before.pixels.size(), after.pixels.size());
        int inside = 0, changed = 0;
        for (int y = 0; y < before.height; ++y) {
            for (int x = 0; x < before.width; ++x) {
                const size_t i = (static_cast<size_t>(y) * before.width + x) * 3;
                const bool same = std::equal(&before.pixels[i], &before.pixels[i] + 3, &after.pixels[i]);
                const bool within = std::any_of(boxes.begin(), boxes.end(), [&](const PictureBox& box) {
                    return x >= box.left && x < box.right && y >= box.top && y < box.bottom;
                });
                inside += within, changed += within && !same;
                ASSERT_TRUE(same || within) << x << ", " << y;
            }
        }
        EXPECT_GT(changed, inside / 2);
    }
};

constexpr PictureBox face{8, 12, 25, 29}, hand{42, 30, 55, 51};  // with both corners

TEST_F(DetailJobs, WhatIsFoundIsPaintedAnewAndNothingElseChanges) {
    const RgbImage before = made(plain_request());
    expect_only_within(before, made(request(use())), {face, hand});
    DetailUse hands = use();
    hands.classes = "hand";
    expect_only_within(before, made(request(hands)), {hand});
    DetailUse soft = use();
    soft.blur = 2, soft.top = 1;
    expect_only_within(before, made(request(soft)), {{face.left - 5, face.top - 5, face.right + 5, face.bottom + 5}});
    EXPECT_EQ(made(request(use("none"))).pixels, before.pixels);
    Request pixart = request(use());
    pixart.model = small_model_dir("alpha").string();
    Request without = pixart;
    without.details.clear();
    expect_only_within(made(without), made(pixart), {face, hand});
    Request inpainting = request(use());
    inpainting.unet = write_inpaint_unet(folder_ / "unet").string();
    without = inpainting;
    without.details.clear();
    expect_only_within(made(without), made(inpainting), {face, hand});
}

TEST_F(DetailJobs, EachHasItsOwnWordsAndSettings) {
    const RgbImage usual = made(request(use()));
    const auto with = [&](auto change) {
        DetailUse changed = use();
        change(changed);
        return made(request(changed)).pixels;
    };
    EXPECT_EQ(with([](DetailUse& u) { u.prompt = "[PROMPT]"; }), usual.pixels);
    EXPECT_EQ(with([](DetailUse& u) { u.prompt = "a cat [SEP] a cat"; }), usual.pixels);
    EXPECT_NE(with([](DetailUse& u) { u.prompt = "a dog"; }), usual.pixels);
    EXPECT_NE(with([](DetailUse& u) { u.negative_prompt = "fog"; }), usual.pixels);
    EXPECT_NE(with([](DetailUse& u) { u.steps = 6; }), usual.pixels);
    EXPECT_NE(with([](DetailUse& u) { u.sampler = "ddim"; }), usual.pixels);
    EXPECT_NE(with([](DetailUse& u) { u.schedule = "karras"; }), usual.pixels);
    EXPECT_NE(with([](DetailUse& u) { u.guidance = 2; }), usual.pixels);
    EXPECT_NE(with([](DetailUse& u) { u.width = u.height = 48; }), usual.pixels);
    const RgbImage before = made(plain_request());
    DetailUse skipping = use();
    skipping.prompt = "[SKIP] [SEP] a dog";
    expect_only_within(before, made(request(skipping)), {hand});
    DetailUse around = use();
    around.merge = DetailMerge::invert, around.classes = "face";
    const RgbImage inverted = made(request(around));
    for (int y = face.top; y < face.bottom; ++y) {
        const size_t from = (static_cast<size_t>(y) * 64 + face.left) * 3;
        ASSERT_TRUE(std::equal(&before.pixels[from], &before.pixels[from + 3 * 17], &inverted.pixels[from])) << y;
    }
    EXPECT_NE(inverted.pixels, before.pixels);
}

TEST_F(DetailJobs, PicturesOfABatchAreThoseMadeAlone) {
    Request wanted = request(use());
    wanted.details.push_back(use());
    wanted.details.back().prompt = "a dog";
    wanted.batch = 2;
    const auto together = undisturbed(wanted);
    ASSERT_EQ(together.size(), 2u);
    wanted.batch = 1;
    wanted.seed = wanted.seed + 1;
    EXPECT_EQ(made(wanted).pixels, together[1]);
    wanted.details.pop_back();
    EXPECT_NE(made(wanted).pixels, together[1]) << "the second one changed it, too";
}

TEST_F(DetailJobs, ALostDeviceGoesOnAtItsStep) {
    std::vector<Request> all(3, request(use()));
    all[0].batch = 2;
    all[1].hires = {.scale = 1.5, .steps = 2};
    all[1].details.push_back(use());
    all[2].init_image = (small_model_dir("tiny64") / "init.png").string();
    all[2].sampler = SamplerKind::dpmpp_2m;
    for (const Request& wanted : all) {
        const auto whole = undisturbed(wanted);
        for (const int lost : {5, 8, 10}) {
            int runs = 0;
            const auto watch = std::make_shared<DeviceWatch>();
            watch->before_run = [&](const std::string& output) {
                if (output == "noise" && ++runs == lost) throw Error("[test] device lost");
            };
            Session session = plain(watch);
            EXPECT_EQ(drawn(session, wanted), whole) << "lost at " << lost << " of " << &wanted - all.data();
        }
    }
}

TEST_F(DetailJobs, AStoppedProgramGoesOnAtItsStep) {
    Request wanted = request(use());  // 4 steps, then twice 2
    const auto expected = undisturbed(wanted);
    int steps = 0;
    const auto watch = std::make_shared<DeviceWatch>();
    watch->before_run = [&](const std::string& output) {
        if (output == "noise" && ++steps >= 8) throw Error("[test] no more of this device");
    };
    {
        const auto first = open(watch);
        first->enqueue(wanted, {}).value();
        first->start();
        ASSERT_EQ(next_end().state, JobState::failed);
    }
    int later = 0;
    watch->before_run = [&](const std::string& output) { later += output == "noise"; };
    const auto second = open(watch);
    ASSERT_TRUE(second->retry(1));
    EXPECT_TRUE(second->run_until_empty(CancelToken()));
    const JobEvent done = next_end();
    ASSERT_EQ(done.state, JobState::done) << done.result.message;
    EXPECT_EQ(later, 1) << "the last step of the second part: none was made twice";
    EXPECT_EQ(pixels(done.result), expected);
}

TEST_F(DetailJobs, ArePricedWithinTheirBoundAndTellWhatTheyDid) {
    Session session = plain();
    const Request wanted = request(use());
    const auto plan = session.plan(wanted);
    ASSERT_TRUE(plan) << plan.error();
    const auto stage =
        std::find_if(plan->stages.begin(), plan->stages.end(), [](const StagePlan& s) { return s.stage == Stage::detailing; });
    ASSERT_NE(stage, plan->stages.end());
    EXPECT_EQ(stage->units, 4 * (2 + 1)) << "four parts of two steps each";
    EXPECT_GT(stage->flops, 0);
    const auto told = [](const std::vector<std::string>& notes, const char* words) {
        return std::any_of(notes.begin(), notes.end(), [&](const std::string& note) { return note.find(words) != note.npos; });
    };
    EXPECT_TRUE(told(plan->notes, "4 parts a picture, the most that are painted"));
    DetailUse one = use();
    one.top = 1;
    const auto shorter = session.plan(request(one));
    ASSERT_TRUE(shorter);
    EXPECT_LT(shorter->seconds, plan->seconds);
    std::vector<std::pair<int, int>> shown;
    JobResult result = session.run(
        wanted,
        [&](const Progress& p) {
            if (p.stage == Stage::detailing && p.step > 0) shown.emplace_back(p.step, p.steps);
        },
        CancelToken());
    ASSERT_EQ(result.status, JobResult::Status::done) << result.message;
    EXPECT_EQ(shown.back(), std::pair(4, 4));
    EXPECT_LE(result.measured_peak_bytes, result.predicted_peak_bytes);
    EXPECT_EQ(result.message, "") << "all went as asked";
    const auto metadata = read_metadata(result.images.front());
    const auto read = import_request(*metadata);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->request.details.size(), 1u);
    EXPECT_EQ(read->request.details[0].strength, 0.5);
    result = session.run(request(one), {}, CancelToken());
    EXPECT_TRUE(told(result.notes, "two found 2 parts and painted 1 anew"));
    result = session.run(request(use("none")), {}, CancelToken());
    EXPECT_TRUE(told(result.notes, "none found nothing to paint anew"));
}

TEST_F(DetailJobs, AMaskOfTheRequestKeepsWhatItKeeps) {
    Request wanted = request(use());
    wanted.init_image = (small_model_dir("tiny64") / "init.png").string();
    GreyImage mask{64, 64, std::vector<uint8_t>(64 * 64)};
    for (int y = 0; y < 64; ++y) std::fill_n(mask.pixels.begin() + y * 64, 32, uint8_t{255});
    wanted.mask.file = (folder_ / "mask.png").string();
    write_png(wanted.mask.file, as_rgb(mask), {});
    Request without = wanted;
    without.details.clear();
    expect_only_within(made(without), made(wanted), {face});
}

TEST_F(DetailJobs, WhatCannotBeDoneIsRefusedByName) {
    const auto wrong = [&](auto change) {
        Request changed = request(use());
        change(changed);
        return error(changed);
    };
    EXPECT_NE(
        wrong([](Request& r) { r.details[0].model = "gone"; }).find("no detector \"gone\" here; there are none, two; put ONNX files into"),
        std::string::npos);
    EXPECT_NE(wrong([](Request& r) { r.details[0].classes = "foot"; }).find("knows no \"foot\""), std::string::npos);
    EXPECT_NE(wrong([](Request& r) { r.details[0].prompt = "a dog <lora:x:1>"; }).find("names a LoRA"), std::string::npos);
    EXPECT_NE(wrong([](Request& r) { r.details[0].strength = 0; }).find("postprocessing.detailers"), std::string::npos);
    EXPECT_NE(wrong([](Request& r) { r.details[0].sampler = "x"; }).find("sampler \"x\""), std::string::npos);
    EXPECT_NE(wrong([](Request& r) { r.format = PictureFormat::latents; }).find("postprocessing.detailers"), std::string::npos);
    EXPECT_EQ(wrong([](Request& r) { r.details[0].model = "Two.pt"; }), "") << "as ADetailer calls it";
    EXPECT_EQ(wrong([](Request& r) { r.details[0].model.clear(); }), "") << "the first one there";
}

}  // namespace
}  // namespace imagelab::test
