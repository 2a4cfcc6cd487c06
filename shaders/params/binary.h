#include "types.h"
PARAMS_BEGIN(BinaryParams)
POINTER a, b, y;
UINT count;        // of a and y, in steps of the shader's lanes
UINT extent[3];    // of the inner axes, the innermost first, in the same steps
UINT b_stride[4];  // of b along each axis, in what it is read in
PARAMS_END(BinaryParams)

CONSTANTS_BEGIN(BinaryConstants)
CONSTANT(0, UINT, kind, 0);         // binary_add ...
CONSTANT(1, UINT, lanes, 0);        // one_and_one ...
CONSTANT(2, UINT, rank, 1);         // axes
CONSTANT(3, BOOL, swapped, false);  // b op a
CONSTANTS_END(BinaryConstants)

// Of enum Binary (core/graph/graph.h).
NUMBER(binary_add, 0)
NUMBER(binary_sub, 1)
NUMBER(binary_mul, 2)
NUMBER(binary_div, 3)
NUMBER(binary_max, 4)
NUMBER(binary_min, 5)
NUMBER(binary_pow, 6)
NUMBER(binary_mod, 7)
NUMBER(binary_equal, 8)
NUMBER(binary_less, 9)
NUMBER(binary_less_equal, 10)
NUMBER(binary_keep, 11)
NUMBER(binary_drop, 12)
// What an invocation takes of a and of b in one step.
NUMBER(one_and_one, 0)
NUMBER(four_and_one, 1)
NUMBER(four_and_four, 2)
