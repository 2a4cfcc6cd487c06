#pragma once
// The kernel table: small graphs, each run on every device in every dtype it offers and compared with the naive reference.
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "core/device/device.h"
#include "core/ops/ops.h"
#include "tests/support/naive.h"

namespace imagelab::test {

// Numbers spread evenly over [mean - spread, mean + spread].
struct Fill {
    float mean = 0, spread = 1;
};

// A graph under construction with the values of its inputs and weights, all exact in the dtype it computes in.
class KernelCase {
  public:
    explicit KernelCase(DType compute) { graph.compute = compute; }

    Tensor input(Shape shape, Fill fill = {}, Rate rate = Rate::step);  // f32
    Tensor ids(Shape shape, int64_t below, Rate rate = Rate::step);     // i32 in [0, below)
    void weigh(const std::string& name, Shape shape, Fill fill = {});
    void weigh_rest();  // values for every weight that the graph names whole and that has none yet

    Node& node(Tensor x) { return graph.nodes[x.id()]; }
    std::vector<float>& values(Tensor x) { return inputs.at(std::get<op::Input>(node(x).op).name).values; }

    Graph graph;
    naive::Tensors inputs, weights;

  private:
    naive::HostTensor draw(Shape shape, Fill fill);
    std::mt19937 random_{1};
};

struct KernelRow {
    std::string name;
    std::function<Tensor(KernelCase&)> build;
    double f32 = 1e-5, bf16 = 6e-3;  // allowed error, relative to the largest expected magnitude
};

// Runs each row: first on NaN everywhere, so that no stale byte can be taken for a value, then on its inputs, then again for the same
// bits. What is NaN or infinite in the reference is so on the device, and nothing else is.
void expect_reference(const std::vector<KernelRow>& rows);

// Writes every input of a graph, integers as such.
void write_inputs(Program& program, const Graph& graph, const naive::Tensors& inputs);

// The largest difference over the largest expected magnitude of finite values; infinite where others differ.
double kernel_error(const std::vector<float>& actual, const std::vector<float>& expected);

size_t different_bits(const std::vector<float>& actual, const std::vector<float>& expected);

}  // namespace imagelab::test
