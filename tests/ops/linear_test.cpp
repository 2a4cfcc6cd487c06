// Matrix products with every epilogue on every device.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::KernelCase;
using test::KernelRow;

constexpr Unary activations[] = {Unary::silu, Unary::gelu_erf, Unary::gelu_tanh, Unary::quick_gelu,
                                 Unary::relu, Unary::sigmoid,  Unary::tanh};

// linear(x) with the activation in the node itself.
Tensor activated(KernelCase& given, Tensor x, int64_t n, Unary kind) {
    const Tensor y = ops::linear(x, "proj", n);
    std::get<op::Linear>(given.node(y).op).activation = kind;
    return y;
}

TEST(LinearKernels, Shapes) {
    std::vector<KernelRow> rows;
    const auto add = [&](Shape shape, int64_t n) {
        for (const auto bias : {ops::Bias::no, ops::Bias::yes}) {
            rows.push_back({shape_text(shape) + " -> " + std::to_string(n) + (bias == ops::Bias::yes ? " bias" : ""),
                            [=](KernelCase& given) { return ops::linear(given.input(shape), "proj", n, bias); }});
        }
    };
    add({1, 1}, 1), add({1, 7}, 13), add({7, 13}, 31), add({3, 1}, 5), add({5, 3}, 1), add({131, 127}, 257), add({2, 77, 40}, 60);
    add({2, 5, 7, 17}, 19), add({1, 320}, 1280), add({2, 77, 192}, 128), add({1, 64, 320}, 960), add({300, 64}, 320), add({1, 2048}, 64);
    test::expect_reference(rows);
}

TEST(LinearKernels, Activations) {
    std::vector<KernelRow> rows;
    for (const Unary kind : activations) {
        for (const Shape& shape : {Shape{7, 13}, Shape{64, 320}}) {
            const std::string name = std::string(unary_name(kind)) + " " + shape_text(shape);
            rows.push_back({name, [=](KernelCase& given) { return activated(given, given.input(shape, {0, 3}), 37, kind); }});
            rows.push_back({name + " residual", [=](KernelCase& given) {
                                const Tensor x = given.input(shape, {0, 3}), r = given.input({shape[0], 37});
                                const Tensor y = activated(given, x, 37, kind);
                                given.node(y).residual = r.id();
                                return y;
                            }});
        }
    }
    test::expect_reference(rows);
}

TEST(LinearKernels, StrongValues) {
    std::vector<KernelRow> rows;
    for (const Unary kind : activations)
        rows.push_back({std::string(unary_name(kind)), [=](KernelCase& given) {
                            return activated(given, given.input({7, 13}, {0, 3000}), 37, kind);
                        }});
    test::expect_reference(rows);
}

TEST(LinearKernels, NanReachesItsRowThroughEveryActivation) {
    std::vector<KernelRow> rows{{"none", [](KernelCase& given) {
                                     const Tensor x = given.input({7, 13});
                                     given.values(x)[3 * 13 + 5] = NAN;
                                     return ops::linear(x, "proj", 37);
                                 }}};
    for (const Unary kind : activations) {
        rows.push_back({std::string(unary_name(kind)), [=](KernelCase& given) {
                            const Tensor x = given.input({7, 13});
                            given.values(x)[3 * 13 + 5] = NAN;
                            return activated(given, x, 37, kind);
                        }});
    }
    test::expect_reference(rows);
}

// A gate of adaLN: one row for all, then the residual; and T5's, of the product's shape.
TEST(LinearKernels, Gated) {
    std::vector<KernelRow> rows;
    for (const Shape& shape : {Shape{7, 13}, Shape{2, 77, 40}, Shape{64, 320}, Shape{300, 64}}) {
        for (const int64_t n : {37, 64, 72}) {
            rows.push_back({shape_text(shape) + " -> " + std::to_string(n), [=](KernelCase& given) {
                                Shape out = shape, row(shape.size(), 1);
                                out.back() = row.back() = n;
                                const Tensor x = given.input(shape), r = given.input(out), gate = given.input(row);
                                return ops::add(ops::mul(ops::linear(x, "proj", n), gate), r);
                            }});
            rows.push_back({shape_text(shape) + " -> " + std::to_string(n) + " two linears",
                            [=](KernelCase& given) {
                                const Tensor x = given.input(shape);
                                const Tensor gate = ops::unary(ops::linear(x, "a", n, ops::Bias::no), Unary::gelu_tanh);
                                return ops::mul(gate, ops::linear(x, "b", n, ops::Bias::no));
                            },
                            1e-5, 2e-2});
        }
    }
    test::expect_reference(rows);
}

TEST(LinearKernels, ResidualAndFactor) {
    std::vector<KernelRow> rows;
    for (const auto& [tokens, k, n] : std::vector<std::array<int64_t, 3>>{{1, 5, 3}, {7, 13, 31}, {77, 64, 320}, {129, 40, 20}}) {
        const std::string name = std::to_string(tokens) + " x " + std::to_string(k) + " -> " + std::to_string(n);
        rows.push_back({name + " added to", [=](KernelCase& given) {
                            const Tensor x = given.input({2, tokens, k}), r = given.input({2, tokens, n});
                            return ops::add(r, ops::linear(x, "proj", n));
                        }});
        rows.push_back({name + " residual of its own source",
                        [=](KernelCase& given) {
                            const Tensor x = ops::silu(given.input({2, tokens, k}));
                            return ops::add(ops::linear(x, "proj", k), x);
                        },
                        1e-5, 1.2e-2});
        rows.push_back({name + " image residual", [=](KernelCase& given) {
                            const Tensor x = given.input({2, tokens, k}), r = given.input({2, tokens, 1, n});
                            return ops::add(ops::reshape(ops::linear(x, "proj", n), {2, tokens, 1, n}), r);
                        }});
        rows.push_back({name + " factor and residual", [=](KernelCase& given) {
                            const Tensor x = given.input({2, tokens, k}), f = given.input({2, tokens, n}), r = given.input({2, tokens, n});
                            const Tensor y = ops::linear(x, "proj", n);
                            given.node(y).factor = f.id();
                            given.node(y).residual = r.id();
                            return y;
                        }});
    }
    test::expect_reference(rows);
}

TEST(LinearKernels, GatedHalvesOfOneWeight) {
    std::vector<KernelRow> rows;
    for (const auto& [tokens, k, n] : std::vector<std::array<int64_t, 3>>{{1, 5, 3}, {7, 13, 31}, {77, 64, 256}, {129, 40, 160}}) {
        rows.push_back({std::to_string(tokens) + " x " + std::to_string(k) + " -> " + std::to_string(n),
                        [=](KernelCase& given) {
                            const Tensor both = ops::linear(given.input({2, tokens, k}), "both", 2 * n);
                            return ops::mul(ops::slice(both, -1, 0, n), ops::unary(ops::slice(both, -1, n, n), Unary::gelu_erf));
                        },
                        1e-5, 1.2e-2});  // the gate is stored in between
    }
    test::expect_reference(rows);
}

TEST(LinearKernels, StackedWeightsAndRowRanges) {
    std::vector<KernelRow> rows;
    for (const auto& [tokens, k] : std::vector<std::array<int64_t, 2>>{{1, 5}, {7, 13}, {77, 64}, {129, 40}}) {
        rows.push_back({std::to_string(tokens) + " x " + std::to_string(k), [=](KernelCase& given) {
                            const Tensor y = ops::linear(given.input({2, tokens, k}), "proj", 7 + 11 + 5);
                            given.node(y).op = op::Linear{{{{"a.weight"}, {"b.weight", 3, 11}, {"a.weight", 2, 5}}, {23, k}},
                                                          {{{"a.bias"}, {"b.bias", 3, 11}, {"a.bias", 2, 5}}, {23}}};
                            given.weigh("a.weight", {7, k}), given.weigh("b.weight", {17, k});
                            given.weigh("a.bias", {7}), given.weigh("b.bias", {17});
                            return y;
                        }});
        rows.push_back({std::to_string(tokens) + " x " + std::to_string(k) + " middle rows", [=](KernelCase& given) {
                            const Tensor y = ops::linear(given.input({2, tokens, k}), "proj", 11);
                            given.node(y).op = op::Linear{{{{"b.weight", 3, 11}}, {11, k}}, {{{"b.bias", 3, 11}}, {11}}};
                            given.weigh("b.weight", {17, k}), given.weigh("b.bias", {17});
                            return y;
                        }});
    }
    test::expect_reference(rows);
}

}  // namespace
}  // namespace imagelab
