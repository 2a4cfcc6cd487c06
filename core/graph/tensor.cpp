#include "core/graph/tensor.h"

namespace imagelab {

int64_t Tensor::dim(int axis) const {
    const Shape& extents = shape();
    const int rank = static_cast<int>(extents.size());
    if (axis < -rank || axis >= rank) throw Error("[tensor] axis " + std::to_string(axis) + " of a value of shape " + shape_text(extents));
    return extents[axis < 0 ? axis + rank : axis];
}

}  // namespace imagelab
