// Noise of SDE samplers: numpy's seeds, and every bit of torchsde 0.2.6's Brownian tree (tests/reference/schedules.py).
#include "core/samplers/brownian_tree.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "core/base/error.h"
#include "core/samplers/seed_sequence.h"
#include "tests/support/golden.h"
#include "tests/support/parity_report.h"

namespace imagelab {
namespace {

TEST(SeedSequence, GivesNumpysWords) {
    const std::vector<uint64_t> none, root{0, 0}, left{0, 1}, right{1, 1}, long_key{(uint64_t{1} << 33) + 7, 9};
    EXPECT_EQ(seed_sequence(42, none, 24, 3), (std::vector<uint32_t>{387750627u, 2536650517u, 4078839648u}));
    EXPECT_EQ(seed_sequence(42, root, 24, 4)[0], 2102017995u);
    EXPECT_EQ(seed_sequence(42, left, 24, 4)[0], 2358011247u);
    EXPECT_EQ(seed_sequence(42, right, 24, 4)[0], 1058881542u);
    EXPECT_EQ(seed_sequence((uint64_t{1} << 63) + 5, long_key, 24, 4),
              (std::vector<uint32_t>{3640998605u, 1161765550u, 1870295639u, 36011707u}));
}

TEST(BrownianTreeNoise, EqualsTorchsdeBitForBit) {
    int checked = 0;
    for (const auto& [name, expected] : test::read_tensors(test::golden_path("brownian_noise.safetensors"))) {
        std::vector<std::string> parts;  // SEED/SIZE/LOW/HIGH/FROM/TO
        for (size_t begin = 0; begin <= name.size();) {
            const size_t end = std::min(name.find('/', begin), name.size());
            parts.push_back(name.substr(begin, end - begin));
            begin = end + 1;
        }
        ASSERT_EQ(parts.size(), 6u) << name;
        const BrownianTree tree(TorchGenerator(std::stoull(parts[0])), std::stof(parts[2]), std::stof(parts[3]), std::stoul(parts[1]));
        const std::vector<float> noise = tree.noise(std::stof(parts[4]), std::stof(parts[5]));
        ASSERT_EQ(noise.size(), expected.values.size()) << name;
        const bool same = std::memcmp(noise.data(), expected.values.data(), noise.size() * sizeof(float)) == 0;
        EXPECT_TRUE(same) << name;
        test::expect_parity("brownian noise: draws with other bits", "torchsde", same ? 0 : 1, 0);
        ++checked;
    }
    EXPECT_GE(checked, 80);
}

TEST(BrownianTreeNoise, IsTheSumOfItsParts) {
    const BrownianTree tree(TorchGenerator(9), 0.03f, 14.6f, 64);
    const auto step = [&](float from, float to) {
        std::vector<float> moved = tree.noise(from, to);
        for (float& value : moved) value *= std::sqrt(std::abs(to - from));
        return moved;
    };
    const auto whole = step(10, 2), first = step(10, 5), second = step(5, 2), back = step(2, 10);
    for (size_t i = 0; i < whole.size(); ++i) {
        EXPECT_NEAR(whole[i], first[i] + second[i], 1e-5);
        EXPECT_EQ(whole[i], -back[i]);
    }
    EXPECT_EQ(step(3, 3), std::vector<float>(64));
    EXPECT_EQ(tree.noise(20, 14.6f), std::vector<float>(64));  // beyond the levels there is no motion
    EXPECT_THROW(BrownianTree(TorchGenerator(9), 1, 1, 4), Error);
    EXPECT_THROW(BrownianTree(TorchGenerator(9), 1, INFINITY, 4), Error);
}

}  // namespace
}  // namespace imagelab
