// LSTM, GRU and RNN, one step of their sequence after the other: what each reads of the input is one product for all steps, what it reads of
// itself one a step.
#include <algorithm>
#include <cmath>
#include <functional>

#include "core/base/utf8.h"
#include "core/onnx/operators.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

constexpr int64_t most_steps = 2048;

// One function of a gate, with the constants it takes of activation_alpha and activation_beta.
struct GateFunction {
    const char* name;
    bool takes_alpha, takes_beta;
    double alpha, beta;  // where nothing is said
    Value (*run)(Importer& importer, const Value& x, double alpha, double beta);
};
const GateFunction gate_functions[] = {
    {"sigmoid", false, false, 0, 0, [](Importer& i, const Value& x, double, double) { return activation(i, x, Unary::sigmoid); }},
    {"tanh", false, false, 0, 0, [](Importer& i, const Value& x, double, double) { return activation(i, x, Unary::tanh); }},
    {"relu", false, false, 0, 0, [](Importer& i, const Value& x, double, double) { return activation(i, x, Unary::relu); }},
    {"affine", true, true, 1, 0, [](Importer& i, const Value& x, double a, double b) { return affine(i, x, a, b); }},
    {"leakyrelu", true, false, 0.01, 0, [](Importer& i, const Value& x, double a, double) { return map(i, x, Function::leaky_relu, a); }},
    {"thresholdedrelu", true, false, 1, 0, [](Importer& i, const Value& x, double a, double) { return map(i, x, Function::threshold, a); }},
    {"scaledtanh", true, true, 1, 1,
     [](Importer& i, const Value& x, double a, double b) { return affine(i, activation(i, affine(i, x, b, 0), Unary::tanh), a, 0); }},
    {"hardsigmoid", true, true, 0.2, 0.5,
     [](Importer& i, const Value& x, double a, double b) { return map(i, x, Function::hard_sigmoid, a, b); }},
    {"elu", true, false, 1, 0, [](Importer& i, const Value& x, double a, double) { return map(i, x, Function::elu, a); }},
    {"softsign", false, false, 0, 0, [](Importer& i, const Value& x, double, double) { return map(i, x, Function::softsign); }},
    {"softplus", false, false, 0, 0, [](Importer& i, const Value& x, double, double) { return map(i, x, Function::softplus); }}};

using Gate = std::function<Value(const Value&)>;

// Those of all directions behind one another; constants are taken in their order by the functions that have them. As in ONNX Runtime, what
// gates read is clipped, and the cell that LSTM's third function reads is not.
std::vector<Gate> gates_of(NodeContext& node, const std::vector<std::string>& usual, size_t directions) {
    std::vector<std::string> names;
    for (size_t i = 0; i < directions; ++i) names.insert(names.end(), usual.begin(), usual.end());
    if (const AttributeDef* said = node.attribute("activations"); said != nullptr && !said->texts.empty()) {
        node.require(said->texts.size() == names.size(), std::to_string(said->texts.size()) + " activations");
        names = said->texts;
    }
    const std::vector<double> alphas = node.numbers("activation_alpha"), betas = node.numbers("activation_beta");
    size_t alpha_at = 0, beta_at = 0;
    const double clip = node.number("clip", 0);
    std::vector<Gate> gates;
    for (const std::string& name : names) {
        const std::string lower = ascii_lower(name);
        const auto found = std::find_if(std::begin(gate_functions), std::end(gate_functions),
                                        [&](const GateFunction& each) { return lower == each.name; });
        node.require(found != std::end(gate_functions), "its activation \"" + name + "\"");
        const double alpha = found->takes_alpha && alpha_at < alphas.size() ? alphas[alpha_at++] : found->alpha;
        const double beta = found->takes_beta && beta_at < betas.size() ? betas[beta_at++] : found->beta;
        const bool clips = clip > 0 && gates.size() % usual.size() < 2;
        gates.push_back([&importer = node.importer, run = found->run, alpha, beta, clip, clips](const Value& x) {
            return run(importer, clips ? map(importer, x, Function::clip, -clip, clip) : x, alpha, beta);
        });
    }
    return gates;
}

// What all three have in common. Shapes: x [steps, b, inputs]; of a direction w [gates h, inputs], r [gates h, h], bias [2 gates h].
class Recurrent {
  public:
    Recurrent(NodeContext& node, int64_t gates, const std::vector<std::string>& usual) : node_(node), importer_(node.importer), gates_(gates) {
        const std::string way = node.text("direction", "forward");
        node.require(way == "forward" || way == "reverse" || way == "bidirectional", "direction \"" + way + "\"");
        directions_ = way == "bidirectional" ? 2 : 1;
        reverse_first_ = way == "reverse";
        batch_first_ = node.integer("layout", 0) != 0;
        node.require(node.in(0)->rank() == 3 && node.in(1)->rank() == 3 && node.in(2)->rank() == 3, "its inputs have not three axes");
        x_ = batch_first_ ? transposed(importer_, node.in(0), {1, 0, 2}) : node.in(0);
        steps_ = x_->shape[0], batch_ = x_->shape[1], hidden_ = node.in(2)->shape[2];
        node.require(steps_ > 0 && steps_ <= most_steps, std::to_string(steps_) + " steps; up to " + std::to_string(most_steps) + " are built");
        node.require(node.in(1)->shape == Shape({directions_, gates * hidden_, x_->shape[2]}) &&
                         node.in(2)->shape == Shape({directions_, gates * hidden_, hidden_}),
                     "weights " + shape_text(node.in(1)->shape) + " and " + shape_text(node.in(2)->shape) + " for " + shape_text(x_->shape));
        functions_ = gates_of(node, usual, static_cast<size_t>(directions_));
        if (node.has(4)) {
            const Array& lengths = known(node, node.in(4));
            node.require(lengths.count() == batch_, "its lengths of sequences");
            for (int64_t i = 0; i < batch_; ++i) lengths_.push_back(lengths.integer(i));
        }
    }

    // A step from its products with the input (and their biases) and the state before to the state after; the first value of a state is h.
    struct Direction {
        Value from_input;       // [steps, b, gates h]
        Value recurrent, bias;  // [h, gates h]; of the recurrent products [gates h], or null where it is added already
        int64_t number = 0;
        const Gate* gates = nullptr;
    };
    using State = std::vector<Value>;
    using Step = std::function<State(const Direction& direction, const Value& from_input, const State& before)>;

    // `states`: which inputs hold their first values.
    void run(const std::vector<size_t>& states, bool bias_apart, const Step& step) {
        std::vector<Value> all;                          // of each direction [steps, 1, b, h]
        std::vector<std::vector<Value>> ends(states.size());  // of each state, of each direction [1, b, h]
        for (int64_t d = 0; d < directions_; ++d) {
            const Direction direction = direction_of(d, bias_apart);
            State state;
            for (const size_t input : states) state.push_back(first_state(input, d));
            std::vector<Value> said(static_cast<size_t>(steps_));
            for (int64_t i = 0; i < steps_; ++i) {
                const int64_t at = (d == 1 || reverse_first_) ? steps_ - 1 - i : i;
                const Value row = reshaped(importer_, part(importer_, direction.from_input, 0, at, 1), {batch_, gates_ * hidden_});
                const State next = step(direction, row, state);
                const Value active = active_at(at);
                for (size_t s = 0; s < state.size(); ++s) state[s] = active ? chosen(importer_, active, next[s], state[s]) : next[s];
                said[static_cast<size_t>(at)] =
                    reshaped(importer_, active ? binary(importer_, next[0], active, Binary::keep) : next[0], {1, 1, batch_, hidden_});
            }
            all.push_back(joined(importer_, said, 0));
            for (size_t s = 0; s < state.size(); ++s) ends[s].push_back(reshaped(importer_, state[s], {1, batch_, hidden_}));
        }
        if (node_.wants(0)) {
            const Value y = joined(importer_, all, 1);
            node_.out(0, batch_first_ ? transposed(importer_, y, {2, 0, 1, 3}) : y);
        }
        for (size_t s = 0; s < states.size(); ++s) {
            if (!node_.wants(1 + s)) continue;
            const Value end = joined(importer_, ends[s], 0);
            node_.out(1 + s, batch_first_ ? transposed(importer_, end, {1, 0, 2}) : end);
        }
    }

    Value gate(const Value& all, int64_t number) const { return part(importer_, all, 1, number * hidden_, hidden_); }
    int64_t hidden() const { return hidden_; }
    Importer& importer() const { return importer_; }
    Value of_direction(size_t input, int64_t direction) const {  // without its first axis
        const Value& x = node_.in(input);
        return reshaped(importer_, part(importer_, x, 0, direction, 1), Shape(x->shape.begin() + 1, x->shape.end()));
    }

  private:
    Direction direction_of(int64_t d, bool bias_apart) const {
        const int64_t width = gates_ * hidden_;
        Direction direction{.number = d, .gates = &functions_[static_cast<size_t>(d) * functions_.size() / static_cast<size_t>(directions_)]};
        const Value rows = reshaped(importer_, x_, {steps_ * batch_, x_->shape[2]});
        Value products = multiplied(importer_, rows, transposed(importer_, of_direction(1, d), {1, 0}));
        direction.recurrent = transposed(importer_, of_direction(2, d), {1, 0});
        if (node_.has(3)) {
            const Value both = of_direction(3, d);
            node_.require(both->shape == Shape({2 * width}), "bias " + shape_text(node_.in(3)->shape));
            const Value own = part(importer_, both, 0, 0, width), recurrent = part(importer_, both, 0, width, width);
            products = add(importer_, products, bias_apart ? own : add(importer_, own, recurrent));
            if (bias_apart) direction.bias = recurrent;
        }
        direction.from_input = reshaped(importer_, products, {steps_, batch_, width});
        return direction;
    }

    Value first_state(size_t input, int64_t direction) const {
        if (!node_.has(input)) importer_.spend(batch_ * hidden_);
        if (!node_.has(input)) return made(floats_of({batch_, hidden_}, std::vector<double>(static_cast<size_t>(batch_ * hidden_))));
        const Value& said = node_.in(input);
        const Value first = batch_first_ ? transposed(importer_, said, {1, 0, 2}) : said;
        node_.require(first->shape == Shape({directions_, batch_, hidden_}), "first state " + shape_text(said->shape));
        return reshaped(importer_, part(importer_, first, 0, direction, 1), {batch_, hidden_});
    }

    // Which sequences have this step, [b, 1]; null: all have.
    Value active_at(int64_t step) const {
        if (std::all_of(lengths_.begin(), lengths_.end(), [&](int64_t length) { return step < length; })) return nullptr;
        importer_.spend(batch_ * hidden_);
        std::vector<int64_t> active;
        for (const int64_t length : lengths_) active.insert(active.end(), static_cast<size_t>(hidden_), step < length);
        return made(integers_of({batch_, hidden_}, active, ElementType::boolean));
    }

    NodeContext& node_;
    Importer& importer_;
    const int64_t gates_;
    Value x_;
    int64_t directions_ = 1, steps_ = 0, batch_ = 0, hidden_ = 0;
    bool reverse_first_ = false, batch_first_ = false;
    std::vector<Gate> functions_;
    std::vector<int64_t> lengths_;
};

Value complement(Importer& importer, const Value& x) {
    return affine(importer, x, -1, 1);
}

void rnn(NodeContext& node) {
    Recurrent all(node, 1, {"Tanh"});
    Importer& importer = node.importer;
    all.run({5}, false, [&](const Recurrent::Direction& direction, const Value& from_input, const Recurrent::State& before) {
        return Recurrent::State{direction.gates[0](add(importer, from_input, multiplied(importer, before[0], direction.recurrent)))};
    });
}

// Gates z (keeps), r (resets), h.
void gru(NodeContext& node) {
    Recurrent all(node, 3, {"Sigmoid", "Tanh"});
    Importer& importer = node.importer;
    const bool linear_first = node.integer("linear_before_reset", 0) != 0;
    const int64_t h = all.hidden();
    all.run({5}, true, [&](const Recurrent::Direction& direction, const Value& from_input, const Recurrent::State& before) {
        const auto recurrent = [&](const Value& state, int64_t first, int64_t count) {
            const Value product = multiplied(importer, state, part(importer, direction.recurrent, 1, first * h, count * h));
            return direction.bias ? add(importer, product, part(importer, direction.bias, 0, first * h, count * h)) : product;
        };
        const Value both = direction.gates[0](add(importer, part(importer, from_input, 1, 0, 2 * h), recurrent(before[0], 0, 2)));
        const Value z = all.gate(both, 0), r = all.gate(both, 1);
        const Value asked = linear_first ? mul(importer, r, recurrent(before[0], 2, 1)) : recurrent(mul(importer, r, before[0]), 2, 1);
        const Value news = direction.gates[1](add(importer, all.gate(from_input, 2), asked));
        return Recurrent::State{add(importer, mul(importer, complement(importer, z), news), mul(importer, z, before[0]))};
    });
}

// Gates i (input), o (output), f (forget), c; P weighs the cell for i, o and f ("peepholes").
void lstm(NodeContext& node) {
    Recurrent all(node, 4, {"Sigmoid", "Tanh", "Tanh"});
    Importer& importer = node.importer;
    const bool coupled = node.integer("input_forget", 0) != 0;
    const int64_t h = all.hidden();
    if (node.has(7)) node.require(node.in(7)->rank() == 2 && node.in(7)->shape[1] == 3 * h, "peepholes " + shape_text(node.in(7)->shape));
    all.run({5, 6}, false, [&](const Recurrent::Direction& direction, const Value& from_input, const Recurrent::State& before) {
        const Value gates = add(importer, from_input, multiplied(importer, before[0], direction.recurrent));
        const auto gate = [&](int64_t number, int64_t peephole, const Value& cell) {
            const Value own = all.gate(gates, number);
            if (!node.has(7)) return own;
            const Value weight = part(importer, all.of_direction(7, direction.number), 0, peephole * h, h);
            return add(importer, own, mul(importer, cell, weight));
        };
        const Value i = direction.gates[0](gate(0, 0, before[1]));
        const Value f = coupled ? complement(importer, i) : direction.gates[0](gate(2, 2, before[1]));
        const Value cell = add(importer, mul(importer, f, before[1]), mul(importer, i, direction.gates[1](all.gate(gates, 3))));
        const Value o = direction.gates[0](gate(1, 1, cell));
        return Recurrent::State{mul(importer, o, direction.gates[2](cell)), cell};
    });
}

constexpr OperatorRow recurrent_rows[] = {{"GRU", gru}, {"LSTM", lstm}, {"RNN", rnn}};

}  // namespace

std::span<const OperatorRow> recurrent_operators() {
    return recurrent_rows;
}

}  // namespace imagelab::onnx
