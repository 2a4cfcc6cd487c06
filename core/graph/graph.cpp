#include "core/graph/graph.h"

#include <sstream>

namespace imagelab {
namespace {

struct OpName {
    std::string_view operator()(const op::Input&) const { return "input"; }
    std::string_view operator()(const op::Constant&) const { return "constant"; }
    std::string_view operator()(const op::Weight&) const { return "weight"; }
    std::string_view operator()(const op::Linear&) const { return "linear"; }
    std::string_view operator()(const op::Conv2d&) const { return "conv2d"; }
    std::string_view operator()(const op::GroupNorm&) const { return "group_norm"; }
    std::string_view operator()(const op::LayerNorm&) const { return "layer_norm"; }
    std::string_view operator()(const op::UnaryOp& unary) const { return unary.kind == Unary::none ? "cast" : unary_name(unary.kind); }
    std::string_view operator()(const op::BinaryOp& binary) const { return binary_name(binary.kind); }
    std::string_view operator()(const op::MapOp& map) const { return function_name(map.kind); }
    std::string_view operator()(const op::Softmax&) const { return "softmax"; }
    std::string_view operator()(const op::Pool&) const { return "pool"; }
    std::string_view operator()(const op::Gather&) const { return "gather"; }
    std::string_view operator()(const op::ToIndex&) const { return "to_index"; }
    std::string_view operator()(const op::Resample&) const { return "resample"; }
    std::string_view operator()(const op::Affine&) const { return "affine"; }
    std::string_view operator()(const op::Attention&) const { return "attention"; }
    std::string_view operator()(const op::Embedding&) const { return "embedding"; }
    std::string_view operator()(const op::TakeRow&) const { return "take_row"; }
    std::string_view operator()(const op::Sinusoid&) const { return "sinusoid"; }
    std::string_view operator()(const op::Concat&) const { return "concat"; }
    std::string_view operator()(const op::Slice&) const { return "slice"; }
    std::string_view operator()(const op::Reshape&) const { return "reshape"; }
    std::string_view operator()(const op::Permute&) const { return "permute"; }
    std::string_view operator()(const op::Reduce&) const { return "reduce"; }
    std::string_view operator()(const op::UpsampleNearest&) const { return "upsample_nearest"; }
    std::string_view operator()(const op::MatMul&) const { return "matmul"; }
    std::string_view operator()(const op::GroupNormGrad&) const { return "group_norm_grad"; }
    std::string_view operator()(const op::LayerNormGrad&) const { return "layer_norm_grad"; }
    std::string_view operator()(const op::UnaryGrad&) const { return "unary_grad"; }
    std::string_view operator()(const op::AttentionGrad&) const { return "attention_grad"; }
    std::string_view operator()(const op::UpsampleNearestGrad&) const { return "upsample_nearest_grad"; }
};

std::string weight_text(const char* label, const WeightRef& weight) {
    std::string text;
    for (const WeightPart& part : weight.parts) {
        text += (text.empty() ? std::string(" ") + label + "=" : "|") + part.name;
        if (part.rows >= 0) text += "{" + std::to_string(part.row_begin) + ":" + std::to_string(part.row_begin + part.rows) + "}";
    }
    return text;
}

// The attributes of an op that its name, shape and operands do not tell.
struct Attributes {
    std::ostream& out;

    void activation(Unary kind) const {
        if (kind != Unary::none) out << " then " << unary_name(kind);
    }
    void operator()(const op::Input& input) const {
        out << " \"" << input.name << "\" per " << (input.rate == Rate::prompt ? "prompt" : "step");
    }
    void operator()(const op::Weight& weight) const { out << weight_text("w", weight.weight); }
    void operator()(const op::Linear& linear) const {
        out << weight_text("w", linear.weight) << weight_text("b", linear.bias) << (linear.transposed ? " transposed" : "");
        activation(linear.activation);
    }
    void operator()(const op::Conv2d& conv) const {
        out << weight_text("w", conv.weight) << weight_text("b", conv.bias) << " stride=" << conv.stride << " pad=" << conv.pad_top << ","
            << conv.pad_left << "," << conv.pad_bottom << "," << conv.pad_right << (conv.transposed ? " transposed" : "");
        if (!conv.plain())
            out << " stride_x=" << conv.column_stride() << " dilation=" << conv.dilation_y << "," << conv.dilation_x
                << " groups=" << conv.groups;
        activation(conv.activation);
    }
    void operator()(const op::GroupNorm& norm) const {
        out << weight_text("w", norm.gamma) << weight_text("b", norm.beta) << " groups=" << norm.groups << " eps=" << norm.eps;
        activation(norm.activation);
    }
    void operator()(const op::LayerNorm& norm) const {
        out << weight_text("w", norm.gamma) << weight_text("b", norm.beta) << " eps=" << norm.eps << (norm.centred ? "" : " rms");
    }
    void operator()(const op::GroupNormGrad& norm) const {
        out << weight_text("w", norm.gamma) << " groups=" << norm.groups << " eps=" << norm.eps;
    }
    void operator()(const op::LayerNormGrad& norm) const {
        out << weight_text("w", norm.gamma) << " eps=" << norm.eps << (norm.centred ? "" : " rms");
    }
    void operator()(const op::UnaryGrad& unary) const { out << " of " << unary_name(unary.kind); }
    void operator()(const op::AttentionGrad& attention) const {
        out << " heads=" << attention.heads << " scale=" << attention.scale << (attention.mask == Mask::causal ? " causal" : "");
    }
    void operator()(const op::Affine& affine) const { out << " scale=" << affine.scale << " shift=" << affine.shift; }
    void operator()(const op::Attention& attention) const {
        out << " heads=" << attention.heads << " scale=" << attention.scale << (attention.mask == Mask::causal ? " causal" : "")
            << (attention.counted ? " counted" : "") << (attention.biased ? " biased" : "");
        if (attention.q_column || attention.k_column || attention.v_column) {
            out << " columns=" << attention.q_column << "," << attention.k_column << "," << attention.v_column;
        }
    }
    void operator()(const op::Embedding& embedding) const { out << weight_text("w", embedding.table); }
    void operator()(const op::Sinusoid& sinusoid) const {
        out << (sinusoid.flip_sin_to_cos ? " cos,sin" : " sin,cos") << " shift=" << sinusoid.freq_shift;
    }
    void operator()(const op::Concat& concat) const { out << " axis=" << concat.axis; }
    void operator()(const op::BinaryOp& binary) const {
        if (binary.swapped) out << " swapped";
    }
    void operator()(const op::MapOp& map) const {
        if (map.a != 0 || map.b != 0) out << " a=" << map.a << " b=" << map.b;
    }
    void operator()(const op::Softmax& softmax) const {
        if (softmax.logarithm) out << " log";
    }
    void operator()(const op::Pool& pool) const {
        out << (pool.largest ? " max " : " mean ") << pool.kernel_y << "x" << pool.kernel_x << " stride=" << pool.stride_y << ","
            << pool.stride_x << " pad=" << pool.pad_top << "," << pool.pad_left;
    }
    void operator()(const op::Permute& permute) const {
        for (size_t i = 0; i < permute.axes.size(); ++i) out << (i ? "," : " axes=") << permute.axes[i];
    }
    void operator()(const op::Reduce& reduce) const {
        out << " " << reduction_name(reduce.kind) << " axes=" << reduce.begin << ":" << reduce.end;
    }
    void operator()(const op::MatMul& product) const {
        if (product.transpose_a) out << " a turned";
        if (product.transpose_b) out << " b turned";
    }
    void operator()(const op::Slice& slice) const { out << " axis=" << slice.axis << " begin=" << slice.begin; }
    template <class Plain>
    void operator()(const Plain&) const {}
};

struct WeightsOf {
    std::vector<WeightRef> all;

    void operator()(const op::Weight& op) { all = {op.weight}; }
    void operator()(const op::Linear& op) { all = {op.weight, op.bias}; }
    void operator()(const op::Conv2d& op) { all = {op.weight, op.bias}; }
    void operator()(const op::GroupNorm& op) { all = {op.gamma, op.beta}; }
    void operator()(const op::LayerNorm& op) { all = {op.gamma, op.beta}; }
    void operator()(const op::GroupNormGrad& op) { all = {op.gamma}; }
    void operator()(const op::LayerNormGrad& op) { all = {op.gamma}; }
    void operator()(const op::Embedding& op) { all = {op.table}; }
    template <class Plain>
    void operator()(const Plain&) {}
};

}  // namespace

std::string_view unary_name(Unary kind) {
    constexpr std::string_view names[] = {"none", "silu", "gelu_erf", "gelu_tanh", "quick_gelu", "relu", "sigmoid", "tanh"};
    return names[static_cast<size_t>(kind)];
}

std::string_view binary_name(Binary kind) {
    constexpr std::string_view names[] = {"add", "sub",   "mul",  "div",        "max",  "min", "pow",
                                          "mod", "equal", "less", "less_equal", "keep", "drop"};
    return names[static_cast<size_t>(kind)];
}

std::string_view function_name(Function kind) {
    constexpr std::string_view names[] = {
        "exp",   "log",          "sqrt",       "reciprocal", "abs",    "sign",   "floor",  "ceil", "round",      "trunc",
        "sin",   "cos",          "tan",        "asin",       "acos",   "atan",   "sinh",   "cosh", "asinh",      "acosh",
        "atanh", "erf",          "softplus",   "softsign",   "mish",   "elu",    "selu",   "celu", "leaky_relu", "threshold",
        "clip",  "hard_sigmoid", "hard_swish", "shrink",     "is_nan", "is_inf", "is_zero"};
    return names[static_cast<size_t>(kind)];
}

std::string_view reduction_name(Reduction kind) {
    constexpr std::string_view names[] = {"sum", "mean", "max", "min", "product", "arg_max", "arg_min", "arg_max_last", "arg_min_last"};
    return names[static_cast<size_t>(kind)];
}

std::string_view op_name(const Op& op) {
    return std::visit(OpName{}, op);
}

std::vector<WeightRef> weights_of(const Op& op) {
    WeightsOf weights;
    std::visit(weights, op);
    std::erase_if(weights.all, [](const WeightRef& weight) { return weight.empty(); });
    return weights.all;
}

std::string Graph::text() const {
    std::ostringstream out;
    for (size_t id = 0; id < nodes.size(); ++id) {
        const Node& node = nodes[id];
        if (node.dead) continue;
        out << "%" << id << " = " << op_name(node.op) << " " << shape_text(node.shape) << " " << dtype_name(node.dtype) << " (";
        for (size_t i = 0; i < node.inputs.size(); ++i) out << (i ? ", %" : "%") << node.inputs[i];
        out << ")";
        std::visit(Attributes{out}, node.op);
        if (node.factor != no_value) out << " times %" << node.factor;
        if (node.residual != no_value) out << " plus %" << node.residual;
        out << "\n";
    }
    for (const Output& output : outputs) out << output.name << " = %" << output.value << "\n";
    return out.str();
}

}  // namespace imagelab
