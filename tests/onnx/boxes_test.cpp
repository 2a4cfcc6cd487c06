// NonMaxSuppression of boxes that are computed on the device: the rows of what is known on the host, each class's missing ones as -1.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>

#include "core/image/kept_boxes.h"
#include "core/onnx/session.h"
#include "tests/support/devices.h"
#include "tests/support/onnx_builder.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

constexpr int64_t batch = 2, classes = 2, boxes = 8, most = 3;

// `computed`: both inputs go through an operator before.
std::string suppression(bool computed, bool centred) {
    OnnxBuilder model;
    model.input("boxes", 1, {batch, boxes, 4}).input("scores", 1, {batch, classes, boxes}).output("chosen", 7, {-1, 3});
    model.integers("most", {most}).initializer("overlap", {1}, {0.3f}).initializer("least", {1}, {0.6f});
    if (computed) model.node("Abs", {"boxes"}, {"b"}).node("Abs", {"scores"}, {"s"});
    model.node("NonMaxSuppression", {computed ? "b" : "boxes", computed ? "s" : "scores", "most", "overlap", "least"}, {"chosen"},
               {{"center_point_box", centred}});
    return model.bytes();
}

std::vector<int64_t> chosen_by(Device& device, const std::string& bytes, const onnx::Arrays& inputs) {
    const TempFolder folder;
    const auto model = onnx::OnnxModel::open(write_file(folder / "model.onnx", bytes));
    EXPECT_TRUE(model) << model.error();
    auto said = onnx::OnnxSession(*model, device, DType::f32).run(inputs, {}, {}, {});
    EXPECT_TRUE(said) << said.error();
    return said ? said->at("chosen").integers : std::vector<int64_t>();
}

TEST(OnnxBoxes, ComputedOnesAreChosenAsThoseThatAreKnown) {
    std::mt19937 random(3);
    std::uniform_real_distribution<double> share(0, 1);
    for (const bool centred : {false, true}) {
        std::vector<double> sides, scores;
        for (int64_t i = 0; i < batch * boxes; ++i) {
            const double x = share(random), y = share(random), width = 0.2 + 0.5 * share(random), height = 0.2 + 0.5 * share(random);
            const bool flipped = i % 3 == 0 && !centred;  // corners in any order
            for (const double side : centred ? std::array{x, y, width, height}
                                     : flipped ? std::array{y + height, x + width, y, x}
                                               : std::array{y, x, y + height, x + width})
                sides.push_back(static_cast<float>(side));
        }
        for (int64_t i = 0; i < batch * classes * boxes; ++i) scores.push_back(static_cast<float>(share(random)));
        for (int64_t i = 0; i < boxes; ++i) scores[static_cast<size_t>(i)] = i == 5 ? 0.75 : 0.25;  // one box of a class alone
        scores[static_cast<size_t>(boxes + 1)] = scores[static_cast<size_t>(boxes + 4)] = 0.9375;    // of equals the first
        const onnx::Arrays inputs{{"boxes", onnx::floats_of({batch, boxes, 4}, sides)}, {"scores", onnx::floats_of({batch, classes, boxes}, scores)}};
        for (const auto& device : test_devices()) {
            const std::vector<int64_t> known = chosen_by(*device, suppression(false, centred), inputs);
            const std::vector<int64_t> all = chosen_by(*device, suppression(true, centred), inputs);
            ASSERT_GE(known.size(), 9u);
            ASSERT_EQ(all.size(), static_cast<size_t>(batch * classes * most * 3));
            std::vector<int64_t> there;
            for (size_t row = 0; row < all.size(); row += 3) {
                if (all[row] < 0)
                    EXPECT_EQ(all[row + 1] + all[row + 2], -2);
                else
                    there.insert(there.end(), &all[row], &all[row] + 3);
            }
            EXPECT_EQ(there, known) << device->info().id;
            EXPECT_LT(known.size(), all.size()) << "some are missing";
        }
    }
}

// As many as a detector gives: what is compared stays below what a model may compute ahead.
TEST(OnnxBoxes, TwentyThousandAreChosen) {
    constexpr int64_t many = 20000;
    std::mt19937 random(5);
    std::uniform_real_distribution<double> place(0, 4000), extent(10, 120), score(0, 1);
    std::vector<double> sides, scores;
    for (int64_t i = 0; i < many; ++i) {
        const double x = std::floor(place(random)), y = std::floor(place(random));
        for (const double side : {y, x, y + std::floor(extent(random)), x + std::floor(extent(random))}) sides.push_back(side);
        scores.push_back(static_cast<float>(score(random)));
    }
    std::vector<int64_t> order(static_cast<size_t>(many)), expected;
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return scores[static_cast<size_t>(a)] > scores[static_cast<size_t>(b)]; });
    KeptBoxes kept(0.5);
    for (const int64_t i : order) {
        const double* box = sides.data() + 4 * i;
        const SuppressedBox corners{box[1], box[0], box[3], box[2]};
        if (kept.hides(corners)) continue;
        kept.keep(corners);
        expected.insert(expected.end(), {0, 0, i});
    }
    OnnxBuilder model;
    model.input("boxes", 1, {1, many, 4}).input("scores", 1, {1, 1, many}).output("chosen", 7, {-1, 3});
    model.integers("most", {many}).initializer("overlap", {1}, {0.5f});
    model.node("NonMaxSuppression", {"boxes", "scores", "most", "overlap"}, {"chosen"});
    const onnx::Arrays inputs{{"boxes", onnx::floats_of({1, many, 4}, sides)}, {"scores", onnx::floats_of({1, 1, many}, scores)}};
    EXPECT_GT(expected.size(), 3u * 8000);
    EXPECT_EQ(chosen_by(*test_devices().front(), model.bytes(), inputs), expected);
}

}  // namespace
}  // namespace imagelab::test
