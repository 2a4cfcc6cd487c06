// Which seeds the pictures of a request have.
#include "core/request/picture_seed.h"

#include <gtest/gtest.h>

namespace imagelab {
namespace {

TEST(PictureSeed, CountsUpOverABatch) {
    Request request;
    request.seed = 40, request.batch = 3;
    EXPECT_EQ(seed_of_picture(request, 2), Seed(42));
    const Request one = request_of_picture(request, 2);
    EXPECT_EQ(one.seed, Seed(42));
    EXPECT_EQ(one.batch, 1);
}

TEST(PictureSeed, OfAVariationStaysAndItsOwnCounts) {
    Request request;
    request.seed = 40, request.batch = 3, request.variation_strength = 0.1;
    draw_seeds(request);
    ASSERT_FALSE(request.variation_seed.is_open());
    request.variation_seed = 7;
    const Request one = request_of_picture(request, 2);
    EXPECT_EQ(one.seed, Seed(40));
    EXPECT_EQ(one.variation_seed, Seed(9));
    EXPECT_EQ(one.batch, 1);
    count_up(request, 3);
    EXPECT_EQ(request.variation_seed, Seed(10));
}

TEST(PictureSeed, OfComfysDrawBelongsToTheWholeBatch) {
    Request request;
    request.seed = 40, request.batch = 3, request.noise_source = NoiseSource::comfy;
    EXPECT_TRUE(same_request(request_of_picture(request, 2), request));
    EXPECT_EQ(seed_of_picture(request, 2), Seed(40));
}

TEST(PictureSeed, IsDrawnWhereItIsOpen) {
    Request request;
    draw_seeds(request);
    EXPECT_FALSE(request.seed.is_open());
    EXPECT_TRUE(request.variation_seed.is_open()) << "nothing is varied";
}

}  // namespace
}  // namespace imagelab
