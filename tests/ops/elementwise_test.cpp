// Sums, differences and products with broadcasting, and affine maps, on every device.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::KernelCase;
using test::KernelRow;

constexpr const char* kinds[] = {"add", "sub", "mul"};

Tensor combine(int kind, Tensor a, Tensor b) {
    return kind == 0 ? ops::add(a, b) : kind == 1 ? ops::sub(a, b) : ops::mul(a, b);
}

const std::vector<std::pair<Shape, Shape>> pairs{{{1}, {1}},
                                                 {{7}, {7}},
                                                 {{7}, {1}},
                                                 {{2, 17, 31}, {2, 17, 31}},
                                                 {{2, 17, 31}, {1, 17, 31}},
                                                 {{2, 17, 31}, {1, 1, 31}},
                                                 {{2, 17, 31}, {2, 1, 31}},
                                                 {{2, 17, 31}, {2, 17, 1}},
                                                 {{2, 17, 31}, {1, 1, 1}},
                                                 {{2, 7, 5, 6}, {2, 6}},
                                                 {{3, 7, 5, 13}, {3, 1, 1, 13}},
                                                 {{2, 7, 5, 6}, {1, 7, 1, 6}},
                                                 {{2, 7, 5, 6}, {1, 7, 5, 1}},
                                                 {{2, 7, 5, 6}, {2, 1, 5, 6}},
                                                 {{2, 7, 5, 6}, {2, 1, 5, 1}},
                                                 {{1, 131, 127, 4}, {1, 131, 127, 4}},
                                                 {{1, 64, 64, 320}, {1, 320}},
                                                 {{70001, 3}, {70001, 1}},
                                                 {{2, 12, 5, 8}, {1, 12, 1, 8}},
                                                 {{2, 12, 5, 8}, {2, 1, 5, 1}},
                                                 {{1, 12, 1, 8}, {1, 12, 1, 1}},
                                                 {{67, 1, 64}, {67, 1, 64}}};

TEST(ElementwiseKernels, EqualAndBroadcastShapes) {
    std::vector<KernelRow> rows;
    for (int kind = 0; kind < 3; ++kind) {
        for (const auto& [a, b] : pairs) {
            const std::string name = std::string(kinds[kind]) + " " + shape_text(a) + " " + shape_text(b);
            rows.push_back({name + " f32",
                            [=, a = a, b = b](KernelCase& given) {
                                const Tensor x = given.input(a);
                                return combine(kind, x, given.input(b));
                            },
                            1e-6, 1e-6});
            rows.push_back({name,
                            [=, a = a, b = b](KernelCase& given) {
                                const Tensor x = ops::unary(given.input(a), Unary::relu);
                                return combine(kind, x, ops::unary(given.input(b), Unary::relu));
                            },
                            1e-6, 4e-3});
        }
    }
    test::expect_reference(rows);
}

TEST(ElementwiseKernels, Affine) {
    std::vector<KernelRow> rows;
    for (const Shape& shape : {Shape{1}, Shape{2, 17, 31}, Shape{1, 97, 409}, Shape{2, 3}}) {
        rows.push_back({shape_text(shape) + " f32", [=](KernelCase& given) { return ops::affine(given.input(shape), 1 / 0.13025f, 0.25f); },
                        1e-6, 1e-6});
        rows.push_back({shape_text(shape),
                        [=](KernelCase& given) { return ops::affine(ops::unary(given.input(shape), Unary::relu), -3, 0.5f); }, 1e-6, 4e-3});
    }
    test::expect_reference(rows);
}

TEST(ElementwiseKernels, NanStays) {
    std::vector<KernelRow> rows;
    for (int kind = 0; kind < 3; ++kind) {
        for (const bool second : {false, true}) {
            rows.push_back({"operand " + std::to_string(second), [=](KernelCase& given) {
                                const Tensor a = given.input({7, 13}), b = given.input({1, 13});
                                given.values(second ? b : a)[5] = NAN;
                                return combine(kind, a, b);
                            }});
        }
    }
    rows.push_back({"affine", [](KernelCase& given) {
                        const Tensor x = given.input({7, 13});
                        given.values(x)[5] = NAN;
                        return ops::affine(x, 0, 1);
                    }});
    test::expect_reference(rows);
}

}  // namespace
}  // namespace imagelab
