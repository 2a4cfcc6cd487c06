// What an imported network does at once: norms become part of the convolutions in front of them, and give what they give alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "core/onnx/session.h"
#include "tests/support/devices.h"
#include "tests/support/onnx_builder.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

constexpr int64_t channels = 8, side = 6;

std::vector<float> drawn(std::mt19937& random, int64_t count, float least, float most) {
    std::uniform_real_distribution<float> share(least, most);
    std::vector<float> values(static_cast<size_t>(count));
    std::generate(values.begin(), values.end(), [&] { return share(random); });
    return values;
}

// Two convolutions, one of each channel on its own, each with a norm behind it, as in MobileNet. `asked`: what lies between the first and its
// norm is an output, too.
std::string network(bool asked) {
    std::mt19937 random(5);
    OnnxBuilder model;
    model.input("x", 1, {1, channels, side, side}).output("y", 1, {1, channels, side, side});
    if (asked) model.output("between", 1, {1, channels, side, side});
    model.initializer("w1", {channels, channels, 1, 1}, drawn(random, channels * channels, -1, 1));
    model.initializer("b1", {channels}, drawn(random, channels, -1, 1));
    model.initializer("w2", {channels, 1, 1, 1}, drawn(random, channels, -1, 1));
    for (const std::string n : {"1", "2"}) {
        model.initializer("scale" + n, {channels}, drawn(random, channels, -2, 2)).initializer("shift" + n, {channels}, drawn(random, channels, -1, 1));
        model.initializer("mean" + n, {channels}, drawn(random, channels, -1, 1)).initializer("variance" + n, {channels}, drawn(random, channels, 0.1f, 2));
    }
    model.node("Conv", {"x", "w1", "b1"}, {"between"}).node("BatchNormalization", {"between", "scale1", "shift1", "mean1", "variance1"}, {"n1"});
    model.node("Relu", {"n1"}, {"r1"}).node("Conv", {"r1", "w2"}, {"c2"}, {{"group", channels}});
    model.node("BatchNormalization", {"c2", "scale2", "shift2", "mean2", "variance2"}, {"n2"});
    model.node("Abs", {"n2"}, {"unused"}).node("Add", {"r1", "n2"}, {"y"});
    return model.bytes();
}

struct Ran {
    onnx::Array y;
    std::vector<std::string> ops;
};
Ran run(Device& device, const std::string& bytes, const std::vector<double>& x) {
    const TempFolder folder;
    const auto model = onnx::OnnxModel::open(write_file(folder / "model.onnx", bytes));
    EXPECT_TRUE(model) << model.error();
    onnx::OnnxSession session(*model, device, DType::f32);
    const onnx::Arrays inputs{{"x", onnx::floats_of({1, channels, side, side}, x)}};
    EXPECT_TRUE(session.run(inputs, {}, {}, {}));
    session.set_profiling(true);
    auto said = session.run(inputs, {}, {}, {});
    EXPECT_TRUE(said) << said.error();
    Ran ran{said->at("y"), {}};
    for (const OpCost& cost : *session.costs()) ran.ops.push_back(cost.op);
    return ran;
}

TEST(OnnxFolding, NormsBecomePartOfConvolutionsAndGiveTheSame) {
    std::mt19937 random(7);
    const std::vector<float> drawn_x = drawn(random, channels * side * side, -1, 1);
    const std::vector<double> x(drawn_x.begin(), drawn_x.end());
    for (const auto& device : test_devices()) {
        const Ran folded = run(*device, network(false), x), apart = run(*device, network(true), x);
        EXPECT_EQ(std::count(folded.ops.begin(), folded.ops.end(), "conv2d"), 2);
        EXPECT_EQ(std::count(folded.ops.begin(), folded.ops.end(), "mul"), 0);
        EXPECT_EQ(std::count(apart.ops.begin(), apart.ops.end(), "mul"), 1) << "the norm behind what else is wanted stands alone";
        ASSERT_EQ(folded.y.count(), apart.y.count());
        for (int64_t i = 0; i < folded.y.count(); ++i) EXPECT_NEAR(folded.y.number(i), apart.y.number(i), 2e-5);
    }
}

}  // namespace
}  // namespace imagelab::test
