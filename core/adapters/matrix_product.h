#pragma once
#include <cstdint>
#include <vector>

namespace imagelab {

// The right side of products, scale * b [inner, columns], laid out as they read it: strips of columns one behind the other.
class StripMatrix {
  public:
    StripMatrix() = default;
    StripMatrix(const float* b, int64_t inner, int64_t columns, float scale);
    int64_t inner() const { return inner_; }
    int64_t columns() const { return columns_; }
    const float* strip(int64_t first_row, int64_t column) const;  // of the block of rows that begins there

  private:
    int64_t inner_ = 0, columns_ = 0;
    std::vector<float> values_;
};

// c[rows, columns] += a[rows, inner] b, row-major without gaps. One thread; the widest vectors that this processor has. The sum over
// `inner` is taken in its order, in blocks of 256.
void add_product(const float* a, const StripMatrix& b, int64_t rows, float* c);
// c[rows, columns] += scale * a[rows, inner] b[inner, columns]
void add_product(const float* a, const float* b, int64_t rows, int64_t inner, int64_t columns, float scale, float* c);

}  // namespace imagelab
