#include <algorithm>
#include <cmath>
#include <functional>

#include "core/models/ncnn_graph.h"
#include "core/nn/pixel_shuffle.h"
#include "core/ops/append.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

enum NcnnResize { nearest = 1, bilinear = 2, bicubic = 3 };

std::string named(const NcnnLayer& layer) {
    return "layer " + layer.name + " (" + layer.type + ")";
}

[[noreturn]] void refuse(const NcnnLayer& layer, const std::string& why) {
    throw Error("[ncnn] " + named(layer) + ": " + why);
}

int whole(const NcnnLayer& layer, int id, int otherwise = 0) {
    const double value = layer.number(id, otherwise);
    if (value != std::floor(value) || std::abs(value) > 1e9) refuse(layer, "number " + std::to_string(id) + " is no integer");
    return static_cast<int>(value);
}

// What its blobs are on the way.
class Tracer {
  public:
    Tracer(Graph& graph, const NcnnGraph& network, int height, int width)
        : graph_(graph), network_(network), height_(height), width_(width) {
        for (const NcnnLayer& layer : network.layers)
            for (const std::string& input : layer.inputs) ++readers_[input];
    }

    void run() {
        for (const NcnnLayer& layer : network_.layers) trace(layer);
        const std::string last = end();
        ops::output(graph_, "image", value(network_.layers.back(), last));
    }

  private:
    // The only blob that nobody reads.
    std::string end() const {
        std::vector<std::string> ends;
        for (const NcnnLayer& layer : network_.layers)
            for (const std::string& output : layer.outputs)
                if (!readers_.contains(output)) ends.push_back(output);
        if (ends.size() != 1) throw Error("[ncnn] it has " + std::to_string(ends.size()) + " outputs, expected one picture");
        return ends.front();
    }

    Tensor value(const NcnnLayer& layer, const std::string& blob) const {
        const auto found = blobs_.find(blob);
        if (found == blobs_.end()) refuse(layer, "it reads " + blob + ", which no layer before it gives");
        return found->second;
    }
    Tensor value(const NcnnLayer& layer, size_t input = 0) const {
        if (input >= layer.inputs.size()) refuse(layer, "it lacks an input");
        return value(layer, layer.inputs[input]);
    }

    void trace(const NcnnLayer& layer);
    Tensor result(const NcnnLayer& layer);
    Tensor convolution(const NcnnLayer& layer);
    Tensor activated(const NcnnLayer& layer, Tensor x, int kind) const;
    Tensor interp(const NcnnLayer& layer) const;
    Tensor eltwise(const NcnnLayer& layer) const;
    Tensor binary(const NcnnLayer& layer) const;
    Tensor concat(const NcnnLayer& layer) const;
    Tensor shuffle(const NcnnLayer& layer);
    Tensor padding(const NcnnLayer& layer) const;
    Tensor crop(const NcnnLayer& layer) const;

    Graph& graph_;
    const NcnnGraph& network_;
    int height_, width_;
    std::map<std::string, int> readers_;
    std::map<std::string, Tensor> blobs_;
    std::map<std::string, const NcnnLayer*> convolutions_;  // those that wait for the pixel shuffle behind them
};

Tensor Tracer::activated(const NcnnLayer& layer, Tensor x, int kind) const {
    switch (kind) {
        case 0:
            return x;
        case 1:
            return ops::unary(x, Unary::relu);
        case 2: {
            const auto slope = layer.arrays.find(10);
            if (slope == layer.arrays.end() || slope->second.empty()) refuse(layer, "its leaky ReLU has no slope");
            return nn::leaky_relu(x, static_cast<float>(slope->second.front()));
        }
        case 4:
            return ops::unary(x, Unary::sigmoid);
        default:
            refuse(layer, "activation " + std::to_string(kind) + " is not run");
    }
}

Tensor Tracer::convolution(const NcnnLayer& layer) {
    const int kernel = whole(layer, 1), outputs = whole(layer, 0), stride = whole(layer, 3, 1), left = whole(layer, 4);
    const int top = whole(layer, 14, left), right = whole(layer, 15, left), bottom = whole(layer, 16, top);
    if (whole(layer, 11, kernel) != kernel || whole(layer, 13, stride) != stride) refuse(layer, "kernel and stride must be square");
    if (whole(layer, 2, 1) != 1 || whole(layer, 12, 1) != 1) refuse(layer, "dilation is not run");
    if (layer.number(18) != 0 || whole(layer, 8) != 0 || whole(layer, 19) != 0)
        refuse(layer, "padding by a value, int8 and computed weights are not run");
    const Tensor x = value(layer);
    const int activation = whole(layer, 9);
    // A pixel shuffle that is all behind it is joined to it.
    const NcnnLayer* next = nullptr;
    for (const NcnnLayer& other : network_.layers)
        if (other.inputs.size() == 1 && other.inputs[0] == layer.outputs.at(0)) next = &other;
    if (next != nullptr && next->type == "PixelShuffle" && readers_[layer.outputs[0]] == 1 && activation == 0 && stride == 1 &&
        whole(layer, 5) == 1 && kernel % 2 == 1 && left == kernel / 2 && top == left && right == left && bottom == left &&
        whole(*next, 1) == 0) {
        convolutions_[layer.outputs[0]] = &layer;
        return x;
    }
    const Tensor made = ops::conv2d(x, layer.name, outputs, kernel, stride, {top, left, bottom, right});
    return activated(layer, made, activation);
}

Tensor Tracer::shuffle(const NcnnLayer& layer) {
    const int factor = whole(layer, 0, 1);
    if (factor < 1 || factor > 8) refuse(layer, "factor " + std::to_string(factor) + ", expected 1 to 8");
    if (whole(layer, 1) != 0) refuse(layer, "its order of channels (mode 1) is not run");
    const Tensor x = value(layer);
    const auto joined = convolutions_.find(layer.inputs[0]);
    if (joined != convolutions_.end()) {
        const int outputs = whole(*joined->second, 0);
        if (outputs % (factor * factor) != 0) refuse(layer, std::to_string(outputs) + " channels do not fill the pixels");
        return nn::sub_pixel_convolution(x, joined->second->name, outputs / (factor * factor), whole(*joined->second, 1), factor);
    }
    return nn::pixel_shuffle(x, factor);
}

Tensor Tracer::interp(const NcnnLayer& layer) const {
    const Tensor x = value(layer);
    if (const auto resampling = resampling_of(layer)) {
        const int p = resampling->up, q = resampling->down;
        const int64_t h = x.dim(1), w = x.dim(2), c = x.dim(3);
        if (h % q != 0 || w % q != 0) refuse(layer, "sides " + shape_text({h, w}) + " are no multiples of " + std::to_string(q));
        // Beyond the edge its pixels go on.
        const auto extended = [&](Tensor y, int axis) {
            const Tensor first = ops::slice(y, axis, 0, 1), last = ops::slice(y, axis, y.dim(axis) - 1, 1);
            return ops::concat({first, first, y, last, last}, axis);
        };
        const Tensor made = ops::conv2d(extended(extended(x, 1), 2), layer.name, int64_t{p} * p * c, resampling->kernel(), q, {});
        std::vector<Tensor> rows;
        for (int row = 0; row < p; ++row)
            rows.push_back(ops::reshape(ops::slice(made, -1, int64_t{row} * p * c, p * c), {1, h / q, 1, w / q * p * c}));
        return ops::reshape(ops::concat(rows, 2), {1, h / q * p, w / q * p, c});
    }
    const auto times = static_cast<int64_t>(layer.number(1, 1));
    return times == 1 ? x : ops::upsample_nearest(x, times * x.dim(1), times * x.dim(2));
}

Tensor Tracer::eltwise(const NcnnLayer& layer) const {
    const int kind = whole(layer, 0);
    const auto weights = layer.arrays.find(1);
    const auto term = [&](size_t i) {
        const double weight = weights == layer.arrays.end() ? 1 : i < weights->second.size() ? weights->second[i] : 1;
        const Tensor x = value(layer, i);
        return kind == 0 || weight == 1 ? x : ops::affine(x, static_cast<float>(weight), 0);
    };
    if (kind != 0 && kind != 1) refuse(layer, "of several inputs only products and sums are run");
    Tensor x = term(0);
    for (size_t i = 1; i < layer.inputs.size(); ++i) x = kind == 0 ? ops::mul(x, term(i)) : ops::add(x, term(i));
    return x;
}

Tensor Tracer::binary(const NcnnLayer& layer) const {
    enum Kind { add, sub, mul, div, reversed_sub = 7 };
    const int kind = whole(layer, 0);
    const Tensor x = value(layer);
    if (layer.inputs.size() == 1) {
        const auto b = static_cast<float>(layer.number(2));
        if (kind == add) return ops::affine(x, 1, b);
        if (kind == sub) return ops::affine(x, 1, -b);
        if (kind == mul) return ops::affine(x, b, 0);
        if (kind == div && b != 0) return ops::affine(x, 1 / b, 0);
        if (kind == reversed_sub) return ops::affine(x, -1, b);
        refuse(layer, "operation " + std::to_string(kind) + " with a number is not run");
    }
    const Tensor y = value(layer, 1);
    const bool turned = element_count(x.shape()) < element_count(y.shape());  // the second is the one that is repeated
    if (kind == add) return turned ? ops::add(y, x) : ops::add(x, y);
    if (kind == mul) return turned ? ops::mul(y, x) : ops::mul(x, y);
    if (kind == sub && !turned) return ops::sub(x, y);
    if (kind == reversed_sub && x.shape() == y.shape()) return ops::sub(y, x);
    refuse(layer, "operation " + std::to_string(kind) + " of two values is not run");
}

Tensor Tracer::concat(const NcnnLayer& layer) const {
    const int axis = whole(layer, 0);
    if (axis < 0 || axis > 2) refuse(layer, "axis " + std::to_string(axis) + ", expected 0 to 2");
    std::vector<Tensor> parts;
    for (size_t i = 0; i < layer.inputs.size(); ++i) parts.push_back(value(layer, i));
    return ops::concat(parts, axis == 0 ? 3 : axis);
}

Tensor Tracer::padding(const NcnnLayer& layer) const {
    Tensor x = value(layer);
    const int kind = whole(layer, 4), top = whole(layer, 0), bottom = whole(layer, 1), left = whole(layer, 2), right = whole(layer, 3);
    if (kind < 0 || kind > 2 || (kind == 0 && layer.number(5) != 0) || whole(layer, 7) != 0 || whole(layer, 8) != 0)
        refuse(layer, "only zeros, repeated and mirrored edges are run");
    const auto pad = [&](Tensor y, int axis, int before, int behind) {
        const int64_t extent = y.dim(axis);
        if (before < 0 || behind < 0 || std::max(before, behind) > 64 || (kind == 2 && std::max(before, behind) >= extent))
            refuse(layer, "padding of " + std::to_string(std::max(before, behind)) + " beside " + std::to_string(extent) + " pixels");
        std::vector<Tensor> parts;
        const auto edge = [&](int64_t at) { return kind == 0 ? ops::affine(ops::slice(y, axis, 0, 1), 0, 0) : ops::slice(y, axis, at, 1); };
        for (int i = before; i > 0; --i) parts.push_back(edge(kind == 2 ? i : 0));
        parts.push_back(y);
        for (int i = 1; i <= behind; ++i) parts.push_back(edge(kind == 2 ? extent - 1 - i : extent - 1));
        return parts.size() == 1 ? y : ops::concat(parts, axis);
    };
    return pad(pad(x, 1, top, bottom), 2, left, right);
}

// Offsets alone: what is left of the size of the second input, or all behind them.
Tensor Tracer::crop(const NcnnLayer& layer) const {
    Tensor x = value(layer);
    const int left = whole(layer, 0), top = whole(layer, 1);
    if (layer.arrays.contains(9) || whole(layer, 2) != 0) refuse(layer, "only borders of the picture are cut");
    const bool like = layer.inputs.size() == 2;
    const auto extent = [&](int axis, int begin, int wanted, int cut) {
        if (like) return value(layer, 1).dim(axis);
        return wanted > 0 ? int64_t{wanted} : x.dim(axis) - begin - cut;
    };
    x = ops::slice(x, 1, top, extent(1, top, whole(layer, 4), whole(layer, 7)));
    return ops::slice(x, 2, left, extent(2, left, whole(layer, 3), whole(layer, 6)));
}

Tensor Tracer::result(const NcnnLayer& layer) {
    using Maker = std::function<Tensor()>;
    const std::map<std::string, Maker> makers{
        {"Noop", [&] { return value(layer); }},
        {"Dropout",
         [&] { return layer.number(0, 1) == 1 ? value(layer) : ops::affine(value(layer), static_cast<float>(layer.number(0)), 0); }},
        {"Convolution", [&] { return convolution(layer); }},
        {"PReLU",
         [&] {
             const Tensor x = value(layer);
             return whole(layer, 0) == 1 && x.dim(-1) != 1 ? nn::shared_parametric_relu(x, layer.name) : nn::parametric_relu(x, layer.name);
         }},
        {"ReLU",
         [&] {
             const auto slope = static_cast<float>(layer.number(0));
             return slope == 0 ? ops::unary(value(layer), Unary::relu) : nn::leaky_relu(value(layer), slope);
         }},
        {"Sigmoid", [&] { return ops::unary(value(layer), Unary::sigmoid); }},
        {"TanH", [&] { return ops::unary(value(layer), Unary::tanh); }},
        {"Swish", [&] { return ops::silu(value(layer)); }},
        {"GELU", [&] { return ops::unary(value(layer), whole(layer, 0) == 1 ? Unary::gelu_tanh : Unary::gelu_erf); }},
        {"Interp", [&] { return interp(layer); }},
        {"Eltwise", [&] { return eltwise(layer); }},
        {"BinaryOp", [&] { return binary(layer); }},
        {"Concat", [&] { return concat(layer); }},
        {"PixelShuffle", [&] { return shuffle(layer); }},
        {"Reorg", [&] { return whole(layer, 1) == 0 ? nn::pixel_unshuffle(value(layer), whole(layer, 0, 1)) : Tensor{}; }},
        {"Padding", [&] { return padding(layer); }},
        {"Crop", [&] { return crop(layer); }},
    };
    const auto maker = makers.find(layer.type);
    if (maker == makers.end()) refuse(layer, "layers of this kind are not run");
    const Tensor made = maker->second();
    if (!made) refuse(layer, "its order of channels (mode 1) is not run");
    return made;
}

void Tracer::trace(const NcnnLayer& layer) {
    if (layer.type == "Input") {
        blobs_[layer.outputs.at(0)] = ops::input(graph_, "image", {1, height_, width_, 3}, DType::f32, Rate::step);
        return;
    }
    if (layer.type == "Split") {
        for (const std::string& output : layer.outputs) blobs_[output] = value(layer);
        return;
    }
    if (layer.outputs.size() != 1) refuse(layer, "it gives " + std::to_string(layer.outputs.size()) + " values, expected one");
    blobs_[layer.outputs[0]] = result(layer);
}

std::vector<float> coefficients(double fraction, bool cubic) {
    const auto f = static_cast<float>(fraction);
    if (!cubic) return {0, 1 - f, f, 0};
    constexpr float a = -0.75f;
    const float x0 = f + 1, x1 = f, x2 = 1 - f;
    const float c0 = a * x0 * x0 * x0 - 5 * a * x0 * x0 + 8 * a * x0 - 4 * a;
    const float c1 = (a + 2) * x1 * x1 * x1 - (a + 3) * x1 * x1 + 1;
    const float c2 = (a + 2) * x2 * x2 * x2 - (a + 3) * x2 * x2 + 1;
    return {c0, c1, c2, 1 - c0 - c1 - c2};
}

}  // namespace

std::vector<float> Resampling::weights(int channels) const {
    const int k = kernel();
    std::vector<std::vector<float>> taps(static_cast<size_t>(up), std::vector<float>(static_cast<size_t>(k), 0));
    for (int phase = 0; phase < up; ++phase) {
        const double position = (phase + 0.5) * down / up - 0.5;
        const int first = static_cast<int>(std::floor(position));
        const std::vector<float> four = coefficients(position - first, cubic);
        for (int i = 0; i < 4; ++i)
            taps[static_cast<size_t>(phase)][static_cast<size_t>(first - 1 + i + 2)] += four[static_cast<size_t>(i)];
    }
    std::vector<float> values(static_cast<size_t>(up) * up * channels * channels * k * k, 0);
    for (int row = 0; row < up; ++row)
        for (int column = 0; column < up; ++column)
            for (int c = 0; c < channels; ++c)
                for (int y = 0; y < k; ++y)
                    for (int x = 0; x < k; ++x) {
                        const size_t output = (static_cast<size_t>(row) * up + column) * channels + c;
                        values[((output * channels + c) * k + y) * k + x] = taps[static_cast<size_t>(row)][static_cast<size_t>(y)] *
                                                                            taps[static_cast<size_t>(column)][static_cast<size_t>(x)];
                    }
    return values;
}

std::unique_ptr<Resampling> resampling_of(const NcnnLayer& layer) {
    const int kind = whole(layer, 0);
    const double times = layer.number(1, 1), across = layer.number(2, 1);
    if (layer.inputs.size() != 1 || whole(layer, 3) != 0 || whole(layer, 4) != 0 || whole(layer, 6) != 0)
        refuse(layer, "only sizes by a factor are run, with half-pixel positions");
    if (times != across) refuse(layer, "its sides grow by different factors");
    if (times == 1) return nullptr;
    if (kind == nearest && times == std::floor(times) && times >= 1 && times <= 8) return nullptr;
    if (kind != bilinear && kind != bicubic) refuse(layer, "resizing of kind " + std::to_string(kind) + " is not run");
    for (int down = 1; down <= 8; ++down) {
        const double up = times * down;
        if (std::abs(up - std::round(up)) > 1e-5 || up < 1 || up > 8) continue;
        return std::make_unique<Resampling>(Resampling{static_cast<int>(std::lround(up)), down, kind == bicubic});
    }
    refuse(layer, "a factor of " + std::to_string(times) + " is not run");
}

void trace_ncnn(Graph& graph, const NcnnGraph& network, int height, int width) {
    graph.name = "upscaler";
    Tracer(graph, network, height, width).run();
}

int ncnn_reach(const NcnnGraph& network) {
    struct Seen {
        double reach = 0, step = 1;  // pixels of the input: beyond it, and from one to the next
    };
    std::map<std::string, Seen> blobs;
    double most = 0;
    for (const NcnnLayer& layer : network.layers) {
        Seen here;
        for (const std::string& input : layer.inputs) here = {std::max(here.reach, blobs[input].reach), blobs[input].step};
        if (layer.type == "Convolution") {
            here.reach += here.step * (layer.number(1) - 1) / 2;
            here.step *= layer.number(3, 1);
        } else if (layer.type == "Interp") {
            const auto resampling = resampling_of(layer);
            if (resampling) here.reach += 2 * here.step;
            here.step /= layer.number(1, 1);
        } else if (layer.type == "PixelShuffle") {
            here.step /= layer.number(0, 1);
        } else if (layer.type == "Reorg") {
            here.step *= layer.number(0, 1);
            here.reach += here.step;
        }
        for (const std::string& output : layer.outputs) blobs[output] = here;
        most = std::max(most, here.reach);
    }
    return static_cast<int>(std::ceil(most));
}

}  // namespace imagelab
