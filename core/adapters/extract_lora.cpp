#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/adapters/matrix_product.h"
#include "core/adapters/new_adapter.h"
#include "core/samplers/rng.h"
#include "core/weights/convert.h"

namespace imagelab {
namespace {

// Row-major.
struct Matrix {
    int64_t rows = 0, columns = 0;
    std::vector<float> values;
    Matrix(int64_t r, int64_t c) : rows(r), columns(c), values(static_cast<size_t>(r * c)) {}
    float* row(int64_t r) { return values.data() + r * columns; }
    const float* row(int64_t r) const { return values.data() + r * columns; }
};

Matrix product(const Matrix& a, const Matrix& b) {
    Matrix c(a.rows, b.columns);
    add_product(a.values.data(), b.values.data(), a.rows, a.columns, b.columns, 1, c.values.data());
    return c;
}

Matrix transposed(const Matrix& a) {
    Matrix b(a.columns, a.rows);
    for (int64_t r = 0; r < a.rows; ++r) {
        for (int64_t c = 0; c < a.columns; ++c) b.row(c)[r] = a.row(r)[c];
    }
    return b;
}

double dot(const float* a, const float* b, int64_t count) {
    return std::inner_product(a, a + count, b, 0.0);
}

// Rows made orthogonal and of length 1, by Gram and Schmidt, twice; what depends on the rows before becomes 0.
void orthonormalise(Matrix& rows) {
    for (int64_t r = 0; r < rows.rows; ++r) {
        float* row = rows.row(r);
        const double before = std::sqrt(dot(row, row, rows.columns));
        for (int pass = 0; pass < 2; ++pass) {
            for (int64_t other = 0; other < r; ++other) {
                const auto share = static_cast<float>(dot(row, rows.row(other), rows.columns));
                for (int64_t c = 0; c < rows.columns; ++c) row[c] -= share * rows.row(other)[c];
            }
        }
        const double length = std::sqrt(dot(row, row, rows.columns));
        const auto scale = static_cast<float>(length > 1e-6 * before && length > 0 ? 1 / length : 0);
        for (int64_t c = 0; c < rows.columns; ++c) row[c] *= scale;
    }
}

// Eigenvalues and vectors (rows) of a symmetric matrix, largest first: Jacobi's rotations.
struct Eigen {
    std::vector<double> values;
    std::vector<std::vector<double>> vectors;
};
Eigen eigen(std::vector<std::vector<double>> a) {
    const size_t n = a.size();
    std::vector<std::vector<double>> v(n, std::vector<double>(n));
    for (size_t i = 0; i < n; ++i) v[i][i] = 1;
    for (int sweep = 0; sweep < 60; ++sweep) {
        double off = 0, diagonal = 0;
        for (size_t p = 0; p < n; ++p) {
            diagonal += a[p][p] * a[p][p];
            for (size_t q = p + 1; q < n; ++q) off += a[p][q] * a[p][q];
        }
        if (off <= 1e-24 * diagonal) break;
        for (size_t p = 0; p < n; ++p) {
            for (size_t q = p + 1; q < n; ++q) {
                if (a[p][q] == 0) continue;
                const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]),
                             t = (theta < 0 ? -1 : 1) / (std::fabs(theta) + std::hypot(theta, 1)), c = 1 / std::hypot(t, 1), s = t * c;
                for (size_t k = 0; k < n; ++k) {
                    const double kp = a[k][p], kq = a[k][q];
                    a[k][p] = c * kp - s * kq, a[k][q] = s * kp + c * kq;
                }
                for (size_t k = 0; k < n; ++k) {
                    const double pk = a[p][k], qk = a[q][k];
                    a[p][k] = c * pk - s * qk, a[q][k] = s * pk + c * qk;
                    const double vp = v[p][k], vq = v[q][k];
                    v[p][k] = c * vp - s * vq, v[q][k] = s * vp + c * vq;
                }
            }
        }
    }
    std::vector<size_t> order(n);
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t x, size_t y) { return a[x][x] > a[y][y]; });
    Eigen sorted;
    for (const size_t i : order) sorted.values.push_back(a[i][i]), sorted.vectors.push_back(v[i]);
    return sorted;
}

struct LowRank {
    Matrix up, down;    // [rows, rank], [rank, columns]
    double square = 0;  // of all that it holds
};

LowRank low_rank(const Matrix& d, int64_t rank, uint64_t seed) {
    constexpr int64_t oversampling = 8;
    const int64_t least = std::min(d.rows, d.columns), wide = std::min(rank + oversampling, least);
    rank = std::min(rank, least);
    Matrix random(d.columns, wide);
    random.values = TorchGenerator(seed).randn(random.values.size());
    Matrix q = transposed(product(d, random));  // rows span what the columns of d do
    orthonormalise(q);
    for (int power = 0; power < 2; ++power) {
        Matrix across = product(q, d);
        orthonormalise(across);
        q = transposed(product(d, transposed(across)));
        orthonormalise(q);
    }
    const Matrix small = product(q, d);  // [wide, columns]; the singular values are those of d
    std::vector<std::vector<double>> gram(static_cast<size_t>(wide), std::vector<double>(static_cast<size_t>(wide)));
    for (int64_t i = 0; i < wide; ++i) {
        for (int64_t j = 0; j <= i; ++j)
            gram[static_cast<size_t>(i)][static_cast<size_t>(j)] = gram[static_cast<size_t>(j)][static_cast<size_t>(i)] =
                dot(small.row(i), small.row(j), small.columns);
    }
    const Eigen found = eigen(std::move(gram));
    LowRank result{Matrix(d.rows, rank), Matrix(rank, d.columns)};
    for (int64_t k = 0; k < rank; ++k) {
        const double square = std::max(0.0, found.values[static_cast<size_t>(k)]), singular = std::sqrt(square);
        if (singular == 0) continue;
        result.square += square;
        for (int64_t i = 0; i < wide; ++i) {
            const double share = found.vectors[static_cast<size_t>(k)][static_cast<size_t>(i)];
            const auto left = static_cast<float>(share * std::sqrt(singular)), right = static_cast<float>(share / std::sqrt(singular));
            for (int64_t r = 0; r < d.rows; ++r) result.up.row(r)[k] += left * q.row(i)[r];
            for (int64_t c = 0; c < d.columns; ++c) result.down.row(k)[c] += right * small.row(i)[c];
        }
    }
    return result;
}

std::string kohya_name(const std::string& component, std::string module) {
    if (component == "transformer") return "base_model.model." + module;
    std::replace(module.begin(), module.end(), '.', '_');
    const std::string part = component == "unet" ? "unet" : component == "text_encoder_2" ? "te2" : "te1";
    return "lora_" + part + "_" + module;
}

void add_module(NewAdapter& made, const std::string& component, const std::string& module, const Shape& shape, LowRank found) {
    const std::string name = kohya_name(component, module);
    const int64_t rank = found.down.rows;
    Shape up{shape[0], rank}, down = shape;
    down[0] = rank;
    if (shape.size() == 4) up.insert(up.end(), {1, 1});
    const bool peft = component == "transformer";
    made.add(name + (peft ? ".lora_B.weight" : ".lora_up.weight"), up, std::move(found.up.values));
    made.add(name + (peft ? ".lora_A.weight" : ".lora_down.weight"), down, std::move(found.down.values));
    if (!peft) made.add(name + ".alpha", {}, {static_cast<float>(rank)});
}

Matrix difference(const WeightMap& tuned, const WeightMap& base, const std::string& name, const TensorView& view) {
    const int64_t rows = view.shape.empty() ? 1 : view.shape[0], columns = element_count(view.shape) / std::max<int64_t>(1, rows);
    Matrix d(rows, columns), before(rows, columns);
    const TensorView& other = base.at(name, view.shape);
    if (!read_rows(view, 0, rows, d.values.data())) throw Error(not_finite(name, view, tuned.source()).message);
    if (!read_rows(other, 0, rows, before.values.data())) throw Error(not_finite(name, other, base.source()).message);
    for (size_t i = 0; i < d.values.size(); ++i) d.values[i] -= before.values[i];
    tuned.release(view);
    base.release(other);
    return d;
}

}  // namespace

ExtractedLora extract_lora(const std::vector<AdapterComponent>& tuned, const std::vector<AdapterComponent>& base, int rank,
                           const std::function<void(double)>& progress, const CancelToken& cancel) {
    double all = 0, done = 0, held = 0, whole = 0;
    for (const AdapterComponent& part : tuned) {
        for (const auto& [name, view] : part.weights->tensors()) all += static_cast<double>(element_count(view.shape));
    }
    ExtractedLora result;
    uint64_t seed = 0;
    for (size_t p = 0; p < tuned.size(); ++p) {
        for (const auto& [name, view] : tuned[p].weights->tensors()) {
            cancel.check();
            done += static_cast<double>(element_count(view.shape));
            if (progress) progress(done / std::max(1.0, all));
            if (!view.source && (view.dtype == DType::i64 || view.dtype == DType::i32)) continue;
            const Matrix d = difference(*tuned[p].weights, *base.at(p).weights, name, view);
            const double square = dot(d.values.data(), d.values.data(), d.rows * d.columns);
            if (square == 0) continue;
            const bool matrix = (view.shape.size() == 2 || view.shape.size() == 4) && name.ends_with(".weight") &&
                                name.find("embedding.weight") == std::string::npos;
            if (!matrix) {
                result.left_out.push_back(tuned[p].name + "." + name);
                continue;
            }
            LowRank found = low_rank(d, rank, ++seed);
            held += found.square, whole += square;
            add_module(result.adapter, tuned[p].name, name.substr(0, name.size() - 7), view.shape, std::move(found));
            ++result.modules;
        }
    }
    result.kept = whole > 0 ? std::min(1.0, held / whole) : 1;
    return result;
}

}  // namespace imagelab
