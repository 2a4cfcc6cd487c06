// Two networks traced into one graph take their weights from two maps.
#include "core/weights/joined_weights.h"

#include <gtest/gtest.h>

#include "core/cpu/cpu_device.h"
#include "core/ops/ops.h"
#include "tests/support/host_weights.h"

namespace imagelab::test {
namespace {

std::shared_ptr<HostWeights> two_by_two(std::vector<float> values) {
    return std::make_shared<HostWeights>(naive::Tensors{{"proj.weight", {{2, 2}, std::move(values)}}});
}

TEST(JoinedWeights, OneGraphTakesWeightsOfSeveralMaps) {
    const auto joined = std::make_shared<JoinedWeights>(
        std::vector<JoinedWeights::Part>{{"", two_by_two({1, 0, 0, 1})}, {"control.", two_by_two({0, 2, 3, 0})}});
    Graph graph;
    const Tensor x = ops::input(graph, "x", {1, 2}, DType::f32, Rate::step);
    const Tensor own = ops::linear(x, "proj", 2, ops::Bias::no), other = ops::linear(x, "control.proj", 2, ops::Bias::no);
    ops::output(graph, "sum", ops::add(own, other));
    const auto device = make_cpu_device();
    const auto program = device->compile(graph);
    program->load(*device->make_bank(joined), nullptr, {});
    program->write("x", std::vector<float>{10, 1});
    program->run({});
    EXPECT_EQ(program->read("sum"), (std::vector<float>{12, 31}));
}

TEST(JoinedWeights, OneNameIsOneTensor) {
    const std::vector<JoinedWeights::Part> parts{{"", two_by_two({1, 0, 0, 1})}, {"", two_by_two({0, 2, 3, 0})}};
    EXPECT_THROW(JoinedWeights{parts}, Error);
}

}  // namespace
}  // namespace imagelab::test
