// Random numbers of a model: as many as asked, distributed as asked, the same each time.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/onnx/session.h"
#include "tests/support/devices.h"
#include "tests/support/onnx_builder.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

constexpr int64_t drawn_count = 4096;

std::vector<double> drawn_by(Device& device, const std::string& op, const std::string& name) {
    const TempFolder folder;
    OnnxBuilder model;
    model.input("x", 1, {1, drawn_count}).node(op, {"x"}, {name}).node("Add", {"x", name}, {"y"}).output("y", 1, {});
    const auto opened = onnx::OnnxModel::open(write_file(folder / "model.onnx", model.bytes()));
    EXPECT_TRUE(opened) << opened.error();
    const onnx::Arrays inputs{{"x", onnx::floats_of({1, drawn_count}, std::vector<double>(drawn_count, 0.0))}};
    const auto said = onnx::OnnxSession(*opened, device, DType::f32).run(inputs, {}, {}, {});
    EXPECT_TRUE(said) << said.error();
    return said ? said->at("y").numbers : std::vector<double>();
}

TEST(OnnxRandom, NumbersAreThoseOfTheirDistributionAndTheSameEachTime) {
    Device& device = *test_devices().front();
    const std::vector<double> normal = drawn_by(device, "RandomNormalLike", "noise"), even = drawn_by(device, "RandomUniformLike", "noise");
    ASSERT_EQ(normal.size(), static_cast<size_t>(drawn_count));
    ASSERT_EQ(even.size(), static_cast<size_t>(drawn_count));
    const auto moments = [](const std::vector<double>& values) {
        double sum = 0, squares = 0;
        for (const double value : values) sum += value, squares += value * value;
        const double mean = sum / static_cast<double>(values.size());
        return std::pair(mean, squares / static_cast<double>(values.size()) - mean * mean);
    };
    EXPECT_NEAR(moments(normal).first, 0, 0.08);
    EXPECT_NEAR(moments(normal).second, 1, 0.12);
    EXPECT_NEAR(moments(even).first, 0.5, 0.03);
    EXPECT_NEAR(moments(even).second, 1.0 / 12, 0.01);
    EXPECT_GE(*std::min_element(even.begin(), even.end()), 0);
    EXPECT_LE(*std::max_element(even.begin(), even.end()), 1);
    EXPECT_GT(std::set(normal.begin(), normal.end()).size(), 4000u);
    EXPECT_EQ(drawn_by(device, "RandomNormalLike", "noise"), normal);
    EXPECT_NE(drawn_by(device, "RandomNormalLike", "other"), normal) << "nodes differ";
}

}  // namespace
}  // namespace imagelab::test
