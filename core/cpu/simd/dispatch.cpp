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

namespace {

struct NamedInt8 {
    const char* name;
    const Int8Kernels& kernels;
};
const NamedInt8& chosen_int8() {
    static const NamedInt8 chosen = []() -> NamedInt8 {
        if (has_amx() && permit_tiles()) return {"amx_int8", avx512_bf16::int8_tile_kernels()};
        switch (isa()) {
            case Isa::avx512_bf16:
                return {"avx512_vnni", avx512_bf16::int8_vnni_kernels()};
            case Isa::avx512:
                if (has_vnni()) return {"avx512_vnni", avx512::int8_vnni_kernels()};
                return {"avx512", avx512::int8_kernels()};
            case Isa::avx2:
                if (has_avx_vnni()) return {"avx_vnni", avx2::int8_vnni_kernels()};
                return {"avx2", avx2::int8_kernels()};
            case Isa::baseline:
                break;
        }
        return {"plain", baseline::int8_kernels()};
    }();
    return chosen;
}

}  // namespace

const Int8Kernels& int8_kernels() {
    return chosen_int8().kernels;
}

std::string int8_instructions() {
    return chosen_int8().name;
}

}  // namespace imagelab::cpu
