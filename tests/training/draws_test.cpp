// Against torch's own draws (tests/reference/train_lora.py).
#include "core/training/draws.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/json_reader.h"
#include "tests/support/golden.h"

namespace imagelab {
namespace {

using nlohmann::json;

json drawn_by_torch() {
    return read_json_file(test::golden_path("training") / "draws.json").value();
}

TEST(TrainingDraws, FactorsAreTorchs) {
    for (const json& entry : drawn_by_torch()) {
        const std::vector<int64_t> inputs{3, 9, 4};
        FactorDraws draws(entry["seed"].get<uint64_t>());
        for (size_t i = 0; i < inputs.size(); ++i)
            EXPECT_EQ(draws.next(2 * inputs[i], 2), entry["factors"][i].get<std::vector<float>>()) << entry["seed"] << " " << i;
    }
}

TEST(TrainingDraws, OrderIsTorchs) {
    for (const json& entry : drawn_by_torch()) {
        const auto seed = entry["seed"].get<uint64_t>();
        const int count = entry["count"].get<int>(), batch = entry["batch"].get<int>();
        std::vector<int> strung;
        for (uint64_t epoch = 0; epoch < 3; ++epoch) {
            const auto expected = entry["epochs"][epoch].get<std::vector<int>>();
            EXPECT_EQ(epoch_order(seed, epoch, count), expected);
            strung.insert(strung.end(), expected.begin(), expected.end());
        }
        ExampleOrder order(seed, count);
        for (int step = 1; step * batch <= static_cast<int>(strung.size()); ++step) {
            const auto first = strung.begin() + (step - 1) * batch;
            EXPECT_EQ(order.of_step(step, batch), std::vector<int>(first, first + batch)) << step;
        }
        EXPECT_EQ(order.of_step(1, batch), std::vector<int>(strung.begin(), strung.begin() + batch)) << "again, after others";
    }
}

TEST(TrainingDraws, StepsAreTorchs) {
    for (const json& entry : drawn_by_torch()) {
        for (const json& step : entry["steps"]) {
            const StepDraws drawn = draw_step(entry["seed"].get<uint64_t>(), step["step"].get<int>(),
                                              {entry["batch"].get<int>(), 4, 6, 1000, true, true, true, true});
            EXPECT_EQ(drawn.timesteps, step["timesteps"].get<std::vector<int>>());
            EXPECT_EQ(drawn.noise, step["noise"].get<std::vector<float>>());
            EXPECT_EQ(drawn.offsets, step["offsets"].get<std::vector<float>>());
            EXPECT_EQ(drawn.dropouts, step["dropouts"].get<std::vector<float>>());
            EXPECT_EQ(drawn.flips, step["flips"].get<std::vector<float>>());
            EXPECT_EQ(drawn.orders, step["orders"].get<std::vector<float>>());
        }
    }
}

// As many class pictures as others in each epoch, each of them before one comes again.
TEST(TrainingDraws, ClassPicturesGoOnFromEpochToEpoch) {
    ExampleOrder order(7, 2, 3);
    std::vector<int> of_class;
    for (int step = 1; step <= 6; ++step) {  // two steps of two an epoch
        for (const int example : order.of_step(step, 2)) {
            ASSERT_LT(example, 5);
            if (example >= 2) of_class.push_back(example - 2);
        }
    }
    ASSERT_EQ(of_class.size(), 6u);
    for (int each = 0; each < 3; ++each) EXPECT_EQ(std::count(of_class.begin(), of_class.end(), each), 2) << each;
}

TEST(TrainingDraws, CaptionsAreShuffledBehindWhatStays) {
    const std::string caption = "redfox, running , in snow,at night";
    std::set<std::string> orders;
    for (int which = 0; which < 16; ++which) {
        const std::string shuffled = shuffled_caption(caption, 1, 3, 0, which);
        EXPECT_EQ(shuffled, shuffled_caption(caption, 1, 3, 0, which));
        EXPECT_TRUE(shuffled.starts_with("redfox, ")) << shuffled;
        EXPECT_EQ(shuffled.size(), std::string("redfox, running, in snow, at night").size());
        orders.insert(shuffled);
    }
    EXPECT_GT(orders.size(), 3u);
    EXPECT_EQ(shuffled_caption(caption, 9, 3, 0, 0), "redfox, running, in snow, at night");
    EXPECT_EQ(shuffled_caption("", 0, 3, 0, 0), "");
}

}  // namespace
}  // namespace imagelab
