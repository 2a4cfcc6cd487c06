// Full-size models on the cards people have: with the default settings everything fits, and what streams and what stays is known.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/jobs/admission.h"
#include "core/jobs/session.h"
#include "core/ops/ops.h"
#include "gpu/program/imagined_device.h"
#include "tests/support/shape_models.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

constexpr int64_t gib = int64_t{1} << 30;

class CardPlans : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder_ = new test::TempFolder;
        test::write_pixart_shapes(*folder_ / "sigma");
        test::write_sdxl_shapes(*folder_ / "sdxl");
    }
    static void TearDownTestSuite() { delete folder_; }

    static Session card(int64_t bytes) {
        std::vector<std::unique_ptr<Device>> devices;
        devices.push_back(make_imagined_device(bytes));
        return Session(std::move(devices));
    }
    static Request request(const std::string& model) {
        Request request;
        request.prompt = "a lighthouse at dusk, waves and gulls";
        request.model = (*folder_ / model).string();
        return request;
    }
    static std::map<std::string, StagePlan> stages(const JobPlan& plan) {
        std::map<std::string, StagePlan> by_name;
        for (const StagePlan& stage : plan.stages) by_name[stage_info(stage.stage).plan] = stage;
        return by_name;
    }
    static inline test::TempFolder* folder_ = nullptr;
};

struct Expected {
    const char* model;
    int gib;
    bool text_streams, text_stays;  // some of the text encoders' weights; beside the denoiser
};
// T5 takes 8.6 GiB in bf16, PixArt's transformer 1.1; SDXL's encoders 1.5, its UNet 4.8.
constexpr Expected table[] = {{"sigma", 8, true, false},  {"sigma", 12, false, false}, {"sigma", 16, false, false},
                              {"sigma", 24, false, true}, {"sigma", 32, false, true},  {"sdxl", 8, false, false},
                              {"sdxl", 12, false, false}, {"sdxl", 16, false, true},   {"sdxl", 24, false, true},
                              {"sdxl", 32, false, true}};

TEST_F(CardPlans, FitWithTheDefaultSettings) {
    for (const Expected& row : table) {
        SCOPED_TRACE(std::string(row.model) + " on " + std::to_string(row.gib) + " GiB");
        Session session = card(row.gib * gib);
        const auto plan = session.plan(request(row.model));
        ASSERT_TRUE(plan) << plan.error();
        EXPECT_EQ(plan->request.width, 1024);
        EXPECT_EQ(plan->request.dtype, DType::f16);
        EXPECT_LE(plan->memory_budget, capacity(session.devices().front())) << "some is left for the rest of the system";
        EXPECT_EQ(session.smallest_change(request(row.model)), "");
        auto by_name = stages(*plan);
        for (const auto& [name, stage] : by_name) {
            EXPECT_GT(stage.peak_bytes, stage.arena_bytes) << name;
            EXPECT_LE(stage.peak_bytes, plan->memory_budget) << name;
            EXPECT_EQ(stage.streamed_bytes > 0, name == "text" && row.text_streams) << name;
        }
        const StagePlan &text = by_name.at("text"), &denoise = by_name.at("denoise");
        const int64_t encoders = text.weight_bytes + text.streamed_bytes;
        EXPECT_GT(encoders, (row.model == std::string("sigma") ? 8 : 1) * gib);
        EXPECT_EQ(denoise.peak_bytes > encoders + denoise.weight_bytes, row.text_stays);
        EXPECT_LE(plan->host_peak_bytes, encoders + gib) << "what is streamed lies in memory once";
    }
}

TEST_F(CardPlans, OfSmallCardsStreamTheDenoiserToo) {
    Session session = card(4 * gib);
    for (const char* model : {"sigma", "sdxl"}) {
        const auto plan = session.plan(request(model));
        ASSERT_TRUE(plan) << plan.error();
        EXPECT_LE(plan->peak_bytes, plan->memory_budget) << model;
    }
    EXPECT_GT(stages(session.plan(request("sdxl")).value()).at("denoise").streamed_bytes, gib);
    EXPECT_GT(stages(session.plan(request("sigma")).value()).at("text").streamed_bytes, 4 * gib);
}

TEST_F(CardPlans, OfABatchNeedWhatOnePictureNeeds) {
    Session session = card(16 * gib);
    Request one = request("sigma"), many = one;
    many.batch = 8;
    EXPECT_EQ(session.plan(many).value().peak_bytes, session.plan(one).value().peak_bytes);
}

TEST_F(CardPlans, NameTheSmallestChangeWhereNothingFits) {
    Session session = card(17 * gib / 8);
    Request large = request("sigma");  // its decoder goes over it in tiles: only the rest does not fit
    large.width = large.height = 2816;
    large.aspect_bins = false;
    const auto plan = session.plan(large);
    ASSERT_TRUE(plan) << plan.error();
    EXPECT_GT(plan->peak_bytes, plan->memory_budget);
    const std::string change = session.smallest_change(large);
    const size_t at = change.find("x", change.find("for jobs, ")), fits = change.find(" fits");
    ASSERT_TRUE(at != change.npos && fits != change.npos) << change;
    Request smaller = large;
    smaller.width = std::stoi(change.substr(change.rfind(' ', at) + 1));
    smaller.height = std::stoi(change.substr(at + 1));
    EXPECT_GE(smaller.width, 1024) << change;
    EXPECT_LT(smaller.width, 2816) << change;
    EXPECT_EQ(session.smallest_change(smaller), "");
    smaller.width += 64, smaller.height += 64;
    EXPECT_NE(session.smallest_change(smaller), "") << "the next larger size must not fit: " << change;
}

// At once a decoder's convolutions have operands of more than 2^31 numbers there.
TEST_F(CardPlans, OfLargePicturesGoThroughTheDecoderInTiles) {
    Session session = card(24 * gib);
    for (const char* model : {"sigma", "sdxl"}) {
        Request large = request(model);
        large.width = large.height = 3072;
        large.aspect_bins = false;
        const auto plan = session.plan(large);
        ASSERT_TRUE(plan) << plan.error();
        EXPECT_LE(plan->peak_bytes, plan->memory_budget) << model;
        EXPECT_GT(stages(*plan).at("decode").host_bytes, 0) << model;
    }
}

TEST_F(CardPlans, AreAllThatAnImaginedCardDoes) {
    Session session = card(16 * gib);
    EXPECT_EQ(session.plan(request("sigma")).value().seconds, INFINITY) << "nobody knows its speed";
    const auto device = make_imagined_device(16 * gib);
    Graph graph;
    ops::output(graph, "y", ops::silu(ops::input(graph, "x", {4, 4}, DType::f32, Rate::step)));
    const auto program = device->compile(graph);
    EXPECT_GT(program->memory().arena_bytes, 0);
    EXPECT_THROW(program->load(*device->make_bank(nullptr), {}, {}), Error);
}

}  // namespace
}  // namespace imagelab
