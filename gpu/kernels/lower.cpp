#include "gpu/kernels/kernel.h"

namespace imagelab::gpu {

std::string dtype_suffix(DType dtype) {
    return std::string(dtype_name(dtype));
}

}  // namespace imagelab::gpu
