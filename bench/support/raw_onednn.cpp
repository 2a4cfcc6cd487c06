#include "bench/support/raw_onednn.h"

#include <cmath>
#include <cstring>

namespace imagelab::bench {

using dnnl::memory;
using tag = memory::format_tag;

namespace {

memory::data_type type_of(DType dtype) {
    return dtype == DType::f32 ? memory::data_type::f32 : memory::data_type::bf16;
}

}  // namespace

// Small positive and negative numbers in either dtype; what they are does not matter, that they are no zeros does.
memory RawOneDnn::filled(const memory::desc& desc) {
    memory result(desc, engine_);
    auto* words = static_cast<uint16_t*>(result.get_data_handle());
    for (size_t i = 0; i < desc.get_size() / 2; ++i)
        words[i] = static_cast<uint16_t>(0x3c00u + (i * 2654435761u >> 24 & 0x7fu) + (i % 3 == 0 ? 0x8000u : 0u));
    return result;
}

void RawOneDnn::linear(int64_t rows, int64_t k, int64_t n, DType dtype) {
    const auto type = type_of(dtype);
    const memory::desc x({rows, k}, type, tag::ab), w({k, n}, type, tag::any), bias({1, n}, memory::data_type::f32, tag::ab),
        y({rows, n}, type, tag::ab);
    const dnnl::matmul::primitive_desc desc(dnnl::matmul::desc(x, w, bias, y), engine_);
    steps_.push_back({dnnl::matmul(desc),
                      {{DNNL_ARG_SRC, filled(x)},
                       {DNNL_ARG_WEIGHTS, filled(desc.weights_desc())},
                       {DNNL_ARG_BIAS, filled(bias)},
                       {DNNL_ARG_DST, filled(y)}}});
}

void RawOneDnn::conv2d(const Shape& x, const Shape& y, const op::Conv2d& conv, DType dtype) {
    const auto type = type_of(dtype);
    const auto nhwc = [&](const Shape& s) { return memory::desc({s[0], s[3], s[1], s[2]}, type, tag::nhwc); };
    const memory::desc w(conv.weight.shape, type, tag::any), bias({conv.weight.shape[0]}, memory::data_type::f32, tag::a);
    const memory::dims strides{conv.stride, conv.stride}, before{conv.pad_top, conv.pad_left}, behind{conv.pad_bottom, conv.pad_right};
    const dnnl::convolution_forward::desc desc(dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct, nhwc(x), w, bias,
                                               nhwc(y), strides, before, behind);
    const dnnl::convolution_forward::primitive_desc best(desc, engine_);
    steps_.push_back({dnnl::convolution_forward(best),
                      {{DNNL_ARG_SRC, filled(nhwc(x))},
                       {DNNL_ARG_WEIGHTS, filled(best.weights_desc())},
                       {DNNL_ARG_BIAS, filled(bias)},
                       {DNNL_ARG_DST, filled(nhwc(y))}}});
}

void RawOneDnn::attention(int64_t batch, int64_t heads, int64_t queries, int64_t keys, int64_t head, DType dtype) {
    const auto type = type_of(dtype);
    const int64_t width = heads * head;
    // Heads lie side by side in a row; k is read as its transpose.
    const memory::desc q({batch, heads, queries, head}, type, {queries * width, head, width, 1}),
        k({batch, heads, head, keys}, type, {keys * width, head, 1, width});
    const memory::desc v({batch, heads, keys, head}, type, {keys * width, head, width, 1}),
        scores({batch, heads, queries, keys}, type, tag::abcd);
    dnnl::primitive_attr scaled;
    scaled.set_output_scales(0, {1.0f / std::sqrt(static_cast<float>(head))});
    const dnnl::matmul::primitive_desc first(dnnl::matmul::desc(q, k, scores), scaled, engine_),
        second(dnnl::matmul::desc(scores, v, q), engine_);
    const dnnl::softmax_forward::primitive_desc softmax(dnnl::softmax_forward::desc(dnnl::prop_kind::forward_inference, scores, 3),
                                                        engine_);
    const memory s = filled(scores), out = filled(q);
    steps_.push_back({dnnl::matmul(first), {{DNNL_ARG_SRC, filled(q)}, {DNNL_ARG_WEIGHTS, filled(k)}, {DNNL_ARG_DST, s}}});
    steps_.push_back({dnnl::softmax_forward(softmax), {{DNNL_ARG_SRC, s}, {DNNL_ARG_DST, s}}});
    steps_.push_back({dnnl::matmul(second), {{DNNL_ARG_SRC, s}, {DNNL_ARG_WEIGHTS, filled(v)}, {DNNL_ARG_DST, out}}});
}

void RawOneDnn::run() {
    for (const Step& step : steps_) step.primitive.execute(stream_, step.arguments);
    stream_.wait();
}

}  // namespace imagelab::bench
