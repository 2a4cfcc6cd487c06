#include "types.h"
// y [rows, columns] = act((x . weight + bias) * factor) + residual, where x is a matrix [rows, channels] or the windows of an NHWC image,
// never written out: column tap * channels + c of row (image, out_y, out_x) is x[image, out_y * stride - pad_top + tap_y, ..., c].
PARAMS_BEGIN(MatrixParams)
POINTER x;         // [.., channels]
POINTER weight;    // [taps * channels, pitch], transposed
POINTER bias;      // f32 [columns]
POINTER factor;    // as y, or [columns]
POINTER residual;  // as y
POINTER y;         // [rows, columns]
POINTER partial;   // f32 [splits, rows, columns] where the sum is split
UINT rows, columns, channels, pitch;
UINT taps_y, taps_x;
UINT height, width;  // of x
UINT out_height, out_width;
UINT stride, pad_top, pad_left;
UINT doubled;  // 1: x is doubled by nearest neighbour first
UINT splits;
PARAMS_END(MatrixParams)
