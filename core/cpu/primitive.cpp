#include "core/cpu/kernel.h"

namespace imagelab::cpu {

using dnnl::algorithm;
using dnnl::memory;

memory::dims nchw(const Shape& nhwc) {
    return {nhwc[0], nhwc[3], nhwc[1], nhwc[2]};
}

memory::data_type data_type(DType dtype) {
    switch (dtype) {
        case DType::f32:
            return memory::data_type::f32;
        case DType::bf16:
            return memory::data_type::bf16;
        case DType::i32:
            return memory::data_type::s32;
        default:
            throw Error("[cpu] no arithmetic in " + std::string(dtype_name(dtype)) + ": choose bf16 or f32");
    }
}

Type simd_type(DType dtype) {
    return data_type(dtype) == memory::data_type::f32 ? Type::f32 : Type::bf16;
}

WeightSlot plain_slot(const WeightRef& ref, DType dtype) {
    memory::dims strides(ref.shape.size(), 1);
    for (size_t i = ref.shape.size() - 1; i > 0; --i) strides[i - 1] = strides[i] * ref.shape[i];
    const memory::desc desc(ref.shape, data_type(dtype), strides);
    return {ref, desc, desc};
}

namespace {

void append_activation(dnnl::post_ops& ops, Unary kind) {
    switch (kind) {
        case Unary::none:
            return;
        case Unary::silu:
            return ops.append_eltwise(1.0f, algorithm::eltwise_swish, 1.0f, 0.0f);
        case Unary::quick_gelu:
            return ops.append_eltwise(1.0f, algorithm::eltwise_swish, 1.702f, 0.0f);
        case Unary::gelu_erf:
            return ops.append_eltwise(1.0f, algorithm::eltwise_gelu_erf, 0.0f, 0.0f);
        case Unary::gelu_tanh:
            return ops.append_eltwise(1.0f, algorithm::eltwise_gelu_tanh, 0.0f, 0.0f);
        // A slope of 0 takes another path in oneDNN, which turns NaN into 0.
        case Unary::relu:
            return ops.append_eltwise(1.0f, algorithm::eltwise_relu, 1e-30f, 0.0f);
        case Unary::sigmoid:
            return ops.append_eltwise(1.0f, algorithm::eltwise_logistic, 0.0f, 0.0f);
        case Unary::tanh:
            return ops.append_eltwise(1.0f, algorithm::eltwise_tanh, 0.0f, 0.0f);
    }
}

}  // namespace

dnnl::post_ops epilogue(const Node& node, const MatrixLayout& layout) {
    dnnl::post_ops ops;
    append_activation(ops, layout.activation);
    if (node.factor != no_value) ops.append_binary(algorithm::binary_mul, layout.factor);
    if (node.residual != no_value) ops.append_binary(algorithm::binary_add, layout.dst);
    return ops;
}

ReadyPrimitive matrix_primitive(const dnnl::primitive& primitive, const dnnl::primitive_desc_base& descriptor, const MatrixLayout& layout,
                                const Frame& frame, ValueId id, const Node& node, std::byte* scratch,
                                const std::vector<const std::byte*>& packed) {
    ReadyPrimitive ready{primitive, {}};
    const auto bind = [&](int argument, const memory::desc& desc, const std::byte* data) {
        ready.arguments.emplace(argument, memory(desc, frame.engine, const_cast<std::byte*>(data)));
    };
    bind(DNNL_ARG_SRC, layout.src, frame.at(node.inputs[0]));
    bind(DNNL_ARG_WEIGHTS, descriptor.query_md(dnnl::query::weights_md, 0), packed[0]);
    bind(DNNL_ARG_DST, layout.dst, frame.at(id));
    bind(DNNL_ARG_SCRATCHPAD, descriptor.query_md(dnnl::query::scratchpad_md, 0), scratch);
    if (packed.size() > 1) bind(DNNL_ARG_BIAS, layout.bias, packed[1]);
    int position = layout.activation == Unary::none ? 0 : 1;  // of the post-op, as epilogue() orders them
    for (const auto& [operand, desc] : {std::pair(node.factor, &layout.factor), std::pair(node.residual, &layout.dst)}) {
        if (operand != no_value) bind(DNNL_ARG_ATTR_MULTIPLE_POST_OP(position++) | DNNL_ARG_SRC_1, *desc, frame.at(operand));
    }
    return ready;
}

std::unique_ptr<Kernel> lower(const Lowering& lowering) {
    struct Visitor {
        const Lowering& lowering;
        std::unique_ptr<Kernel> operator()(const op::Input&) const { return nullptr; }
        std::unique_ptr<Kernel> operator()(const op::Reshape&) const { return nullptr; }
        std::unique_ptr<Kernel> operator()(const op::Constant&) const { return nullptr; }  // written once, when the program is loaded
        std::unique_ptr<Kernel> operator()(const op::Weight& o) const { return lower_weight(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::Linear& o) const { return lower_linear(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::MatMul& o) const { return lower_matmul(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::Conv2d& o) const { return lower_conv2d(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::GroupNorm& o) const { return lower_group_norm(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::LayerNorm& o) const { return lower_layer_norm(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::GroupNormGrad& o) const { return lower_group_norm_grad(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::LayerNormGrad& o) const { return lower_layer_norm_grad(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::AttentionGrad& o) const { return lower_attention_grad(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::UnaryGrad& o) const { return lower_unary_grad(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::UpsampleNearestGrad& o) const { return lower_upsample_grad(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::UnaryOp& o) const { return lower_unary(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::BinaryOp& o) const { return lower_binary(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::Affine& o) const { return lower_affine(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::Attention& o) const { return lower_attention(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::Embedding& o) const { return lower_embedding(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::TakeRow& o) const { return lower_take_row(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::Sinusoid& o) const { return lower_sinusoid(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::Concat& o) const { return lower_concat(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::Slice& o) const { return lower_slice(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::Permute& o) const { return lower_permute(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::Reduce& o) const { return lower_reduce(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::MapOp& o) const { return lower_map(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::Softmax& o) const { return lower_softmax(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::Pool& o) const { return lower_pool(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::Gather& o) const { return lower_gather(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::ToIndex& o) const { return lower_to_index(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::Resample& o) const { return lower_resample(lowering, o); }
        std::unique_ptr<Kernel> operator()(const op::UpsampleNearest& o) const { return lower_upsample(lowering, o); }
    };
    return std::visit(Visitor{lowering}, lowering.node().op);
}

}  // namespace imagelab::cpu
