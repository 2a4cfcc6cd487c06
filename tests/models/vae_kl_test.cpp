#include "core/models/vae_kl.h"

#include <gtest/gtest.h>

#include "tests/support/naive.h"

namespace imagelab {
namespace {

TEST(VaeKl, BaseHasThePublishedSize) {
    Graph decoder, encoder;
    trace_vae_decoder(decoder, VaeConfig{}, 1, 128, 128);
    trace_vae_encoder(encoder, VaeConfig{}, 1, 1024, 1024);
    EXPECT_EQ(naive::parameter_count(decoder), 49490199);
    EXPECT_EQ(naive::parameter_count(encoder), 34163664);
}

TEST(VaeKl, RefusesAnImageThatDoesNotDivide) {
    Graph graph;
    EXPECT_THROW(trace_vae_encoder(graph, VaeConfig{}, 1, 64, 60), Error);
}

}  // namespace
}  // namespace imagelab
