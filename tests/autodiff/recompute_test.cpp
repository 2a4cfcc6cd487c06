// What is computed anew on the way back: the same bits on every device, in less memory.
#include "core/autodiff/recompute.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "core/autodiff/reverse.h"
#include "core/graph/passes.h"
#include "core/ops/ops.h"
#include "tests/support/devices.h"
#include "tests/support/host_weights.h"

namespace imagelab {
namespace {

constexpr int layers = 12;

// A chain of products and activations with a value that goes across half of it; the gradients of each layer's factor.
struct Chain {
    Graph graph;
    ValueId loss = no_value;
    std::map<std::string, Shape> shapes;
};

Chain chain() {
    Chain made;
    made.graph.name = "chain";
    const auto given = [&](const std::string& name, Shape shape) {
        made.shapes[name] = shape;
        return ops::input(made.graph, name, shape, DType::f32, Rate::step);
    };
    Tensor x = given("x", {64, 32}), across = x;
    std::vector<Tensor> factors;
    for (int i = 0; i < layers; ++i) {
        factors.push_back(given("w" + std::to_string(i), {32, 32}));
        x = ops::silu(ops::matmul(x, factors.back()));
        x = ops::mul(x, x);
        if (i == 2) across = x;
        if (i == 9) x = ops::add(x, across);
    }
    const Tensor ones = ops::constant(made.graph, {32, 1}, std::vector<float>(32, 1.0f));
    const Tensor rows = ops::constant(made.graph, {1, 64}, std::vector<float>(64, 1.0f));
    const Tensor loss = ops::reshape(ops::matmul(rows, ops::matmul(x, ones)), {1});
    made.loss = loss.id();
    ops::output(made.graph, "loss", loss);
    const std::vector<Tensor> found = gradients(loss, factors);
    for (int i = 0; i < layers; ++i) ops::output(made.graph, "d" + std::to_string(i), found[static_cast<size_t>(i)]);
    fuse(made.graph, false);
    return made;
}

int64_t arena_of(const Graph& graph) {
    const Schedule scheduled = schedule(graph);
    return plan_arena(scheduled, std::vector<int64_t>(scheduled.graph.nodes.size(), 0)).bytes;
}

std::map<std::string, std::vector<float>> computed(Device& device, const Graph& graph, const Chain& chain) {
    const auto program = device.compile(graph, {.fuse = false});
    const auto bank = device.make_bank(std::make_shared<test::HostWeights>(naive::Tensors()));
    program->load(*bank, {}, {});
    std::mt19937 random(5);
    std::normal_distribution<float> normal(0, 0.3f);
    for (const auto& [name, shape] : chain.shapes) {
        std::vector<float> values(static_cast<size_t>(element_count(shape)));
        for (float& value : values) value = normal(random);
        program->write(name, std::span<const float>(values));
    }
    program->run({});
    std::map<std::string, std::vector<float>> outputs;
    for (const Graph::Output& output : graph.outputs) outputs[output.name] = program->read(output.name);
    return outputs;
}

TEST(Recomputation, GivesTheSameBitsInLessMemory) {
    const Chain made = chain();
    const std::vector<RecomputeSegment> all = recompute_segments(made.graph, made.loss, 6);
    ASSERT_GT(all.size(), 3u);
    for (size_t i = 0; i < all.size(); ++i) {
        EXPECT_GT(all[i].bytes, 0);
        EXPECT_GT(all[i].flops, 0);
        EXPECT_LT(all[i].begin, all[i].end);
        EXPECT_TRUE(i == 0 || all[i - 1].end <= all[i].begin);
    }
    const std::vector<RecomputeSegment> some(all.begin(), all.begin() + 2);
    const Graph half = with_recomputation(made.graph, made.loss, some), whole = with_recomputation(made.graph, made.loss, all);
    EXPECT_LT(arena_of(half), arena_of(made.graph));
    EXPECT_LT(arena_of(whole), arena_of(half));
    EXPECT_EQ(with_recomputation(made.graph, made.loss, {}).nodes.size(),
              static_cast<size_t>(std::count_if(made.graph.nodes.begin(), made.graph.nodes.end(), [](const Node& n) { return !n.dead; })));
    for (const auto& device : test::test_devices()) {
        SCOPED_TRACE(device->info().id);
        const auto expected = computed(*device, made.graph, made);
        EXPECT_NE(expected.at("d0")[0], 0);
        EXPECT_EQ(computed(*device, half, made), expected);
        EXPECT_EQ(computed(*device, whole, made), expected);
    }
}

}  // namespace
}  // namespace imagelab
