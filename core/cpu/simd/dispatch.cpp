#include "core/cpu/simd/features.h"
#include "core/cpu/simd/kernels.h"

namespace imagelab::cpu {

namespace baseline {
const Kernels& kernels();
}
namespace avx2 {
const Kernels& kernels();
}
namespace avx512 {
const Kernels& kernels();
}
namespace avx512_bf16 {
const Kernels& kernels();
}

const Kernels& simd() {
    static const Kernels& chosen = []() -> const Kernels& {
        switch (isa()) {
            case Isa::avx512_bf16:
                return avx512_bf16::kernels();
            case Isa::avx512:
                return avx512::kernels();
            case Isa::avx2:
                return avx2::kernels();
            case Isa::baseline:
                break;
        }
        return baseline::kernels();
    }();
    return chosen;
}

}  // namespace imagelab::cpu
