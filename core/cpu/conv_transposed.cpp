#include "core/cpu/kernel.h"

namespace imagelab::cpu {
namespace {

using dnnl::memory;
using tag = memory::format_tag;

// The gradient of a convolution's picture.
class ConvTransposed final : public Kernel {
  public:
    ConvTransposed(const Lowering& lowering, const op::Conv2d& op) {
        const Shape &dx = lowering.node().shape, &dy = lowering.operand(0).shape, &w = op.weight.shape;
        const auto type = data_type(lowering.node().dtype);
        dx_ = memory::desc(nchw(dx), type, tag::nhwc);
        dy_ = memory::desc(nchw(dy), type, tag::nhwc);
        const memory::desc any(w, type, tag::any);
        const memory::dims strides{op.stride, op.stride}, before{op.pad_top, op.pad_left}, behind{op.pad_bottom, op.pad_right};
        constexpr auto algorithm = dnnl::algorithm::convolution_direct;
        const dnnl::convolution_forward::primitive_desc forward(
            {dnnl::prop_kind::forward_training, algorithm, dx_, any, dy_, strides, before, behind}, lowering.engine);
        dnnl::primitive_attr attributes;
        attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
        descriptor_ = dnnl::convolution_backward_data::primitive_desc({algorithm, dx_, any, dy_, strides, before, behind}, attributes,
                                                                      lowering.engine, forward);
        weights.push_back({op.weight, memory::desc(w, type, tag::abcd), descriptor_.weights_desc()});
        scratch_bytes = static_cast<int64_t>(descriptor_.scratchpad_desc().get_size());
    }

    void prepare(const Frame& frame, ValueId id, std::byte* scratch, const std::vector<const std::byte*>& packed) override {
        const Node& node = frame.schedule.graph.nodes[id];
        const auto bound = [&](const memory::desc& desc, const std::byte* data) {
            return memory(desc, frame.engine, const_cast<std::byte*>(data));
        };
        stream_ = frame.stream;
        ready_ = {dnnl::convolution_backward_data(descriptor_),
                  {{DNNL_ARG_DIFF_DST, bound(dy_, frame.at(node.inputs[0]))},
                   {DNNL_ARG_WEIGHTS, bound(descriptor_.weights_desc(), packed[0])},
                   {DNNL_ARG_DIFF_SRC, bound(dx_, frame.at(id))},
                   {DNNL_ARG_SCRATCHPAD, bound(descriptor_.scratchpad_desc(), scratch)}}};
    }

    void run() override { ready_.run(stream_); }

  private:
    memory::desc dx_, dy_;
    dnnl::convolution_backward_data::primitive_desc descriptor_;
    ReadyPrimitive ready_;
    dnnl::stream stream_;
};

}  // namespace

std::unique_ptr<Kernel> lower_conv2d_transposed(const Lowering& lowering, const op::Conv2d& op) {
    return std::make_unique<ConvTransposed>(lowering, op);
}

}  // namespace imagelab::cpu
