#pragma once
// The reference every device and every model is compared with: a graph evaluated node by node with plain loops, stored as f32, summed in
// f64.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/graph/graph.h"

namespace imagelab::naive {

// Integers are held as floats: exact up to 2^24.
struct HostTensor {
    Shape shape;
    std::vector<float> values;
};
using Tensors = std::map<std::string, HostTensor>;

// The outputs of a graph, whose nodes may be fused or dead, from its inputs and the weights it names. Throws Error where an input or
// weight is missing, or its shape is not what the graph expects.
Tensors evaluate(const Graph& graph, const Tensors& inputs, const Tensors& weights);

// Every tensor the live nodes of a graph name, and how many numbers they hold, each use counted.
std::set<std::string> weight_names(const Graph& graph);
int64_t parameter_count(const Graph& graph);

float apply(Unary kind, float x);
float apply(Function kind, float x, float a, float b);
float apply(Binary kind, double a, double b);
float reduced(Reduction kind, const std::vector<float>& x);  // one result, from its values in order
double derivative(Unary kind, float x);                      // NaN stays NaN

}  // namespace imagelab::naive
