// GroupNorm and LayerNorm on every device.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::Fill;
using test::KernelCase;
using test::KernelRow;

struct NormSize {
    Shape x;
    int groups;
};
const std::vector<NormSize> norm_sizes{{{1, 1, 1, 4}, 2},      {{2, 7, 5, 6}, 3},     {{2, 13, 11, 20}, 5},  {{1, 16, 16, 320}, 32},
                                       {{1, 8, 8, 32}, 32},    {{2, 3, 3, 18}, 6},    {{1, 37, 41, 36}, 6},  {{1, 128, 128, 8}, 4},
                                       {{2, 127, 131, 3}, 1},  {{2, 77, 40}, 8},      {{1, 1, 1, 1280}, 32}, {{3, 1, 1, 1}, 1},
                                       {{1, 64, 64, 128}, 32}, {{1, 29, 31, 37}, 37}, {{301, 1, 2, 6}, 3},   {{1, 9, 7, 260}, 2}};

std::string text(const NormSize& size) {
    return shape_text(size.x) + " in " + std::to_string(size.groups);
}

TEST(NormKernels, GroupNorm) {
    std::vector<KernelRow> rows;
    for (const NormSize& size : norm_sizes) {
        rows.push_back({text(size), [=](KernelCase& given) { return ops::group_norm(given.input(size.x), "norm", size.groups, 1e-5f); }});
        rows.push_back({text(size) + " silu", [=](KernelCase& given) {
                            return ops::silu(ops::group_norm(given.input(size.x, {0.3f, 5}), "norm", size.groups, 1e-6f));
                        }});
        if (size.x.size() != 4) continue;
        const Shape addend{size.x.front(), size.x.back()};
        rows.push_back({text(size) + " addend silu", [=](KernelCase& given) {
                            const Tensor x = given.input(size.x), e = given.input(addend, {0, 3});
                            return ops::silu(ops::group_norm(ops::add(x, e), "norm", size.groups, 1e-5f));
                        }});
        // Groups of four values beside an addend of 100 need not agree on its last digit.
        const double bound = size.x.front() > 100 ? 1e-4 : 1e-5;
        rows.push_back({text(size) + " addend",
                        [=](KernelCase& given) {
                            const Tensor x = given.input(size.x), e = given.input(addend, {100, 1});
                            const Tensor y = ops::group_norm(x, "norm", size.groups, 1e-5f);
                            given.node(y).residual = e.id();
                            return y;
                        },
                        bound});
    }
    test::expect_reference(rows);
}

// A device starts 65,535 workgroups at once and counts pixels in chunks.
TEST(NormKernels, GroupNormOfMoreThanAGridHolds) {
    test::expect_reference({{"pictures",
                             [](KernelCase& given) {
                                 return ops::group_norm(given.input({65601, 1, 1, 2}), "norm", 1, 1e-5f);
                             }},
                            {"pixels", [](KernelCase& given) {
                                 return ops::group_norm(given.input({1, 1, 67001, 1}), "norm", 1, 1e-5f);
                             }}});
}

// A mean far from zero must not eat the deviations around it: torch's own error here is 1e-5 to 1e-4.
TEST(NormKernels, GroupNormOfALargeMean) {
    std::vector<KernelRow> rows;
    for (const NormSize& size : norm_sizes) {
        for (const float mean : {1000.0f, -1000.0f})
            rows.push_back({text(size) + " mean " + std::to_string(mean),
                            [=](KernelCase& given) {
                                return ops::group_norm(given.input(size.x, {mean, 1}), "norm", size.groups, 1e-5f);
                            },
                            3e-4});  // a mean of 1000 in f32 is right to 3e-5, and groups of four values spread little
        rows.push_back({text(size) + " of strong values", [=](KernelCase& given) {
                            return ops::silu(ops::group_norm(given.input(size.x, {1e4f, 1e6f}), "norm", size.groups, 1e-5f));
                        }});
    }
    test::expect_reference(rows);
}

TEST(NormKernels, OfOneValue) {
    test::expect_reference({{"group",
                             [](KernelCase& given) {
                                 return ops::group_norm(given.input({2, 9, 9, 6}, {3, 0}), "norm", 3, 1e-5f);
                             }},
                            {"layer", [](KernelCase& given) {
                                 return ops::layer_norm(given.input({7, 31}, {3, 0}), "norm", 1e-5f);
                             }}});
}

TEST(NormKernels, LayerNorm) {
    std::vector<KernelRow> rows;
    for (const Shape& x : {Shape{1, 1}, Shape{1, 2}, Shape{7, 13}, Shape{2, 5, 5, 31}, Shape{77, 768}, Shape{2, 300, 40}, Shape{3, 1280},
                           Shape{129, 64}, Shape{5, 2049}, Shape{70001, 3}, Shape{65537, 1}, Shape{3, 7919}}) {
        rows.push_back({shape_text(x), [=](KernelCase& given) { return ops::layer_norm(given.input(x, {0.3f, 2}), "norm", 1e-5f); }});
        rows.push_back({shape_text(x) + " large mean",
                        [=](KernelCase& given) {
                            return ops::layer_norm(given.input(x, {1000, 1}), "norm", 1e-5f);
                        },
                        1e-4});
        rows.push_back({shape_text(x) + " strong values", [=](KernelCase& given) {
                            return ops::layer_norm(given.input(x, {0, 1e6f}), "norm", 1e-5f);
                        }});
    }
    test::expect_reference(rows);
}

// The norms of T5 and of PixArt's blocks (core/models/t5_encoder.h, dit_pixart.h).
TEST(NormKernels, RootMeanSquareAndModulated) {
    std::vector<KernelRow> rows;
    for (const Shape& x : {Shape{1, 1}, Shape{7, 13}, Shape{2, 300, 40}, Shape{3, 1152}, Shape{129, 64}, Shape{5, 2049}, Shape{3, 4096}}) {
        rows.push_back({shape_text(x) + " rms", [=](KernelCase& given) {
                            return ops::rms_norm(given.input(x, {0.3f, 2}), "norm", 1e-6f);
                        }});
        rows.push_back({shape_text(x) + " modulated", [=](KernelCase& given) {
                            const Shape row{1, x.back()};
                            const Tensor scale = given.input(row, {1, 1}), shift = given.input(row, {0, 2});
                            return ops::layer_norm(given.input(x, {0.3f, 2}), scale, shift, 1e-6f);
                        }});
        rows.push_back({shape_text(x) + " modulated, large mean",
                        [=](KernelCase& given) {
                            const Tensor scale = given.input({x.back()}), shift = given.input({x.back()});
                            return ops::layer_norm(given.input(x, {1000, 1}), scale, shift, 1e-6f);
                        },
                        1e-4});
    }
    test::expect_reference(rows);
}

TEST(NormKernels, NanReachesItsGroupOrRow) {
    std::vector<KernelRow> rows;
    for (const NormSize& size : norm_sizes) {
        rows.push_back({text(size), [=](KernelCase& given) {
                            const Tensor x = given.input(size.x);
                            given.values(x).back() = NAN;
                            return ops::silu(ops::group_norm(x, "norm", size.groups, 1e-5f));
                        }});
    }
    rows.push_back({"layer", [](KernelCase& given) {
                        const Tensor x = given.input({7, 13});
                        given.values(x)[3 * 13 + 12] = NAN;
                        return ops::layer_norm(x, "norm", 1e-5f);
                    }});
    test::expect_reference(rows);
}

}  // namespace
}  // namespace imagelab
