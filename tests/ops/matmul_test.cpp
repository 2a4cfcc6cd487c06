// Products of two values on every device.
#include <gtest/gtest.h>

#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::KernelCase;
using test::KernelRow;

KernelRow row(const Shape& a, const Shape& b, bool transpose_a, bool transpose_b) {
    return {shape_text(a) + (transpose_a ? " turned" : "") + " by " + shape_text(b) + (transpose_b ? " turned" : ""),
            [=](KernelCase& given) {
                const Tensor left = given.input(a), right = given.input(b);
                return ops::matmul(left, right, transpose_a, transpose_b);
            }};
}

Shape turned(Shape shape, bool really) {
    if (really) std::swap(shape[shape.size() - 2], shape.back());
    return shape;
}

TEST(MatMulKernels, Shapes) {
    std::vector<KernelRow> rows;
    const std::vector<std::pair<Shape, Shape>> shapes{{{1, 1}, {1, 1}},      {{7, 13}, {13, 31}},    {{131, 64}, {64, 16}},
                                                      {{77, 16}, {16, 320}}, {{1, 300}, {300, 3}},   {{300, 1}, {1, 5}},
                                                      {{33, 129}, {129, 7}}, {{16, 260}, {260, 80}}, {{1, 5, 7}, {1, 7, 3}}};
    for (const auto& [a, b] : shapes) {
        for (const bool left : {false, true}) {
            for (const bool right : {false, true}) rows.push_back(row(turned(a, left), turned(b, right), left, right));
        }
    }
    test::expect_reference(rows);
}

TEST(MatMulKernels, ManyMatrices) {
    std::vector<KernelRow> rows;
    for (const bool left : {false, true}) {
        for (const bool right : {false, true}) {
            for (const auto& [a, b] : std::vector<std::pair<Shape, Shape>>{{{3, 5, 7}, {3, 7, 11}},
                                                                           {{2, 3, 5, 7}, {2, 3, 7, 4}},
                                                                           {{3, 5, 7}, {7, 4}},
                                                                           {{5, 7}, {3, 7, 4}},
                                                                           {{2, 3, 5, 7}, {1, 1, 7, 4}},
                                                                           {{1, 5, 7}, {2, 3, 7, 4}}})
                rows.push_back(row(turned(a, left), turned(b, right), left, right));
        }
    }
    test::expect_reference(rows);
}

TEST(MatMulKernels, ShapesOfTheResult) {
    KernelCase given(DType::f32);
    const Tensor a = given.input({2, 3, 5, 7});
    EXPECT_EQ(ops::matmul(a, given.input({7, 4})).shape(), (Shape{2, 3, 5, 4}));
    EXPECT_EQ(ops::matmul(given.input({4, 5}), a).shape(), (Shape{2, 3, 4, 7}));
    EXPECT_EQ(ops::matmul(given.input({1, 4, 5}), given.input({5, 6})).shape(), (Shape{1, 4, 6}));
    EXPECT_EQ(ops::matmul(given.input({4, 5}), given.input({1, 1, 5, 6})).shape(), (Shape{1, 1, 4, 6}));
    EXPECT_THROW(ops::matmul(a, given.input({8, 4})), Error);
    EXPECT_THROW(ops::matmul(a, given.input({3, 2, 7, 4})), Error);
    EXPECT_THROW(ops::matmul(a, given.input({7})), Error);
}

}  // namespace
}  // namespace imagelab
