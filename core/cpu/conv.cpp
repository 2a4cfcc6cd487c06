#include <string_view>
#include <utility>

#include "core/cpu/int8.h"
#include "core/cpu/kernel.h"

namespace imagelab::cpu {
namespace {

using dnnl::memory;
using tag = memory::format_tag;

class Conv2d final : public Kernel {
  public:
    Conv2d(const Lowering& lowering, const op::Conv2d& op) {
        if (lowering.chain != nullptr) steps_ = lowering.chain->steps;
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
        if ((node.residual != no_value || !steps_.empty()) &&
            std::string_view(descriptor_.impl_info_str()).find("gemm") != std::string_view::npos) {
            adds_residual_ = node.residual != no_value;
            primitive.residual = no_value;
            std::swap(steps_, steps_behind_);
            descriptor_ = describe(desc, primitive, lowering.engine);
        }
        weights.push_back({op.weight, in_file, descriptor_.weights_desc()});
        if (!op.bias.empty()) weights.push_back(plain_slot(op.bias, DType::f32));
        scratch_bytes = static_cast<int64_t>(descriptor_.scratchpad_desc().get_size());
    }

    void prepare(const Frame& frame, ValueId id, std::byte* scratch, const std::vector<const std::byte*>& packed) override {
        Node node = frame.schedule.graph.nodes[id];
        stream_ = frame.stream;
        const int64_t count = element_count(node.shape);
        const auto type = simd_type(node.dtype);
        std::byte* const y = frame.at(id);
        if (adds_residual_) {
            const std::byte* residual = frame.at(std::exchange(node.residual, no_value));
            const int64_t channels = node.shape.back(), pixels = element_count(node.shape) / channels;
            behind_.emplace_back([=] { simd().combine(Combine::add, y, residual, y, type, pixels, channels, 1, pixels, 1, false); });
        }
        for (const ConvChain::Step& step : steps_behind_) {
            const std::byte* other = step.kind == ConvStep::Kind::add ? frame.at(node.inputs[step.input]) : nullptr;
            switch (step.kind) {
                case ConvStep::Kind::leaky:
                    behind_.emplace_back([=] { simd().map(Mapped::leaky_relu, step.factor, 0, y, y, type, count); });
                    break;
                case ConvStep::Kind::scale:
                    behind_.emplace_back([=] { simd().affine(step.factor, 0, y, y, type, count); });
                    break;
                case ConvStep::Kind::clip:
                    behind_.emplace_back([=] { simd().map(Mapped::clip, step.factor, step.most, y, y, type, count); });
                    break;
                case ConvStep::Kind::add:
                    behind_.emplace_back([=] { simd().combine(Combine::add, y, other, y, type, 1, count, 1, 1, 1, false); });
            }
        }
        ready_ = matrix_primitive(dnnl::convolution_forward(descriptor_), descriptor_, layout_, frame, id, node, scratch, packed);
        int position = (layout_.activation == Unary::none ? 0 : 1) + (node.residual == no_value ? 0 : 1);
        for (const ConvChain::Step& step : steps_) {
            if (step.kind == ConvStep::Kind::add) {
                ready_.arguments.emplace(DNNL_ARG_ATTR_MULTIPLE_POST_OP(position) | DNNL_ARG_SRC_1,
                                         memory(layout_.dst, frame.engine, frame.at(node.inputs[step.input])));
            }
            ++position;
        }
    }

    void run() override {
        ready_.run(stream_);
        for (const auto& step : behind_) step();
    }

  private:
    dnnl::convolution_forward::primitive_desc describe(const dnnl::convolution_forward::desc& desc, const Node& node,
                                                       const dnnl::engine& engine) const {
        dnnl::primitive_attr attributes;
        attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
        dnnl::post_ops ops = epilogue(node, layout_);
        for (const ConvChain::Step& step : steps_) {
            // As in append_activation(), a slope of 0 would turn NaN into 0.
            const float slope = step.factor == 0 ? 1e-30f : step.factor;
            if (step.kind == ConvStep::Kind::leaky) ops.append_eltwise(1.0f, dnnl::algorithm::eltwise_relu, slope, 0.0f);
            if (step.kind == ConvStep::Kind::scale) ops.append_eltwise(1.0f, dnnl::algorithm::eltwise_linear, step.factor, 0.0f);
            // Where a bound meets NaN, it is the bound that is left.
            if (step.kind == ConvStep::Kind::clip) ops.append_eltwise(1.0f, dnnl::algorithm::eltwise_clip, step.factor, step.most);
            if (step.kind == ConvStep::Kind::add) ops.append_binary(dnnl::algorithm::binary_add, layout_.dst);
        }
        attributes.set_post_ops(ops);
        dnnl::convolution_forward::primitive_desc found(desc, attributes, engine);
        // Matrix units read several pixels of few channels at once: a NaN would reach beyond its window.
        constexpr int narrow = 16;
        while (layout_.src.dims()[1] < narrow && std::string_view(found.impl_info_str()).find("amx") != std::string_view::npos &&
               found.next_impl()) {
        }
        return found;
    }

    std::vector<ConvChain::Step> steps_, steps_behind_;  // within the primitive, and behind it
    bool adds_residual_ = false;                         // behind the primitive
    std::vector<std::function<void()>> behind_;
    MatrixLayout layout_;
    dnnl::convolution_forward::primitive_desc descriptor_;
    ReadyPrimitive ready_;
    dnnl::stream stream_;
};

// By the processor's matrix units.
class TiledConv final : public Kernel {
  public:
    TiledConv(const Lowering& lowering, const op::Conv2d& op) : chain_(*lowering.chain), threads_(lowering.threads) {
        const Node& node = lowering.node();
        conv_.height = node.shape[1], conv_.width = node.shape[2], conv_.outputs = node.shape[3];
        conv_.wide = node.dtype == DType::f32;
        conv_.split = chain_.split;
        for (size_t i = 0; i < chain_.pictures; ++i) conv_.channels.push_back(lowering.operand(i).shape[3]);
        const auto type = chain_.split ? memory::data_type::f32 : memory::data_type::bf16;
        weights.push_back(
            {op.weight, memory::desc(op.weight.shape, type, tag::abcd), memory::desc(op.weight.shape, type, tag::OhwI16i16o2i)});
        if (!op.bias.empty()) weights.push_back(plain_slot(op.bias, DType::f32));
        scratch_bytes = static_cast<int64_t>(conv_.scratch_bytes(threads_));
    }

    void prepare(const Frame& frame, ValueId id, std::byte* scratch, const std::vector<const std::byte*>& packed) override {
        const Node& node = frame.schedule.graph.nodes[id];
        pictures_.clear(), steps_.clear();
        for (size_t i = 0; i < chain_.pictures; ++i) pictures_.push_back(frame.at(node.inputs[i]));
        for (const ConvChain::Step& step : chain_.steps)
            steps_.push_back({step.kind, step.factor, step.most, step.kind == ConvStep::Kind::add ? frame.at(node.inputs[step.input]) : nullptr});
        weight_ = packed[0];
        bias_ = packed.size() > 1 ? reinterpret_cast<const float*>(packed[1]) : nullptr;
        y_ = frame.at(id), scratch_ = scratch;
    }

    void run() override { tile_conv(conv_, pictures_, weight_, bias_, steps_, y_, scratch_, threads_); }

  private:
    ConvChain chain_;
    int threads_;
    TileConv conv_;
    std::vector<const void*> pictures_;
    std::vector<ConvStep> steps_;
    const std::byte* weight_ = nullptr;
    const float* bias_ = nullptr;
    std::byte *y_ = nullptr, *scratch_ = nullptr;
};

}  // namespace

std::unique_ptr<Kernel> lower_conv2d(const Lowering& lowering, const op::Conv2d& op) {
    if (op.transposed) return lower_conv2d_transposed(lowering, op);
    if (lowering.int8 && multiplies_in_int8(lowering.graph, lowering.id)) return lower_conv2d_int8(lowering, op);
    if (lowering.chain != nullptr && lowering.chain->tiled) return std::make_unique<TiledConv>(lowering, op);
    return std::make_unique<Conv2d>(lowering, op);
}

}  // namespace imagelab::cpu
