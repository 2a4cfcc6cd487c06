#include "core/adapters/rotation_change.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <vector>

#include "core/adapters/matrix_product.h"

namespace imagelab {
namespace {

// The inverse of a small [n, n] matrix by Gauss and Jordan with pivots.
std::vector<float> small_inverse(const std::vector<float>& matrix, size_t n) {
    std::vector<double> a(matrix.begin(), matrix.end()), out(n * n);
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
    return {out.begin(), out.end()};
}

std::vector<float> part_of(const std::vector<float>& matrix, size_t n, size_t row, size_t rows, size_t column, size_t columns) {
    std::vector<float> part(rows * columns);
    for (size_t i = 0; i < rows; ++i) std::copy_n(matrix.data() + (row + i) * n + column, columns, part.data() + i * columns);
    return part;
}

// c += scale * a b of square and oblong parts.
void add(const std::vector<float>& a, const std::vector<float>& b, size_t rows, size_t inner, size_t columns, float scale,
         std::vector<float>& c) {
    c.resize(rows * columns);
    add_product(a.data(), b.data(), static_cast<int64_t>(rows), static_cast<int64_t>(inner), static_cast<int64_t>(columns), scale,
                c.data());
}

// Of I - Q with skew Q, by halves: [A B; C D] has the inverse made of A^-1 and of (D - C A^-1 B)^-1. The symmetric part of I - Q is I, so
// that both exist without pivots.
std::vector<float> inverse(const std::vector<float>& matrix, size_t n) {
    if (n <= 32) return small_inverse(matrix, n);
    const size_t h = n / 2, r = n - h;
    const std::vector<float> b = part_of(matrix, n, 0, h, h, r), c = part_of(matrix, n, h, r, 0, h),
                             a_inverse = inverse(part_of(matrix, n, 0, h, 0, h), h);
    std::vector<float> ab, ca, rest = part_of(matrix, n, h, r, h, r), upper = a_inverse, right, left;
    add(a_inverse, b, h, h, r, 1, ab);
    add(c, a_inverse, r, h, h, 1, ca);
    add(c, ab, r, h, r, -1, rest);
    const std::vector<float> lower = inverse(rest, r);
    add(ab, lower, h, r, r, -1, right);
    add(lower, ca, r, r, h, -1, left);
    add(right, ca, h, r, h, -1, upper);
    std::vector<float> whole(n * n);
    for (size_t i = 0; i < n; ++i) {
        float* row = whole.data() + i * n;
        std::copy_n(i < h ? upper.data() + i * h : left.data() + (i - h) * h, h, row);
        std::copy_n(i < h ? right.data() + i * r : lower.data() + (i - h) * r, r, row + h);
    }
    return whole;
}

// R = (I + Q)(I - Q)^-1 = 2 (I - Q)^-1 - I of each block [b, b], Q = B - B^T, whose norm over all blocks is at most `constraint` (0: any).
std::vector<float> cayley(std::vector<float> blocks, size_t b, double constraint) {
    const size_t block = b * b, count = blocks.size() / block;
    double squares = 0;
    for (size_t n = 0; n < count; ++n) {
        float* q = blocks.data() + n * block;
        for (size_t i = 0; i < b; ++i) {
            q[i * b + i] = 0;
            for (size_t j = 0; j < i; ++j) {
                const float value = q[i * b + j] - q[j * b + i];
                q[i * b + j] = value, q[j * b + i] = -value;
                squares += 2.0 * value * value;
            }
        }
    }
    const double norm = std::sqrt(squares) + 1e-8;
    const auto shrink = static_cast<float>(constraint > 0 && norm > constraint ? constraint / norm : 1);
    for (size_t n = 0; n < count; ++n) {
        std::vector<float> minus(blocks.data() + n * block, blocks.data() + (n + 1) * block);
        for (size_t i = 0; i < block; ++i) minus[i] = (i % (b + 1) == 0 ? 1.0f : 0.0f) - shrink * minus[i];
        const std::vector<float> inverted = inverse(minus, b);
        for (size_t i = 0; i < block; ++i) blocks[n * block + i] = 2 * inverted[i] - (i % (b + 1) == 0 ? 1.0f : 0.0f);
    }
    return blocks;
}

// The rotations of a file: s R + (1 - s) I for each block, one behind the other. Worked out when they are first asked for: by then several
// threads are at work.
class Rotations {
  public:
    // `turn`: R^T instead of R.
    Rotations(const AdapterModule& module, std::string_view part, size_t b, double constraint, double strength, bool turn)
        : view_(*module.find(part)), cayley_(part == "oft_blocks"), turn_(turn), b_(b), constraint_(constraint), strength_(strength) {}

    const float* get() const {
        std::call_once(known_, [&] {
            r_ = adapter_numbers(view_);
            if (cayley_) r_ = cayley(std::move(r_), b_, constraint_);
            const auto s = static_cast<float>(strength_);
            for (size_t i = 0; i < r_.size(); ++i) r_[i] = s * r_[i] + (i % (b_ * b_) % (b_ + 1) == 0 ? 1 - s : 0);
            for (size_t n = 0; turn_ && n < r_.size(); n += b_ * b_) {
                for (size_t i = 0; i < b_; ++i) {
                    for (size_t j = 0; j < i; ++j) std::swap(r_[n + i * b_ + j], r_[n + j * b_ + i]);
                }
            }
        });
        return r_.data();
    }

  private:
    TensorView view_;
    bool cayley_, turn_;
    size_t b_;
    double constraint_, strength_;
    mutable std::once_flag known_;
    mutable std::vector<float> r_;
};

void rescale_rows(const std::vector<float>& rescale, int64_t begin, int64_t end, int64_t columns, float* target) {
    if (rescale.empty()) return;
    for (int64_t row = begin; row < end; ++row, target += columns) {
        for (int64_t column = 0; column < columns; ++column) target[column] *= rescale[static_cast<size_t>(row)];
    }
}

// Blocks of b rows: R^T W.
class BlockRotation final : public WeightChange {
  public:
    BlockRotation(std::unique_ptr<const Rotations> turned, std::vector<float> rescale, int64_t b, int64_t columns)
        : turned_(std::move(turned)), rescale_(std::move(rescale)), b_(b), columns_(columns) {}

    void rows(int64_t begin, int64_t end, const RowReader& before, float* target) const override {
        std::vector<float> in(static_cast<size_t>(b_ * columns_)), out(in.size());
        for (int64_t block = begin / b_; block * b_ < end; ++block) {
            before(block * b_, (block + 1) * b_, in.data());
            std::fill(out.begin(), out.end(), 0.0f);
            add_product(turned_->get() + block * b_ * b_, in.data(), b_, b_, columns_, 1, out.data());
            const int64_t first = std::max(begin, block * b_), last = std::min(end, (block + 1) * b_);
            std::copy_n(out.data() + (first - block * b_) * columns_, (last - first) * columns_, target + (first - begin) * columns_);
        }
        rescale_rows(rescale_, begin, end, columns_, target);
    }

  private:
    std::unique_ptr<const Rotations> turned_;
    std::vector<float> rescale_;
    int64_t b_, columns_;
};

// m factors, each of n blocks of b rows that the factor before spread: every row of the result needs many rows of the weight, so the whole
// is worked out once and kept until all of it was read.
class Butterfly final : public WeightChange {
  public:
    Butterfly(std::unique_ptr<const Rotations> r, std::vector<float> rescale, int64_t factors, int64_t rows, int64_t b, int64_t columns)
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
            add_product(r_->get() + (factor * (rows_ / b_) + block) * b_ * b_, in.data(), b_, b_, columns_, 1, out.data());
            for (int64_t i = 0; i < b_; ++i)
                std::copy_n(out.data() + i * columns_, columns_, whole_.data() + row_at(block * b_ + i) * columns_);
        }
    }

    std::unique_ptr<const Rotations> r_;
    std::vector<float> rescale_;
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
    std::vector<float> rescale;
    if (module.find("rescale")) rescale = adapter_numbers(*module.find("rescale"));
    if (!rescale.empty() && static_cast<int64_t>(rescale.size()) != rows)
        throw Error("tensor \"" + module.parts.find("rescale")->second.key + "\" has " + std::to_string(rescale.size()) +
                    " factors, expected " + std::to_string(rows));
    auto rotations = std::make_unique<const Rotations>(module, name, static_cast<size_t>(b), module.alpha * static_cast<double>(rows),
                                                       strength, !butterfly);
    if (butterfly) return std::make_unique<Butterfly>(std::move(rotations), std::move(rescale), factors, rows, b, columns);
    return std::make_unique<BlockRotation>(std::move(rotations), std::move(rescale), b, columns);
}

}  // namespace imagelab
