// Convolutions and pools, over one axis or two (pools: three), with channels last.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/onnx/layout.h"
#include "core/onnx/operators.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

// A window along one axis.
struct Line {
    int64_t in = 1, kernel = 1, stride = 1, dilation = 1, before = 0, behind = 0, out = 1;
    int64_t covered() const { return dilation * (kernel - 1) + 1; }
};

constexpr int64_t largest = 1 << 20;  // of kernels, strides, dilations and paddings

void pad_automatically(const NodeContext& node, Line& line) {
    const std::string mode = node.text("auto_pad", "NOTSET");
    if (mode == "NOTSET" || mode.empty()) return;
    if (mode == "VALID") {
        line.before = line.behind = 0;
        return;
    }
    node.require(mode == "SAME_UPPER" || mode == "SAME_LOWER", "auto_pad \"" + mode + "\"");
    const int64_t out = (line.in + line.stride - 1) / line.stride;
    const int64_t total = std::max<int64_t>((out - 1) * line.stride + line.covered() - line.in, 0);
    line.before = mode == "SAME_UPPER" ? total / 2 : total - total / 2;
    line.behind = total - line.before;
}

// Windows over the axes of x behind the second.
std::vector<Line> lines_of(const NodeContext& node, const Shape& x, const std::vector<int64_t>& kernel) {
    const size_t count = x.size() - 2;
    const auto list = [&](const char* name, int64_t otherwise, size_t size) {
        std::vector<int64_t> values = node.integers(name);
        if (values.empty()) values.assign(size, otherwise);
        node.require(values.size() == size, std::string(name) + " has " + std::to_string(values.size()) + " numbers");
        for (const int64_t value : values)
            node.require(value >= otherwise && value <= largest, std::string(name) + " of " + std::to_string(value));
        return values;
    };
    node.require(kernel.size() == count, "its window has " + std::to_string(kernel.size()) + " axes");
    const auto strides = list("strides", 1, count), dilations = list("dilations", 1, count), pads = list("pads", 0, 2 * count);
    std::vector<Line> lines;
    for (size_t i = 0; i < count; ++i) {
        node.require(kernel[i] > 0 && kernel[i] <= largest, "a kernel of " + std::to_string(kernel[i]));
        Line line{x[i + 2], kernel[i], strides[i], dilations[i], pads[i], pads[i + count]};
        pad_automatically(node, line);
        line.out = line.in + line.before + line.behind < line.covered()
                       ? 0
                       : (line.in + line.before + line.behind - line.covered()) / line.stride + 1;
        check_places(line.out);
        lines.push_back(line);
    }
    return lines;
}

constexpr int64_t most_taps = 4096;  // of windows that are written out, each some nodes

// [b, spatial ..., c] as an image of two axes.
Tensor image_of(Importer& importer, const Value& x) {
    const Tensor t = last(importer, x);
    return x->rank() == 3 ? ops::reshape(t, {t.dim(0), 1, t.dim(1), t.dim(2)}) : t;
}
Value image_value(Tensor y, const Value& like, const std::vector<Line>& lines, int64_t channels) {
    Shape shape{like->shape[0], channels}, last_shape{like->shape[0]};
    for (const Line& line : lines) shape.push_back(line.out), last_shape.push_back(line.out);
    last_shape.push_back(channels);
    return made_last(y.shape() == last_shape ? y : ops::reshape(y, last_shape), shape, like->type);
}

ops::ConvWindow window_of(const std::vector<Line>& lines, int64_t groups) {
    const Line one;
    const Line &y = lines.size() == 1 ? one : lines[0], &x = lines.back();
    const auto number = [](int64_t n) { return static_cast<int>(n); };
    ops::ConvWindow window{number(y.kernel),   number(x.kernel),   number(y.stride), number(x.stride),
                           number(y.dilation), number(x.dilation), number(groups)};
    window.padding = {number(y.before), number(x.before), number(y.behind), number(x.behind)};
    return window;
}

// "<name>.bias"; none where there is no bias.
void bias_of(const NodeContext& node, const Value& bias, int64_t n, const std::string& name, ops::ConvWindow& window) {
    if (!bias) {
        window.bias = ops::Bias::no;
        return;
    }
    std::vector<float> values;
    const Array& array = known(node, bias);
    node.require(array.count() == n, "a bias of " + std::to_string(array.count()) + " numbers for " + std::to_string(n) + " channels");
    for (int64_t i = 0; i < n; ++i) values.push_back(static_cast<float>(array.number(i)));
    node.importer.weights()->add(name + ".bias", {n}, std::move(values));
}

// A weight that is computed: the windows are written out, then multiplied.
Value computed_convolution(NodeContext& node, const Value& x, const Value& w, const Value& bias, const std::vector<Line>& lines,
                           int64_t groups) {
    Importer& importer = node.importer;
    const int64_t c = x->shape[1], n = w->shape[0], in_group = c / groups, out_group = n / groups,
                  taps = checked_count(Shape(w->shape.begin() + 2, w->shape.end()));
    node.require(taps <= most_taps && groups <= most_taps / taps,
                 std::to_string(taps) + " taps of " + std::to_string(groups) + " groups, whose weight is computed");
    std::vector<Value> windows;
    for (int64_t tap = 0; tap < taps; ++tap) {
        Value y = x;
        int64_t rest = tap;
        for (size_t i = lines.size(); i-- > 0;) {
            const Line& line = lines[i];
            const int64_t place = rest % line.kernel * line.dilation - line.before;
            rest /= line.kernel;
            std::vector<int64_t> index;
            for (int64_t j = 0; j < line.out; ++j) {
                const int64_t at = j * line.stride + place;
                index.push_back(at < 0 || at >= line.in ? -1 : at);
            }
            y = picked(importer, y, static_cast<int>(i) + 2, index);
        }
        windows.push_back(y);
    }
    Shape out{x->shape[0], n};
    int64_t pixels = 1;
    for (const Line& line : lines) out.push_back(line.out), pixels *= line.out;
    std::vector<Value> parts;
    for (int64_t g = 0; g < groups; ++g) {
        std::vector<Value> columns;
        for (const Value& each : windows)
            columns.push_back(reshaped(importer, part(importer, each, 1, g * in_group, in_group), {x->shape[0], in_group, 1, pixels}));
        const Value wide = reshaped(importer, joined(importer, columns, 2), {x->shape[0], in_group * taps, pixels});
        const Value weight = reshaped(importer, part(importer, w, 0, g * out_group, out_group), {out_group, in_group * taps});
        parts.push_back(made(ops::matmul(plain(importer, weight), plain(importer, wide)), {x->shape[0], out_group, pixels}, x->type));
    }
    const Value y = reshaped(importer, joined(importer, parts, 1), out);
    if (!bias) return y;
    Shape line(out.size(), 1);
    line[1] = n;
    return add(importer, y, reshaped(importer, bias, line));
}

void check_convolution(const NodeContext& node, const Shape& x, const Shape& w, int64_t groups, size_t most) {
    node.require(x.size() == w.size() && x.size() >= 3 && x.size() <= most, "x " + shape_text(x) + " and weight " + shape_text(w) +
                                                                                ": one to " + std::to_string(most - 2) +
                                                                                " axes beside batch and channels are expected");
    node.require(checked_count(x) > 0 && checked_count(w) > 0, "x " + shape_text(x) + " or weight " + shape_text(w) + " has no elements");
    node.require(groups > 0 && groups <= x[1] && x[1] % groups == 0,
                 std::to_string(groups) + " groups of " + std::to_string(x[1]) + " channels");
}

void conv(NodeContext& node) {
    const Value bias = node.has(2) ? node.in(2) : nullptr, y = convolution(node, node.in(0), node.in(1), bias);
    y->convolution = std::make_shared<const Convolution>(Convolution{&node.node, node.in(0), node.in(1), bias});
    node.out(y);
}

// Padding and extent of a transposed convolution along one axis.
void transposed_line(const NodeContext& node, Line& line, int64_t extra, const std::vector<int64_t>& wanted, size_t i) {
    const std::string mode = node.text("auto_pad", "NOTSET");
    const int64_t whole = line.stride * (line.in - 1) + extra + line.covered();
    const bool same = mode == "SAME_UPPER" || mode == "SAME_LOWER";
    if (!wanted.empty() || same) {
        const int64_t out = !wanted.empty() ? wanted[i] : line.in * line.stride;
        node.require(out > 0 && out <= int64_t{1} << 31, "an output of " + std::to_string(out));
        const int64_t total = std::max<int64_t>(whole - out, 0);
        line.before = mode == "SAME_UPPER" ? total / 2 : total - total / 2;
        line.behind = whole - out - line.before;
    } else if (mode == "VALID") {
        line.before = line.behind = 0;
    }
    line.out = whole - line.before - line.behind;
    node.require(line.out > 0, "an output of " + std::to_string(line.out));
}

// [c, n / groups, ...] -> the weight of the convolution over spread values: [n, c / groups, ...], turned around.
std::string turned_weight(NodeContext& node, const Value& w, int64_t groups, const Shape& weight) {
    const Array& array = known(node, w);
    const int64_t in_group = weight[1], out_group = weight[0] / groups, taps = weight[2] * weight[3];
    std::vector<float> values(static_cast<size_t>(array.count()));
    node.importer.spend(array.count());
    for (int64_t i = 0; i < array.count(); ++i) {
        const int64_t tap = i % taps, o = i / taps % out_group, c = i / (taps * out_group);
        const int64_t row = c / in_group * out_group + o;
        values[static_cast<size_t>((row * in_group + c % in_group) * taps + (taps - 1 - tap))] = static_cast<float>(array.number(i));
    }
    return weight_of(node.importer, weight, std::move(values), ".weight");
}

// A convolution over x with zeros between its values (Dumoulin & Visin 2016, section 4.5).
void conv_transpose(NodeContext& node) {
    const Value &x = node.in(0), &w = node.in(1);
    const int64_t groups = node.integer("group", 1);
    check_convolution(node, x->shape, w->shape, groups, 4);
    node.require(w->shape[0] == x->shape[1], "weight " + shape_text(w->shape) + " for x " + shape_text(x->shape));
    std::vector<int64_t> kernel(w->shape.begin() + 2, w->shape.end()),
        extra = node.integers("output_padding", std::vector<int64_t>(kernel.size(), 0));
    std::vector<int64_t> wanted = node.integers("output_shape");
    std::vector<Line> lines = lines_of(node, x->shape, kernel);
    node.require(extra.size() == lines.size() && (wanted.empty() || wanted.size() >= lines.size()), "output_padding or output_shape");
    if (wanted.size() > lines.size()) wanted.erase(wanted.begin(), wanted.end() - static_cast<int64_t>(lines.size()));
    Value spread = x;
    std::vector<Line> inner = lines;
    for (size_t i = 0; i < lines.size(); ++i) {
        Line& line = lines[i];
        node.require(extra[i] >= 0 && extra[i] <= largest, "output_padding of " + std::to_string(extra[i]));
        transposed_line(node, line, extra[i], wanted, i);
        // What the padding of the transposed convolution cuts off is less padding of the other; below zero it is cut off here.
        const int64_t before = line.covered() - 1 - line.before, between = line.stride * (line.in - 1) + 1;
        const int64_t behind = line.out + line.covered() - 1 - between - before;
        std::vector<int64_t> index;
        check_places(between);
        check_places(line.out);
        for (int64_t j = std::max<int64_t>(-before, 0); j < between + std::min<int64_t>(behind, 0); ++j)
            index.push_back(j % line.stride == 0 ? j / line.stride : -1);
        node.require(!index.empty(), "its padding cuts off everything");
        spread = picked(node.importer, spread, static_cast<int>(i) + 2, index);
        inner[i] = {static_cast<int64_t>(index.size()), line.kernel, 1, line.dilation, std::max<int64_t>(before, 0),
                    std::max<int64_t>(behind, 0),       line.out};
    }
    ops::ConvWindow window = window_of(inner, groups);
    const Shape weight{w->shape[1] * groups, x->shape[1] / groups, window.kernel_y, window.kernel_x};
    const std::string name = turned_weight(node, w, groups, weight);
    bias_of(node, node.has(2) ? node.in(2) : nullptr, weight[0], name, window);
    node.out(image_value(ops::conv2d(image_of(node.importer, spread), name, weight[0], window), x, lines, weight[0]));
}

// With ceil_mode a window may begin in x or before it and reach beyond.
void round_up(const NodeContext& node, std::vector<Line>& lines) {
    if (node.integer("ceil_mode", 0) == 0) return;
    for (Line& line : lines) {
        const int64_t room = line.in + line.before + line.behind - line.covered();
        line.out = std::max<int64_t>(room + line.stride - 1, 0) / line.stride + 1;
        if ((line.out - 1) * line.stride >= line.in + line.before) --line.out;
    }
}

std::vector<Line> pool_lines(NodeContext& node) {
    const Value& x = node.in(0);
    node.require(x->rank() >= 3 && x->rank() <= 5 && checked_count(x->shape) > 0,
                 "x " + shape_text(x->shape) + ": one to three axes beside batch and channels are expected");
    std::vector<Line> lines = lines_of(node, x->shape, node.integers("kernel_shape"));
    round_up(node, lines);
    for (const Line& line : lines) node.require(line.out > 0, "its kernel is larger than the padded x " + shape_text(x->shape));
    return lines;
}

Tensor pool_image(Tensor x, bool largest_value, bool counts, const Line& y, const Line& column) {
    const auto number = [](int64_t n) { return static_cast<int>(n); };
    op::Pool pool{.largest = largest_value,
                  .kernel_y = number(y.kernel),
                  .kernel_x = number(column.kernel),
                  .stride_y = number(y.stride),
                  .stride_x = number(column.stride),
                  .dilation_y = number(y.dilation),
                  .dilation_x = number(column.dilation),
                  .pad_top = number(y.before),
                  .pad_left = number(column.before),
                  .counted_bottom = number(y.behind),
                  .counted_right = number(column.behind),
                  .counts_padding = counts};
    return ops::pool(x, pool, y.out, column.out);
}

void pool(NodeContext& node, bool largest_value) {
    const Value& x = node.in(0);
    node.require(!node.wants(1), "the places of the largest values are asked for");
    const bool counts = node.integer("count_include_pad", 0) != 0;
    std::vector<Line> lines = pool_lines(node);
    Tensor t = last(node.importer, x);
    const int64_t b = t.dim(0), c = t.dim(-1);
    if (lines.size() == 3) {  // the inner two axes, then the outer one: both the largest and the mean go axis by axis
        t = pool_image(ops::reshape(t, {b * t.dim(1), t.dim(2), t.dim(3), c}), largest_value, counts, lines[1], lines[2]);
        t = pool_image(ops::reshape(t, {b, lines[0].in, lines[1].out * lines[2].out, c}), largest_value, counts, lines[0],
                       {lines[1].out * lines[2].out, 1, 1, 1, 0, 0, lines[1].out * lines[2].out});
    } else {
        const Line one;
        t = pool_image(image_of(node.importer, x), largest_value, counts, lines.size() == 1 ? one : lines[0], lines.back());
    }
    node.out(image_value(t, x, lines, c));
}
void max_pool(NodeContext& node) {
    pool(node, true);
}
void average_pool(NodeContext& node) {
    pool(node, false);
}

std::vector<int> spatial_axes(NodeContext& node) {
    node.require(node.in(0)->rank() >= 3, "x " + shape_text(node.in(0)->shape));
    std::vector<int> axes(node.in(0)->rank() - 2);
    std::iota(axes.begin(), axes.end(), 2);
    return axes;
}
template <Reduction kind>
void global_pool(NodeContext& node) {
    node.out(reduce(node.importer, node.in(0), kind, spatial_axes(node), true));
}

// |x|^p, and the root of sums of it.
Value raised(Importer& importer, const Value& x, double p) {
    const Value size = map(importer, x, Function::abs);
    return p == 1 ? size : p == 2 ? mul(importer, size, size) : binary(importer, size, number(x, p), Binary::pow);
}
Value root(Importer& importer, const Value& x, double p) {
    return p == 1 ? x : p == 2 ? map(importer, x, Function::sqrt) : binary(importer, x, number(x, 1 / p), Binary::pow);
}
double norm_of(NodeContext& node) {
    const AttributeDef* p = node.attribute("p");
    return p == nullptr ? 2 : p->integer != 0 ? static_cast<double>(p->integer) : p->number;
}
void global_lp_pool(NodeContext& node) {
    const double p = norm_of(node);
    node.out(root(node.importer, reduce(node.importer, raised(node.importer, node.in(0), p), Reduction::sum, spatial_axes(node), true), p));
}
void lp_pool(NodeContext& node) {
    const double p = norm_of(node);
    std::vector<Line> lines = pool_lines(node);
    node.require(lines.size() <= 2, "three axes beside batch and channels");
    // Sums are a convolution with ones; what reaches beyond x adds nothing.
    for (Line& line : lines) line.behind = std::max<int64_t>((line.out - 1) * line.stride + line.covered() - line.in - line.before, 0);
    const Value x = raised(node.importer, node.in(0), p);
    const int64_t c = x->shape[1];
    ops::ConvWindow window = window_of(lines, c);
    window.bias = ops::Bias::no;
    const Shape weight{c, 1, window.kernel_y, window.kernel_x};
    node.importer.spend(checked_count(weight));
    const std::string name =
        weight_of(node.importer, weight, std::vector<float>(static_cast<size_t>(checked_count(weight)), 1.0f), ".weight");
    Tensor t = ops::conv2d(image_of(node.importer, x), name, c, window);
    const Line &row = lines.size() == 1 ? Line{} : lines[0], &column = lines.back();
    if (t.dim(1) != row.out) t = ops::slice(t, 1, 0, row.out);
    if (t.dim(2) != column.out) t = ops::slice(t, 2, 0, column.out);
    node.out(root(node.importer, image_value(t, x, lines, c), p));
}

constexpr OperatorRow window_rows[] = {
    {"AveragePool", average_pool},
    {"Conv", conv},
    {"ConvTranspose", conv_transpose},
    {"GlobalAveragePool", global_pool<Reduction::mean>},
    {"GlobalLpPool", global_lp_pool},
    {"GlobalMaxPool", global_pool<Reduction::max>},
    {"LpPool", lp_pool},
    {"MaxPool", max_pool},
};

}  // namespace

namespace {

Value convolved(NodeContext& node, const Value& x, const Value& w, const Value& bias, const std::vector<Line>& lines, int64_t groups) {
    const auto computed = [&](const Value& v) { return v && !is_known(v) && !node.importer.is_input(v); };
    if (computed(w) || computed(bias)) return computed_convolution(node, x, w, bias, lines, groups);
    if (!is_known(w)) throw NotKnown(w, "its weight must be known before it runs");
    ops::ConvWindow window = window_of(lines, groups);
    const Shape weight{w->shape[0], w->shape[1], window.kernel_y, window.kernel_x};
    const std::string name = weight_of(node.importer, w, weight, ".weight");
    bias_of(node, bias, weight[0], name, window);
    return image_value(ops::conv2d(image_of(node.importer, x), name, weight[0], window), x, lines, weight[0]);
}

// Over three axes: for each tap of the first a convolution over the other two, added up.
Value convolved_in_space(NodeContext& node, const Value& x, const Value& w, const Value& bias, const std::vector<Line>& lines,
                         int64_t groups) {
    Importer& importer = node.importer;
    const Line& depth = lines[0];
    const int64_t b = x->shape[0], c = x->shape[1], n = w->shape[0];
    node.require(depth.kernel <= most_taps, "a kernel of " + std::to_string(depth.kernel) + " along the first of three axes");
    Value sum;
    for (int64_t tap = 0; tap < depth.kernel; ++tap) {
        std::vector<int64_t> index;
        for (int64_t j = 0; j < depth.out; ++j) {
            const int64_t at = j * depth.stride - depth.before + tap * depth.dilation;
            index.push_back(at < 0 || at >= depth.in ? -1 : at);
        }
        if (!is_known(w)) throw NotKnown(w, "its weight must be known before it runs");
        const Value slices = transposed(importer, picked(importer, x, 2, index), {0, 2, 1, 3, 4});
        const Value images = reshaped(importer, slices, {b * depth.out, c, x->shape[3], x->shape[4]});
        const Value weight = reshaped(importer, part(importer, w, 2, tap, 1), {n, w->shape[1], w->shape[3], w->shape[4]});
        const Value y = convolved(node, images, weight, tap == 0 ? bias : nullptr, {lines[1], lines[2]}, groups);
        sum = sum ? add(importer, sum, y) : y;
    }
    const Value apart = reshaped(importer, sum, {b, depth.out, n, lines[1].out, lines[2].out});
    return transposed(importer, apart, {0, 2, 1, 3, 4});
}

}  // namespace

Value convolution(NodeContext& node, const Value& x, const Value& w, const Value& bias) {
    const int64_t groups = node.integer("group", 1);
    check_convolution(node, x->shape, w->shape, groups, 5);
    node.require(w->shape[1] == x->shape[1] / groups && w->shape[0] % groups == 0,
                 "weight " + shape_text(w->shape) + " for x " + shape_text(x->shape));
    const std::vector<Line> lines = lines_of(node, x->shape, {w->shape.begin() + 2, w->shape.end()});
    for (const Line& line : lines) node.require(line.out > 0, "its kernel is larger than the padded x " + shape_text(x->shape));
    return lines.size() == 3 ? convolved_in_space(node, x, w, bias, lines, groups) : convolved(node, x, w, bias, lines, groups);
}

Value scaled_convolution(Importer& importer, const Value& y, const Array& factor, const Array& offset) {
    if (!y->convolution || importer.uses(y->convolution->node->outputs[0]) != 1) return nullptr;
    const auto& [node, x, weight, bias] = *y->convolution;
    const int64_t n = weight->shape[0], count = checked_count(weight->shape);
    if (factor.count() != n || offset.count() != n || !is_weight(weight) || (bias && !is_known(bias)) || !importer.affords(count))
        return nullptr;
    Array scaled = weight->host ? *weight->host : decoded(*weight->stored, importer.files(), count);
    scaled.shape = weight->shape;
    for (int64_t i = 0; i < count; ++i) scaled.numbers[static_cast<size_t>(i)] *= factor.number(i / (count / n));
    std::vector<double> behind;
    for (int64_t i = 0; i < n; ++i) behind.push_back((bias ? known(importer, bias).number(i) : 0) * factor.number(i) + offset.number(i));
    NodeContext context(importer, *node, {x, weight, bias});
    return convolution(context, x, made(std::move(scaled)), made(floats_of({n}, std::move(behind))));
}

std::span<const OperatorRow> window_operators() {
    return window_rows;
}

}  // namespace imagelab::onnx
