// Suppressed boxes against each compared with each kept one.
#include "core/image/kept_boxes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace imagelab::test {
namespace {

std::vector<size_t> simply_kept(const std::vector<SuppressedBox>& boxes, double share) {
    std::vector<size_t> kept;
    for (size_t i = 0; i < boxes.size(); ++i) {
        const SuppressedBox& a = boxes[i];
        const bool hidden = std::any_of(kept.begin(), kept.end(), [&](size_t k) {
            const SuppressedBox& b = boxes[k];
            const double width = std::min(a[2], b[2]) - std::max(a[0], b[0]), height = std::min(a[3], b[3]) - std::max(a[1], b[1]);
            const auto area = [](const SuppressedBox& box) { return box[2] > box[0] && box[3] > box[1] ? (box[2] - box[0]) * (box[3] - box[1]) : 0; };
            if (!(width > 0 && height > 0 && area(a) > 0 && area(b) > 0)) return false;
            const double both = width * height;
            return both / (area(a) + area(b) - both) > share;
        });
        if (!hidden) kept.push_back(i);
    }
    return kept;
}

// Those that stay, and how many pairs were looked at.
std::pair<std::vector<size_t>, int64_t> kept_of(const std::vector<SuppressedBox>& boxes, double share) {
    KeptBoxes kept(share);
    std::vector<size_t> which;
    for (size_t i = 0; i < boxes.size(); ++i) {
        if (kept.hides(boxes[i])) continue;
        kept.keep(boxes[i]);
        which.push_back(i);
    }
    return {which, kept.compared()};
}

std::vector<SuppressedBox> drawn(size_t count, double side, double least, double most) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> place(0, side), extent(std::log(least), std::log(most));
    std::vector<SuppressedBox> boxes;
    for (size_t i = 0; i < count; ++i) {
        const double x = place(random), y = place(random), w = std::exp(extent(random)), h = std::exp(extent(random));
        boxes.push_back({x, y, x + w, y + h});
    }
    return boxes;
}

TEST(KeptBoxes, AreThoseOfTheSimpleWayOnTwentyThousandWithFewComparisons) {
    const std::vector<SuppressedBox> boxes = drawn(20000, 4096, 8, 200);
    const auto [kept, compared] = kept_of(boxes, 0.5);
    EXPECT_EQ(kept, simply_kept(boxes, 0.5));
    EXPECT_GT(kept.size(), 5000u);
    EXPECT_LT(compared, static_cast<int64_t>(kept.size()) * 20000 / 10) << kept.size() << " stay";
}

TEST(KeptBoxes, OfAnySizeOrderAndDamageAreThoseOfTheSimpleWay) {
    const double none = std::numeric_limits<double>::quiet_NaN(), endless = std::numeric_limits<double>::infinity();
    std::vector<SuppressedBox> boxes = drawn(600, 40, 0.01, 400);
    for (const SuppressedBox& odd : std::vector<SuppressedBox>{{5, 5, 5, 9}, {9, 5, 5, 9}, {none, 0, 5, 5}, {0, 0, none, 5}, {0, none, 5, 5},
                                                               {-endless, 0, endless, 9}, {1e300, 0, 2e300, 1}, {-3, -3, -1, -1}, {-3, -3, -1, -1}})
        boxes.insert(boxes.begin() + static_cast<std::ptrdiff_t>(boxes.size() / 2), odd);
    for (const double share : {-0.5, 0.0, 0.01, 0.25, 0.5, 0.999, 1.0, 1.5})
        EXPECT_EQ(kept_of(boxes, share).first, simply_kept(boxes, share)) << share;
}

}  // namespace
}  // namespace imagelab::test
