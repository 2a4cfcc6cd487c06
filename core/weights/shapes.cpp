#include "core/weights/shapes.h"

#include "core/base/error.h"

namespace imagelab {
namespace {

constexpr int64_t largest_extent = 1 << 24;

}  // namespace

bool Shapes::any(const std::string& prefix) const {
    const auto it = weights_.tensors().lower_bound(prefix);
    return it != weights_.tensors().end() && it->first.starts_with(prefix);
}

int Shapes::count(const std::string& list) const {
    int found = 0;
    while (any(list + '.' + std::to_string(found) + '.')) ++found;
    return found;
}

int Shapes::extent(const std::string& name, size_t rank, size_t axis) const {
    const Shape& shape = view(name).shape;
    if (shape.size() != rank)
        fail("tensor \"" + name + "\" has shape " + shape_text(shape) + ", expected " + std::to_string(rank) + " dimensions");
    if (shape[axis] < 1 || shape[axis] > largest_extent) fail("tensor \"" + name + "\" has the impossible shape " + shape_text(shape));
    return static_cast<int>(shape[axis]);
}

void Shapes::fail(const std::string& why) const {
    throw Error(weights_.source() + ": " + why);
}

const TensorView& Shapes::view(const std::string& name) const {
    const TensorView* found = weights_.find(name);
    if (!found) fail("tensor \"" + name + "\" is missing");
    return *found;
}

}  // namespace imagelab
