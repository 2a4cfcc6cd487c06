#pragma once
// Attention within windows with a bias for each pair of places (Liu et al. 2021, "Swin Transformer"), told to a plain scaled dot product by
// further columns of queries and keys: place i of the query is a one where the key has the bias of i, and two columns hold which side of a
// shifted window's seam a place is on, so that places of different sides score about 98 less.
#include <vector>

namespace imagelab {

struct SwinWindow {
    int side = 8;      // pixels
    int channels = 0;  // of a head
    int places() const { return side * side; }
    int further() const { return (channels + places() + 2 + 7) / 8 * 8 - channels; }  // columns of a head beside its own
    int wide() const { return channels + further(); }
    float scale() const;  // of the dot product
    // Row of the table of biases, [(2 * side - 1)^2, heads], for a query at place i and a key at place j.
    int table_row(int i, int j) const {
        const int rows = i / side - j / side + side - 1, columns = i % side - j % side + side - 1;
        return rows * (2 * side - 1) + columns;
    }
    static constexpr float seam = 7;  // its square is what sides add to a score
    int row_column() const { return channels + places(); }
    int column_column() const { return row_column() + 1; }
};

}  // namespace imagelab
