#include "core/cpu/simd/features.h"
#include "core/cpu/simd/int8.h"
#include "core/cpu/simd/kernels.h"

namespace imagelab::cpu {

namespace baseline {
const Kernels& kernels();
const Int8Kernels& int8_kernels();
}
namespace avx2 {
const Kernels& kernels();
const Int8Kernels& int8_kernels();
const Int8Kernels& int8_vnni_kernels();
}
namespace avx512 {
const Kernels& kernels();
const Int8Kernels& int8_kernels();
const Int8Kernels& int8_vnni_kernels();
}
namespace avx512_bf16 {
const Kernels& kernels();
const Int8Kernels& int8_vnni_kernels();
const Int8Kernels& int8_tile_kernels();
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

const Int8Kernels& int8_kernels() {
    static const Int8Kernels& chosen = []() -> const Int8Kernels& {
        if (has_amx() && permit_tiles()) return avx512_bf16::int8_tile_kernels();
        switch (isa()) {
            case Isa::avx512_bf16:
                return avx512_bf16::int8_vnni_kernels();
            case Isa::avx512:
                return has_vnni() ? avx512::int8_vnni_kernels() : avx512::int8_kernels();
            case Isa::avx2:
                return has_avx_vnni() ? avx2::int8_vnni_kernels() : avx2::int8_kernels();
            case Isa::baseline:
                break;
        }
        return baseline::int8_kernels();
    }();
    return chosen;
}

}  // namespace imagelab::cpu
