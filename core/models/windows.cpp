#include "core/models/windows.h"

#include <algorithm>

namespace imagelab {
namespace {

constexpr int64_t most_scores = int64_t{8} << 20;  // computed at once
constexpr float apart = -100;                      // what Swin adds where a seam lies between

}  // namespace

Tensor rolled(Tensor x, int up, int left) {
    for (const auto& [axis, shift] : {std::pair(1, up), std::pair(2, left)}) {
        const int64_t extent = x.dim(axis), first = (shift + extent) % extent;
        if (first == 0) continue;
        x = ops::concat({ops::slice(x, axis, first, extent - first), ops::slice(x, axis, 0, first)}, axis);
    }
    return x;
}

Tensor windows(Tensor x, WindowSize size) {
    const int64_t down = x.dim(1) / size.rows, across = x.dim(2) / size.columns, c = x.dim(3);
    const Tensor cut = ops::reshape(x, {down, size.rows, across, size.columns * c});
    return ops::reshape(ops::permute(cut, {0, 2, 1, 3}), {down, across, size.places(), c});
}

Tensor joined_windows(Tensor x, WindowSize size) {
    const int64_t down = x.dim(0), across = x.dim(1), c = x.dim(3);
    const Tensor rows = ops::permute(ops::reshape(x, {down, across, size.rows, size.columns * c}), {0, 2, 1, 3});
    return ops::reshape(rows, {1, down * size.rows, across * size.columns, c});
}

Tensor spread_windows(Tensor x, WindowSize size) {
    const int64_t down = x.dim(1) / size.rows, across = x.dim(2) / size.columns, c = x.dim(3);
    const Tensor cut = ops::reshape(x, {size.rows, down, size.columns, across, c});
    return ops::reshape(ops::permute(cut, {1, 3, 0, 2, 4}), {down, across, size.places(), c});
}

Tensor joined_spread_windows(Tensor x, WindowSize size) {
    const int64_t down = x.dim(0), across = x.dim(1), c = x.dim(3);
    const Tensor cut = ops::reshape(x, {down, across, size.rows, size.columns, c});
    return ops::reshape(ops::permute(cut, {2, 0, 3, 1, 4}), {1, size.rows * down, size.columns * across, c});
}

Tensor overlapping_windows(Tensor x, WindowSize size, int beyond) {
    const int64_t height = x.dim(1), width = x.dim(2), c = x.dim(3), down = height / size.rows, across = width / size.columns;
    const int rows = size.rows + 2 * beyond, columns = size.columns + 2 * beyond;
    std::vector<int32_t> pixels;
    pixels.reserve(static_cast<size_t>(down * across) * rows * columns);
    for (int64_t window = 0; window < down * across; ++window) {
        for (int place = 0; place < rows * columns; ++place) {
            const int64_t row = window / across * size.rows + place / columns - beyond;
            const int64_t column = window % across * size.columns + place % columns - beyond;
            const bool within = row >= 0 && row < height && column >= 0 && column < width;
            pixels.push_back(within ? static_cast<int32_t>(row * width + column) : -1);
        }
    }
    return ops::reshape(ops::gather(ops::reshape(x, {height * width, c}), pixels), {down, across, int64_t{rows} * columns, c});
}

Tensor padded_with_zeros(Tensor x, int64_t height, int64_t width) {
    for (const auto& [axis, extent] : {std::pair(1, height), std::pair(2, width)}) {
        if (x.dim(axis) == extent) continue;
        Shape shape = x.shape();
        shape[static_cast<size_t>(axis)] = extent - x.dim(axis);
        const auto count = static_cast<size_t>(element_count(shape));
        x = ops::concat({x, ops::constant(*x.graph(), std::move(shape), std::vector<float>(count, 0.0f))}, axis);
    }
    return x;
}

Tensor split_heads(Tensor x, int heads) {
    return ops::permute(ops::reshape(x, {x.dim(0), x.dim(1), heads, x.dim(2) / heads}), {0, 2, 1, 3});
}

Tensor joined_heads(Tensor x) {
    return ops::reshape(ops::permute(x, {0, 2, 1, 3}), {x.dim(0), x.dim(2), x.dim(1) * x.dim(3)});
}

std::array<Tensor, 3> joined_projections(Tensor x, const std::string& name, int64_t c, ops::Bias bias) {
    const Tensor all = ops::linear(x, name, 3 * c, bias);
    return {ops::slice(all, -1, 0, c), ops::slice(all, -1, c, c), ops::slice(all, -1, 2 * c, c)};
}

std::vector<int32_t> pairs_in_window(WindowSize size) {
    std::vector<int32_t> rows;
    for (int query = 0; query < size.places(); ++query) {
        for (int key = 0; key < size.places(); ++key) {
            const int down = query / size.columns - key / size.columns + size.rows - 1;
            const int across = query % size.columns - key % size.columns + size.columns - 1;
            rows.push_back(down * (2 * size.columns - 1) + across);
        }
    }
    return rows;
}

Tensor pair_biases(Tensor table, const std::vector<int32_t>& rows, int queries) {
    const auto pairs = static_cast<int64_t>(rows.size());
    const int64_t heads = table.dim(1);
    return ops::reshape(ops::permute(ops::gather(table, rows), {1, 0}), {1, heads, queries, pairs / queries});
}

WindowSeam window_seam(Graph& graph, int64_t across, WindowSize size, int up, int left) {
    const int64_t places = size.places();
    const auto columns = static_cast<size_t>(size.columns);
    std::vector<float> beside(static_cast<size_t>(across * places * places), 0.0f), below(static_cast<size_t>(places * places), 0.0f);
    float* last_column = beside.data() + (across - 1) * places * places;
    for (size_t i = 0; i < below.size(); ++i) {
        const size_t query = i / static_cast<size_t>(places), key = i % static_cast<size_t>(places);
        const auto wrapped = [&](size_t place, bool rows) {
            return rows ? static_cast<int>(place / columns) >= size.rows - up : static_cast<int>(place % columns) >= size.columns - left;
        };
        if (left > 0 && wrapped(query, false) != wrapped(key, false)) last_column[i] = apart;
        if (up > 0 && wrapped(query, true) != wrapped(key, true)) below[i] = apart;
    }
    return {ops::constant(graph, {1, across, 1, places, places}, std::move(beside)),
            ops::constant(graph, {1, 1, 1, places, places}, std::move(below))};
}

Tensor window_attention(Tensor q, Tensor k, Tensor v, int heads, float scale, Tensor biases, const WindowSeam& seam) {
    const int64_t down = q.dim(0), across = q.dim(1), n = q.dim(2), m = k.dim(2), c = q.dim(3);
    const auto by_head = [&](Tensor x) { return split_heads(ops::reshape(x, {down * across, x.dim(2), c}), heads); };
    const Tensor queries = by_head(ops::affine(q, scale, 0)), keys = by_head(k), values = by_head(v);
    const int64_t at_once = std::max<int64_t>(1, most_scores / (across * heads * n * m));
    std::vector<Tensor> found;
    for (int64_t row = 0, rows = 0; row < down; row += rows) {
        // The last row by itself where something else is added to it.
        rows = std::min(at_once, (seam.last_row && row + 1 < down ? down - 1 : down) - row);
        const auto some = [&](Tensor x) { return rows == down ? x : ops::slice(x, 0, row * across, rows * across); };
        Tensor scores = ops::matmul(some(queries), some(keys), false, true);
        if (biases) scores = ops::add(scores, biases);
        if (seam.columns) {
            scores = ops::add(ops::reshape(scores, {rows, across, heads, n, m}), seam.columns);
            if (row + 1 == down) scores = ops::add(scores, seam.last_row);
            scores = ops::reshape(scores, {rows * across, heads, n, m});
        }
        found.push_back(joined_heads(ops::matmul(ops::softmax(scores), some(values))));
    }
    const Tensor all = found.size() == 1 ? found.front() : ops::concat(found, 0);
    return ops::reshape(all, {down, across, n, c});
}

}  // namespace imagelab
