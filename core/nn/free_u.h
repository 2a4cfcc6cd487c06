#pragma once
#include "core/graph/tensor.h"

namespace imagelab::nn {

// FreeU (Si et al. 2023; diffusers' apply_freeu): what an up block goes on from, [b, h, w, c], counts `backbone` times in the first half of
// its channels, and the lowest frequencies of what it skips to count `skip` times. Both factors [1, 1, 1, 1].
Tensor free_u_backbone(Tensor x, Tensor backbone);
// The four frequencies (0 or -1 along each side) that diffusers' fourier_filter scales at its threshold of 1, real part, as a projection on
// the seven waves they hold.
Tensor free_u_skip(Tensor x, Tensor skip);

}  // namespace imagelab::nn
