#include "core/nn/tiled_group_norm.h"

#include <bit>
#include <limits>
#include <utility>

#include "core/ops/ops.h"

namespace imagelab::nn {
namespace {

// What is traced while it lives is computed in f32.
class InSingles {
  public:
    explicit InSingles(Graph& graph) : graph_(graph), compute_(std::exchange(graph.compute, DType::f32)) {}
    ~InSingles() { graph_.compute = compute_; }
    InSingles(const InSingles&) = delete;
    InSingles& operator=(const InSingles&) = delete;

  private:
    Graph& graph_;
    const DType compute_;
};

}  // namespace

TiledGroupNorm::TiledGroupNorm(Graph& graph, int height, int width, int count, int groups, float eps)
    : graph_(graph),
      count_(count),
      groups_(groups),
      eps_(eps),
      rows_(ops::input(graph, "rows", {1, height, 1, 1}, DType::f32, Rate::step)),
      columns_(ops::input(graph, "columns", {1, 1, width, 1}, DType::f32, Rate::step)),
      own_(ops::input(graph, "own", {1, 1}, DType::f32, Rate::step)),
      given_(ops::input(graph, "norms", {2 * count, groups}, DType::f32, Rate::step)) {}

// [2, groups]: means and means of squares. In half floats squares are taken of a sixteenth.
Tensor TiledGroupNorm::moments(Tensor x) const {
    const int64_t h = x.dim(1), w = x.dim(2), c = x.dim(3);
    const float below = graph_.compute == DType::f16 ? 1.0f / 16 : 1.0f;
    const Tensor small = below == 1 ? x : ops::affine(x, below, 0);
    // A power of two keeps the sums of a row within half floats and the shares exact.
    const float row = 1.0f / static_cast<float>(std::bit_ceil(static_cast<uint64_t>(w)));
    const Tensor columns = ops::reshape(ops::affine(ops::upsample_nearest(columns_, 1, w), row, 0), {1, 1, w});
    const auto of_rows = [&](Tensor value) {
        return ops::reshape(ops::matmul(columns, ops::reshape(value, {h, w, c})), {h, c});
    };
    const Tensor sums = of_rows(x), squares = of_rows(ops::mul(small, small));

    const InSingles singles(graph_);
    const Tensor rows = ops::reshape(ops::upsample_nearest(rows_, h, 1), {1, h});
    const float pixels = static_cast<float>(h / rows_.dim(1)) * static_cast<float>(w / columns_.dim(2));  // to one of the shares
    const auto of_groups = [&](Tensor value, float scale) {
        const Tensor channels = ops::affine(ops::matmul(rows, value), scale / (row * pixels), 0);
        return ops::reshape(ops::reduce(ops::reshape(channels, {groups_, c / groups_}), Reduction::mean, {1}), {1, groups_});
    };
    return ops::concat({of_groups(sums, 1), of_groups(squares, 1 / (below * below))}, 0);
}

Tensor TiledGroupNorm::operator()(Tensor x, const std::string& name) {
    const int64_t c = x.dim(-1), norm = static_cast<int64_t>(measured_.size());
    measured_.push_back(moments(x));
    const auto [scale, shift] = [&] {
        const InSingles singles(graph_);
        const Tensor used = ops::add(ops::mul(measured_.back(), own_), ops::slice(given_, 0, 2 * norm, 2));
        const Tensor mean = ops::slice(used, 0, 0, 1);
        const Tensor variance = ops::map(ops::sub(ops::slice(used, 0, 1, 1), ops::mul(mean, mean)), Function::clip, 0,
                                         std::numeric_limits<float>::max());
        const Tensor deviation = ops::map(ops::affine(variance, 1, eps_), Function::sqrt);
        const auto of_channels = [&](const std::string& weight) { return ops::reshape(ops::weight(graph_, name + weight, {c}), {groups_, c / groups_}); };
        const auto of_groups = [&](Tensor value) { return ops::reshape(value, {groups_, 1}); };
        const Tensor gamma = ops::binary(of_channels(".weight"), of_groups(deviation), Binary::div);
        const Tensor beta = ops::sub(of_channels(".bias"), ops::mul(gamma, of_groups(mean)));
        return std::pair(ops::reshape(gamma, {1, 1, 1, c}), ops::reshape(beta, {1, 1, 1, c}));
    }();
    return ops::silu(ops::add(ops::mul(x, scale), shift));
}

void TiledGroupNorm::output() const {
    if (static_cast<int>(measured_.size()) != count_)
        throw Error("[tiled_group_norm] " + std::to_string(measured_.size()) + " norms in a graph for " + std::to_string(count_));
    ops::output(graph_, "moments", ops::concat(measured_, 0));
}

}  // namespace imagelab::nn
