#include "core/weights/tensor_view.h"

#include "core/base/error.h"

namespace imagelab {

std::string WeightMap::damage() const {
    return {};
}

bool WeightMap::is_current() const {
    return true;
}

const TensorView* WeightMap::find(const std::string& name) const {
    const auto found = tensors_.find(name);
    return found == tensors_.end() ? nullptr : &found->second;
}

const TensorView& WeightMap::at(const std::string& name, const Shape& expected) const {
    const TensorView* view = find(name);
    if (!view) throw Error(source_ + ": tensor \"" + name + "\" is missing, expected shape " + shape_text(expected));
    if (view->shape != expected) {
        throw Error(source_ + ": tensor \"" + name + "\" has shape " + shape_text(view->shape) + ", expected " + shape_text(expected));
    }
    const DType dtype = view->dtype;
    if (dtype != DType::f32 && dtype != DType::f16 && dtype != DType::bf16 && dtype != DType::f64) {
        throw Error(source_ + ": tensor \"" + name + "\" is stored as " + std::string(dtype_name(dtype)) +
                    ", expected f32, f16, bf16 or f64");
    }
    return *view;
}

}  // namespace imagelab
