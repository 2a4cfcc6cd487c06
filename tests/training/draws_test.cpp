// Against torch's own draws (tests/reference/train_lora.py).
#include "core/training/draws.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

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
                                              {entry["batch"].get<int>(), 4, 6, 1000, true, true, true});
            EXPECT_EQ(drawn.timesteps, step["timesteps"].get<std::vector<int>>());
            EXPECT_EQ(drawn.noise, step["noise"].get<std::vector<float>>());
            EXPECT_EQ(drawn.offsets, step["offsets"].get<std::vector<float>>());
            EXPECT_EQ(drawn.dropouts, step["dropouts"].get<std::vector<float>>());
            EXPECT_EQ(drawn.flips, step["flips"].get<std::vector<float>>());
        }
    }
}

}  // namespace
}  // namespace imagelab
