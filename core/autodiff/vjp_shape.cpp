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

}  // namespace imagelab
