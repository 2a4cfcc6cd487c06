// What gradients are made of, on every device.
#include "core/ops/gradients.h"

#include <gtest/gtest.h>

#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::KernelCase;
using test::KernelRow;

TEST(GradientKernels, LinearTransposed) {
    std::vector<KernelRow> rows;
    for (const auto& [shape, k] : std::vector<std::pair<Shape, int64_t>>{
             {{1, 1}, 1}, {{7, 13}, 31}, {{131, 127}, 257}, {{2, 77, 40}, 60}, {{2, 64, 320}, 64}, {{300, 64}, 320}, {{5, 3}, 1}}) {
        rows.push_back({shape_text(shape) + " back to " + std::to_string(k), [=](KernelCase& given) {
                            op::Linear linear;
                            linear.weight = {{{"proj.weight"}}, {shape.back(), k}};
                            return ops::linear_grad(given.input(shape), linear);
                        }});
    }
    rows.push_back({"middle rows", [](KernelCase& given) {
                        op::Linear linear;
                        linear.weight = {{{"b.weight", 3, 11}}, {11, 5}};
                        given.weigh("b.weight", {17, 5});
                        return ops::linear_grad(given.input({7, 11}), linear);
                    }});
    test::expect_reference(rows);
}

TEST(GradientKernels, ConvolutionTransposed) {
    struct Case {
        Shape x;
        int64_t n;
        int kernel, stride;
        ops::Padding padding;
    };
    std::vector<KernelRow> rows;
    for (const Case& each : std::vector<Case>{{{1, 5, 7, 3}, 5, 3, 1, ops::Padding::same(1)},
                                              {{2, 8, 6, 16}, 8, 3, 1, ops::Padding::same(1)},
                                              {{1, 8, 8, 16}, 24, 3, 2, ops::Padding::same(1)},
                                              {{2, 7, 9, 5}, 7, 3, 2, ops::Padding::same(1)},
                                              {{1, 8, 8, 4}, 8, 3, 2, {0, 0, 1, 1}},
                                              {{1, 6, 5, 9}, 4, 1, 1, {}},
                                              {{1, 9, 11, 32}, 32, 3, 1, ops::Padding::same(1)}}) {
        rows.push_back(
            {shape_text(each.x) + " from " + std::to_string(each.n) + " stride " + std::to_string(each.stride), [=](KernelCase& given) {
                 Graph scratch;
                 const Tensor y = ops::conv2d(ops::input(scratch, "x", each.x, DType::f32, Rate::step), "conv", each.n, each.kernel,
                                              each.stride, each.padding);
                 return ops::conv2d_grad(given.input(y.shape()), std::get<op::Conv2d>(scratch.nodes[y.id()].op), each.x);
             }});
    }
    test::expect_reference(rows);
}

TEST(GradientKernels, GroupNorm) {
    std::vector<KernelRow> rows;
    for (const auto& [shape, groups] : std::vector<std::pair<Shape, int>>{
             {{1, 1, 3, 4}, 2}, {{2, 5, 7, 6}, 3}, {{2, 8, 8, 32}, 8}, {{1, 13, 11, 40}, 4}, {{1, 33, 31, 64}, 32}, {{2, 77, 15}, 5}}) {
        for (const float mean : {0.0f, 20.0f}) {
            rows.push_back({shape_text(shape) + " in " + std::to_string(groups) + " about " + std::to_string(mean),
                            [=](KernelCase& given) {
                                op::GroupNorm norm{{{{"norm.weight"}}, {shape.back()}}, {}, groups, 1e-5f};
                                return ops::group_norm_grad(given.input(shape, {mean, 1}), given.input(shape), norm);
                            },
                            2e-5, 1.2e-2});
        }
    }
    test::expect_reference(rows);
}

TEST(GradientKernels, LayerNorm) {
    std::vector<KernelRow> rows;
    for (const Shape& shape : {Shape{3, 5}, Shape{7, 16}, Shape{2, 77, 40}, Shape{5, 320}, Shape{1, 1283}}) {
        for (const bool centred : {true, false}) {
            for (const bool weighed : {true, false}) {
                rows.push_back({shape_text(shape) + (centred ? "" : " rms") + (weighed ? "" : " plain"),
                                [=](KernelCase& given) {
                                    op::LayerNorm norm{{}, {}, 1e-5f, centred};
                                    if (weighed) norm.gamma = {{{"norm.weight"}}, {shape.back()}};
                                    return ops::layer_norm_grad(given.input(shape, {0.5f, 2}), given.input(shape), norm);
                                },
                                2e-5, 1.2e-2});
            }
        }
    }
    test::expect_reference(rows);
}

TEST(GradientKernels, Activations) {
    std::vector<KernelRow> rows;
    for (const Unary kind : {Unary::silu, Unary::gelu_erf, Unary::gelu_tanh, Unary::quick_gelu, Unary::relu, Unary::sigmoid, Unary::tanh}) {
        for (const float spread : {3.0f, 30.0f, 3000.0f}) {
            rows.push_back({std::string(unary_name(kind)) + " to " + std::to_string(spread), [=](KernelCase& given) {
                                return ops::unary_grad(given.input({7, 131}, {0, spread}), given.input({7, 131}), kind);
                            }});
        }
    }
    test::expect_reference(rows);
}

TEST(GradientKernels, Attention) {
    struct Case {
        int64_t batch, queries, keys, width;
        int heads;
        Mask mask = Mask::none;
    };
    std::vector<KernelRow> rows;
    for (const Case& each : std::vector<Case>{{1, 1, 1, 4, 1},
                                              {2, 5, 7, 6, 3},
                                              {1, 64, 64, 32, 2},
                                              {2, 67, 77, 40, 2},
                                              {1, 131, 5, 72, 1},
                                              {1, 13, 13, 16, 2, Mask::causal},
                                              {1, 77, 77, 24, 3, Mask::causal}}) {
        rows.push_back({std::to_string(each.queries) + " x " + std::to_string(each.keys) + " of " + std::to_string(each.width),
                        [=](KernelCase& given) {
                            const Tensor q = given.input({each.batch, each.queries, each.width}, {0, 2});
                            const Tensor k = given.input({each.batch, each.keys, each.width}, {0, 2});
                            const Tensor v = given.input({each.batch, each.keys, each.width});
                            const Tensor y = ops::attention(q, k, v, each.heads, each.mask);
                            const Tensor dy = given.input(q.shape());
                            return ops::attention_grad(q, k, v, y, dy, std::get<op::Attention>(given.node(y).op));
                        },
                        3e-5, 2e-2});
    }
    test::expect_reference(rows);
}

TEST(GradientKernels, UpsampleNearest) {
    std::vector<KernelRow> rows;
    for (const auto& [small, height, width] : std::vector<std::tuple<Shape, int64_t, int64_t>>{
             {{1, 3, 4, 5}, 6, 8}, {{2, 4, 4, 16}, 8, 8}, {{1, 3, 5, 7}, 4, 9}, {{1, 5, 5, 4}, 5, 5}}) {
        rows.push_back({shape_text(small), [=](KernelCase& given) {
                            return ops::upsample_nearest_grad(given.input({small[0], height, width, small[3]}), small[1], small[2]);
                        }});
    }
    test::expect_reference(rows);
}

}  // namespace
}  // namespace imagelab
