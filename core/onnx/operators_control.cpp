// Constants, branches and loops. Which branch runs and how often a loop turns must be known; what they compute need not be.
#include <algorithm>
#include <cmath>

#include "core/onnx/operators.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

void constant(NodeContext& node) {
    if (const AttributeDef* value = node.attribute("value"); value && value->tensor) {
        auto state = std::make_shared<ValueState>();
        state->type = value->tensor->type, state->shape = value->tensor->shape, state->stored = value->tensor.get();
        return node.out(state);
    }
    if (const AttributeDef* value = node.attribute("value_float")) return node.out(made(floats_of({}, {value->number})));
    if (const AttributeDef* value = node.attribute("value_int")) return node.out(made(integers_of({}, {value->integer})));
    if (const AttributeDef* value = node.attribute("value_floats"))
        return node.out(made(floats_of({static_cast<int64_t>(value->numbers.size())}, value->numbers)));
    if (const AttributeDef* value = node.attribute("value_ints"))
        return node.out(made(integers_of({static_cast<int64_t>(value->integers.size())}, value->integers)));
    node.refuse("a constant that is no tensor of numbers");
}

void constant_of_shape(NodeContext& node) {
    const Array& wanted = known(node, node.in(0));
    const Shape shape(wanted.integers.begin(), wanted.integers.end());
    const int64_t count = checked_count(shape);
    Array one = floats_of({1}, {0});
    if (const AttributeDef* value = node.attribute("value"); value && value->tensor)
        one = decoded(*value->tensor, node.importer.files(), 1);
    node.require(one.count() == 1, "its value is no single number");
    node.importer.spend(count);
    Array y{one.type, shape, {}, {}};
    if (y.floats())
        y.numbers.assign(static_cast<size_t>(count), one.numbers[0]);
    else
        y.integers.assign(static_cast<size_t>(count), one.integers[0]);
    node.out(made(std::move(y)));
}

const GraphDef& subgraph(const NodeContext& node, std::string_view name) {
    const AttributeDef* found = node.attribute(name);
    node.require(found != nullptr && found->graph != nullptr, "its graph \"" + std::string(name) + "\" is missing");
    return *found->graph;
}

void branch(NodeContext& node) {
    const Array& condition = known(node, node.in(0));
    node.require(condition.count() == 1, "its condition is no single value");
    const auto values = node.importer.run_subgraph(subgraph(node, condition.number(0) != 0 ? "then_branch" : "else_branch"), {});
    for (size_t i = 0; i < values.size(); ++i) node.out(i, values[i]);
}

// One more axis in front, the results of all turns behind one another.
Value stacked(NodeContext& node, const std::vector<Value>& turns) {
    std::vector<Value> rows;
    for (const Value& each : turns) {
        Shape shape = each->shape;
        shape.insert(shape.begin(), 1);
        rows.push_back(reshaped(node.importer, each, shape));
    }
    return joined(node.importer, rows, 0);
}

void loop(NodeContext& node) {
    const GraphDef& body = subgraph(node, "body");
    const int64_t most = node.has(0) ? known_integer(node, node.in(0)) : INT64_MAX;
    bool goes_on = !node.has(1) || known_integer(node, node.in(1)) != 0;
    const size_t carried = node.count() > 2 ? node.count() - 2 : 0;
    node.require(body.inputs.size() == carried + 2 && body.outputs.size() >= carried + 1, "its body takes or gives other values");
    std::vector<Value> state;
    for (size_t i = 0; i < carried; ++i) state.push_back(node.in(i + 2));
    std::vector<std::vector<Value>> scanned(body.outputs.size() - 1 - carried);
    for (int64_t turn = 0; turn < most && goes_on; ++turn) {
        node.require(turn < 10'000, "more than 10000 turns");
        std::vector<Value> given{made(integers_of({}, {turn})), made(integers_of({}, {1}, ElementType::boolean))};
        given.insert(given.end(), state.begin(), state.end());
        const std::vector<Value> values = node.importer.run_subgraph(body, given);
        goes_on = known_integer(node, values[0]) != 0;
        for (size_t i = 0; i < carried; ++i) state[i] = values[i + 1];
        for (size_t i = 0; i < scanned.size(); ++i) scanned[i].push_back(values[1 + carried + i]);
    }
    for (size_t i = 0; i < carried; ++i) node.out(i, state[i]);
    for (size_t i = 0; i < scanned.size(); ++i) {
        if (scanned[i].empty()) node.refuse("a loop that does not turn gives a value of an unknown shape");
        node.out(carried + i, stacked(node, scanned[i]));
    }
}

void scan(NodeContext& node) {
    const GraphDef& body = subgraph(node, "body");
    const int64_t count = node.integer("num_scan_inputs", 0);
    node.require(node.version() >= 9 && count > 0 && count <= static_cast<int64_t>(node.count()) && body.inputs.size() == node.count(),
                 "its inputs");
    const size_t carried = node.count() - static_cast<size_t>(count);
    node.require(body.outputs.size() >= carried, "its outputs");
    const auto in_axes = node.integers("scan_input_axes"), in_ways = node.integers("scan_input_directions"),
               out_axes = node.integers("scan_output_axes"), out_ways = node.integers("scan_output_directions");
    const auto at = [](const std::vector<int64_t>& list, size_t i) { return i < list.size() ? list[i] : 0; };
    std::vector<Value> state;
    for (size_t i = 0; i < carried; ++i) state.push_back(node.in(i));
    std::vector<std::vector<Value>> scanned(body.outputs.size() - carried);
    int64_t turns = -1;
    for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
        const Value& x = node.in(carried + i);
        const int64_t extent = x->shape[static_cast<size_t>(axis_of(node, at(in_axes, i), x->rank()))];
        node.require(turns < 0 || turns == extent, "inputs of different lengths");
        turns = extent;
    }
    node.require(turns > 0 && turns <= 10'000, std::to_string(turns) + " turns");
    for (int64_t turn = 0; turn < turns; ++turn) {
        std::vector<Value> given = state;
        for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
            const Value& x = node.in(carried + i);
            const int axis = axis_of(node, at(in_axes, i), x->rank());
            Shape shape = x->shape;
            shape.erase(shape.begin() + axis);
            given.push_back(reshaped(node.importer, part(node.importer, x, axis, at(in_ways, i) != 0 ? turns - 1 - turn : turn, 1), shape));
        }
        const std::vector<Value> values = node.importer.run_subgraph(body, given);
        for (size_t i = 0; i < carried; ++i) state[i] = values[i];
        for (size_t i = 0; i < scanned.size(); ++i) scanned[i].push_back(values[carried + i]);
    }
    for (size_t i = 0; i < carried; ++i) node.out(i, state[i]);
    for (size_t i = 0; i < scanned.size(); ++i) {
        if (at(out_ways, i) != 0) std::reverse(scanned[i].begin(), scanned[i].end());
        Value y = stacked(node, scanned[i]);
        const int axis = axis_of(node, at(out_axes, i), y->rank());
        if (axis > 0) {
            std::vector<int> order;
            for (int d = 1; d <= axis; ++d) order.push_back(d);
            order.push_back(0);
            for (int d = axis + 1; d < static_cast<int>(y->rank()); ++d) order.push_back(d);
            y = transposed(node.importer, y, order);
        }
        node.out(carried + i, y);
    }
}

constexpr OperatorRow control_rows[] = {
    {"Constant", constant}, {"ConstantOfShape", constant_of_shape}, {"If", branch}, {"Loop", loop}, {"Scan", scan},
};

}  // namespace

std::span<const OperatorRow> control_operators() {
    return control_rows;
}

}  // namespace imagelab::onnx
