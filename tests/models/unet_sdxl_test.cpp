#include "core/models/unet_sdxl.h"

#include <gtest/gtest.h>

#include "tests/support/naive.h"

namespace imagelab {
namespace {

TEST(UnetSdxl, BaseHasThePublishedSize) {
    Graph graph;
    trace_unet(graph, UnetConfig{}, 2, 128, 128, 77);
    EXPECT_EQ(naive::parameter_count(graph), 2567463684);
}

TEST(UnetSdxl, RefusesListsOfDifferentLengths) {
    UnetConfig config;
    config.heads = {5, 10};
    Graph graph;
    EXPECT_THROW(trace_unet(graph, config, 1, 8, 8, 77), Error);
}

}  // namespace
}  // namespace imagelab
