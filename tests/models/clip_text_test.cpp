// CLIP's text encoder against transformers, node by node on the naive reference.
#include "core/models/clip_text.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/golden.h"
#include "tests/support/small_models.h"

namespace imagelab {
namespace {

// The first position of the highest id of each row: the end token.
naive::HostTensor end_positions(const naive::HostTensor& ids) {
    naive::HostTensor positions{{ids.shape[0]}, {}};
    for (auto row = ids.values.begin(); row != ids.values.end(); row += ids.shape[1]) {
        positions.values.push_back(static_cast<float>(std::max_element(row, row + ids.shape[1]) - row));
    }
    return positions;
}

// Row i of x's first axis.
naive::HostTensor row(const naive::HostTensor& x, int64_t i) {
    const int64_t size = element_count(x.shape) / x.shape[0];
    return {Shape(x.shape.begin() + 1, x.shape.end()), {x.values.begin() + i * size, x.values.begin() + (i + 1) * size}};
}

void expect_equal(const test::SmallModel& model, const std::string& component, const ClipTextConfig& config) {
    const auto golden = test::read_components(model.name);
    const auto& ids = golden.at(component + "/ids");
    Graph graph;
    trace_clip_text(graph, config, static_cast<int>(ids.shape[0]), static_cast<int>(ids.shape[1]), HiddenStates::all);
    const auto outputs = naive::evaluate(graph, {{"ids", ids}, {"eos", end_positions(ids)}}, test::read_weights(model.name, component));

    const auto& hidden_states = golden.at(component + "/hidden_states");
    ASSERT_EQ(hidden_states.shape[0], config.layers + 1);
    for (int i = 0; i <= config.layers; ++i) {
        const auto& value = outputs.at("hidden_states." + std::to_string(i));
        EXPECT_LE(test::relative_error(value, row(hidden_states, i)), 1e-5) << model.name << " " << component << " layer " << i;
    }
    ASSERT_EQ(outputs.contains("pooled"), config.projection_width > 0);
    if (config.projection_width == 0) return;
    EXPECT_LE(test::relative_error(outputs.at("pooled"), golden.at(component + "/pooled")), 1e-5) << model.name << " " << component;
}

TEST(ClipText, EqualsTransformers) {
    for (const auto& model : test::small_models()) {
        expect_equal(model, "text_encoder", model.text_encoder);
        expect_equal(model, "text_encoder_2", model.text_encoder_2);
    }
}

TEST(ClipText, TracesOnlyWhatIsAskedFor) {
    const ClipTextConfig config = test::small_models()[0].text_encoder;
    Graph graph;
    trace_clip_text(graph, config, 1, 5);
    ASSERT_EQ(graph.outputs.size(), 1u);
    EXPECT_EQ(graph.outputs[0].name, "hidden_states." + std::to_string(config.layers - 1));
    const auto names = naive::weight_names(graph);
    EXPECT_FALSE(names.contains("text_model.final_layer_norm.weight"));
    EXPECT_FALSE(names.contains("text_model.encoder.layers." + std::to_string(config.layers - 1) + ".mlp.fc1.weight"));
}

TEST(ClipText, RefusesMoreTokensThanPositions) {
    Graph graph;
    EXPECT_THROW(trace_clip_text(graph, ClipTextConfig{}, 1, 78), Error);
}

}  // namespace
}  // namespace imagelab
