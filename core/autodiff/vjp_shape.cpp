#include "core/autodiff/vjp.h"
#include "core/ops/ops.h"

namespace imagelab {

void vjp(Vjp& at, const op::Concat& concat) {
    int64_t begin = 0;
    for (size_t part = 0; part < at.inputs.size(); ++part) {
        const int64_t extent = at.x(part).dim(concat.axis);
        if (at.wants(part)) at.give(part, ops::slice(at.dy, concat.axis, begin, extent));
        begin += extent;
    }
}

void vjp(Vjp& at, const op::Slice& slice) {
    if (at.wants(0)) at.give_part(0, slice.axis, slice.begin, at.dy);
}

void vjp(Vjp& at, const op::Reshape&) {
    if (at.wants(0)) at.give(0, ops::reshape(at.dy, at.x(0).shape()));
}

void vjp(Vjp& at, const op::Permute& permute) {
    if (!at.wants(0)) return;
    std::vector<int> back(permute.axes.size());
    for (size_t i = 0; i < back.size(); ++i) back[static_cast<size_t>(permute.axes[i])] = static_cast<int>(i);
    at.give(0, ops::permute(at.dy, back));
}

// The row's gradient in its place: a column with 1 there, times it.
void vjp(Vjp& at, const op::TakeRow&) {
    if (!at.wants(0)) return;
    const int64_t batch = at.x(0).dim(0), tokens = at.x(0).dim(1), width = at.x(0).dim(2);
    std::vector<float> identity(static_cast<size_t>(tokens * tokens), 0.0f);
    for (int64_t i = 0; i < tokens; ++i) identity[static_cast<size_t>(i * tokens + i)] = 1;
    const Tensor place = ops::gather(ops::constant(*at.y.graph(), {tokens, tokens}, std::move(identity)), at.x(1));
    at.give(0, ops::matmul(ops::reshape(place, {batch, tokens, 1}), ops::reshape(at.dy, {batch, 1, width})));
}

}  // namespace imagelab
