// SDXL's UNet against diffusers, node by node on the naive reference.
#include "core/models/unet_sdxl.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/small_models.h"

namespace imagelab {
namespace {

std::set<std::string> names_of(const naive::Tensors& tensors) {
    std::set<std::string> names;
    for (const auto& [name, tensor] : tensors) names.insert(name);
    return names;
}

// Case 0 and 2 have odd sides: an up block grows to the size of its skip.
void expect_noise(const std::string& number) {
    for (const auto& model : test::small_models()) {
        const auto golden = test::read_components(model.name);
        const auto weights = test::read_weights(model.name, "unet");
        const std::string prefix = "unet/" + number + "/";
        const auto latents = test::to_nhwc(golden.at(prefix + "sample"));
        const int batch = static_cast<int>(latents.shape[0]);
        naive::Tensors inputs{{"latents", latents}, {"context", golden.at("unet/context")}};
        inputs["timestep"] = {{batch}, std::vector<float>(batch, golden.at(prefix + "timestep").values.at(0))};
        inputs["pooled"] = golden.at(prefix + "pooled");
        inputs["time_ids"] = golden.at(prefix + "time_ids");

        Graph graph;
        trace_unet(graph, model.unet, batch, static_cast<int>(latents.shape[1]), static_cast<int>(latents.shape[2]), 77);
        EXPECT_EQ(naive::weight_names(graph), names_of(weights)) << model.name;
        const auto noise = naive::evaluate(graph, inputs, weights).at("noise");
        EXPECT_LE(test::relative_error(test::to_nchw(noise), golden.at(prefix + "output")), 1e-5) << model.name << " " << number;
    }
}

TEST(UnetSdxl, EqualsDiffusers) {
    for (const char* number : {"0", "1", "2"}) expect_noise(number);
}

TEST(UnetSdxl, BaseHasThePublishedSize) {
    Graph graph;
    trace_unet(graph, UnetConfig{}, 2, 128, 128, 77);
    int64_t parameters = 0;
    for (const Node& node : graph.nodes) {
        const auto count = [&](const WeightRef& weight) { parameters += weight.empty() ? 0 : element_count(weight.shape); };
        if (const auto* linear = std::get_if<op::Linear>(&node.op)) count(linear->weight), count(linear->bias);
        if (const auto* conv = std::get_if<op::Conv2d>(&node.op)) count(conv->weight), count(conv->bias);
        if (const auto* norm = std::get_if<op::GroupNorm>(&node.op)) count(norm->gamma), count(norm->beta);
        if (const auto* norm = std::get_if<op::LayerNorm>(&node.op)) count(norm->gamma), count(norm->beta);
    }
    EXPECT_EQ(parameters, 2567463684);
}

TEST(UnetSdxl, RefusesListsOfDifferentLengths) {
    UnetConfig config;
    config.heads = {5, 10};
    Graph graph;
    EXPECT_THROW(trace_unet(graph, config, 1, 8, 8, 77), Error);
}

}  // namespace
}  // namespace imagelab
