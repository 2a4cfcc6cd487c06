#pragma once
// Pictures cut into windows, and attention within each with a bias for each pair of places (Liu et al. 2021, "Swin Transformer"), as
// networks that enlarge pictures have them.
#include <array>
#include <string>
#include <vector>

#include "core/ops/ops.h"

namespace imagelab {

struct WindowSize {
    int rows = 8, columns = 8;  // pixels
    int places() const { return rows * columns; }
};

// x [1, h, w, c], rows and columns cyclically moved up and to the left (torch.roll by the negative); negative: back.
Tensor rolled(Tensor x, int up, int left);

// x [1, h, w, c] -> [h / rows, w / columns, places, c] and back.
Tensor windows(Tensor x, WindowSize size);
Tensor joined_windows(Tensor x, WindowSize size);

// The same of windows whose pixels are spread over all of x, as far from each other as they can be: [h / rows, w / columns, places, c].
Tensor spread_windows(Tensor x, WindowSize size);
Tensor joined_spread_windows(Tensor x, WindowSize size);

// Windows that reach so many pixels beyond those of windows(), zeros beyond the picture: [down, across, (rows + 2 * beyond) * ..., c].
Tensor overlapping_windows(Tensor x, WindowSize size, int beyond);

// x [1, h, w, c] -> [1, height, width, c], zeros below and to the right.
Tensor padded_with_zeros(Tensor x, int64_t height, int64_t width);

// x [count, tokens, heads * d] -> [count, heads, tokens, d] and back.
Tensor split_heads(Tensor x, int heads);
Tensor joined_heads(Tensor x);

// Queries, keys and values by one linear layer, whose weight has them below each other: x [..., k] -> three of [..., c].
std::array<Tensor, 3> joined_projections(Tensor x, const std::string& name, int64_t c, ops::Bias bias);

// Rows of a table of biases for each query and key: those of places in one window, [(2 * rows - 1) * (2 * columns - 1), heads].
std::vector<int32_t> pairs_in_window(WindowSize size);
// What is added to the scores: table [entries, heads] by row -> [1, heads, queries, keys].
Tensor pair_biases(Tensor table, const std::vector<int32_t>& rows, int queries);

// What is added to scores of windows that rolled() filled with parts from opposite sides of the picture: -100 between such parts. Only the
// last row and the last column of windows have them.
struct WindowSeam {
    Tensor columns;   // [1, across, 1, places, places]
    Tensor last_row;  // [1, 1, 1, places, places]
};
WindowSeam window_seam(Graph& graph, int64_t across, WindowSize size, int up, int left);

// softmax(q k^T * scale + biases + seam) v. q [down, across, n, c], k and v [down, across, m, c] -> [down, across, n, c]. Some rows of
// windows at a time, so that scores do not grow with the picture. Biases may be empty.
Tensor window_attention(Tensor q, Tensor k, Tensor v, int heads, float scale, Tensor biases, const WindowSeam& seam = {});

}  // namespace imagelab
