#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab::ops {

Tensor embedding(Tensor ids, const std::string& name, int64_t entries, int64_t width) {
    require(ids.shape().size() == 2 && ids.dtype() == DType::i32, "embedding",
            "ids " + text(ids) + " " + std::string(dtype_name(ids.dtype())) + ", table " + shape_text({entries, width}) +
                ": expected ids i32 [b, t]");
    Graph& graph = *ids.graph();
    return append(graph, op::Embedding{whole(name + ".weight", {entries, width})}, {ids}, {ids.dim(0), ids.dim(1), width}, graph.compute);
}

Tensor take_row(Tensor x, Tensor index) {
    require(
        x.shape().size() == 3 && index.shape() == Shape{x.dim(0)} && index.dtype() == DType::i32, "take_row",
        "x " + text(x) + ", index " + text(index) + " " + std::string(dtype_name(index.dtype())) + ": expected x [b, t, c], index i32 [b]");
    return append(*x.graph(), op::TakeRow{}, {x, index}, {x.dim(0), x.dim(2)}, x.dtype());
}

Tensor sinusoid(Tensor x, int width, bool flip_sin_to_cos, float freq_shift) {
    require(!x.shape().empty() && x.dtype() == DType::f32 && width > 0 && width % 2 == 0, "sinusoid",
            "x " + text(x) + " " + std::string(dtype_name(x.dtype())) + " to width " + std::to_string(width) +
                ": expected f32 and an even width");
    require(static_cast<float>(width / 2) > freq_shift, "sinusoid", "x " + text(x) + ": the frequency shift must be below half the width");
    Shape shape = x.shape();
    shape.push_back(width);
    return append(*x.graph(), op::Sinusoid{width, flip_sin_to_cos, freq_shift}, {x}, std::move(shape), DType::f32);
}

}  // namespace imagelab::ops
