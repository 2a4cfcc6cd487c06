#include <string_view>
#include <utility>

#include "core/cpu/kernel.h"

namespace imagelab::cpu {
namespace {

using dnnl::memory;
using tag = memory::format_tag;

class Conv2d final : public Kernel {
  public:
    Conv2d(const Lowering& lowering, const op::Conv2d& op) {
        layout_.activation = op.activation;
        const Node& node = lowering.node();
        const Shape& x = lowering.operand(0).shape;
        const Shape& w = op.weight.shape;
        const auto type = data_type(node.dtype);
        layout_.src = memory::desc(nchw(x), type, tag::nhwc);
        layout_.dst = memory::desc(nchw(node.shape), type, tag::nhwc);
        // Groups are an axis of their own, in front.
        const memory::dims grouped{op.groups, w[0] / op.groups, w[1], w[2], w[3]};
        const memory::desc any = op.groups == 1 ? memory::desc(w, type, tag::any) : memory::desc(grouped, type, tag::any);
        const memory::desc in_file = op.groups == 1 ? memory::desc(w, type, tag::abcd) : memory::desc(grouped, type, tag::abcde);
        layout_.bias = memory::desc({w[0]}, memory::data_type::f32, tag::a);
        const memory::dims strides{op.stride, op.column_stride()}, gaps{op.dilation_y - 1, op.dilation_x - 1},
            before{op.pad_top, op.pad_left}, behind{op.pad_bottom, op.pad_right};
        constexpr auto kind = dnnl::prop_kind::forward_inference;
        constexpr auto algorithm = dnnl::algorithm::convolution_direct;
        const auto desc =
            op.bias.empty() ? dnnl::convolution_forward::desc(kind, algorithm, layout_.src, any, layout_.dst, strides, gaps, before, behind)
                            : dnnl::convolution_forward::desc(kind, algorithm, layout_.src, any, layout_.bias, layout_.dst, strides, gaps,
                                                              before, behind);
        Node primitive = node;
        descriptor_ = describe(desc, primitive, lowering.engine);
        // oneDNN 2.6's GEMM convolution (chosen for odd channels without AVX2) reads the operand of a binary post-op as if it were NCHW.
        if (node.residual != no_value && std::string_view(descriptor_.impl_info_str()).find("gemm") != std::string_view::npos) {
            adds_residual_ = true;
            primitive.residual = no_value;
            descriptor_ = describe(desc, primitive, lowering.engine);
        }
        weights.push_back({op.weight, in_file, descriptor_.weights_desc()});
        if (!op.bias.empty()) weights.push_back(plain_slot(op.bias, DType::f32));
        scratch_bytes = static_cast<int64_t>(descriptor_.scratchpad_desc().get_size());
    }

    void prepare(const Frame& frame, ValueId id, std::byte* scratch, const std::vector<const std::byte*>& packed) override {
        Node node = frame.schedule.graph.nodes[id];
        stream_ = frame.stream;
        if (adds_residual_) {
            const std::byte* residual = frame.at(std::exchange(node.residual, no_value));
            const int64_t channels = node.shape.back(), pixels = element_count(node.shape) / channels;
            add_ = [=, y = frame.at(id), type = simd_type(node.dtype)] {
                simd().combine(Combine::add, y, residual, y, type, pixels, channels, 1, pixels, 1, false);
            };
        }
        ready_ = matrix_primitive(dnnl::convolution_forward(descriptor_), descriptor_, layout_, frame, id, node, scratch, packed);
    }

    void run() override {
        ready_.run(stream_);
        if (add_) add_();
    }

  private:
    dnnl::convolution_forward::primitive_desc describe(const dnnl::convolution_forward::desc& desc, const Node& node,
                                                       const dnnl::engine& engine) const {
        dnnl::primitive_attr attributes;
        attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
        attributes.set_post_ops(epilogue(node, layout_));
        return {desc, attributes, engine};
    }

    bool adds_residual_ = false;  // after the primitive
    std::function<void()> add_;
    MatrixLayout layout_;
    dnnl::convolution_forward::primitive_desc descriptor_;
    ReadyPrimitive ready_;
    dnnl::stream stream_;
};

}  // namespace

std::unique_ptr<Kernel> lower_conv2d(const Lowering& lowering, const op::Conv2d& op) {
    if (op.transposed) return lower_conv2d_transposed(lowering, op);
    return std::make_unique<Conv2d>(lowering, op);
}

}  // namespace imagelab::cpu
