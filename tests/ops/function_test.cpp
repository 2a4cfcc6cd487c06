// Functions of one number, combinations of two, softmax, pooling, rows by number, resampling and convolutions with groups, on every device.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::Fill;
using test::KernelCase;
using test::KernelRow;

// Where a function is asked for, and its constants.
struct Asked {
    Function kind;
    Fill fill = {0, 4};
    float a = 0, b = 0;
    double allowed = 1e-5;
};

TEST(FunctionKernels, EveryFunction) {
    const std::vector<Asked> asked{{Function::exp, {0, 20}, 0, 0, 1e-5},
                                   {Function::log, {5, 4.99f}},
                                   {Function::sqrt, {5, 5}},
                                   {Function::reciprocal, {3, 2.5f}},
                                   {Function::abs},
                                   {Function::sign},
                                   {Function::floor},
                                   {Function::ceil},
                                   {Function::round},
                                   {Function::trunc},
                                   {Function::sin, {0, 3}},
                                   {Function::cos, {0, 3}},
                                   {Function::tan, {0, 1}},
                                   {Function::asin, {0, 1}},
                                   {Function::acos, {0, 1}},
                                   {Function::atan},
                                   {Function::sinh},
                                   {Function::cosh},
                                   {Function::asinh},
                                   {Function::acosh, {5, 4}},
                                   {Function::atanh, {0, 0.99f}},
                                   {Function::erf},
                                   {Function::softplus, {0, 30}},
                                   {Function::softsign},
                                   {Function::mish, {0, 8}},
                                   {Function::elu, {0, 4}, 0.7f},
                                   {Function::selu, {0, 4}, 1.67326f, 1.0507f},
                                   {Function::celu, {0, 4}, 2},
                                   {Function::leaky_relu, {0, 4}, 0.1f},
                                   {Function::threshold, {0, 4}, 1},
                                   {Function::clip, {0, 4}, -1, 2},
                                   {Function::hard_sigmoid, {0, 4}, 0.2f, 0.5f},
                                   {Function::hard_swish, {0, 5}},
                                   {Function::shrink, {0, 4}, 1.5f, 0.5f},
                                   {Function::is_nan},
                                   {Function::is_inf, {0, 4}, 1, 1},
                                   {Function::is_zero}};
    std::vector<KernelRow> rows;
    for (const Asked& each : asked) {
        rows.push_back({std::string(function_name(each.kind)),
                        [=](KernelCase& given) {
                            const Tensor x = given.input({3, 17, 13}, each.fill);
                            given.values(x)[5] = each.kind == Function::is_zero ? 0 : given.values(x)[5];
                            return ops::map(x, each.kind, each.a, each.b);
                        },
                        each.allowed, each.allowed});
    }
    for (const Function kind : {Function::exp, Function::clip, Function::softplus, Function::is_nan, Function::is_inf, Function::elu}) {
        rows.push_back({std::string(function_name(kind)) + " of what is no number, and of infinities", [=](KernelCase& given) {
                            const Tensor x = given.input({1, 7});
                            given.values(x)[1] = NAN, given.values(x)[2] = INFINITY, given.values(x)[3] = -INFINITY;
                            return ops::map(x, kind, 1, 1);
                        }});
    }
    test::expect_reference(rows);
}

TEST(FunctionKernels, CombinationsEitherWayRound) {
    std::vector<KernelRow> rows;
    for (const Binary kind : {Binary::add, Binary::sub, Binary::mul, Binary::div, Binary::max, Binary::min, Binary::pow, Binary::mod,
                              Binary::equal, Binary::less, Binary::less_equal, Binary::keep, Binary::drop}) {
        for (const auto& [a, b] : std::vector<std::pair<Shape, Shape>>{
                 {{2, 7, 5, 8}, {2, 7, 5, 8}}, {{2, 7, 5, 8}, {1, 7, 1, 8}}, {{1, 1, 5, 1}, {2, 7, 5, 8}}, {{1, 13}, {17, 13}}}) {
            rows.push_back({std::string(binary_name(kind)) + " " + shape_text(a) + " " + shape_text(b),
                            [=, a = a, b = b](KernelCase& given) {
                                const Fill positive{2, 1.5f};
                                const Tensor x = given.input(a, positive), y = given.input(b, positive);
                                if (kind == Binary::equal || kind == Binary::keep || kind == Binary::drop || kind == Binary::less_equal) {
                                    for (const Tensor t : {x, y}) {
                                        for (float& value : given.values(t)) value = std::floor(value);
                                    }
                                }
                                return ops::binary(x, y, kind);
                            },
                            1e-5, 1e-5});
        }
    }
    rows.push_back({"pow of what is below zero", [](KernelCase& given) {
                        const Tensor x = given.input({1, 8}), y = given.input({1, 8});
                        given.values(x) = {-2, -2, -2, 0, 0, -1.5f, 2, -3};
                        given.values(y) = {2, 3, 0.5f, 0, 2, -2, -1, 0};
                        return ops::binary(x, y, Binary::pow);
                    }});
    rows.push_back({"keep lets no infinity through", [](KernelCase& given) {
                        const Tensor x = given.input({1, 4}), y = given.input({1, 4});
                        given.values(x) = {INFINITY, NAN, 3, -INFINITY};
                        given.values(y) = {0, 0, 1, 1};
                        return ops::binary(x, y, Binary::keep);
                    }});
    test::expect_reference(rows);
}

TEST(FunctionKernels, Softmax) {
    std::vector<KernelRow> rows;
    for (const bool logarithm : {false, true}) {
        for (const Shape& shape : {Shape{1, 1}, Shape{3, 7}, Shape{2, 5, 131}, Shape{1, 4099}, Shape{1027, 3}}) {
            rows.push_back({(logarithm ? "log " : "") + shape_text(shape),
                            [=](KernelCase& given) {
                                return ops::softmax(given.input(shape, {50, 8}), logarithm);
                            },
                            1e-5, 8e-3});
        }
    }
    rows.push_back({"beside what is masked",
                    [](KernelCase& given) {
                        const Tensor x = given.input({2, 9});
                        for (const int i : {0, 4, 10, 17}) given.values(x)[static_cast<size_t>(i)] = -INFINITY;
                        return ops::softmax(x);
                    },
                    1e-5, 8e-3});
    test::expect_reference(rows);
}

TEST(FunctionKernels, Pools) {
    std::vector<KernelRow> rows;
    const auto row = [&](const std::string& name, const Shape& x, const op::Pool& pool, int64_t height, int64_t width) {
        rows.push_back({name + " f32", [=](KernelCase& given) { return ops::pool(given.input(x), pool, height, width); }, 1e-5, 1e-5});
        rows.push_back(
            {name, [=](KernelCase& given) { return ops::pool(ops::unary(given.input(x), Unary::relu), pool, height, width); }, 1e-5, 6e-3});
    };
    for (const bool largest : {true, false}) {
        row("2x2", {2, 8, 6, 5}, {.largest = largest, .kernel_y = 2, .kernel_x = 2, .stride_y = 2, .stride_x = 2}, 4, 3);
        row("3x3 padded", {1, 7, 9, 4},
            {.largest = largest, .kernel_y = 3, .kernel_x = 3, .stride_y = 2, .stride_x = 1, .pad_top = 1, .pad_left = 1}, 4, 9);
        row("beyond the end", {1, 7, 7, 3}, {.largest = largest, .kernel_y = 3, .kernel_x = 3, .stride_y = 2, .stride_x = 2}, 4, 4);
        row("dilated", {1, 9, 11, 3},
            {.largest = largest, .kernel_y = 2, .kernel_x = 3, .stride_y = 1, .stride_x = 1, .dilation_y = 2, .dilation_x = 3}, 7, 5);
    }
    row("counting padding", {1, 6, 6, 3},
        {.largest = false,
         .kernel_y = 3,
         .kernel_x = 3,
         .stride_y = 2,
         .stride_x = 2,
         .pad_top = 1,
         .pad_left = 1,
         .counted_bottom = 1,
         .counted_right = 1,
         .counts_padding = true},
        4, 4);
    test::expect_reference(rows);
}

TEST(FunctionKernels, RowsByNumber) {
    std::vector<KernelRow> rows;
    for (const int64_t width : {1, 3, 8, 130}) {
        rows.push_back({"rows of " + std::to_string(width) + " f32",
                        [=](KernelCase& given) {
                            return ops::gather(given.input({7, width}), {6, -1, 0, 0, 3, -1}, 2.5f);
                        },
                        0, 0});
        rows.push_back({"rows of " + std::to_string(width),
                        [=](KernelCase& given) {
                            return ops::gather(ops::unary(given.input({7, width}), Unary::relu), {6, -1, 0, 0, 3, -1}, 2.5f);
                        },
                        0, 0});
    }
    rows.push_back({"by what is computed",
                    [](KernelCase& given) {
                        const Tensor x = given.input({5, 6}), places = ops::reduce(given.input({4, 5}), Reduction::arg_max, {1});
                        return ops::gather(x, ops::to_index(ops::reshape(places, {4})));
                    },
                    0, 0});
    test::expect_reference(rows);
}

TEST(FunctionKernels, Resampling) {
    std::vector<KernelRow> rows;
    for (int axis = 0; axis < 3; ++axis) {
        rows.push_back(
            {"axis " + std::to_string(axis),
             [=](KernelCase& given) {
                 return ops::resample(given.input({4, 5, 300}), axis, {0, 1, 2, 3, 3, 3, 1, 0}, {0.25f, 0.75f, 1, 0.5f, -0.5f, 2, 0, 1}, 2);
             },
             1e-5, 1e-5});
    }
    test::expect_reference(rows);
}

TEST(FunctionKernels, ConvolutionsWithGroupsAndDilation) {
    struct Case {
        Shape x;
        int64_t n;
        ops::ConvWindow window;
    };
    const std::vector<Case> cases{
        {{2, 7, 9, 6}, 9, {.kernel_y = 3, .kernel_x = 3, .groups = 3, .padding = ops::Padding::same(1)}},
        {{1, 8, 8, 16}, 16, {.kernel_y = 3, .kernel_x = 3, .groups = 16, .padding = ops::Padding::same(1)}},
        {{1, 8, 8, 5}, 10, {.kernel_y = 3, .kernel_x = 3, .stride_y = 2, .stride_x = 2, .groups = 5, .bias = ops::Bias::no}},
        {{1, 11, 13, 4}, 8, {.kernel_y = 3, .kernel_x = 3, .dilation_y = 2, .dilation_x = 3, .padding = {2, 3, 2, 3}}},
        {{1, 9, 12, 8}, 8, {.kernel_y = 1, .kernel_x = 5, .stride_y = 1, .stride_x = 2, .padding = {0, 2, 0, 2}}},
        {{3, 5, 1, 7}, 3, {.kernel_y = 3, .kernel_x = 1, .stride_y = 2, .stride_x = 1}}};
    std::vector<KernelRow> rows;
    for (const Case& each : cases) {
        rows.push_back(
            {shape_text(each.x), [=](KernelCase& given) { return ops::conv2d(given.input(each.x), "conv", each.n, each.window); }});
        rows.push_back({shape_text(each.x) + " with an epilogue", [=](KernelCase& given) {
                            const Tensor y = ops::unary(ops::conv2d(given.input(each.x), "conv", each.n, each.window), Unary::relu);
                            return ops::add(y, ops::unary(given.input(y.shape()), Unary::relu));
                        }});
    }
    test::expect_reference(rows);
}

}  // namespace
}  // namespace imagelab
