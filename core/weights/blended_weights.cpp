#include "core/weights/blended_weights.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/weights/convert.h"
#include "core/weights/quoted_name.h"

namespace imagelab {
namespace {

struct Part {
    std::shared_ptr<const WeightMap> weights;  // own the view
    TensorView view;
    float share;
};

class BlendedTensor final : public TensorSource {
  public:
    BlendedTensor(std::string name, std::vector<Part> parts) : name_(std::move(name)), parts_(std::move(parts)) {
        const Shape& shape = parts_.front().view.shape;
        rows_ = shape.empty() ? 1 : shape[0];
        columns_ = rows_ > 0 ? element_count(shape) / rows_ : 0;
    }

    void read(int64_t first, int64_t count, float* target) const override {
        if (count == 0) return;
        const int64_t begin = first / columns_, end = (first + count - 1) / columns_ + 1;
        std::vector<float> rows(static_cast<size_t>((end - begin) * columns_)), sum(rows.size());
        for (const Part& part : parts_) {
            if (!read_rows(part.view, begin, end, rows.data())) throw Error(not_finite(name_, part.view, part.weights->source()).message);
            for (size_t i = 0; i < sum.size(); ++i) sum[i] += part.share * rows[i];
        }
        std::copy_n(sum.data() + (first - begin * columns_), count, target);
    }

    size_t stored_bytes() const override {
        size_t bytes = 0;
        for (const Part& part : parts_) bytes += part.view.bytes();
        return bytes;
    }

    std::vector<std::span<const std::byte>> in_file() const override {
        std::vector<std::span<const std::byte>> found;
        for (const Part& part : parts_) {
            const auto spans = part.view.source ? part.view.source->in_file() : std::vector{std::span(part.view.data, part.view.bytes())};
            found.insert(found.end(), spans.begin(), spans.end());
        }
        return found;
    }

    void release(int64_t first, int64_t count) const override {
        for (const Part& part : parts_) {
            if (part.view.source) {
                part.view.source->release(first, count);
            } else if (!part.view.transposed) {
                TensorView read = part.view;
                read.data += static_cast<size_t>(first) * dtype_bytes(read.dtype);
                read.shape = {count};
                part.weights->release(read);
            } else if (first + count == rows_ * columns_) {
                part.weights->release(part.view);
            }
        }
    }

  private:
    std::string name_;
    std::vector<Part> parts_;
    int64_t rows_ = 1, columns_ = 0;
};

bool has_fractions(const TensorView& view) {
    return view.source || view.dtype == DType::f16 || view.dtype == DType::bf16 || view.dtype == DType::f32 || view.dtype == DType::f64;
}

}  // namespace

BlendedWeights::BlendedWeights(std::vector<Share> shares) : shares_(std::move(shares)) {
    const WeightMap& first = *shares_.front().weights;
    source_ = first.source();
    tensors_ = first.tensors();
    for (auto& [name, view] : tensors_) {
        if (!has_fractions(view)) continue;
        std::vector<Part> parts;
        for (const auto& [weights, share] : shares_) {
            const TensorView& other = weights->at(name, view.shape);
            if (share != 0) parts.push_back({weights, other, static_cast<float>(share)});
        }
        if (parts.empty()) throw Error("[blend] all shares are 0");
        if (parts.size() == 1 && parts.front().share == 1) {
            view = parts.front().view;
            continue;
        }
        const DType dtype = view.dtype == DType::f64 ? DType::f32 : view.dtype;
        view = {.dtype = dtype, .shape = view.shape, .source = std::make_shared<BlendedTensor>(name, std::move(parts))};
    }
}

void BlendedWeights::release(const TensorView& view) const {
    if (view.source) return view.source->release(0, element_count(view.shape));
    for (const auto& [weights, share] : shares_) weights->release(view);  // pages of any file
}

std::string BlendedWeights::damage() const {
    for (const auto& [weights, share] : shares_) {
        if (std::string damage = weights->damage(); !damage.empty()) return damage;
    }
    return {};
}

bool BlendedWeights::is_current() const {
    return std::all_of(shares_.begin(), shares_.end(), [](const Share& share) { return share.weights->is_current(); });
}

}  // namespace imagelab
