#include "core/pipelines/regions.h"

#include <gtest/gtest.h>

#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

std::vector<PictureRegion> of(const std::vector<Region>& regions) {
    std::vector<PictureRegion> all;
    for (const Region& region : regions) all.push_back({region});
    return all;
}

TEST(Regions, SharesAddUpToOne) {
    const auto shares = region_shares(of({{"left", {}, 0, 0, 0.5, 1}, {"all", {}, 0, 0, 1, 1, "", 0.5}}), 1, 2);
    // Left: 1 and 0.5 share the place by weight; right: half is the request's own.
    const std::vector<float> expected{0, 1 / 1.5f, 0.5f / 1.5f, /* right */ 0.5f, 0, 0.5f};
    ASSERT_EQ(shares.size(), expected.size());
    for (size_t i = 0; i < shares.size(); ++i) EXPECT_FLOAT_EQ(shares[i], expected[i]) << i;
}

TEST(Regions, APlaceThatABoxCoversInPartTakesThatPart) {
    const auto shares = region_shares(of({{"a", {}, 0, 0, 0.75, 0.5}}), 1, 2);
    EXPECT_FLOAT_EQ(shares[1], 0.5f);
    EXPECT_FLOAT_EQ(shares[3], 0.25f);
    EXPECT_FLOAT_EQ(shares[2], 0.75f);
}

TEST(Regions, MasksCountInTheirBox) {
    std::vector<PictureRegion> regions = of({{"a", {}, 0, 0, 1, 0.5}});
    regions.front().mask = GreyImage{4, 2, {255, 255, 0, 0, 255, 255, 255, 255}};
    const auto shares = region_shares(regions, 2, 2);
    EXPECT_FLOAT_EQ(shares[1], 1);
    EXPECT_FLOAT_EQ(shares[3], 0);
    EXPECT_FLOAT_EQ(shares[5], 0) << "below the box";
}

TEST(Regions, LieInTheWholePictureWhereAPartIsMade) {
    Painting painting;
    painting.base.width = painting.base.height = 100;
    painting.box = {50, 0, 100, 50};
    painting.start.width = painting.start.height = 200, painting.content = {0, 0, 200, 200};
    const auto shares = region_shares(of({{"a", {}, 0.75, 0, 1, 1}}), 1, 2, &painting);
    EXPECT_FLOAT_EQ(shares[1], 0);
    EXPECT_FLOAT_EQ(shares[3], 1);
}

TEST(Regions, RefuseWhatARegionHasNoRoomFor) {
    const auto error = [](const char* prompt) {
        Request request;
        request.regions = {{prompt}};
        const auto resolved = resolve_regions(request);
        return resolved ? std::string() : resolved.error();
    };
    EXPECT_EQ(error("a (red:1.2) cat"), "");
    EXPECT_NE(error("a [cat:dog:0.5]").find("a region cannot"), std::string::npos);
    EXPECT_NE(error("a cat AND a dog").find("a region cannot"), std::string::npos);
    EXPECT_NE(error("<lora:ink:1> cat").find("name it in the prompt"), std::string::npos);
    Request missing;
    missing.regions = {{.prompt = "a", .mask = "/nowhere/mask.png"}};
    EXPECT_NE(resolve_regions(missing).error().find("/nowhere/mask.png"), std::string::npos);
}

}  // namespace
}  // namespace imagelab
