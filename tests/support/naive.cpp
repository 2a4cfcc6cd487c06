#include "tests/support/naive.h"

#include <algorithm>
#include <cmath>

namespace imagelab::naive {
namespace {

using Values = std::vector<float>;

void require(bool ok, const std::string& text) {
    if (!ok) throw Error("[naive] " + text);
}

// sums[0..n) += x[0..k) * weight [k, n].
void accumulate(const float* x, int64_t k, const double* weight, int64_t n, double* sums) {
    for (int64_t i = 0; i < k; ++i) {
        const double value = x[i];
        for (int64_t j = 0; j < n; ++j) sums[j] += value * weight[i * n + j];
    }
}

class Interpreter {
  public:
    Interpreter(const Graph& graph, const Tensors& inputs, const Tensors& weights)
        : graph_(graph), inputs_(inputs), weights_(weights), values_(graph.nodes.size()) {}

    Tensors run() {
        for (size_t id = 0; id < graph_.nodes.size(); ++id) {
            const Node& node = graph_.nodes[id];
            if (node.dead) continue;
            node_ = &node;
            values_[id] = std::visit([this](const auto& op) { return eval(op); }, node.op);
            require(
                static_cast<int64_t>(values_[id].size()) == element_count(node.shape),
                std::string(op_name(node.op)) + " gave " + std::to_string(values_[id].size()) + " values for " + shape_text(node.shape));
        }
        Tensors outputs;
        for (const Graph::Output& output : graph_.outputs) outputs[output.name] = {graph_.nodes[output.value].shape, values_[output.value]};
        return outputs;
    }

  private:
    const Shape& out() const { return node_->shape; }
    const Shape& shape(size_t operand) const { return graph_.nodes[node_->inputs.at(operand)].shape; }
    const Values& value(size_t operand) const { return values_[node_->inputs.at(operand)]; }

    const HostTensor& find(const Tensors& tensors, const std::string& name) const {
        const auto found = tensors.find(name);
        require(found != tensors.end(), "there is no \"" + name + "\"");
        return found->second;
    }

    // The parts stacked along the first axis.
    Values fetch(const WeightRef& weight) const {
        Values whole;
        if (weight.empty()) return whole;
        for (const WeightPart& part : weight.parts) {
            const HostTensor& tensor = find(weights_, part.name);
            Shape expected = weight.shape;
            if (weight.parts.size() > 1 || part.rows >= 0) expected[0] = tensor.shape.empty() ? 0 : tensor.shape[0];
            require(tensor.shape == expected, part.name + " is " + shape_text(tensor.shape) + ", expected " + shape_text(expected));
            const int64_t row = element_count(expected) / std::max<int64_t>(expected[0], 1);
            const int64_t rows = part.rows < 0 ? expected[0] : part.rows;
            require(part.row_begin >= 0 && part.row_begin + rows <= expected[0], part.name + " has too few rows");
            whole.insert(whole.end(), tensor.values.begin() + part.row_begin * row, tensor.values.begin() + (part.row_begin + rows) * row);
        }
        require(whole.size() == static_cast<size_t>(element_count(weight.shape)), "stacked weight is not " + shape_text(weight.shape));
        return whole;
    }

    Values eval(const op::Input& input) const {
        const HostTensor& tensor = find(inputs_, input.name);
        require(tensor.shape == out(), "input \"" + input.name + "\" is " + shape_text(tensor.shape) + ", expected " + shape_text(out()));
        return tensor.values;
    }
    Values eval(const op::Constant& constant) const { return constant.values; }
    Values eval(const op::Weight& weight) const { return fetch(weight.weight); }

    // One row of a matrix product: bias, factor, activation, residual.
    void finish_row(const double* sums, const Values& bias, Unary activation, int64_t begin, int64_t n, Values& y) const {
        require(node_->factor == no_value || activation == Unary::none, "a factor and an activation together have no agreed order");
        for (int64_t j = 0; j < n; ++j) {
            float result = static_cast<float>(sums[j] + (bias.empty() ? 0.0f : bias[j]));
            if (node_->factor != no_value)
                result *= values_[node_->factor].at((begin + j) % static_cast<int64_t>(values_[node_->factor].size()));
            result = apply(activation, result);
            if (node_->residual != no_value) result += values_[node_->residual].at(begin + j);
            y[begin + j] = result;
        }
    }

    Values eval(const op::Linear& linear) const {
        const int64_t n = out().back(), k = shape(0).back(), rows = element_count(out()) / n;
        require(linear.weight.shape == (linear.transposed ? Shape{k, n} : Shape{n, k}),
                "linear weight " + shape_text(linear.weight.shape) + " for x " + shape_text(shape(0)));
        const Values weight = fetch(linear.weight), bias = fetch(linear.bias);
        std::vector<double> transposed(weight.size()), sums(n);
        for (int64_t j = 0; j < n; ++j) {
            for (int64_t i = 0; i < k; ++i) transposed[i * n + j] = linear.transposed ? weight[i * n + j] : weight[j * k + i];
        }
        Values y(rows * n);
        for (int64_t row = 0; row < rows; ++row) {
            std::fill(sums.begin(), sums.end(), 0.0);
            accumulate(&value(0)[row * k], k, transposed.data(), n, sums.data());
            finish_row(sums.data(), bias, linear.activation, row * n, n, y);
        }
        return y;
    }

    Values eval(const op::MatMul& product) const {
        const Shape &a = shape(0), &b = shape(1);
        const int64_t m = out()[out().size() - 2], n = out().back(), k = a[a.size() - (product.transpose_a ? 2 : 1)];
        const int64_t matrices = element_count(out()) / (m * n);
        const int64_t a_matrices = element_count(a) / (m * k), b_matrices = element_count(b) / (k * n);
        Values y;
        for (int64_t i = 0; i < matrices * m * n; ++i) {
            const int64_t row = i / n % m, column = i % n, matrix = i / (m * n);
            const float* left = &value(0)[matrix % a_matrices * m * k];
            const float* right = &value(1)[matrix % b_matrices * k * n];
            double sum = 0;
            for (int64_t j = 0; j < k; ++j)
                sum += static_cast<double>(left[product.transpose_a ? j * m + row : row * k + j]) *
                       right[product.transpose_b ? column * k + j : j * n + column];
            y.push_back(static_cast<float>(sum));
        }
        return y;
    }

    Values eval(const op::Conv2d& conv) const {
        if (conv.transposed) return scattered(conv);
        const int64_t c = shape(0)[3], n = out()[3], kernel_h = conv.weight.shape[2], kernel_w = conv.weight.shape[3];
        const int64_t height = shape(0)[1], width = shape(0)[2], in_group = c / conv.groups, out_group = n / conv.groups;
        require(conv.weight.shape[0] == n && conv.weight.shape[1] == in_group,
                "conv2d weight " + shape_text(conv.weight.shape) + " for x " + shape_text(shape(0)));
        const Values weight = fetch(conv.weight), bias = fetch(conv.bias);
        std::vector<double> taps(weight.size()), sums(n);  // [groups, kernel_h, kernel_w, in_group, out_group]
        const int64_t all_taps = kernel_h * kernel_w, of_group = all_taps * in_group * out_group;
        for (int64_t j = 0; j < n; ++j) {
            for (int64_t i = 0; i < in_group; ++i) {
                for (int64_t tap = 0; tap < all_taps; ++tap)
                    taps[j / out_group * of_group + (tap * in_group + i) * out_group + j % out_group] =
                        weight[(j * in_group + i) * all_taps + tap];
            }
        }
        Values y(element_count(out()));
        for (int64_t pixel = 0; pixel < out()[0] * out()[1] * out()[2]; ++pixel) {
            const int64_t column = pixel % out()[2], line = pixel / out()[2] % out()[1], image = pixel / (out()[2] * out()[1]);
            std::fill(sums.begin(), sums.end(), 0.0);
            for (int64_t tap = 0; tap < all_taps; ++tap) {
                const int64_t row = line * conv.stride - conv.pad_top + tap / kernel_w * conv.dilation_y,
                              at = column * conv.column_stride() - conv.pad_left + tap % kernel_w * conv.dilation_x;
                if (row < 0 || row >= height || at < 0 || at >= width) continue;
                const int64_t source = ((image * height + row) * width + at) * c;
                for (int64_t group = 0; group < conv.groups; ++group)
                    accumulate(&value(0)[source + group * in_group], in_group, &taps[group * of_group + tap * in_group * out_group],
                               out_group, sums.data() + group * out_group);
            }
            finish_row(sums.data(), bias, conv.activation, pixel * n, n, y);
        }
        return y;
    }

    // The gradient of a convolution's x: each element of dy goes back to what it was summed from.
    Values scattered(const op::Conv2d& conv) const {
        const Shape &dy = shape(0), &w = conv.weight.shape;
        const Values weight = fetch(conv.weight);
        std::vector<double> sums(static_cast<size_t>(element_count(out())));
        for (int64_t i = 0; i < element_count(dy); ++i) {
            const int64_t o = i % dy[3], column = i / dy[3] % dy[2], line = i / (dy[3] * dy[2]) % dy[1],
                          image = i / (dy[3] * dy[2] * dy[1]);
            for (int64_t tap = 0; tap < w[2] * w[3]; ++tap) {
                const int64_t row = line * conv.stride - conv.pad_top + tap / w[3], at = column * conv.stride - conv.pad_left + tap % w[3];
                if (row < 0 || row >= out()[1] || at < 0 || at >= out()[2]) continue;
                for (int64_t c = 0; c < w[1]; ++c)
                    sums[((image * out()[1] + row) * out()[2] + at) * w[1] + c] +=
                        static_cast<double>(value(0)[i]) * weight[(o * w[1] + c) * w[2] * w[3] + tap];
            }
        }
        return Values(sums.begin(), sums.end());
    }

    // dx of (x - mean) / deviation * gamma over the elements `at` of one group, by the chain rule through mean and deviation.
    void normed_grad(const std::vector<int64_t>& at, const Values& gamma, int64_t channels, double eps, bool centred, Values& dx) const {
        const double n = static_cast<double>(at.size());
        double mean = 0, squares = 0, sum = 0, product = 0;
        for (const int64_t i : at) mean += centred ? value(0)[i] / n : 0;
        for (const int64_t i : at) squares += std::pow(value(0)[i] - mean, 2);
        const double inverse = 1 / std::sqrt(squares / n + eps);
        const auto gradient = [&](int64_t i) {
            return static_cast<double>(value(1)[i]) * (gamma.empty() ? 1.0 : static_cast<double>(gamma[i % channels]));
        };
        for (const int64_t i : at) sum += gradient(i), product += gradient(i) * (value(0)[i] - mean) * inverse;
        for (const int64_t i : at)
            dx[i] = static_cast<float>(inverse * (gradient(i) - (centred ? sum / n : 0) - (value(0)[i] - mean) * inverse * product / n));
    }
    Values eval(const op::GroupNormGrad& norm) const {
        const int64_t c = out().back(), batch = out()[0], pixels = element_count(out()) / (batch * c), size = c / norm.groups;
        const Values gamma = fetch(norm.gamma);
        Values dx(value(0).size());
        for (int64_t group = 0; group < batch * norm.groups; ++group) {
            std::vector<int64_t> at;
            for (int64_t i = 0; i < pixels * size; ++i)
                at.push_back((group / norm.groups * pixels + i / size) * c + group % norm.groups * size + i % size);
            normed_grad(at, gamma, c, norm.eps, true, dx);
        }
        return dx;
    }
    Values eval(const op::LayerNormGrad& norm) const {
        const int64_t c = out().back();
        const Values gamma = fetch(norm.gamma);
        Values dx(value(0).size());
        for (size_t row = 0; row < dx.size(); row += static_cast<size_t>(c)) {
            std::vector<int64_t> at;
            for (int64_t i = 0; i < c; ++i) at.push_back(static_cast<int64_t>(row) + i);
            normed_grad(at, gamma, c, norm.eps, norm.centred, dx);
        }
        return dx;
    }

    Values eval(const op::UnaryGrad& unary) const {
        Values dx = value(1);
        for (size_t i = 0; i < dx.size(); ++i) dx[i] = static_cast<float>(dx[i] * derivative(unary.kind, value(0)[i]));
        return dx;
    }

    Values eval(const op::UpsampleNearestGrad&) const {
        const Shape& large = shape(0);
        std::vector<double> sums(static_cast<size_t>(element_count(out())));
        for (int64_t i = 0; i < element_count(large); ++i) {
            const int64_t c = i % large[3], x = i / large[3] % large[2], y = i / (large[3] * large[2]) % large[1];
            const int64_t image = i / (large[3] * large[2] * large[1]);
            sums[((image * out()[1] + y * out()[1] / large[1]) * out()[2] + x * out()[2] / large[2]) * large[3] + c] += value(0)[i];
        }
        return Values(sums.begin(), sums.end());
    }

    Values eval(const op::AttentionGrad& attention) const {
        const int64_t batch = out()[0], queries = shape(0)[1], keys = shape(1)[1], width = attention.width, head = width / attention.heads;
        std::vector<double> sums(static_cast<size_t>(element_count(out())));
        for (int64_t i = 0; i < batch * attention.heads * queries; ++i) {
            const int64_t query = i % queries, column = i / queries % attention.heads * head, image = i / (queries * attention.heads);
            const int64_t q = (image * queries + query) * width + column, first = image * (queries + 2 * keys);
            const auto k = [&](int64_t key) { return (image * keys + key) * width + column; };
            const int64_t seen = attention.mask == Mask::causal ? std::min(query + 1, keys) : keys;
            std::vector<double> p(static_cast<size_t>(seen)), slope(p.size());
            double total = 0, inner = 0, largest = -INFINITY;
            for (int64_t key = 0; key < seen; ++key) {
                double score = 0;
                for (int64_t j = 0; j < head; ++j) {
                    score += static_cast<double>(value(0)[q + j]) * value(1)[k(key) + j] * attention.scale;
                    slope[key] += static_cast<double>(value(4)[q + j]) * value(2)[k(key) + j];
                }
                p[key] = score;
                largest = std::max(largest, score);
            }
            for (double& each : p) total += each = std::exp(each - largest);
            for (int64_t key = 0; key < seen; ++key) inner += (p[key] /= total) * slope[key];
            for (int64_t key = 0; key < seen; ++key) {
                const double ds = p[key] * (slope[key] - inner) * attention.scale;
                for (int64_t j = 0; j < head; ++j) {
                    sums[(first + query) * width + column + j] += ds * value(1)[k(key) + j];
                    sums[(first + queries + key) * width + column + j] += ds * value(0)[q + j];
                    sums[(first + queries + keys + key) * width + column + j] += p[key] * value(4)[q + j];
                }
            }
        }
        return Values(sums.begin(), sums.end());
    }

    Values eval(const op::GroupNorm& norm) const {
        const int64_t batch = out()[0], c = out().back(), pixels = element_count(out()) / (batch * c), size = c / norm.groups;
        const Values gamma = fetch(norm.gamma), beta = fetch(norm.beta);
        Values x = value(0), y(x.size());
        if (node_->residual != no_value) {
            for (int64_t i = 0; i < batch * pixels * c; ++i) x[i] += values_[node_->residual].at(i / (pixels * c) * c + i % c);
        }
        for (int64_t group = 0; group < batch * norm.groups; ++group) {
            const int64_t begin = group / norm.groups * pixels * c + group % norm.groups * size;
            double sum = 0, squares = 0;
            for (int64_t i = 0; i < pixels * size; ++i) sum += x[begin + i / size * c + i % size];
            const double mean = sum / (pixels * size);
            for (int64_t i = 0; i < pixels * size; ++i) squares += std::pow(x[begin + i / size * c + i % size] - mean, 2);
            const double scale = 1 / std::sqrt(squares / (pixels * size) + norm.eps);
            for (int64_t i = 0; i < pixels * size; ++i) {
                const int64_t at = begin + i / size * c + i % size;
                y[at] = apply(norm.activation, static_cast<float>((x[at] - mean) * scale * gamma[at % c] + beta[at % c]));
            }
        }
        return y;
    }

    Values eval(const op::LayerNorm& norm) const {
        const int64_t c = out().back();
        Values gamma = fetch(norm.gamma), beta = fetch(norm.beta);
        if (node_->inputs.size() > 1) gamma = value(1), beta = value(2);
        if (gamma.empty()) gamma.assign(c, 1);
        if (beta.empty()) beta.assign(c, 0);
        const Values& x = value(0);
        Values y(x.size());
        for (size_t row = 0; row < x.size(); row += c) {
            double sum = 0, squares = 0;
            for (int64_t i = 0; norm.centred && i < c; ++i) sum += x[row + i];
            for (int64_t i = 0; i < c; ++i) squares += std::pow(x[row + i] - sum / c, 2);
            const double scale = 1 / std::sqrt(squares / c + norm.eps);
            for (int64_t i = 0; i < c; ++i) y[row + i] = static_cast<float>((x[row + i] - sum / c) * scale * gamma[i] + beta[i]);
        }
        return y;
    }

    Values eval(const op::UnaryOp& unary) const {
        Values y = value(0);
        for (float& element : y) element = apply(unary.kind, element);
        return y;
    }

    Values eval(const op::BinaryOp& binary) const {
        Values y = value(0);
        const Shape& small = shape(1);
        require(small.size() == out().size(), "binary operands " + shape_text(out()) + " and " + shape_text(small));
        for (size_t i = 0; i < y.size(); ++i) {
            int64_t rest = static_cast<int64_t>(i), other = 0, stride = 1;
            for (size_t axis = out().size(); axis-- > 0;) {
                if (small[axis] != 1) other += rest % out()[axis] * stride;
                stride *= small[axis];
                rest /= out()[axis];
            }
            const float b = value(1).at(other);
            y[i] = binary.swapped ? apply(binary.kind, b, y[i]) : apply(binary.kind, y[i], b);
        }
        return y;
    }

    Values eval(const op::MapOp& map) const {
        Values y = value(0);
        for (float& element : y) element = apply(map.kind, element, map.a, map.b);
        return y;
    }

    Values eval(const op::Softmax& softmax) const {
        const int64_t width = out().back();
        Values y = value(0);
        for (size_t row = 0; row < y.size(); row += width) {
            double top = -INFINITY, sum = 0;
            for (int64_t i = 0; i < width; ++i) top = std::max<double>(top, y[row + i]);
            for (int64_t i = 0; i < width; ++i) sum += std::exp(y[row + i] - top);
            for (int64_t i = 0; i < width; ++i) {
                const double shifted = y[row + i] - top;
                y[row + i] = static_cast<float>(softmax.logarithm ? shifted - std::log(sum) : std::exp(shifted) / sum);
            }
        }
        return y;
    }

    Values eval(const op::Pool& pool) const {
        const int64_t height = shape(0)[1], width = shape(0)[2], c = shape(0)[3];
        Values y(element_count(out()));
        for (int64_t i = 0; i < static_cast<int64_t>(y.size()); ++i) {
            const int64_t column = i / c % out()[2], line = i / c / out()[2] % out()[1], image = i / c / out()[2] / out()[1];
            double sum = 0, count = 0, top = -INFINITY;
            for (int64_t tap = 0; tap < int64_t{pool.kernel_y} * pool.kernel_x; ++tap) {
                const int64_t row = line * pool.stride_y - pool.pad_top + tap / pool.kernel_x * pool.dilation_y,
                              at = column * pool.stride_x - pool.pad_left + tap % pool.kernel_x * pool.dilation_x;
                const bool inside = row >= 0 && row < height && at >= 0 && at < width;
                count += inside || (pool.counts_padding && row < height + pool.counted_bottom && at < width + pool.counted_right);
                if (!inside) continue;
                const double x = value(0)[((image * height + row) * width + at) * c + i % c];
                sum += x;
                top = std::isnan(x) ? x : x > top ? x : top;
            }
            y[i] = static_cast<float>(pool.largest ? top : sum / count);
        }
        return y;
    }

    Values eval(const op::Gather& gather) const {
        const int64_t rows = shape(0)[0], width = element_count(shape(0)) / rows;
        Values y;
        for (const float index : value(1)) {
            const auto row = static_cast<int64_t>(index);
            require(row >= -1 && row < rows, "row " + std::to_string(row) + " of " + shape_text(shape(0)));
            if (row < 0)
                y.insert(y.end(), width, gather.fill);
            else
                y.insert(y.end(), value(0).begin() + row * width, value(0).begin() + (row + 1) * width);
        }
        return y;
    }

    Values eval(const op::ToIndex&) const {
        Values y = value(0);
        for (float& element : y) element = std::nearbyint(element);
        return y;
    }

    Values eval(const op::Resample&) const {
        const int64_t n = shape(0)[1], inner = shape(0)[2], made = shape(1)[0], terms = shape(1)[1];
        Values y(element_count(out()));
        for (int64_t i = 0; i < static_cast<int64_t>(y.size()); ++i) {
            const int64_t row = i / inner % made;
            double sum = 0;
            for (int64_t t = 0; t < terms; ++t)
                sum += static_cast<double>(value(2)[row * terms + t]) *
                       value(0)[(i / (inner * made) * n + static_cast<int64_t>(value(1)[row * terms + t])) * inner + i % inner];
            y[i] = static_cast<float>(sum);
        }
        return y;
    }

    Values eval(const op::Affine& affine) const {
        Values y = value(0);
        for (float& element : y) element = element * affine.scale + affine.shift;
        return y;
    }

    Values eval(const op::Attention& attention) const {
        const int64_t batch = out()[0], queries = out()[1], keys = shape(1)[1], head = attention.width / attention.heads;
        const int64_t q_row = shape(0)[2], k_row = shape(1)[2], v_row = shape(2)[2];
        require(out()[2] == attention.width, "attention of width " + std::to_string(attention.width) + " gives " + shape_text(out()));
        Values y(element_count(out()));
        std::vector<double> scores(keys), sums(head);
        for (int64_t i = 0; i < batch * attention.heads * queries; ++i) {
            const int64_t query = i % queries, column = i / queries % attention.heads * head, image = i / (queries * attention.heads);
            const float* q = &value(0)[(image * queries + query) * q_row + attention.q_column + column];
            const float* k = &value(1)[image * keys * k_row + attention.k_column + column];
            const float* v = &value(2)[image * keys * v_row + attention.v_column + column];
            const int64_t counted = attention.counted ? static_cast<int64_t>(value(3)[image]) : keys;
            const int64_t seen = attention.mask == Mask::causal ? std::min(query + 1, counted) : counted;
            double largest = -INFINITY, total = 0;
            for (int64_t key = 0; key < seen; ++key) {
                scores[key] = 0;
                for (int64_t j = 0; j < head; ++j) scores[key] += static_cast<double>(q[j]) * k[key * k_row + j];
                scores[key] *= attention.scale;
                if (attention.biased)
                    scores[key] += value(attention.bias_input())[(key - query + queries - 1) * attention.heads + column / head];
                largest = std::max(largest, scores[key]);
            }
            std::fill(sums.begin(), sums.end(), 0.0);
            for (int64_t key = 0; key < seen; ++key) {
                const double weight = std::exp(scores[key] - largest);
                total += weight;
                for (int64_t j = 0; j < head; ++j) sums[j] += weight * v[key * v_row + j];
            }
            for (int64_t j = 0; j < head; ++j) y[(image * queries + query) * out()[2] + column + j] = static_cast<float>(sums[j] / total);
        }
        return y;
    }

    Values eval(const op::Embedding& embedding) const {
        const Values table = fetch(embedding.table);
        const int64_t width = embedding.table.shape[1];
        Values y;
        for (float id : value(0)) {
            require(id >= 0 && id < embedding.table.shape[0], "token id " + std::to_string(id) + " is outside of the table");
            const auto row = table.begin() + static_cast<int64_t>(id) * width;
            y.insert(y.end(), row, row + width);
        }
        return y;
    }

    Values eval(const op::TakeRow&) const {
        const int64_t tokens = shape(0)[1], width = shape(0)[2];
        Values y;
        for (int64_t image = 0; image < out()[0]; ++image) {
            const int64_t index = static_cast<int64_t>(value(1)[image]);
            require(index >= 0 && index < tokens, "row " + std::to_string(index) + " of " + shape_text(shape(0)));
            const auto row = value(0).begin() + (image * tokens + index) * width;
            y.insert(y.end(), row, row + width);
        }
        return y;
    }

    // Rounded to f32 at every step as diffusers' get_timestep_embedding is: the angle of a large number depends on it.
    Values eval(const op::Sinusoid& sinusoid) const {
        const int half = sinusoid.width / 2;
        Values y;
        for (float x : value(0)) {
            Values row(sinusoid.width);
            for (int i = 0; i < half; ++i) {
                const float exponent =
                    -std::log(sinusoid.max_period) * static_cast<float>(i) / (static_cast<float>(half) - sinusoid.freq_shift);
                const float angle = x * std::exp(exponent);
                row[sinusoid.flip_sin_to_cos ? half + i : i] = std::sin(angle);
                row[sinusoid.flip_sin_to_cos ? i : half + i] = std::cos(angle);
            }
            y.insert(y.end(), row.begin(), row.end());
        }
        return y;
    }

    Values eval(const op::Concat& concat) const {
        int64_t outer = 1;
        for (int axis = 0; axis < concat.axis; ++axis) outer *= out()[axis];
        Values y;
        for (int64_t i = 0; i < outer; ++i) {
            for (size_t part = 0; part < node_->inputs.size(); ++part) {
                const int64_t size = static_cast<int64_t>(value(part).size()) / outer;
                y.insert(y.end(), value(part).begin() + i * size, value(part).begin() + (i + 1) * size);
            }
        }
        return y;
    }

    Values eval(const op::Slice& slice) const {
        int64_t outer = 1, inner = 1;
        for (int axis = 0; axis < slice.axis; ++axis) outer *= out()[axis];
        for (size_t axis = slice.axis + 1; axis < out().size(); ++axis) inner *= out()[axis];
        Values y;
        for (int64_t i = 0; i < outer; ++i) {
            const auto begin = value(0).begin() + (i * shape(0)[slice.axis] + slice.begin) * inner;
            y.insert(y.end(), begin, begin + out()[slice.axis] * inner);
        }
        return y;
    }

    Values eval(const op::Reshape&) const { return value(0); }

    Values eval(const op::Permute& permute) const {
        const Shape& from = shape(0);
        std::vector<int64_t> stride(from.size(), 1);
        for (size_t i = from.size(); i-- > 1;) stride[i - 1] = stride[i] * from[i];
        Values y(value(0).size());
        for (size_t i = 0; i < y.size(); ++i) {
            int64_t rest = static_cast<int64_t>(i), at = 0;
            for (size_t axis = out().size(); axis-- > 0; rest /= out()[axis])
                at += rest % out()[axis] * stride[static_cast<size_t>(permute.axes[axis])];
            y[i] = value(0)[at];
        }
        return y;
    }

    Values eval(const op::Reduce& reduce) const {
        int64_t count = 1, inner = 1;
        for (int axis = reduce.begin; axis < reduce.end; ++axis) count *= shape(0)[static_cast<size_t>(axis)];
        for (size_t axis = static_cast<size_t>(reduce.end); axis < shape(0).size(); ++axis) inner *= shape(0)[axis];
        Values y(element_count(out())), terms(count);
        for (int64_t i = 0; i < static_cast<int64_t>(y.size()); ++i) {
            for (int64_t j = 0; j < count; ++j) terms[j] = value(0)[(i / inner * count + j) * inner + i % inner];
            y[i] = reduced(reduce.kind, terms);
        }
        return y;
    }

    Values eval(const op::UpsampleNearest&) const {
        const int64_t height = shape(0)[1], width = shape(0)[2], c = shape(0)[3];
        Values y;
        for (int64_t pixel = 0; pixel < out()[0] * out()[1] * out()[2]; ++pixel) {
            const int64_t column = pixel % out()[2], line = pixel / out()[2] % out()[1], image = pixel / (out()[2] * out()[1]);
            const int64_t source = ((image * height + line * height / out()[1]) * width + column * width / out()[2]) * c;
            y.insert(y.end(), value(0).begin() + source, value(0).begin() + source + c);
        }
        return y;
    }

    const Graph& graph_;
    const Tensors& inputs_;
    const Tensors& weights_;
    std::vector<Values> values_;  // by node
    const Node* node_ = nullptr;  // being evaluated
};

}  // namespace

Tensors evaluate(const Graph& graph, const Tensors& inputs, const Tensors& weights) {
    return Interpreter(graph, inputs, weights).run();
}

}  // namespace imagelab::naive
