// NonMaxSuppression. Of boxes and scores that are known, as many rows as are chosen. Computed on the device, where nobody knows beforehand
// how many those are: always as many as may be, those that are missing as rows of -1 (as TensorRT has it).
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/onnx/operators.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

constexpr int64_t most_on_device = 256;  // boxes of a class: each takes some twenty nodes

struct Wanted {
    int64_t most = 0;                // of a class
    double overlap = 0;              // above which the worse of two boxes goes
    bool scored = false;
    double least = 0;                // score, where scored: what is not above it goes
    bool centred = false;            // boxes are centre and size, else two corners, y first
};

using Box = std::array<double, 4>;  // left, top, right, bottom

Box corners_of(const Array& boxes, int64_t row, bool centred) {
    const auto at = [&](int64_t i) { return boxes.number(4 * row + i); };
    if (centred) return {at(0) - at(2) / 2, at(1) - at(3) / 2, at(0) + at(2) / 2, at(1) + at(3) / 2};
    return {std::min(at(1), at(3)), std::min(at(0), at(2)), std::max(at(1), at(3)), std::max(at(0), at(2))};
}

bool overlaps(const Box& a, const Box& b, double share) {
    const auto area = [](const Box& box) { return (box[2] - box[0]) * (box[3] - box[1]); };
    const double width = std::min(a[2], b[2]) - std::max(a[0], b[0]), height = std::min(a[3], b[3]) - std::max(a[1], b[1]);
    if (width <= 0 || height <= 0 || area(a) <= 0 || area(b) <= 0) return false;
    const double both = width * height;
    return both / (area(a) + area(b) - both) > share;
}

void suppress_known(NodeContext& node, const Wanted& wanted) {
    const Array &boxes = known(node, node.in(0)), &scores = known(node, node.in(1));
    const int64_t batch = scores.shape[0], classes = scores.shape[1], count = scores.shape[2];
    node.importer.spend(batch * classes * count);
    std::vector<int64_t> rows;
    for (int64_t b = 0; b < batch; ++b) {
        for (int64_t c = 0; c < classes; ++c) {
            const auto score = [&](int64_t i) { return scores.number((b * classes + c) * count + i); };
            std::vector<int64_t> order;
            for (int64_t i = 0; i < count; ++i) {
                if (!wanted.scored || score(i) > wanted.least) order.push_back(i);
            }
            std::stable_sort(order.begin(), order.end(), [&](int64_t i, int64_t j) { return score(i) > score(j); });
            std::vector<Box> kept;
            for (const int64_t i : order) {
                if (static_cast<int64_t>(kept.size()) >= wanted.most) break;
                node.importer.spend(static_cast<int64_t>(kept.size()) + 1);
                const Box box = corners_of(boxes, b * count + i, wanted.centred);
                if (std::any_of(kept.begin(), kept.end(), [&](const Box& better) { return overlaps(box, better, wanted.overlap); })) continue;
                kept.push_back(box);
                for (const int64_t number : {b, c, i}) rows.push_back(number);
            }
        }
    }
    node.out(made(integers_of({static_cast<int64_t>(rows.size()) / 3, 3}, rows)));
}

void suppress_on_device(NodeContext& node, const Wanted& wanted) {
    Importer& importer = node.importer;
    const Value &boxes = node.in(0), &scores = node.in(1);
    const int64_t batch = scores->shape[0], classes = scores->shape[1], count = scores->shape[2];
    const int64_t most = std::min({wanted.most, count, most_on_device});
    node.require(most > 0, "no box may be chosen, of scores that are computed");
    const Shape whole{batch, classes, count};
    const auto column = [&](int64_t i) { return reshaped(importer, part(importer, boxes, 2, i, 1), {batch, 1, count}); };
    std::array<Value, 4> sides;  // left, top, right, bottom, [batch, 1, count]
    for (int64_t axis = 0; axis < 2; ++axis) {
        const auto low = static_cast<size_t>(axis), high = low + 2;
        if (wanted.centred) {
            const Value half = affine(importer, column(axis + 2), 0.5, 0);
            sides[low] = sub(importer, column(axis), half), sides[high] = add(importer, column(axis), half);
        } else {
            const Value one = column(1 - axis), other = column(3 - axis);
            sides[low] = binary(importer, one, other, Binary::min), sides[high] = binary(importer, one, other, Binary::max);
        }
    }
    const auto area = [&](const std::array<Value, 4>& box) {
        return mul(importer, sub(importer, box[2], box[0]), sub(importer, box[3], box[1]));
    };
    const Value areas = area(sides);
    std::vector<double> line(static_cast<size_t>(count));
    std::iota(line.begin(), line.end(), 0.0);
    const Value places = made(floats_of({1, 1, count}, line));
    const Value none = made(floats_of({1, 1, 1}, {-INFINITY})), struck = expanded(importer, none, whole);
    std::array<Value, 4> all_sides;
    for (size_t i = 0; i < 4; ++i) all_sides[i] = expanded(importer, sides[i], whole);
    Value rest = scores;
    if (wanted.scored) rest = chosen(importer, binary(importer, expanded(importer, made(floats_of({1, 1, 1}, {wanted.least})), whole), rest, Binary::less), rest, struck);
    std::vector<Value> rows;  // [batch, classes, 1, 3]
    std::vector<double> numbers;
    for (int64_t b = 0; b < batch; ++b) {
        for (int64_t c = 0; c < classes; ++c) numbers.push_back(static_cast<double>(b)), numbers.push_back(static_cast<double>(c));
    }
    const Value of = made(floats_of({batch, classes, 1, 2}, numbers));
    for (int64_t i = 0; i < most; ++i) {
        const Value best = reduce(importer, rest, Reduction::max, {2}, true);
        const Value place = cast(importer, reduce(importer, rest, Reduction::arg_max, {2}, true), ElementType::f32);
        const Value there = binary(importer, none, best, Binary::less);  // [batch, classes, 1]
        const Value hit = binary(importer, expanded(importer, place, whole), places, Binary::equal);
        const Value row = joined(importer, {of, reshaped(importer, place, {batch, classes, 1, 1})}, 3);
        rows.push_back(chosen(importer, expanded(importer, reshaped(importer, there, {batch, classes, 1, 1}), {batch, classes, 1, 3}), row,
                              expanded(importer, made(floats_of({1, 1, 1, 1}, {-1})), {batch, classes, 1, 3})));
        if (i + 1 == most) break;
        std::array<Value, 4> box;
        for (size_t s = 0; s < 4; ++s) box[s] = reduce(importer, binary(importer, all_sides[s], hit, Binary::keep), Reduction::sum, {2}, true);
        const auto within = [&](size_t low, size_t high) {
            const Value length = sub(importer, binary(importer, sides[high], box[high], Binary::min), binary(importer, sides[low], box[low], Binary::max));
            return map(importer, length, Function::clip, 0, INFINITY);
        };
        const Value both = mul(importer, within(0, 2), within(1, 3));
        const Value united = sub(importer, add(importer, areas, area(box)), both);
        const Value over = binary(importer, affine(importer, united, wanted.overlap, 0), both, Binary::less);
        const Value goes = binary(importer, cast(importer, over, ElementType::f32), cast(importer, hit, ElementType::f32), Binary::max);
        rest = chosen(importer, cast(importer, goes, ElementType::boolean), struck, rest);
    }
    const Value chosen_rows = reshaped(importer, joined(importer, rows, 2), {batch * classes * most, 3});
    node.out(cast(importer, chosen_rows, ElementType::i64));
}

void non_max_suppression(NodeContext& node) {
    const Value &boxes = node.in(0), &scores = node.in(1);
    node.require(boxes->rank() == 3 && scores->rank() == 3 && boxes->shape[2] == 4 && boxes->shape[0] == scores->shape[0] &&
                     boxes->shape[1] == scores->shape[2],
                 "boxes " + shape_text(boxes->shape) + ", scores " + shape_text(scores->shape));
    const auto given = [&](size_t input) { return node.has(input) && checked_count(node.in(input)->shape) == 1; };
    Wanted wanted;
    if (given(2)) wanted.most = std::max<int64_t>(0, known_integer(node, node.in(2)));
    if (given(3)) wanted.overlap = known(node, node.in(3)).number(0);
    wanted.scored = given(4);
    if (wanted.scored) wanted.least = known(node, node.in(4)).number(0);
    wanted.centred = node.integer("center_point_box", 0) != 0;
    const auto is_told = [&](const Value& value) { return is_known(value) || node.importer.is_input(value); };
    if (is_told(boxes) && is_told(scores)) return suppress_known(node, wanted);
    suppress_on_device(node, wanted);
}

constexpr OperatorRow box_rows[] = {{"NonMaxSuppression", non_max_suppression}};

}  // namespace

std::span<const OperatorRow> box_operators() {
    return box_rows;
}

}  // namespace imagelab::onnx
