// The passes change what a graph costs, never what it computes.
#include "core/graph/passes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/models/unet_sdxl.h"
#include "tests/support/golden.h"
#include "tests/support/network_cases.h"

namespace imagelab {
namespace {

TEST(Passes, FusedAndScheduledNetworksGiveTheSameValues) {
    for (const test::NetworkCase& network : test::network_cases()) {
        const auto weights = test::read_weights(network.model, network.component);
        const auto plain = naive::evaluate(network.graph, network.inputs, weights);
        Graph fused = network.graph;
        fuse(fused);
        const auto outputs = naive::evaluate(schedule(fused).graph, network.inputs, weights);
        ASSERT_EQ(outputs.size(), plain.size());
        for (const auto& [name, value] : plain)
            EXPECT_LE(test::relative_error(outputs.at(name), value), 1e-6) << network.name << " " << name;
    }
}

template <class Kind>
int count(const Graph& graph) {
    int found = 0;
    for (const Node& node : graph.nodes) found += !node.dead && std::holds_alternative<Kind>(node.op);
    return found;
}

TEST(Passes, NothingElementwiseIsLeftInSdxl) {
    Graph graph;
    graph.compute = DType::bf16;
    trace_unet(graph, UnetConfig{}, 2, 64, 64, 77);
    const int matrices = count<op::Linear>(graph);
    fuse(graph);
    EXPECT_EQ(count<op::Slice>(graph), 0);
    EXPECT_EQ(count<op::BinaryOp>(graph), 0);
    EXPECT_EQ(count<op::UnaryOp>(graph), 1);  // SiLU of the summed time embedding
    // 70 transformer blocks: q, k, v in one, k, v of the text in one, the gated layer in two.
    EXPECT_EQ(count<op::Linear>(graph), matrices - 70 * (2 + 1) + 70);
}

TEST(Passes, WhatDependsOnThePromptAloneRunsOncePerPrompt) {
    Graph graph;
    trace_unet(graph, UnetConfig{}, 1, 16, 16, 77);
    fuse(graph);
    const Schedule plan = schedule(graph);
    int before = 0;
    for (size_t i = 0; i < plan.graph.nodes.size(); ++i) {
        const auto* linear = std::get_if<op::Linear>(&plan.graph.nodes[i].op);
        if (linear == nullptr || linear->weight.parts[0].name.find("attn2.to_k") == std::string::npos) continue;
        EXPECT_LT(i, plan.first_step_node) << linear->weight.parts[0].name;
        ++before;
    }
    EXPECT_EQ(before, 70);
}

// Replays a plan on an arena whose cells remember who wrote them last: nobody may find another's bytes in place of an operand.
class Replay {
  public:
    Replay(const Schedule& schedule, const ArenaPlan& plan, const std::vector<int64_t>& scratch)
        : schedule_(schedule), plan_(plan), scratch_(scratch), writer_(plan.bytes, no_value) {}

    void write(ValueId id) {
        const Node& node = schedule_.graph.nodes[id];
        fill(plan_.offset[id], element_count(node.shape) * static_cast<int64_t>(dtype_bytes(node.dtype)), id);
    }
    void run(size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i) {
            const Node& node = schedule_.graph.nodes[i];
            const auto id = static_cast<ValueId>(i);
            if (std::holds_alternative<op::Input>(node.op) || schedule_.storage(id) != id) continue;
            if (scratch_[i] > 0) fill(plan_.scratch_offset[i], scratch_[i], -2);
            write(id);
            for (ValueId operand : node.inputs) expect_intact(operand, id);
            if (node.residual != no_value) expect_intact(node.residual, id);
            if (node.factor != no_value) expect_intact(node.factor, id);
        }
    }
    void expect_intact(ValueId operand, ValueId reader) {
        const ValueId owner = schedule_.storage(operand);
        const Node& node = schedule_.graph.nodes[owner];
        const int64_t bytes = element_count(node.shape) * static_cast<int64_t>(dtype_bytes(node.dtype));
        const auto begin = writer_.begin() + plan_.offset[owner];
        ASSERT_TRUE(std::all_of(begin, begin + bytes, [&](ValueId writer) { return writer == owner; }))
            << "%" << reader << " reads overwritten bytes of %" << owner;
    }

  private:
    void fill(int64_t begin, int64_t bytes, ValueId id) {
        ASSERT_GE(begin, 0);
        ASSERT_LE(begin + bytes, plan_.bytes);
        std::fill(writer_.begin() + begin, writer_.begin() + begin + bytes, id);
    }

    const Schedule& schedule_;
    const ArenaPlan& plan_;
    const std::vector<int64_t>& scratch_;
    std::vector<ValueId> writer_;  // by byte
};

TEST(Passes, ArenaKeepsEveryValueUntilItsLastReader) {
    for (const test::NetworkCase& network : test::network_cases()) {
        Graph graph = network.graph;
        fuse(graph);
        const Schedule plan = schedule(graph);
        std::vector<int64_t> scratch(plan.graph.nodes.size());
        for (size_t i = 0; i < scratch.size(); ++i) scratch[i] = i % 5 == 0 ? 1000 + 37 * static_cast<int64_t>(i) : 0;
        const ArenaPlan arena = plan_arena(plan, scratch);
        Replay replay(plan, arena, scratch);
        for (ValueId input : plan.graph.inputs) replay.write(input);
        const size_t end = plan.graph.nodes.size();
        replay.run(0, plan.first_step_node);
        for (int step = 0; step < 2; ++step) {
            replay.run(plan.first_step_node, end);
            for (const Graph::Output& output : plan.graph.outputs) replay.expect_intact(output.value, output.value);
        }
        if (HasFatalFailure()) FAIL() << network.name;
    }
}

}  // namespace
}  // namespace imagelab
