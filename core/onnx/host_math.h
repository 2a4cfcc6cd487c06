#pragma once
// The functions of core/graph/graph.h for numbers on the host, in f64.
#include "core/graph/graph.h"

namespace imagelab::onnx {

double host_value(Function kind, double x, double a, double b);
double host_value(Unary kind, double x);
double host_value(Binary kind, double a, double b);
// Of integers: a quotient is cut towards zero. Throws Error where it divides by zero.
int64_t host_value(Binary kind, int64_t a, int64_t b);

}  // namespace imagelab::onnx
