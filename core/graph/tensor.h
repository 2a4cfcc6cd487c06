#pragma once
#include "core/graph/graph.h"

namespace imagelab {

// A symbolic value while a model is traced: a node of a graph. Cheap to copy; the graph must outlive it.
class Tensor {
  public:
    Tensor() = default;
    Tensor(Graph* graph, ValueId id) : graph_(graph), id_(id) {}
    explicit operator bool() const { return graph_ != nullptr; }
    const Shape& shape() const { return graph_->nodes[id_].shape; }
    int64_t dim(int axis) const;  // negative axes count from the end
    DType dtype() const { return graph_->nodes[id_].dtype; }
    Graph* graph() const { return graph_; }
    ValueId id() const { return id_; }

  private:
    Graph* graph_ = nullptr;
    ValueId id_ = no_value;
};

}  // namespace imagelab
