#include "core/adapters/patched_source.h"

#include <algorithm>

#include "core/weights/convert.h"

namespace imagelab {

PatchedSource::PatchedSource(std::shared_ptr<const WeightMap> weights, std::string name, const TensorView& base)
    : weights_(std::move(weights)),
      name_(std::move(name)),
      base_(base),
      rows_(base.shape.empty() ? 1 : base.shape[0]),
      columns_(rows_ > 0 ? element_count(base.shape) / rows_ : 0) {}

void PatchedSource::add(Step step) {
    steps_.push_back(std::move(step));
}

size_t PatchedSource::adapter_bytes() const {
    size_t bytes = 0;
    for (const Step& step : steps_) {
        for (const TensorView& part : step.parts) bytes += part.bytes();
    }
    return bytes;
}

void PatchedSource::base_rows(int64_t begin, int64_t end, float* target) const {
    if (!read_rows(base_, begin, end, target)) throw Error(not_finite(name_, base_, weights_->source()).message);
}

void PatchedSource::rows(size_t steps, int64_t begin, int64_t end, float* target) const {
    if (steps == 0) return base_rows(begin, end, target);
    steps_[steps - 1].change->rows(
        begin, end, [&](int64_t from, int64_t to, float* into) { rows(steps - 1, from, to, into); }, target);
}

void PatchedSource::read(int64_t first, int64_t count, float* target) const {
    const int64_t last = first + count;
    std::vector<float> line;
    while (first < last) {
        const int64_t row = first / columns_, offset = first % columns_;
        if (const int64_t whole = (last - first) / columns_; offset == 0 && whole > 0) {
            rows(steps_.size(), row, row + whole, target);
            first += whole * columns_, target += whole * columns_;
            continue;
        }
        const int64_t part = std::min(last - first, columns_ - offset);
        line.resize(static_cast<size_t>(columns_));
        rows(steps_.size(), row, row + 1, line.data());
        std::copy_n(line.data() + offset, part, target);
        first += part, target += part;
    }
}

size_t PatchedSource::stored_bytes() const {
    return base_.bytes() + adapter_bytes();
}

std::vector<std::span<const std::byte>> PatchedSource::in_file() const {
    std::vector<std::span<const std::byte>> found;
    const auto add = [&](const TensorView& view) {
        const auto spans = view.source ? view.source->in_file() : std::vector{std::span(view.data, view.bytes())};
        found.insert(found.end(), spans.begin(), spans.end());
    };
    add(base_);
    for (const Step& step : steps_) std::for_each(step.parts.begin(), step.parts.end(), add);
    return found;
}

void PatchedSource::release(int64_t first, int64_t count) const {
    const bool all = first == 0 && count == rows_ * columns_;
    if (base_.source) {
        base_.source->release(first, count);
    } else if (!base_.transposed || all) {
        TensorView read = base_;
        if (!base_.transposed) {
            read.data += static_cast<size_t>(first) * dtype_bytes(base_.dtype);
            read.shape = {count};
        }
        weights_->release(read);
    }
    if (first + count < rows_ * columns_) return;  // other rows need the factors, too
    for (const Step& step : steps_) {
        for (const TensorView& part : step.parts) {
            if (part.source) {
                part.source->release(0, element_count(part.shape));
            } else {
                step.file->release(part);
            }
        }
    }
}

}  // namespace imagelab
