#include "core/cpu/int8.h"
#include "core/cpu/kernel.h"
#include "core/cpu/simd/features.h"

namespace imagelab::cpu {
namespace {

using dnnl::memory;
using tag = memory::format_tag;

// x [rows, k] * weight [n, k]^T as a oneDNN matmul, or transposed x [rows, k] * weight [k, n]; the weight is packed the way the primitive
// likes best.
class Linear final : public Kernel {
  public:
    Linear(const Lowering& lowering, const op::Linear& op) {
        layout_.activation = op.activation;
        const Node& node = lowering.node();
        const int64_t n = op.weight.shape[op.transposed ? 1 : 0], k = op.weight.shape[op.transposed ? 0 : 1];
        const int64_t rows = element_count(node.shape) / n;
        const auto type = data_type(node.dtype);
        const tag plain = op.transposed ? tag::ab : tag::ba;  // of [k, n], as the weight is in the file
        layout_.src = memory::desc({rows, k}, type, tag::ab);
        layout_.dst = memory::desc({rows, n}, type, tag::ab);
        layout_.bias = memory::desc({1, n}, memory::data_type::f32, tag::ab);
        const bool one_row = node.factor != no_value && element_count(lowering.graph.nodes[node.factor].shape) == n;
        layout_.factor = memory::desc({one_row ? 1 : rows, n}, type, tag::ab);
        dnnl::primitive_attr attributes;
        attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
        attributes.set_post_ops(epilogue(node, layout_));
        const memory::desc wanted({k, n}, type, lowering.in_place ? plain : tag::any);
        const auto desc = op.bias.empty() ? dnnl::matmul::desc(layout_.src, wanted, layout_.dst)
                                          : dnnl::matmul::desc(layout_.src, wanted, layout_.bias, layout_.dst);
        descriptor_ = dnnl::matmul::primitive_desc(desc, attributes, lowering.engine);
        weights.push_back({op.weight, memory::desc({k, n}, type, plain), descriptor_.weights_desc(), lowering.in_place});
        if (!op.bias.empty()) weights.push_back(plain_slot(op.bias, DType::f32));
        scratch_bytes = static_cast<int64_t>(descriptor_.scratchpad_desc().get_size());
    }

    void prepare(const Frame& frame, ValueId id, std::byte* scratch, const std::vector<const std::byte*>& packed) override {
        const Node& node = frame.schedule.graph.nodes[id];
        stream_ = frame.stream;
        ready_ = matrix_primitive(dnnl::matmul(descriptor_), descriptor_, layout_, frame, id, node, scratch, packed);
    }

    void run() override { ready_.run(stream_); }

  private:
    MatrixLayout layout_;
    dnnl::matmul::primitive_desc descriptor_;
    ReadyPrimitive ready_;
    dnnl::stream stream_;
};

// The same with a weight that is read where it lies, by our own kernel.
std::unique_ptr<Kernel> linear_in_place(const Lowering& lowering, const op::Linear& op) {
    const Node& node = lowering.node();
    const int64_t columns = op.weight.shape[0], depth = op.weight.shape[1], rows = element_count(node.shape) / columns;
    const int threads = lowering.threads;
    const bool one_row = node.factor != no_value && element_count(lowering.graph.nodes[node.factor].shape) == columns;
    auto kernel = std::make_unique<FunctionKernel>(
        [=](const Frame& frame, ValueId id, std::byte* scratch, const std::vector<const std::byte*>& weights) {
            const Node& self = frame.schedule.graph.nodes[id];
            const LinearArgs args{simd_type(self.dtype),
                                  frame.at(self.inputs[0]),
                                  weights[0],
                                  weights.size() > 1 ? reinterpret_cast<const float*>(weights[1]) : nullptr,
                                  static_cast<Activation>(std::get<op::Linear>(self.op).activation),
                                  self.factor != no_value ? frame.at(self.factor) : nullptr,
                                  one_row ? 0 : columns,
                                  self.residual != no_value ? frame.at(self.residual) : nullptr,
                                  frame.at(id),
                                  rows,
                                  depth,
                                  columns,
                                  scratch,
                                  threads};
            return [args] { simd().linear(args); };
        });
    kernel->weights.push_back(plain_slot(op.weight, node.dtype));
    kernel->weights.back().in_place = true;
    if (!op.bias.empty()) kernel->weights.push_back(plain_slot(op.bias, DType::f32));
    kernel->scratch_bytes = simd().linear_scratch(simd_type(node.dtype), rows, depth, threads);
    return kernel;
}

}  // namespace

// oneDNN copies a weight in place anew for every 256 rows of x; with matrix units, or without wide vectors, it is the faster all the same.
std::unique_ptr<Kernel> lower_linear(const Lowering& lowering, const op::Linear& op) {
    if (lowering.int8 && multiplies_in_int8(lowering.graph, lowering.id)) return lower_linear_int8(lowering, op);
    if (lowering.in_place && !op.transposed && isa() != Isa::baseline && !has_amx()) return linear_in_place(lowering, op);
    return std::make_unique<Linear>(lowering, op);
}

}  // namespace imagelab::cpu
