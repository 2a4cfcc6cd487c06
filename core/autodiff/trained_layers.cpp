#include "core/autodiff/trained_layers.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/autodiff/rewrite.h"
#include "core/ops/gradients.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

Tensor scaled(Tensor x, float by) {
    return by == 1 ? x : ops::affine(x, by, 0);
}

class TrainedLayers {
  public:
    TrainedLayers(const Graph& source, const LowRankShape& shape) : rewrite_(source), shape_(shape) {}

    LowRankGraph run(const std::function<bool(const std::string&)>& wanted) {
        result_.graph = rewrite_.run([&](const Node& node, Tensor y) {
            const std::string name = linear_layer(node);
            return !name.empty() && wanted(name) ? branch(y, name, std::get<op::Linear>(node.op).bias) : y;
        });
        std::sort(result_.modules.begin(), result_.modules.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
        return std::move(result_);
    }

  private:
    // What is trained of a layer: made at its first use.
    struct Layer {
        std::vector<Tensor> factors;
        Tensor row_squares;
    };
    Layer& layer(const std::string& name, int64_t inputs, int64_t outputs) {
        const auto found = layers_.find(name);
        if (found != layers_.end()) return found->second;
        LowRankModule module{name, inputs, outputs, shape_.alpha, {}};
        for (TrainedFactor factor : factors_of(module)) {
            factor.input = name + "." + factor.part;
            module.factors.push_back(std::move(factor));
        }
        Layer made;
        for (const TrainedFactor& factor : module.factors)
            made.factors.push_back(ops::input(rewrite_.graph(), factor.input, factor.shape, DType::f32, Rate::step));
        if (shape_.kind == TrainedKind::dora) {
            module.row_squares = name + ".row_squares";
            made.row_squares = ops::input(rewrite_.graph(), module.row_squares, {outputs, 1}, DType::f32, Rate::prompt);
        }
        result_.modules.push_back(std::move(module));
        return layers_[name] = std::move(made);
    }

    // alpha as LyCORIS writes it where both of LoKr's matrices are whole: it does not count then.
    std::vector<TrainedFactor> factors_of(LowRankModule& module) const {
        const int64_t rank = shape_.rank, in = module.inputs, out = module.outputs;
        const auto rank_divisor = static_cast<float>(rank);
        switch (shape_.kind) {
            case TrainedKind::lora:
                return {{"lora_A", {}, {rank, in}, rank_divisor}, {"lora_B", {}, {out, rank}}};
            case TrainedKind::dora:
                return {{"lora_A", {}, {rank, in}, rank_divisor}, {"lora_B", {}, {out, rank}}, {"dora_scale", {}, {out, 1}, 0, true}};
            case TrainedKind::loha:  // deviations as LyCORIS draws them
                return {{"hada_w1_a", {}, {out, rank}, 10},
                        {"hada_w1_b", {}, {rank, in}, 1},
                        {"hada_w2_a", {}, {out, rank}},
                        {"hada_w2_b", {}, {rank, in}, 1}};
            case TrainedKind::lokr:
                break;
        }
        const auto [in_1, in_2] = factorized(in, shape_.lokr_factor);
        const auto [out_1, out_2] = factorized(out, shape_.lokr_factor);
        const auto like_kaiming = [](int64_t columns) { return std::sqrt(3.0f * static_cast<float>(columns)); };
        const TrainedFactor w1{"lokr_w1", {}, {out_1, in_1}, like_kaiming(in_1)};
        if (2 * rank < std::max(out_2, in_2))
            return {w1, {"lokr_w2_a", {}, {out_2, rank}, like_kaiming(rank)}, {"lokr_w2_b", {}, {rank, in_2}}};
        module.alpha = static_cast<double>(rank);
        return {w1, {"lokr_w2", {}, {out_2, in_2}}};
    }

    Tensor branch(Tensor y, const std::string& name, const WeightRef& bias) {
        const Tensor x = rewrite_.operand(y);
        const int64_t inputs = x.dim(-1), outputs = y.dim(-1), rows = element_count(x.shape()) / inputs;
        const Layer& trained = layer(name, inputs, outputs);
        const Tensor flat = ops::reshape(x, {rows, inputs});
        const auto scale = static_cast<float>(shape_.alpha / static_cast<double>(shape_.rank));
        const std::vector<Tensor>& f = trained.factors;
        Tensor change;
        switch (shape_.kind) {
            case TrainedKind::lora:
            case TrainedKind::dora:
                change = ops::matmul(scaled(ops::matmul(flat, f[0], false, true), scale), f[1], false, true);
                break;
            case TrainedKind::loha: {
                const Tensor whole = ops::mul(ops::matmul(f[0], f[1]), ops::matmul(f[2], f[3]));
                change = scaled(ops::matmul(flat, whole, false, true), scale);
                break;
            }
            case TrainedKind::lokr:
                change = kronecker(flat, f, scale);
                break;
        }
        change = ops::reshape(change, y.shape());
        if (shape_.kind != TrainedKind::dora) return ops::add(y, change);
        std::get<op::Linear>(rewrite_.graph().nodes[y.id()].op).bias = {};  // which comes behind the lengths
        return decomposed(ops::add(y, change), y.id(), trained, scale, bias);
    }

    // kron(w1, w2) x without the whole matrix: x [rows, in_1 in_2] as matrices.
    static Tensor kronecker(Tensor x, const std::vector<Tensor>& f, float scale) {
        const Tensor& w1 = f[0];
        const int64_t rows = x.dim(0), out_1 = w1.dim(0), in_1 = w1.dim(1), in_2 = x.dim(1) / in_1;
        Tensor inner = ops::reshape(x, {rows * in_1, in_2});
        if (f.size() == 3)
            inner = scaled(ops::matmul(ops::matmul(inner, f[2], false, true), f[1], false, true), scale);
        else
            inner = ops::matmul(inner, f[1], false, true);
        const int64_t out_2 = inner.dim(1);
        inner = ops::permute(ops::reshape(inner, {rows, in_1, out_2}), {0, 2, 1});
        inner = ops::matmul(ops::reshape(inner, {rows * out_2, in_1}), w1, false, true);
        inner = ops::permute(ops::reshape(inner, {rows, out_2, out_1}), {0, 2, 1});
        return ops::reshape(inner, {rows, out_1 * out_2});
    }

    // x V^T is there; times length / |V| row by row, and the bias. |V|^2 = |W|^2 + 2 s B.(W A^T)^T + s^2 B A A^T B^T, so that V is never
    // made.
    Tensor decomposed(Tensor y, ValueId linear, const Layer& trained, float scale, const WeightRef& bias) {
        Graph& graph = rewrite_.graph();
        const Tensor &a = trained.factors[0], &b = trained.factors[1], &length = trained.factors[2];
        const int64_t outputs = b.dim(0), rank = b.dim(1);
        Node product = graph.nodes[linear];  // the layer's own weight, of A's rows
        product.inputs = {a.id()};
        product.shape = {rank, outputs};
        graph.nodes.push_back(std::move(product));
        const Tensor mixed = ops::permute(ops::cast(Tensor(&graph, static_cast<ValueId>(graph.nodes.size()) - 1), DType::f32), {1, 0});
        const auto in_f32 = [&](Tensor made) {
            graph.nodes[made.id()].dtype = DType::f32;
            return made;
        };
        const auto sum = [](Tensor of_rows) { return ops::reduce(of_rows, Reduction::sum, {1}); };
        const Tensor cross = ops::affine(sum(ops::mul(mixed, b)), 2 * scale, 0);
        const Tensor own = ops::affine(sum(ops::mul(in_f32(ops::matmul(b, in_f32(ops::matmul(a, a, false, true)))), b)), scale * scale, 0);
        const Tensor squares = ops::add(ops::add(trained.row_squares, cross), own);
        const Tensor inverse = ops::map(ops::map(squares, Function::sqrt), Function::reciprocal);
        result_.fixed.push_back(inverse.id());
        Shape row(y.shape().size(), 1);
        row.back() = outputs;
        y = ops::mul(y, ops::reshape(ops::mul(length, inverse), row));
        if (bias.empty()) return y;
        return ops::add(y, ops::reshape(ops::weight(graph, bias.parts[0].name, {outputs}), row));
    }

    Rewrite rewrite_;
    const LowRankShape shape_;
    LowRankGraph result_;
    std::map<std::string, Layer> layers_;
};

}  // namespace

std::pair<int64_t, int64_t> factorized(int64_t dimension, int64_t factor) {
    if (factor > 0 && dimension % factor == 0) return std::minmax({factor, dimension / factor});
    if (factor < 0) factor = dimension;
    int64_t m = 1, n = dimension;
    while (m < n) {
        int64_t next = m + 1;
        while (dimension % next != 0) ++next;
        if (next + dimension / next > 1 + dimension || next > factor) break;
        m = next, n = dimension / next;
    }
    return std::minmax({m, n});
}

LowRankGraph with_low_rank(const Graph& graph, const std::function<bool(const std::string&)>& wanted, const LowRankShape& shape) {
    return TrainedLayers(graph, shape).run(wanted);
}

}  // namespace imagelab
