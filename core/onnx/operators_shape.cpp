// Operators that put elements in other places, by rules alone.
#include <algorithm>
#include <numeric>
#include <set>

#include "core/onnx/operators.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

void shape(NodeContext& node) {
    const auto rank = static_cast<int64_t>(node.in(0)->rank());
    const auto bound = [&](int64_t at) { return std::clamp<int64_t>(at < 0 ? at + rank : at, 0, rank); };
    const int64_t begin = bound(node.integer("start", 0)), end = std::max(begin, bound(node.integer("end", rank)));
    const Shape& whole = node.in(0)->shape;
    node.out(made(integers_of({end - begin}, {whole.begin() + begin, whole.begin() + end})));
}
void size(NodeContext& node) {
    node.out(made(integers_of({}, {checked_count(node.in(0)->shape)})));
}

void reshape(NodeContext& node) {
    Shape wanted = node.integers_of(1, "shape");
    const Shape& have = node.in(0)->shape;
    int64_t product = 1, open = -1;
    for (size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == 0 && node.integer("allowzero", 0) == 0) {
            node.require(i < have.size(), "extent " + std::to_string(i) + " is that of a value without so many axes");
            wanted[i] = have[i];
        }
        if (wanted[i] == -1) {
            node.require(open < 0, "two extents are open");
            open = static_cast<int64_t>(i);
            continue;
        }
        node.require(wanted[i] >= 0 && wanted[i] < int64_t{1} << 40 && product < int64_t{1} << 22,
                     "the shape " + shape_text(wanted) + " is none");
        product *= wanted[i];
    }
    if (open >= 0) {
        const int64_t count = checked_count(have);
        node.require(product > 0 ? count % product == 0 : count == 0, shape_text(have) + " cannot take the shape " + shape_text(wanted));
        wanted[static_cast<size_t>(open)] = product > 0 ? count / product : 0;
    }
    node.out(reshaped(node.importer, node.in(0), wanted));
}

void flatten(NodeContext& node) {
    const Shape& have = node.in(0)->shape;
    const int64_t given = node.integer("axis", 1), axis = given < 0 ? given + static_cast<int64_t>(have.size()) : given;
    node.require(axis >= 0 && axis <= static_cast<int64_t>(have.size()), "axis " + std::to_string(given));
    const int64_t rows = checked_count(Shape(have.begin(), have.begin() + axis)),
                  columns = checked_count(Shape(have.begin() + axis, have.end()));
    node.out(reshaped(node.importer, node.in(0), {rows, columns}));
}

void squeeze(NodeContext& node) {
    const Shape& have = node.in(0)->shape;
    std::set<int> axes;
    for (const int64_t axis : node.integers_of(1, "axes")) axes.insert(axis_of(node, axis, have.size()));
    Shape wanted;
    for (size_t i = 0; i < have.size(); ++i) {
        const bool goes = axes.empty() ? have[i] == 1 : axes.contains(static_cast<int>(i));
        node.require(!goes || have[i] == 1, "axis " + std::to_string(i) + " of " + shape_text(have) + " is no single one");
        if (!goes) wanted.push_back(have[i]);
    }
    node.out(reshaped(node.importer, node.in(0), wanted));
}

void unsqueeze(NodeContext& node) {
    const Shape& have = node.in(0)->shape;
    const std::vector<int64_t> given = node.integers_of(1, "axes");
    std::set<int> axes;
    for (const int64_t axis : given) axes.insert(axis_of(node, axis, have.size() + given.size()));
    node.require(axes.size() == given.size() && have.size() + given.size() <= 32, "its axes are none");
    Shape wanted;
    for (size_t i = 0, from = 0; i < have.size() + given.size(); ++i)
        wanted.push_back(axes.contains(static_cast<int>(i)) ? 1 : have[from++]);
    node.out(reshaped(node.importer, node.in(0), wanted));
}

void transpose(NodeContext& node) {
    const size_t rank = node.in(0)->rank();
    std::vector<int> axes;
    for (const int64_t axis : node.integers("perm")) axes.push_back(axis_of(node, axis, rank));
    if (axes.empty()) {
        for (size_t i = rank; i-- > 0;) axes.push_back(static_cast<int>(i));
    }
    node.require(axes.size() == rank && std::set<int>(axes.begin(), axes.end()).size() == rank, "its axes are no order");
    node.out(transposed(node.importer, node.in(0), axes));
}

void concat(NodeContext& node) {
    std::vector<Value> parts;
    for (size_t i = 0; i < node.count(); ++i) parts.push_back(node.in(i));
    node.out(joined(node.importer, parts, axis_of(node, node.integer("axis", 1), node.in(0)->rank())));
}

void split(NodeContext& node) {
    const Value& x = node.in(0);
    const int axis = axis_of(node, node.integer("axis", 0), x->rank());
    const int64_t extent = x->shape[static_cast<size_t>(axis)];
    std::vector<int64_t> sizes = node.integers_of(1, "split");
    if (sizes.empty()) {
        const auto count = static_cast<int64_t>(node.node.outputs.size());
        node.require(count > 0, "it has no outputs");
        const int64_t each = (extent + count - 1) / count;
        for (int64_t i = 0; i < count; ++i) sizes.push_back(std::clamp<int64_t>(extent - i * each, 0, each));
    }
    int64_t begin = 0;
    for (size_t i = 0; i < sizes.size() && i < node.node.outputs.size(); ++i) {
        node.require(sizes[i] >= 0 && sizes[i] <= extent - begin, "its parts are more than the whole");
        if (node.wants(i)) node.out(i, part(node.importer, x, axis, begin, sizes[i]));
        begin += sizes[i];
    }
}

void slice(NodeContext& node) {
    Value y = node.in(0);
    const std::vector<int64_t> starts = node.integers_of(1, "starts"), ends = node.integers_of(2, "ends");
    std::vector<int64_t> axes = node.has(3) ? node.integers_of(3, "axes") : node.integers("axes");
    const std::vector<int64_t> steps = node.has(4) ? node.integers_of(4, "steps") : std::vector<int64_t>(starts.size(), 1);
    if (axes.empty()) {
        axes.resize(starts.size());
        std::iota(axes.begin(), axes.end(), 0);
    }
    node.require(starts.size() == ends.size() && starts.size() == axes.size() && starts.size() == steps.size(),
                 "starts, ends, axes and steps differ in number");
    for (size_t i = 0; i < starts.size(); ++i) {
        const int axis = axis_of(node, axes[i], y->rank());
        const int64_t n = y->shape[static_cast<size_t>(axis)], step = steps[i];
        node.require(step != 0, "a step of 0");
        const auto bound = [&](int64_t at, int64_t low, int64_t high) {
            return std::clamp(at < 0 ? std::max(at, -n - 1) + n : at, low, high);
        };
        const int64_t begin = step > 0 ? bound(starts[i], 0, n) : bound(starts[i], 0, n - 1),
                      end = step > 0 ? bound(ends[i], 0, n) : bound(ends[i], -1, n - 1);
        std::vector<int64_t> index;
        const int64_t pace = std::clamp<int64_t>(step, -n - 1, n + 1);
        check_places((end - begin) / pace);
        for (int64_t at = begin; n > 0 && (step > 0 ? at < end : at > end); at += pace) index.push_back(at);
        y = picked(node.importer, y, axis, index);
    }
    node.out(y);
}

void expand(NodeContext& node) {
    node.out(expanded(node.importer, node.in(0), node.integers_of(1, "shape")));
}

void tile(NodeContext& node) {
    Value y = node.in(0);
    std::vector<int64_t> repeats = node.integers_of(1, "repeats");
    if (node.version() < 6) node.refuse("version " + std::to_string(node.version()) + " of it");
    node.require(repeats.size() == y->rank(),
                 "it has " + std::to_string(repeats.size()) + " repeats for " + std::to_string(y->rank()) + " axes");
    for (size_t axis = 0; axis < repeats.size(); ++axis) {
        const int64_t n = y->shape[axis];
        node.require(repeats[axis] >= 0 && repeats[axis] < int64_t{1} << 22, "it repeats too often");
        check_places(n * repeats[axis]);
        std::vector<int64_t> index(static_cast<size_t>(n * repeats[axis]));
        for (size_t i = 0; i < index.size(); ++i) index[i] = static_cast<int64_t>(i) % n;
        y = picked(node.importer, y, static_cast<int>(axis), index);
    }
    node.out(y);
}

// The place that element `at` beyond [0, n) comes from; -1: it is filled.
int64_t padded_place(int64_t at, int64_t n, const std::string& mode) {
    if (at >= 0 && at < n) return at;
    if (n <= 0 || mode == "constant") return -1;
    if (mode == "edge") return at < 0 ? 0 : n - 1;
    if (mode == "wrap") return (at % n + n) % n;
    if (n == 1) return 0;
    const int64_t period = 2 * (n - 1), place = (at % period + period) % period;  // reflect
    return place < n ? place : period - place;
}

void pad(NodeContext& node) {
    Value y = node.in(0);
    const std::string mode = node.text("mode", "constant");
    node.require(mode == "constant" || mode == "edge" || mode == "wrap" || mode == "reflect", "the mode \"" + mode + "\"");
    const std::vector<int64_t> pads = node.integers_of(1, node.has_attribute("pads") ? "pads" : "paddings");
    double fill = node.number("value", 0);
    if (node.has(2)) {
        const Array& value = known(node, node.in(2));
        if (value.count() > 0) fill = value.number(0);
    }
    std::vector<int64_t> axes = node.integers_of(3, "axes");
    if (axes.empty()) {
        axes.resize(y->rank());
        std::iota(axes.begin(), axes.end(), 0);
    }
    node.require(pads.size() == 2 * axes.size(), "it has " + std::to_string(pads.size()) + " pads");
    for (size_t i = 0; i < axes.size(); ++i) {
        const int axis = axis_of(node, axes[i], y->rank());
        const int64_t n = y->shape[static_cast<size_t>(axis)], before = pads[i], behind = pads[i + axes.size()];
        constexpr int64_t most = int64_t{1} << 31;
        node.require(before > -most && before < most && behind > -most && behind < most && n + before + behind >= 0,
                     "pads of " + std::to_string(before) + " and " + std::to_string(behind));
        check_places(n + before + behind);
        std::vector<int64_t> index(static_cast<size_t>(n + before + behind));
        for (size_t j = 0; j < index.size(); ++j) index[j] = padded_place(static_cast<int64_t>(j) - before, n, mode);
        y = picked(node.importer, y, axis, index, fill);
    }
    node.out(y);
}

void depth_to_space(NodeContext& node) {
    const Value& x = node.in(0);
    const int64_t b = node.integer("blocksize", 0);
    node.require(x->rank() == 4 && b > 0 && b < 1 << 15 && x->shape[1] % (b * b) == 0,
                 "blocks of " + std::to_string(b) + " in " + shape_text(x->shape));
    const int64_t n = x->shape[0], c = x->shape[1] / (b * b), h = x->shape[2], w = x->shape[3];
    Importer& importer = node.importer;
    const bool crd = node.text("mode", "DCR") == "CRD";
    const Value y = crd ? transposed(importer, reshaped(importer, x, {n, c, b, b, h, w}), {0, 1, 4, 2, 5, 3})
                        : transposed(importer, reshaped(importer, x, {n, b, b, c, h, w}), {0, 3, 4, 1, 5, 2});
    node.out(reshaped(importer, y, {n, c, h * b, w * b}));
}
void space_to_depth(NodeContext& node) {
    const Value& x = node.in(0);
    const int64_t b = node.integer("blocksize", 0);
    node.require(x->rank() == 4 && b > 0 && b < 1 << 15 && x->shape[2] % b == 0 && x->shape[3] % b == 0,
                 "blocks of " + std::to_string(b) + " in " + shape_text(x->shape));
    const int64_t n = x->shape[0], c = x->shape[1], h = x->shape[2] / b, w = x->shape[3] / b;
    Importer& importer = node.importer;
    const bool crd = node.text("mode", "DCR") == "CRD";
    const Value blocks = reshaped(importer, x, {n, c, h, b, w, b});
    const Value y = crd ? transposed(importer, blocks, {0, 1, 3, 5, 2, 4}) : transposed(importer, blocks, {0, 3, 5, 1, 2, 4});
    node.out(reshaped(importer, y, {n, c * b * b, h, w}));
}

// 1 above (below) a diagonal, a product with it.
void triangle(NodeContext& node) {
    const Value& x = node.in(0);
    node.require(x->rank() >= 2, "a value " + shape_text(x->shape));
    const int64_t k = node.has(1) ? known_integer(node, node.in(1)) : 0, h = x->shape[x->rank() - 2], w = x->shape.back();
    const bool upper = node.integer("upper", 1) != 0;
    std::vector<int64_t> kept;
    node.importer.spend(h * w);
    for (int64_t i = 0; i < h; ++i) {
        for (int64_t j = 0; j < w; ++j) kept.push_back(upper ? j - i >= k : j - i <= k);
    }
    const Value mask = made(integers_of({h, w}, kept, ElementType::boolean));
    node.out(binary(node.importer, x, mask, Binary::keep));
}

void reverse_sequence(NodeContext& node) {
    const Value& x = node.in(0);
    const int time = axis_of(node, node.integer("time_axis", 0), x->rank()),
              batch = axis_of(node, node.integer("batch_axis", 1), x->rank());
    const Array& lengths = known(node, node.in(1));
    node.require(time + batch == 1 && lengths.count() == x->shape[static_cast<size_t>(batch)], "its axes or lengths");
    const int64_t inner = checked_count(Shape(x->shape.begin() + 2, x->shape.end())), columns = x->shape[1];
    std::vector<int64_t> index;
    check_places(checked_count(x->shape));
    for (int64_t i = 0; i < checked_count(x->shape); ++i) {
        int64_t place[2] = {i / inner / columns, i / inner % columns};
        const int64_t length = lengths.integer(place[batch]);
        node.require(length >= 0 && length <= x->shape[static_cast<size_t>(time)], "a length of " + std::to_string(length));
        if (place[time] < length) place[time] = length - 1 - place[time];
        index.push_back((place[0] * columns + place[1]) * inner + i % inner);
    }
    node.out(rearranged(node.importer, x, x->shape, index));
}

constexpr OperatorRow shape_rows[] = {
    {"Concat", concat},
    {"DepthToSpace", depth_to_space},
    {"Expand", expand},
    {"Flatten", flatten},
    {"Pad", pad},
    {"Reshape", reshape},
    {"ReverseSequence", reverse_sequence},
    {"Shape", shape},
    {"Size", size},
    {"Slice", slice},
    {"SpaceToDepth", space_to_depth},
    {"Split", split},
    {"Squeeze", squeeze},
    {"Tile", tile},
    {"Transpose", transpose},
    {"Trilu", triangle},
    {"Unsqueeze", unsqueeze},
};

}  // namespace

std::span<const OperatorRow> shape_operators() {
    return shape_rows;
}

}  // namespace imagelab::onnx
