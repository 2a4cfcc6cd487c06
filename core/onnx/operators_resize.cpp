// Resize and Upsample: along each axis a weighted sum of some neighbours (onnx/onnx/reference/ops/op_resize.py has the formulas).
#include <algorithm>
#include <cmath>

#include "core/onnx/operators.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

struct Kind {
    std::string mode, coordinates, nearest;
    double cubic = -0.75;
    bool excludes_outside = false, smooths = false;
};

// One axis: `in` elements become `out`, `scale` times as many; the part of x between begin and end (as fractions) is meant where cropped.
struct Axis {
    int64_t in, out;
    double scale, begin = 0, end = 1;
};

double source_of(int64_t i, const Axis& axis, const Kind& kind) {
    const double x = static_cast<double>(i), in = static_cast<double>(axis.in), out = static_cast<double>(axis.out),
                 exact = axis.scale * in;
    if (kind.coordinates == "align_corners") return exact == 1 ? 0 : x * (in - 1) / (exact - 1);
    if (kind.coordinates == "asymmetric") return x / axis.scale;
    if (kind.coordinates == "tf_crop_and_resize")
        return out == 1 ? 0.5 * (axis.begin + axis.end) * (in - 1)
                        : axis.begin * (in - 1) + x * (axis.end - axis.begin) * (in - 1) / (out - 1);
    if (kind.coordinates == "pytorch_half_pixel") return exact == 1 ? -0.5 : (x + 0.5) / axis.scale - 0.5;
    if (kind.coordinates == "half_pixel_symmetric") return in / 2 * (1 - out / exact) + (x + 0.5) / axis.scale - 0.5;
    return (x + 0.5) / axis.scale - 0.5;
}

int64_t nearest_of(double x, const std::string& how) {
    if (how == "floor") return whole_part(std::floor(x));
    if (how == "ceil") return whole_part(std::ceil(x));
    if (how == "round_prefer_ceil") return whole_part(std::floor(x + 0.5));
    return whole_part(std::ceil(x - 0.5));
}

double weight_of_distance(double t, const Kind& kind) {
    t = std::abs(t);
    if (kind.mode == "linear") return std::max(0.0, 1 - t);
    const double a = kind.cubic;  // Keys 1981
    if (t <= 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
    return t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0;
}

// The neighbours of each element and their weights, `terms` of each.
struct Table {
    std::vector<int32_t> index;
    std::vector<float> weights;
    std::vector<int64_t> inside;  // where some are filled: -1 for those
    int64_t terms = 1;
};

double widening_of(const Axis& axis, const Kind& kind) {
    return kind.smooths && axis.scale < 1 ? 1 / axis.scale : 1;
}

// On either side of an element.
double reach_of(const Axis& axis, const Kind& kind) {
    return kind.mode == "nearest" ? 0.5 : std::ceil((kind.mode == "linear" ? 1 : 2) * widening_of(axis, kind));
}

Table table_of(const Axis& axis, const Kind& kind) {
    Table table;
    const double widening = widening_of(axis, kind);
    const bool nearest = kind.mode == "nearest";
    const int64_t half = whole_part(reach_of(axis, kind));
    if (!nearest) table.terms = 2 * half;
    for (int64_t i = 0; i < axis.out; ++i) {
        const double x = source_of(i, axis, kind);
        const bool outside = kind.coordinates == "tf_crop_and_resize" && (x < 0 || x > static_cast<double>(axis.in - 1));
        table.inside.push_back(outside ? -1 : i);
        if (nearest) {
            table.index.push_back(static_cast<int32_t>(std::clamp<int64_t>(nearest_of(x, kind.nearest), 0, axis.in - 1)));
            table.weights.push_back(1);
            continue;
        }
        const auto first = whole_part(std::floor(x)) - half + 1;
        std::vector<double> weights;
        double sum = 0;
        for (int64_t t = 0; t < table.terms; ++t) {
            const bool out = first + t < 0 || first + t >= axis.in;
            weights.push_back(kind.excludes_outside && out ? 0 : weight_of_distance((static_cast<double>(first + t) - x) / widening, kind));
            sum += weights.back();
        }
        for (int64_t t = 0; t < table.terms; ++t) {
            table.index.push_back(static_cast<int32_t>(std::clamp<int64_t>(first + t, 0, axis.in - 1)));
            table.weights.push_back(static_cast<float>(kind.excludes_outside || kind.smooths ? weights[static_cast<size_t>(t)] / sum
                                                                                             : weights[static_cast<size_t>(t)]));
        }
    }
    return table;
}

Value along(NodeContext& node, const Value& x, int axis, const Table& table) {
    Importer& importer = node.importer;
    Shape shape = x->shape;
    shape[static_cast<size_t>(axis)] = static_cast<int64_t>(table.inside.size());
    if (table.terms == 1) return picked(importer, x, axis, std::vector<int64_t>(table.index.begin(), table.index.end()));
    if (x->images()) {
        const int at = axis == 0 ? 0 : axis == 1 ? static_cast<int>(x->rank()) - 1 : axis - 1;
        return made_last(ops::resample(x->last, at, table.index, table.weights, table.terms), shape, x->type);
    }
    return made(ops::resample(plain(importer, x), axis, table.index, table.weights, table.terms), shape, x->type);
}

// Sizes keep their relation: the smallest (largest) of the scales counts for all.
void keep_relation(std::vector<Axis>& axes, bool larger) {
    double scale = axes[0].scale;
    for (const Axis& axis : axes) scale = larger ? std::max(scale, axis.scale) : std::min(scale, axis.scale);
    for (Axis& axis : axes) {
        axis.scale = scale;
        axis.out = whole_part(std::floor(scale * static_cast<double>(axis.in) + 0.5));
    }
}

std::vector<double> floats_in(NodeContext& node, size_t input) {
    std::vector<double> values;
    if (!node.has(input)) return values;
    const Array& array = known(node, node.in(input));
    for (int64_t i = 0; i < array.count(); ++i) values.push_back(array.number(i));
    return values;
}

void resize_by(NodeContext& node, const Kind& kind, std::vector<double> scales, const std::vector<double>& sizes,
               const std::vector<double>& roi) {
    Value x = node.in(0);
    std::vector<int64_t> which = node.integers("axes");
    if (which.empty()) {
        for (size_t i = 0; i < x->rank(); ++i) which.push_back(static_cast<int64_t>(i));
    }
    node.require((scales.size() == which.size() && sizes.empty()) || sizes.size() == which.size(),
                 "scales or sizes, as many as axes, are expected");
    node.require(kind.coordinates != "tf_crop_and_resize" || roi.size() == 2 * which.size(),
                 "a region, as many begins and ends as axes, is expected");
    std::vector<Axis> axes;
    for (size_t i = 0; i < which.size(); ++i) {
        Axis axis{x->shape[static_cast<size_t>(axis_of(node, which[i], x->rank()))], 0, sizes.empty() ? scales[i] : 0};
        if (!roi.empty()) axis.begin = roi[i], axis.end = roi[i + which.size()];
        const double part = kind.coordinates == "tf_crop_and_resize" ? axis.end - axis.begin : 1;
        if (sizes.empty()) {
            node.require(std::isfinite(axis.scale) && axis.scale > 0, "a scale of " + std::to_string(axis.scale));
            const double out = std::floor(static_cast<double>(axis.in) * part * axis.scale);
            node.require(out < 1 << 24, "an output of " + std::to_string(out));
            axis.out = static_cast<int64_t>(out);
        } else {
            node.require(sizes[i] >= 0 && sizes[i] < 1 << 24 && axis.in > 0, "a size of " + std::to_string(sizes[i]));
            axis.out = static_cast<int64_t>(sizes[i]);
            axis.scale = sizes[i] / static_cast<double>(axis.in);
        }
        axes.push_back(axis);
    }
    const std::string policy = node.text("keep_aspect_ratio_policy", "stretch");
    if (!sizes.empty() && policy != "stretch" && !axes.empty()) keep_relation(axes, policy == "not_smaller");
    for (size_t i = 0; i < which.size(); ++i) {
        node.require(axes[i].out > 0 && axes[i].in > 0, "an output without elements");
        const int at = axis_of(node, which[i], x->rank());
        if (axes[i].out == axes[i].in && axes[i].scale == 1 && kind.coordinates != "tf_crop_and_resize") continue;
        const double numbers = 2 * reach_of(axes[i], kind) * static_cast<double>(axes[i].out);
        node.require(numbers < 1 << 28, "a table of " + std::to_string(numbers) + " weights");
        node.importer.spend(whole_part(numbers));
        const Table table = table_of(axes[i], kind);
        x = along(node, x, at, table);
        if (std::find(table.inside.begin(), table.inside.end(), -1) != table.inside.end())
            x = picked(node.importer, x, at, table.inside, node.number("extrapolation_value", 0));
    }
    node.out(x);
}

void resize(NodeContext& node) {
    Kind kind{node.text("mode", "nearest"),
              node.text("coordinate_transformation_mode", "half_pixel"),
              node.text("nearest_mode", "round_prefer_floor"),
              node.number("cubic_coeff_a", -0.75),
              node.integer("exclude_outside", 0) != 0,
              node.integer("antialias", 0) != 0};
    if (node.version() < 11) {  // scales are the second input, as those of Upsample
        kind.coordinates = "asymmetric", kind.nearest = "floor";
        return resize_by(node, kind, floats_in(node, 1), {}, {});
    }
    node.require(kind.mode == "nearest" || kind.mode == "linear" || kind.mode == "cubic", "mode \"" + kind.mode + "\"");
    const bool crops = kind.coordinates == "tf_crop_and_resize";
    resize_by(node, kind, floats_in(node, 2), floats_in(node, 3), crops ? floats_in(node, 1) : std::vector<double>());
}

void upsample(NodeContext& node) {
    Kind kind{node.text("mode", "nearest"), "asymmetric", "floor"};
    if (kind.mode == "bilinear") kind.mode = "linear";
    node.require(kind.mode == "nearest" || kind.mode == "linear", "mode \"" + kind.mode + "\"");
    resize_by(node, kind, node.has(1) ? floats_in(node, 1) : node.numbers("scales"), {}, {});
}

constexpr OperatorRow resize_rows[] = {
    {"Resize", resize},
    {"Upsample", upsample},
};

}  // namespace

std::span<const OperatorRow> resize_operators() {
    return resize_rows;
}

}  // namespace imagelab::onnx
