// NonMaxSuppression. Of boxes and scores that are known, as many rows as are chosen. Computed on the device, where nobody knows beforehand
// how many those are: always as many as may be, those that are missing as rows of -1 (as TensorRT has it).
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/image/kept_boxes.h"
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

SuppressedBox corners_of(const Array& boxes, int64_t row, bool centred) {
    const auto at = [&](int64_t i) { return boxes.number(4 * row + i); };
    if (centred) return {at(0) - at(2) / 2, at(1) - at(3) / 2, at(0) + at(2) / 2, at(1) + at(3) / 2};
    return {std::min(at(1), at(3)), std::min(at(0), at(2)), std::max(at(1), at(3)), std::max(at(0), at(2))};
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
            KeptBoxes kept(wanted.overlap);
            int64_t chosen = 0;
            for (const int64_t i : order) {
                if (chosen >= wanted.most) break;
                const SuppressedBox box = corners_of(boxes, b * count + i, wanted.centred);
                const int64_t before = kept.compared();
                const bool hidden = kept.hides(box);
                node.importer.spend(kept.compared() - before + 1);
                if (hidden) continue;
                kept.keep(box);
                ++chosen;
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
    importer.spend(count + most * batch * classes);
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
    // Rows of boxes, and the first row of each class's picture.
    const Value by_box = transposed(importer, joined(importer, {sides[0], sides[1], sides[2], sides[3]}, 1), {0, 2, 1});
    const Value corners = reshaped(importer, by_box, {batch * count, 4});
    std::vector<double> first_rows;
    for (int64_t i = 0; i < batch * classes; ++i) first_rows.push_back(static_cast<double>(i / classes * count));
    const Value first_row = made(floats_of({batch * classes}, first_rows));
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
        const Value row_of = add(importer, reshaped(importer, place, {batch * classes}), first_row);
        const Value best_box = reshaped(importer, rows_at(importer, corners, row_of), {batch, classes, 4});
        for (size_t s = 0; s < 4; ++s) box[s] = part(importer, best_box, 2, static_cast<int64_t>(s), 1);
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
