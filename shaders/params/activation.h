#include "types.h"
// The functions of enum Unary (core/graph/graph.h).
NUMBER(act_none, 0)
NUMBER(act_silu, 1)
NUMBER(act_gelu_erf, 2)
NUMBER(act_gelu_tanh, 3)
NUMBER(act_quick_gelu, 4)
NUMBER(act_relu, 5)
NUMBER(act_sigmoid, 6)
NUMBER(act_tanh, 7)
