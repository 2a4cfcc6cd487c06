#include "core/cpu/kernel.h"

namespace imagelab::cpu {
namespace {

using dnnl::memory;

// `matrices` matrices of rows x columns, that lie turned where `turned`.
memory::desc matrices_of(int64_t matrices, int64_t rows, int64_t columns, bool turned, memory::data_type type) {
    const int64_t row = turned ? 1 : columns, column = turned ? rows : 1;
    return memory::desc({matrices, rows, columns}, type, memory::dims{rows * columns, row, column});
}

class MatMul final : public Kernel {
  public:
    MatMul(const Lowering& lowering, const op::MatMul& op) {
        const Shape &y = lowering.node().shape, &a = lowering.operand(0).shape, &b = lowering.operand(1).shape;
        const int64_t m = y[y.size() - 2], n = y.back(), k = a[a.size() - (op.transpose_a ? 2 : 1)];
        const auto type = data_type(lowering.node().dtype);
        a_ = matrices_of(element_count(a) / (m * k), m, k, op.transpose_a, type);
        b_ = matrices_of(element_count(b) / (k * n), k, n, op.transpose_b, type);
        y_ = matrices_of(element_count(y) / (m * n), m, n, false, type);
        dnnl::primitive_attr attributes;
        attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
        descriptor_ = dnnl::matmul::primitive_desc(dnnl::matmul::desc(a_, b_, y_), attributes, lowering.engine);
        scratch_bytes = static_cast<int64_t>(descriptor_.scratchpad_desc().get_size());
    }

    void prepare(const Frame& frame, ValueId id, std::byte* scratch, const std::vector<const std::byte*>&) override {
        const Node& node = frame.schedule.graph.nodes[id];
        const auto bound = [&](const memory::desc& desc, std::byte* data) { return memory(desc, frame.engine, data); };
        stream_ = frame.stream;
        ready_ = {dnnl::matmul(descriptor_),
                  {{DNNL_ARG_SRC, bound(a_, frame.at(node.inputs[0]))},
                   {DNNL_ARG_WEIGHTS, bound(b_, frame.at(node.inputs[1]))},
                   {DNNL_ARG_DST, bound(y_, frame.at(id))},
                   {DNNL_ARG_SCRATCHPAD, bound(descriptor_.scratchpad_desc(), scratch)}}};
    }

    void run() override { ready_.run(stream_); }

  private:
    memory::desc a_, b_, y_;
    dnnl::matmul::primitive_desc descriptor_;
    ReadyPrimitive ready_;
    dnnl::stream stream_;
};

}  // namespace

std::unique_ptr<Kernel> lower_matmul(const Lowering& lowering, const op::MatMul& op) {
    return std::make_unique<MatMul>(lowering, op);
}

}  // namespace imagelab::cpu
