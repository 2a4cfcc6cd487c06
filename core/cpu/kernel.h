#pragma once
// One node made ready to run: its primitive or kernel, the weights it wants in which layout, its scratch.
#include <dnnl.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/cpu/conv_chains.h"
#include "core/cpu/simd/int8.h"
#include "core/cpu/simd/kernels.h"
#include "core/device/device.h"
#include "core/graph/passes.h"

namespace imagelab::cpu {

// A weight and the layout a primitive wants it in. `plain` describes the stacked tensor as it is in the file (row-major torch order) in the
// primitive's logical axes; equal to `packed` where no reordering is needed.
struct WeightSlot {
    WeightRef ref;
    dnnl::memory::desc plain, packed;
    bool in_place = false;  // used where it lies in the file
    std::optional<Int8Weight> int8 = {};  // rounded to 8 bits; `packed` are its bytes
};

// Where everything of a program lies once it is loaded.
struct Frame {
    const Schedule& schedule;
    const ArenaPlan& plan;
    std::byte* arena;
    dnnl::engine engine;
    dnnl::stream stream;
    int threads;

    std::byte* at(ValueId id) const { return arena + plan.offset[schedule.storage(id)]; }
};

class Kernel {
  public:
    virtual ~Kernel() = default;
    // Called once, when memory and packed weights (in the order of `weights`) are in place.
    virtual void prepare(const Frame& frame, ValueId node, std::byte* scratch, const std::vector<const std::byte*>& packed) = 0;
    virtual void run() = 0;

    std::vector<WeightSlot> weights;
    int64_t scratch_bytes = 0;
};

// A kernel whose work is a function made when pointers are known.
class FunctionKernel final : public Kernel {
  public:
    using Maker =
        std::function<std::function<void()>(const Frame&, ValueId, std::byte* scratch, const std::vector<const std::byte*>& packed)>;
    explicit FunctionKernel(Maker maker) : maker_(std::move(maker)) {}
    void prepare(const Frame& frame, ValueId node, std::byte* scratch, const std::vector<const std::byte*>& packed) override {
        work_ = maker_(frame, node, scratch, packed);
    }
    void run() override { work_(); }

  private:
    Maker maker_;
    std::function<void()> work_;
};

struct Lowering {
    const Graph& graph;
    ValueId id;
    const dnnl::engine& engine;
    int threads;
    bool in_place = false;             // see CompileOptions::weights_in_place
    const ConvChain* chain = nullptr;  // of a convolution, beside its node
    bool int8 = false;                 // see CompileOptions::int8; of nodes that run each step
    const Node& node() const { return graph.nodes[id]; }
    const Node& operand(size_t i) const { return graph.nodes[node().inputs[i]]; }
};

// One per op family; nullptr means that there is nothing to run.
std::unique_ptr<Kernel> lower_linear(const Lowering&, const op::Linear&);
std::unique_ptr<Kernel> lower_matmul(const Lowering&, const op::MatMul&);
std::unique_ptr<Kernel> lower_conv2d_transposed(const Lowering&, const op::Conv2d&);
std::unique_ptr<Kernel> lower_conv2d(const Lowering&, const op::Conv2d&);
std::unique_ptr<Kernel> lower_group_norm(const Lowering&, const op::GroupNorm&);
std::unique_ptr<Kernel> lower_group_norm_grad(const Lowering&, const op::GroupNormGrad&);
std::unique_ptr<Kernel> lower_layer_norm_grad(const Lowering&, const op::LayerNormGrad&);
std::unique_ptr<Kernel> lower_attention_grad(const Lowering&, const op::AttentionGrad&);
std::unique_ptr<Kernel> lower_unary_grad(const Lowering&, const op::UnaryGrad&);
std::unique_ptr<Kernel> lower_upsample_grad(const Lowering&, const op::UpsampleNearestGrad&);
std::unique_ptr<Kernel> lower_layer_norm(const Lowering&, const op::LayerNorm&);
std::unique_ptr<Kernel> lower_attention(const Lowering&, const op::Attention&);
std::unique_ptr<Kernel> lower_unary(const Lowering&, const op::UnaryOp&);
std::unique_ptr<Kernel> lower_binary(const Lowering&, const op::BinaryOp&);
std::unique_ptr<Kernel> lower_affine(const Lowering&, const op::Affine&);
std::unique_ptr<Kernel> lower_embedding(const Lowering&, const op::Embedding&);
std::unique_ptr<Kernel> lower_take_row(const Lowering&, const op::TakeRow&);
std::unique_ptr<Kernel> lower_sinusoid(const Lowering&, const op::Sinusoid&);
std::unique_ptr<Kernel> lower_concat(const Lowering&, const op::Concat&);
std::unique_ptr<Kernel> lower_slice(const Lowering&, const op::Slice&);
std::unique_ptr<Kernel> lower_permute(const Lowering&, const op::Permute&);
std::unique_ptr<Kernel> lower_reduce(const Lowering&, const op::Reduce&);
std::unique_ptr<Kernel> lower_map(const Lowering&, const op::MapOp&);
std::unique_ptr<Kernel> lower_softmax(const Lowering&, const op::Softmax&);
std::unique_ptr<Kernel> lower_pool(const Lowering&, const op::Pool&);
std::unique_ptr<Kernel> lower_gather(const Lowering&, const op::Gather&);
std::unique_ptr<Kernel> lower_to_index(const Lowering&, const op::ToIndex&);
std::unique_ptr<Kernel> lower_resample(const Lowering&, const op::Resample&);
std::unique_ptr<Kernel> lower_upsample(const Lowering&, const op::UpsampleNearest&);
std::unique_ptr<Kernel> lower_weight(const Lowering&, const op::Weight&);
std::unique_ptr<Kernel> lower(const Lowering&);

dnnl::memory::data_type data_type(DType dtype);  // throws Error for a dtype oneDNN lacks here
dnnl::memory::dims nchw(const Shape& nhwc);      // the order of axes that oneDNN counts in, whatever lies how
Type simd_type(DType dtype);
WeightSlot plain_slot(const WeightRef& ref, DType dtype);  // as it is in the file, converted to dtype
// What a linear and a convolution have in common: x, a packed weight, perhaps a bias, and an epilogue.
struct MatrixLayout {
    dnnl::memory::desc src, dst, bias, factor;  // bias f32; factor as dst, or one row of it
    Unary activation = Unary::none;
};
// act(x) * factor + residual behind a matrix product; fills post-op arguments in that order.
dnnl::post_ops epilogue(const Node& node, const MatrixLayout& layout);

// A oneDNN primitive with its arguments.
struct ReadyPrimitive {
    dnnl::primitive primitive;
    std::unordered_map<int, dnnl::memory> arguments;
    void run(dnnl::stream& stream) const { primitive.execute(stream, arguments); }
};
ReadyPrimitive matrix_primitive(const dnnl::primitive& primitive, const dnnl::primitive_desc_base& descriptor, const MatrixLayout& layout,
                                const Frame& frame, ValueId id, const Node& node, std::byte* scratch,
                                const std::vector<const std::byte*>& packed);

}  // namespace imagelab::cpu
