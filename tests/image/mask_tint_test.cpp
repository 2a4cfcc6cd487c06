// The mask's tint on a row of pixels beside its definition, pixel by pixel.
#include "core/image/mask_tint.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <vector>

namespace imagelab::test {
namespace {

int channel(uint32_t pixel, int shift) {
    return static_cast<int>(pixel >> shift & 255);
}

TEST(MaskTints, AreMixedInByTheMasksShareAndLinedAtItsEdge) {
    std::mt19937 random(7);
    constexpr int count = 203;
    for (const bool edge_only : {false, true}) {
        const MaskTint tint{0xffc80a6e, 0xffff78be, 150, edge_only};
        for (const int phase : {0, 5, -13}) {
            std::vector<uint32_t> picture(count);
            for (uint32_t& pixel : picture) pixel = 0xff000000 | (random() & 0xffffff);
            std::vector<uint8_t> here(count + 1), below(count + 1);
            for (int x = 0; x <= count; ++x) {  // blank, full, soft and ragged parts
                here[x] = x < 60 ? 0 : x < 120 ? 255 : x < 160 ? static_cast<uint8_t>(130 + x % 40) : static_cast<uint8_t>(random());
                below[x] = x < 100 ? here[x] : static_cast<uint8_t>(x < 165 ? 200 : random());
            }
            std::vector<uint32_t> row = picture;
            tint_row(row.data(), here.data(), below.data(), count, phase, tint);
            for (int x = 0; x < count; ++x) {
                const int at = (phase + x + 32) % 16;
                const bool in = here[x] >= 128;
                if (in != (here[x + 1] >= 128) || in != (below[x] >= 128)) {
                    EXPECT_EQ(row[x], at / 4 % 2 ? 0xffffffff : 0xff000000) << x;
                    continue;
                }
                for (const int shift : {0, 8, 16}) {
                    const double share = edge_only ? 0 : here[x] / 255.0 * 150 / 256;
                    const double right = channel(picture[x], shift) * (1 - share) + channel(at < 8 ? tint.dark : tint.light, shift) * share;
                    ASSERT_NEAR(channel(row[x], shift), right, 2) << x << ", phase " << phase;
                }
                EXPECT_EQ(row[x] >> 24, 255u);
            }
        }
    }
}

}  // namespace
}  // namespace imagelab::test
