#include "core/adapters/factor.h"

#include "core/weights/convert.h"

namespace imagelab {

AdapterFactor::AdapterFactor(const AdapterFile& file, const AdapterModule::Part& part)
    : view_(part.view), label_(file.path().string() + ": tensor \"" + part.key + "\"") {
    rows_ = view_.shape.empty() ? 1 : view_.shape[0];
    columns_ = rows_ > 0 ? element_count(view_.shape) / rows_ : 0;
}

const float* AdapterFactor::read(int64_t begin, int64_t end, std::vector<float>& scratch) const {
    if (!values_.empty()) return values_.data() + begin * columns_;
    scratch.resize(static_cast<size_t>((end - begin) * columns_));
    if (!read_elements(view_, begin * columns_, (end - begin) * columns_, DType::f32, reinterpret_cast<std::byte*>(scratch.data())))
        throw Error(label_ + " holds NaN or infinity: the file is damaged; download it again");
    return scratch.data();
}

AdapterFactor AdapterFactor::transposed() const {
    std::vector<float> scratch, turned(static_cast<size_t>(rows_ * columns_));
    const float* from = read(scratch);
    for (int64_t row = 0; row < rows_; ++row) {
        for (int64_t column = 0; column < columns_; ++column)
            turned[static_cast<size_t>(column * rows_ + row)] = from[row * columns_ + column];
    }
    return {std::move(turned), columns_, rows_};
}

AdapterFactor tucker_right(const AdapterFactor& core, const Shape& core_shape, const AdapterFactor& right) {
    if (core_shape.size() != 4 || core_shape[1] != right.rows())
        throw Error("[adapters] core " + shape_text(core_shape) + " and " + std::to_string(right.rows()) + " rows");
    const int64_t r1 = core_shape[0], r2 = core_shape[1], kernel = core_shape[2] * core_shape[3], n = right.columns();
    if (r1 > most_combined / n / kernel)
        throw Error("a core of shape " + shape_text(core_shape) + " and " + std::to_string(n) +
                    " columns make a matrix too large for any layer");
    std::vector<float> core_scratch, right_scratch, out(static_cast<size_t>(r1 * n * kernel));
    const float *from = core.read(core_scratch), *factors = right.read(right_scratch);
    for (int64_t i = 0; i < r1; ++i) {
        for (int64_t j = 0; j < r2; ++j) {
            for (int64_t column = 0; column < n; ++column) {
                const float factor = factors[j * n + column];
                float* to = out.data() + (i * n + column) * kernel;
                for (int64_t k = 0; k < kernel; ++k) to[k] += factor * from[(i * r2 + j) * kernel + k];
            }
        }
    }
    return {std::move(out), r1, n * kernel};
}

}  // namespace imagelab
