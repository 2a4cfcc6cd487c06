#include "core/adapters/rotation_change.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <vector>

#include "core/adapters/matrix_product.h"

namespace imagelab {
namespace {

// The inverse of a [n, n] matrix by Gauss and Jordan with pivots; I - Q has one for every skew Q.
std::vector<double> inverse(std::vector<double> a, size_t n) {
    std::vector<double> out(n * n);
    for (size_t i = 0; i < n; ++i) out[i * n + i] = 1;
    for (size_t column = 0; column < n; ++column) {
        size_t pivot = column;
        for (size_t row = column + 1; row < n; ++row) {
            if (std::abs(a[row * n + column]) > std::abs(a[pivot * n + column])) pivot = row;
        }
        if (a[pivot * n + column] == 0) throw Error("[oft] a block has no inverse");
        for (size_t i = 0; pivot != column && i < n; ++i) {
            std::swap(a[pivot * n + i], a[column * n + i]);
            std::swap(out[pivot * n + i], out[column * n + i]);
        }
        const double scale = 1 / a[column * n + column];
        for (size_t i = 0; i < n; ++i) a[column * n + i] *= scale, out[column * n + i] *= scale;
        for (size_t row = 0; row < n; ++row) {
            const double factor = a[row * n + column];
            if (row == column || factor == 0) continue;
            for (size_t i = 0; i < n; ++i) {
                a[row * n + i] -= factor * a[column * n + i];
                out[row * n + i] -= factor * out[column * n + i];
            }
        }
    }
    return out;
}

// R = (I + Q)(I - Q)^-1 of each block [b, b], Q = B - B^T, whose norm over all blocks is at most `constraint` (0: any).
std::vector<float> cayley(std::vector<float> blocks, size_t b, double constraint) {
    const size_t block = b * b, count = blocks.size() / block;
    std::vector<double> q(blocks.size());
    double squares = 0;
    for (size_t n = 0; n < count; ++n) {
        for (size_t i = 0; i < b; ++i) {
            for (size_t j = 0; j < b; ++j) {
                const double value = static_cast<double>(blocks[n * block + i * b + j]) - blocks[n * block + j * b + i];
                q[n * block + i * b + j] = value;
                squares += value * value;
            }
        }
    }
    const double norm = std::sqrt(squares) + 1e-8;
    const double shrink = constraint > 0 && norm > constraint ? constraint / norm : 1;
    for (size_t n = 0; n < count; ++n) {
        std::vector<double> minus(block), plus(block);
        for (size_t i = 0; i < block; ++i) {
            const double value = shrink * q[n * block + i], one = i % (b + 1) == 0 ? 1 : 0;
            minus[i] = one - value, plus[i] = one + value;
        }
        const std::vector<double> right = inverse(std::move(minus), b);
        for (size_t i = 0; i < b; ++i) {
            for (size_t j = 0; j < b; ++j) {
                double sum = 0;
                for (size_t k = 0; k < b; ++k) sum += plus[i * b + k] * right[k * b + j];
                blocks[n * block + i * b + j] = static_cast<float>(sum);
            }
        }
    }
    return blocks;
}

// s R + (1 - s) I.
void blend_with_identity(std::vector<float>& r, size_t b, double strength) {
    const auto s = static_cast<float>(strength);
    for (size_t i = 0; i < r.size(); ++i) r[i] = s * r[i] + (i % (b * b) % (b + 1) == 0 ? 1 - s : 0);
}

void rescale_rows(const std::vector<float>& rescale, int64_t begin, int64_t end, int64_t columns, float* target) {
    if (rescale.empty()) return;
    for (int64_t row = begin; row < end; ++row, target += columns) {
        for (int64_t column = 0; column < columns; ++column) target[column] *= rescale[static_cast<size_t>(row)];
    }
}

// Blocks of b rows: R^T W.
class BlockRotation final : public WeightChange {
  public:
    // `turned`: R^T of each block, one behind the other.
    BlockRotation(std::vector<float> turned, std::vector<float> rescale, int64_t b, int64_t columns)
        : turned_(std::move(turned)), rescale_(std::move(rescale)), b_(b), columns_(columns) {}

    void rows(int64_t begin, int64_t end, const RowReader& before, float* target) const override {
        std::vector<float> in(static_cast<size_t>(b_ * columns_)), out(in.size());
        for (int64_t block = begin / b_; block * b_ < end; ++block) {
            before(block * b_, (block + 1) * b_, in.data());
            std::fill(out.begin(), out.end(), 0.0f);
            add_product(turned_.data() + block * b_ * b_, in.data(), b_, b_, columns_, 1, out.data());
            const int64_t first = std::max(begin, block * b_), last = std::min(end, (block + 1) * b_);
            std::copy_n(out.data() + (first - block * b_) * columns_, (last - first) * columns_, target + (first - begin) * columns_);
        }
        rescale_rows(rescale_, begin, end, columns_, target);
    }

  private:
    std::vector<float> turned_, rescale_;
    int64_t b_, columns_;
};

// m factors, each of n blocks of b rows that the factor before spread: every row of the result needs many rows of the weight, so the whole
// is worked out once and kept until all of it was read.
class Butterfly final : public WeightChange {
  public:
    Butterfly(std::vector<float> r, std::vector<float> rescale, int64_t factors, int64_t rows, int64_t b, int64_t columns)
        : r_(std::move(r)), rescale_(std::move(rescale)), factors_(factors), rows_(rows), b_(b), columns_(columns) {}

    void rows(int64_t begin, int64_t end, const RowReader& before, float* target) const override {
        const std::lock_guard lock(mutex_);
        if (whole_.empty()) {
            whole_.resize(static_cast<size_t>(rows_ * columns_));
            before(0, rows_, whole_.data());
            for (int64_t factor = 0; factor < factors_; ++factor) apply(factor);
            rescale_rows(rescale_, 0, rows_, columns_, whole_.data());
            left_ = rows_;
        }
        std::copy_n(whole_.data() + begin * columns_, (end - begin) * columns_, target);
        left_ -= end - begin;
        if (left_ <= 0) whole_ = {};
    }

  private:
    // Rows "(c g k)" with g = 2 and k = 2^factor b / 2 in the order "(c k g)" make blocks of b rows; then back.
    void apply(int64_t factor) const {
        const int64_t k = (int64_t{1} << factor) * b_ / 2;
        std::vector<float> in(static_cast<size_t>(b_ * columns_)), out(in.size());
        const auto row_at = [&](int64_t place) { return place / (2 * k) * 2 * k + place % 2 * k + place % (2 * k) / 2; };
        for (int64_t block = 0; block < rows_ / b_; ++block) {
            for (int64_t i = 0; i < b_; ++i)
                std::copy_n(whole_.data() + row_at(block * b_ + i) * columns_, columns_, in.data() + i * columns_);
            std::fill(out.begin(), out.end(), 0.0f);
            add_product(r_.data() + (factor * (rows_ / b_) + block) * b_ * b_, in.data(), b_, b_, columns_, 1, out.data());
            for (int64_t i = 0; i < b_; ++i)
                std::copy_n(out.data() + i * columns_, columns_, whole_.data() + row_at(block * b_ + i) * columns_);
        }
    }

    std::vector<float> r_, rescale_;
    int64_t factors_, rows_, b_, columns_;
    mutable std::mutex mutex_;
    mutable std::vector<float> whole_;
    mutable int64_t left_ = 0;  // rows that were not read yet
};

}  // namespace

std::unique_ptr<const WeightChange> rotation_change(const AdapterModule& module, const Shape& shape, double strength) {
    const bool butterfly = module.kind == AdapterKind::boft, old = module.find("oft_diag") != nullptr;
    const std::string_view name = old ? "oft_diag" : "oft_blocks";
    const Shape& found = module.find(name)->shape;
    const int64_t rows = shape.front(), columns = element_count(shape) / rows;
    const size_t dims = butterfly ? 4 : 3;
    const int64_t b = found.size() == dims ? found.back() : 0;
    const int64_t factors = butterfly && b > 0 ? found[0] : 1;
    bool fits = b > 0 && found[dims - 2] == b && found[dims - 3] * b == rows;
    if (butterfly) fits = fits && b % 2 == 0 && factors < 32 && rows % ((int64_t{1} << (factors - 1)) * b) == 0;
    if (!fits)
        throw Error("tensor \"" + module.parts.find(name)->second.key + "\" has shape " + shape_text(found) +
                    ", which turns no weight of shape " + shape_text(shape));
    std::vector<float> r = adapter_numbers(*module.find(name)), rescale;
    if (module.find("rescale")) rescale = adapter_numbers(*module.find("rescale"));
    if (!rescale.empty() && static_cast<int64_t>(rescale.size()) != rows)
        throw Error("tensor \"" + module.parts.find("rescale")->second.key + "\" has " + std::to_string(rescale.size()) +
                    " factors, expected " + std::to_string(rows));
    const auto size = static_cast<size_t>(b);
    if (!old) r = cayley(std::move(r), size, module.alpha * static_cast<double>(rows));
    blend_with_identity(r, size, strength);
    if (butterfly) return std::make_unique<Butterfly>(std::move(r), std::move(rescale), factors, rows, b, columns);
    for (size_t n = 0; n < r.size() / (size * size); ++n) {
        for (size_t i = 0; i < size; ++i) {
            for (size_t j = 0; j < i; ++j) std::swap(r[n * size * size + i * size + j], r[n * size * size + j * size + i]);
        }
    }
    return std::make_unique<BlockRotation>(std::move(r), std::move(rescale), b, columns);
}

}  // namespace imagelab
