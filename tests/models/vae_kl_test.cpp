// The autoencoder against diffusers, node by node on the naive reference.
#include "core/models/vae_kl.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/small_models.h"

namespace imagelab {
namespace {

void expect_decoded(const test::SmallModel& model, const std::string& number) {
    const auto golden = test::read_components(model.name);
    const auto latents = test::to_nhwc(golden.at("vae/" + number + "/latents"));
    Graph graph;
    trace_vae_decoder(graph, model.vae, static_cast<int>(latents.shape[0]), static_cast<int>(latents.shape[1]),
                      static_cast<int>(latents.shape[2]));
    const auto image = naive::evaluate(graph, {{"latents", latents}}, test::read_weights(model.name, "vae")).at("image");
    EXPECT_LE(test::relative_error(test::to_nchw(image), golden.at("vae/" + number + "/decoded")), 1e-5) << model.name << " " << number;
}

void expect_encoded(const test::SmallModel& model, const std::string& number) {
    const auto golden = test::read_components(model.name);
    const auto picture = test::to_nhwc(golden.at("vae/" + number + "/picture"));
    ASSERT_EQ(picture.shape[0], 1);
    Graph graph;
    trace_vae_encoder(graph, model.vae, 1, static_cast<int>(picture.shape[1]), static_cast<int>(picture.shape[2]));
    const auto moments = test::to_nchw(naive::evaluate(graph, {{"image", picture}}, test::read_weights(model.name, "vae")).at("moments"));
    Shape half = moments.shape;
    half[1] /= 2;
    const auto middle = moments.values.begin() + element_count(half);
    EXPECT_LE(test::relative_error({half, {moments.values.begin(), middle}}, golden.at("vae/" + number + "/mean")), 1e-5) << model.name;
    EXPECT_LE(test::relative_error({half, {middle, moments.values.end()}}, golden.at("vae/" + number + "/logvar")), 1e-5) << model.name;
}

TEST(VaeKl, EqualsDiffusers) {
    for (const auto& model : test::small_models()) {
        for (const char* number : {"0", "1"}) {
            expect_decoded(model, number);
            expect_encoded(model, number);
        }
    }
}

TEST(VaeKl, ReadsEveryWeightOfTheFile) {
    for (const auto& model : test::small_models()) {
        Graph graph;
        trace_vae_decoder(graph, model.vae, 1, 2, 2);
        auto names = naive::weight_names(graph);
        Graph encoder;
        trace_vae_encoder(encoder, model.vae, 1, 16, 16);
        names.merge(naive::weight_names(encoder));
        std::set<std::string> expected;
        for (const auto& [name, tensor] : test::read_weights(model.name, "vae")) expected.insert(name);
        EXPECT_EQ(names, expected) << model.name;
    }
}

TEST(VaeKl, RefusesAnImageThatDoesNotDivide) {
    Graph graph;
    EXPECT_THROW(trace_vae_encoder(graph, VaeConfig{}, 1, 64, 60), Error);
}

}  // namespace
}  // namespace imagelab
