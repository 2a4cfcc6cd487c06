// Every optimiser against its reference on the same gradients, and learning rates against diffusers' (tests/reference/optimizers.py).
#include "core/training/optimizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/training/dynamic_code.h"
#include "core/training/learning_rate.h"
#include "tests/support/golden.h"

namespace imagelab {
namespace {

using nlohmann::json;

// optimizers.py's ramp(), first_values() and gradient().
float ramp(size_t i, int64_t multiplier, int64_t modulus, int64_t offset) {
    return static_cast<float>((static_cast<int64_t>(i) * multiplier + offset) % modulus - modulus / 2) / static_cast<float>(modulus / 2);
}

float golden_gradient(size_t i, int step) {
    return ramp(i, 31, 17, 3) * 0.5f + ramp(i, 7919, 2003, step * 1047) * 0.25f;
}

std::vector<Trainable> golden_values(const json& golden_case) {
    std::vector<Trainable> trained;
    for (const auto& [name, shape] : golden_case["shapes"].items()) {
        Trainable& each = trained.emplace_back(Trainable{name, shape.get<Shape>(), {}, golden_case["learning_rate"].get<double>()});
        for (int64_t i = 0; i < element_count(each.shape); ++i) each.values.push_back(ramp(static_cast<size_t>(i), 53, 101, 7) * 0.25f);
    }
    return trained;
}

Gradients golden_gradients(const std::vector<Trainable>& trained, int step) {
    Gradients gradients;
    for (const Trainable& each : trained) {
        std::vector<float>& of = gradients.emplace_back();
        for (size_t i = 0; i < each.values.size(); ++i) of.push_back(golden_gradient(i, step));
    }
    return gradients;
}

OptimizerConfig optimizer_of(const json& golden_case) {
    return training_config({{"images", "x"}, {"optimizer", golden_case["optimizer"]}}).optimizer;
}

json golden_optimizers() {
    return read_json_file(test::golden_path("training") / "optimizers.json").value();
}

// Of the largest there is.
double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
    double largest = a.size() == b.size() ? 0 : 1e9, magnitude = 0;
    for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
        largest = std::max(largest, std::abs(double(a[i]) - b[i]));
        magnitude = std::max(magnitude, std::abs(double(b[i])));
    }
    return largest / magnitude;
}

TEST(Optimizers, AreTheirReferences) {
    const json golden = golden_optimizers();
    const auto expected = test::read_tensors(test::golden_path("training") / "optimizers.safetensors");
    for (const json& each : golden["cases"]) {
        const std::string name = each["name"];
        SCOPED_TRACE(name);
        std::vector<Trainable> trained = golden_values(each);
        std::vector<std::vector<float>> averages;
        for (const Trainable& one : trained) averages.push_back(one.values);
        const auto optimizer = make_optimizer(optimizer_of(each), trained);
        for (int step = 1; step <= golden["steps"].get<int>(); ++step) {
            optimizer->step(trained, golden_gradients(trained, step), step, 1);
            average_values(averages, trained, step, golden["ema_decay"].get<double>());
            if (each["distances"].empty()) continue;
            const double distance = each["distances"][static_cast<size_t>(step - 1)];
            EXPECT_NEAR(optimizer->rate(1), distance, 1e-5 * distance) << "step " << step;
        }
        for (size_t i = 0; i < trained.size(); ++i) {
            const std::string key = name + " " + trained[i].name;
            EXPECT_LE(largest_difference(trained[i].values, expected.at(key).values), 3e-6) << key;
            if (name != "adamw") continue;
            EXPECT_LE(largest_difference(averages[i], expected.at(key + " average").values), 3e-6) << key;
        }
    }
}

TEST(Optimizers, GoOnFromWhatTheyHold) {
    const json golden = golden_optimizers();
    for (const json& each : golden["cases"]) {
        SCOPED_TRACE(each["name"].get<std::string>());
        const OptimizerConfig config = optimizer_of(each);
        std::vector<Trainable> whole = golden_values(each), parts = whole;
        const auto undisturbed = make_optimizer(config, whole);
        for (int step = 1; step <= 8; ++step) undisturbed->step(whole, golden_gradients(whole, step), step, 1);
        const auto first = make_optimizer(config, parts);
        for (int step = 1; step <= 5; ++step) first->step(parts, golden_gradients(parts, step), step, 1);
        const auto second = make_optimizer(config, parts);
        for (size_t i = 0; i < first->parts().size(); ++i) std::ranges::copy(first->bytes(i), second->bytes(i).begin());
        for (int step = 6; step <= 8; ++step) second->step(parts, golden_gradients(parts, step), step, 1);
        for (size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(whole[i].values, parts[i].values);
    }
}

TEST(Optimizers, SayBeforehandWhatTheyHold) {
    for (const json& each : golden_optimizers()["cases"]) {
        std::vector<Trainable> trained = golden_values(each);
        const auto told = optimizer_state(optimizer_of(each), trained);
        const auto optimizer = make_optimizer(optimizer_of(each), trained);
        ASSERT_EQ(told.size(), optimizer->parts().size());
        for (size_t i = 0; i < told.size(); ++i) EXPECT_EQ(told[i].bytes(), static_cast<int64_t>(optimizer->bytes(i).size()));
    }
}

// 4608 values: two codes of a byte each and 18 scales of each moment, where AdamW has 8 bytes a value.
TEST(Optimizers, MomentsOfEightBitsTakeAQuarter) {
    const std::vector<Trainable> trained{{"a", {36, 128}, std::vector<float>(4608), 1}};
    const auto bytes = [&](OptimizerKind kind) {
        int64_t all = 0;
        for (const StatePart& part : optimizer_state(usual_optimizer(kind), trained)) all += part.bytes();
        return all;
    };
    EXPECT_EQ(bytes(OptimizerKind::adamw), 2 * 4 * 4608);
    EXPECT_EQ(bytes(OptimizerKind::adamw8bit), 2 * (4608 + 18 * 4));
}

TEST(Optimizers, DynamicCodesRise) {
    for (const bool with_sign : {true, false}) {
        const auto& code = dynamic_code(with_sign);
        for (size_t i = 1; i < code.size(); ++i) EXPECT_LT(code[i - 1], code[i]);
        EXPECT_EQ(code.back(), 1);
        for (size_t i = 0; i < code.size(); ++i) {
            const std::vector<float> values{code[i], 1};
            uint8_t codes[2];
            EXPECT_EQ(to_dynamic_code(values, code, codes), 1);
            EXPECT_EQ(codes[0], i);
        }
    }
}

TEST(Optimizers, GradientsAreClippedByTheNormOverAll) {
    Gradients gradients{{3, 0}, {0, 4}};
    EXPECT_DOUBLE_EQ(clip_gradients(gradients, 10), 5);
    EXPECT_EQ(gradients[1][1], 4);
    EXPECT_DOUBLE_EQ(clip_gradients(gradients, 0), 5);
    EXPECT_EQ(gradients[1][1], 4);
    EXPECT_DOUBLE_EQ(clip_gradients(gradients, 1), 5);
    EXPECT_NEAR(gradients[0][0], 0.6, 1e-6);
    EXPECT_NEAR(gradients[1][1], 0.8, 1e-6);
}

TEST(Optimizers, LearningRatesAreThoseOfGetScheduler) {
    for (const json& each : golden_optimizers()["schedules"]) {
        json config = each;
        config.erase("rates");
        config["images"] = "x";
        config["learning_rate"] = 1e-3;
        const TrainingConfig read = training_config(config);
        for (size_t i = 0; i < each["rates"].size(); ++i)
            EXPECT_NEAR(1e-3 * schedule_of(read, static_cast<int>(i) + 1), each["rates"][i].get<double>(), 1e-15)
                << each["lr_schedule"] << i;
    }
}

}  // namespace
}  // namespace imagelab
