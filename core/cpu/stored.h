#pragma once
// Elements of f32 and bf16 tensors one by one, for kernels that have no vector form.
#include "core/graph/dtype.h"
#include "core/weights/convert.h"

namespace imagelab::cpu {

struct StoredBf16 {
    uint16_t bits;
};
inline float widened(float x) {
    return x;
}
inline float widened(StoredBf16 x) {
    return bf16_to_f32(x.bits);
}
inline void narrow(float x, float& to) {
    to = x;
}
inline void narrow(float x, StoredBf16& to) {
    to.bits = f32_to_bf16(x);
}

// use(T{}) with T the element of f32 or bf16.
template <class Use>
auto with_stored(DType dtype, const Use& use) {
    return dtype == DType::bf16 ? use(StoredBf16{}) : use(float{});
}

}  // namespace imagelab::cpu
