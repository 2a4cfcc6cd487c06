#pragma once
#include <dnnl.hpp>
#include <memory>

#include "core/graph/graph.h"

namespace imagelab::bench {

// The same work with nothing around it: oneDNN's best primitive for the shape, memory allocated, ready to run.
class RawOneDnn {
  public:
    explicit RawOneDnn(const dnnl::engine& engine) : engine_(engine), stream_(engine) {}

    // [rows, k] x [k, n] + bias
    void linear(int64_t rows, int64_t k, int64_t n, DType dtype);
    // NHWC x [n, c, kh, kw] + bias
    void conv2d(const Shape& x, const Shape& y, const op::Conv2d& conv, DType dtype);
    // q k^T, softmax, times v over all heads at once, as a framework without a fused kernel does it
    void attention(int64_t batch, int64_t heads, int64_t queries, int64_t keys, int64_t head, DType dtype);
    void run();

  private:
    struct Step {
        dnnl::primitive primitive;
        std::unordered_map<int, dnnl::memory> arguments;
    };
    dnnl::memory filled(const dnnl::memory::desc& desc);

    dnnl::engine engine_;
    dnnl::stream stream_;
    std::vector<Step> steps_;
};

}  // namespace imagelab::bench
