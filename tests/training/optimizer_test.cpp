#include "core/training/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>

namespace imagelab {
namespace {

// Loshchilov and Hutter's recurrence in f64.
TEST(Optimizers, AdamWIsItsRecurrence) {
    const AdamWConfig config{0.8, 0.95, 1e-6, 0.1};
    Trainable trained{"a", {3}, {1.0f, -2.0f, 0.5f}, {0, 0, 0}, {0, 0, 0}};
    std::vector<double> value{1, -2, 0.5}, mean(3), square(3);
    for (int step = 1; step <= 20; ++step) {
        std::vector<float> gradient;
        for (int i = 0; i < 3; ++i) gradient.push_back(static_cast<float>(std::sin(step * (i + 1))));
        const double rate = 0.01 * step;
        adamw_step(trained, gradient, step, rate, config);
        for (size_t i = 0; i < 3; ++i) {
            const double g = gradient[i];
            value[i] -= rate * 0.1 * value[i];
            mean[i] = 0.8 * mean[i] + 0.2 * g;
            square[i] = 0.95 * square[i] + 0.05 * g * g;
            value[i] -= rate * (mean[i] / (1 - std::pow(0.8, step))) / (std::sqrt(square[i] / (1 - std::pow(0.95, step))) + 1e-6);
            EXPECT_NEAR(trained.values[i], value[i], 2e-5);
        }
    }
}

TEST(Optimizers, GradientsAreClippedByTheNormOverAll) {
    std::vector<std::vector<float>> gradients{{3, 0}, {0, 4}};
    EXPECT_DOUBLE_EQ(clip_gradients(gradients, 10), 5);
    EXPECT_EQ(gradients[1][1], 4);
    EXPECT_DOUBLE_EQ(clip_gradients(gradients, 0), 5);
    EXPECT_EQ(gradients[1][1], 4);
    EXPECT_DOUBLE_EQ(clip_gradients(gradients, 1), 5);
    EXPECT_NEAR(gradients[0][0], 0.6, 1e-6);
    EXPECT_NEAR(gradients[1][1], 0.8, 1e-6);
}

TEST(Optimizers, LearningRatesAreThoseOfGetScheduler) {
    TrainingConfig config;
    config.learning_rate = 1;
    config.steps = 10;
    config.warmup_steps = 2;
    const auto rates = [&](LrSchedule schedule) {
        config.lr_schedule = schedule;
        std::vector<double> all;
        for (const int step : {1, 2, 3, 7, 10}) all.push_back(learning_rate_of(config, step));
        return all;
    };
    const auto expect = [](const std::vector<double>& given, const std::vector<double>& expected) {
        for (size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(given[i], expected[i], 1e-12) << i;
    };
    expect(rates(LrSchedule::constant), {0, 0.5, 1, 1, 1});
    expect(rates(LrSchedule::linear), {0, 0.5, 1, 0.5, 0.125});
    expect(rates(LrSchedule::cosine), {0, 0.5, 1, 0.5, 0.5 * (1 + std::cos(M_PI * 0.875))});
    config.warmup_steps = 0;
    expect(rates(LrSchedule::constant), {1, 1, 1, 1, 1});
}

}  // namespace
}  // namespace imagelab
