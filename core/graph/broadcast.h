#pragma once
#include "core/graph/graph.h"

namespace imagelab {

// The shape of a second operand that is broadcast to `whole`, as extents of whole's axes: each equal or 1. [batch, channels] beside
// [batch, height, width, channels] is one value a channel; axes that are missing in front are 1. Throws Error where it does not fit.
Shape aligned_to(const Shape& whole, Shape small);

}  // namespace imagelab
