// Every network of the small models against diffusers and transformers, node by node on the naive reference.
#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/network_cases.h"

namespace imagelab {
namespace {

TEST(Models, EqualDiffusersAndTransformers) {
    for (const test::NetworkCase& network : test::network_cases()) {
        const auto outputs = naive::evaluate(network.graph, network.inputs, test::read_weights(network.model, network.component));
        EXPECT_EQ(outputs.size(), network.expected.size()) << network.name;
        for (const auto& [name, value] : outputs)
            EXPECT_LE(test::relative_error(value, network.expected.at(name)), 3e-6) << network.name << " " << name;
    }
}

// A misspelt or forgotten layer shows even where its weights happen to do little.
TEST(Models, ReadEveryWeightOfUnetAndVae) {
    for (const auto& model : test::small_models()) {
        for (const std::string component : {"unet", "vae"}) {
            std::set<std::string> read, present;
            for (const test::NetworkCase& network : test::network_cases()) {
                if (network.model == model.name && network.component == component) read.merge(naive::weight_names(network.graph));
            }
            for (const auto& [name, tensor] : test::read_weights(model.name, component)) present.insert(name);
            EXPECT_EQ(read, present) << model.name << " " << component;
        }
    }
}

}  // namespace
}  // namespace imagelab
