#pragma once
#include <cstdint>

namespace imagelab {

// c[rows, columns] += scale * a[rows, inner] b[inner, columns], row-major without gaps. One thread; the widest vectors that this processor
// has. The sum over `inner` is taken in its order, in blocks of 256.
void add_product(const float* a, const float* b, int64_t rows, int64_t inner, int64_t columns, float scale, float* c);

}  // namespace imagelab
