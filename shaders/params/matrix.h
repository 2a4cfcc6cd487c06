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
UINT splits;
PARAMS_END(MatrixParams)

CONSTANTS_BEGIN(MatrixConstants)
CONSTANT(0, UINT, activation, 0);  // act_... of activation.h
CONSTANT(1, UINT, operands, 0);    // bits: operand_bias ...
INVOCATIONS(2);
CONSTANT(3, UINT, tile_m, 64);  // rows and columns of y that a workgroup computes
CONSTANT(4, UINT, tile_n, 64);
CONSTANT(5, UINT, warps_m, 2);  // its subgroups along rows and columns
CONSTANT(6, UINT, warps_n, 2);
CONSTANT(7, UINT, unit_m, 16);  // a matrix unit multiplies m x k by k x n
CONSTANT(8, UINT, unit_n, 16);
CONSTANT(9, UINT, unit_k, 16);
CONSTANTS_END(MatrixConstants)

NUMBER(operand_bias, 1)
NUMBER(operand_factor, 2)
NUMBER(operand_residual, 4)
NUMBER(operand_factor_row, 8)  // the factor is one row for all
