#include "core/weights/tensor_view.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"

namespace imagelab {
namespace {

// Consecutive elements of another source.
class PartSource final : public TensorSource {
  public:
    PartSource(std::shared_ptr<const TensorSource> whole, int64_t whole_count, int64_t first, int64_t count)
        : whole_(std::move(whole)), whole_count_(whole_count), first_(first), count_(count) {}
    void read(int64_t first, int64_t count, float* target) const override { whole_->read(first_ + first, count, target); }
    size_t stored_bytes() const override { return share(whole_->stored_bytes(), first_ + count_) - share(whole_->stored_bytes(), first_); }
    std::vector<std::span<const std::byte>> in_file() const override {
        std::vector<std::span<const std::byte>> parts = whole_->in_file();
        for (auto& part : parts) {
            const size_t begin = share(part.size(), first_);
            part = part.subspan(begin, share(part.size(), first_ + count_) - begin);
        }
        return parts;
    }
    void release(int64_t first, int64_t count) const override { whole_->release(first_ + first, count); }
    std::string storage() const override { return whole_->storage(); }

  private:
    size_t share(size_t bytes, int64_t elements) const {
        return static_cast<size_t>(static_cast<double>(bytes) * static_cast<double>(elements) / static_cast<double>(whole_count_));
    }

    std::shared_ptr<const TensorSource> whole_;
    int64_t whole_count_, first_, count_;
};

}  // namespace

std::string TensorSource::storage() const {
    return {};
}

TensorView rows_of(const TensorView& view, int64_t first, int64_t rows) {
    const int64_t whole = element_count(view.shape), row = view.shape.at(0) > 0 ? whole / view.shape[0] : 0;
    if (view.transposed || first < 0 || rows < 0 || first + rows > view.shape[0])
        throw Error("[rows_of] rows " + std::to_string(first) + " to " + std::to_string(first + rows) + " of " + shape_text(view.shape));
    TensorView part = view;
    part.shape[0] = rows;
    if (view.source) {
        part.source = std::make_shared<PartSource>(view.source, std::max<int64_t>(whole, 1), first * row, rows * row);
    } else {
        part.data += static_cast<size_t>(first * row) * dtype_bytes(view.dtype);
    }
    return part;
}

std::string storage_name(const TensorView& view) {
    const std::string own = view.source ? view.source->storage() : "";
    return own.empty() ? std::string(dtype_name(view.dtype)) : own;
}

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
