#pragma once
// Copies of graphs with something beside their layers.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/graph/tensor.h"

namespace imagelab {

constexpr std::string_view layer_weight = ".weight";  // behind a layer's name

// The layer of a weight that is named as layers name theirs; empty: of none.
std::string layer_of_weight(const WeightRef& weight);
// The layer's name where it is a whole, plain linear layer; empty elsewhere.
std::string linear_layer(const Node& node);

// A copy of a graph in which values may stand for others.
class Rewrite {
  public:
    explicit Rewrite(const Graph& source);

    // `branch` gives the value that stands for a node's copy: the copy itself, or one made from it.
    Graph run(const std::function<Tensor(const Node& node, Tensor copy)>& branch);
    Graph& graph() { return made_; }
    // What a copy is made of.
    Tensor operand(Tensor copy) { return at(made_.nodes[copy.id()].inputs[0]); }

  private:
    Tensor at(ValueId id) { return Tensor(&made_, id); }
    ValueId copy(Node node);

    const Graph& source_;
    Graph made_;
    std::vector<ValueId> renamed_;
};

}  // namespace imagelab
