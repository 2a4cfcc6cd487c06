#include "core/models/clip_text.h"

#include <gtest/gtest.h>

#include "tests/support/naive.h"
#include "tests/support/small_models.h"

namespace imagelab {
namespace {

TEST(ClipText, TracesOnlyWhatIsAskedFor) {
    const ClipTextConfig config = test::small_models()[0].text_encoder;
    Graph graph;
    trace_clip_text(graph, config, 1, 5);
    ASSERT_EQ(graph.outputs.size(), 1u);
    EXPECT_EQ(graph.outputs[0].name, "hidden_states." + std::to_string(config.layers - 1));
    const auto names = naive::weight_names(graph);
    EXPECT_TRUE(names.contains("text_model.encoder.layers." + std::to_string(config.layers - 2) + ".mlp.fc1.weight"));
    EXPECT_FALSE(names.contains("text_model.encoder.layers." + std::to_string(config.layers - 1) + ".mlp.fc1.weight"));
    EXPECT_FALSE(names.contains("text_model.final_layer_norm.weight"));
}

TEST(ClipText, RefusesMoreTokensThanPositions) {
    Graph graph;
    EXPECT_THROW(trace_clip_text(graph, ClipTextConfig{}, 1, 78), Error);
}

}  // namespace
}  // namespace imagelab
