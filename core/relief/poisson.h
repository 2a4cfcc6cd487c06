#pragma once
#include <vector>

#include "core/base/cancel.h"

namespace imagelab {

// u [height, width] of mean 0 whose differences to its neighbours add up to `right_side`, nothing flowing over the edge (Neumann):
// conjugate gradients, each step prepared by a V-cycle of cell-centred multigrid (Briggs, Henson & McCormick 2000; Tatebe 1993). The
// residual falls to a hundred-thousandth. Throws Cancelled.
std::vector<float> solve_poisson(std::vector<float> right_side, int width, int height, const CancelToken& cancel);

}  // namespace imagelab
