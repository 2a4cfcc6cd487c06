#include "types.h"
// y [matrices, rows, columns] = a b, matrix after matrix. Strides in elements say how a and b lie; 0 between matrices: one for all.
PARAMS_BEGIN(MatMulParams)
POINTER a, b, y;
UINT matrices, rows, columns, depth;
UINT a_matrix, a_row, a_column;
UINT b_matrix, b_row, b_column;
PARAMS_END(MatMulParams)
