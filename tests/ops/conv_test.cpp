// Convolutions on every device.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::KernelCase;
using test::KernelRow;

struct ConvSize {
    Shape x;
    int64_t n;
    int kernel = 3, stride = 1;
    ops::Padding padding = ops::Padding::same(1);
};

const std::vector<ConvSize>& conv_sizes() {
    static const std::vector<ConvSize> all{
        {{1, 1, 1, 1}, 1},
        {{1, 1, 1, 8}, 8},
        {{2, 7, 5, 3}, 4},
        {{2, 13, 11, 4}, 7},
        {{1, 8, 8, 4}, 320},
        {{1, 16, 16, 64}, 3},
        {{1, 19, 17, 18}, 6},
        {{1, 16, 16, 96}, 64},
        {{1, 3, 29, 37}, 41},
        {{2, 17, 19, 5}, 13, 3, 2},
        {{1, 16, 16, 32}, 32, 3, 2},
        {{1, 16, 16, 32}, 32, 3, 2, {0, 0, 1, 1}},
        {{1, 17, 13, 7}, 11, 3, 2, {0, 0, 1, 1}},
        {{2, 9, 12, 6}, 6, 3, 2, {0, 0, 1, 1}},
        {{2, 11, 7, 13}, 29, 1, 1, {}},
        {{1, 8, 8, 4}, 4, 1, 1, {}},
        {{1, 16, 16, 64}, 32, 1, 1, {}},
        {{1, 13, 9, 5}, 7, 1, 2, {}},
        {{1, 11, 13, 6}, 5, 5, 1, ops::Padding::same(2)},
        {{1, 7, 7, 3}, 5, 4, 3, {2, 1, 0, 3}},
    };
    return all;
}

std::string text(const ConvSize& size) {
    return shape_text(size.x) + " " + std::to_string(size.kernel) + "/" + std::to_string(size.stride) + " -> " + std::to_string(size.n);
}

Tensor conv(KernelCase& given, const ConvSize& size, test::Fill fill = {}) {
    return ops::conv2d(given.input(size.x, fill), "conv", size.n, size.kernel, size.stride, size.padding);
}

TEST(ConvKernels, Shapes) {
    std::vector<KernelRow> rows;
    for (const ConvSize& size : conv_sizes()) rows.push_back({text(size), [=](KernelCase& given) { return conv(given, size); }});
    test::expect_reference(rows);
}

TEST(ConvKernels, ActivationAndResidual) {
    std::vector<KernelRow> rows;
    for (const ConvSize& size : conv_sizes()) {
        rows.push_back({text(size) + " silu", [=](KernelCase& given) { return ops::silu(conv(given, size, {0, 4})); }});
        rows.push_back({text(size) + " residual", [=](KernelCase& given) {
                            const Tensor y = conv(given, size);
                            return ops::add(given.input(y.shape()), y);
                        }});
        rows.push_back({text(size) + " residual behind silu", [=](KernelCase& given) {
                            const Tensor y = ops::silu(conv(given, size));
                            return ops::add(y, given.input(y.shape()));
                        }});
    }
    test::expect_reference(rows);
}

// What follows a convolution is taken into it, and what stands side by side in front of it, where a device can: a dense block with its
// residuals, widths that fill no tile, outputs that fill none, sums that something else wants too.
TEST(ConvKernels, InChains) {
    const auto same = [](Tensor x, const std::string& name, int64_t n) { return ops::conv2d(x, name, n, 3, 1, ops::Padding::same(1)); };
    const auto leaky = [](Tensor x, float slope = 0.2f) { return ops::map(x, Function::leaky_relu, slope); };
    std::vector<KernelRow> rows;
    for (const Shape& shape : {Shape{1, 5, 37, 64}, Shape{1, 1, 16, 32}, Shape{1, 9, 33, 96}, Shape{2, 3, 5, 32}, Shape{1, 6, 7, 13}}) {
        const int64_t channels = shape[3];
        rows.push_back({"dense block " + shape_text(shape),
                        [=](KernelCase& given) {
                            const Tensor x = given.input(shape), start = given.input(shape);
                            const Tensor x1 = leaky(same(x, "a", 32)), x2 = leaky(same(ops::concat({x, x1}, -1), "b", 32));
                            const Tensor y = ops::add(ops::affine(same(ops::concat({x, x1, x2}, -1), "c", channels), 0.2f, 0), x);
                            return ops::add(ops::affine(y, 0.5f, 0), start);
                        },
                        1e-5, 2e-2});
    }
    for (const int64_t outputs : {3, 16, 40, 48}) {
        rows.push_back({std::to_string(outputs) + " outputs", [=](KernelCase& given) {
                            return leaky(same(given.input({1, 4, 50, 32}), "a", outputs), 0.01f);
                        }});
    }
    rows.push_back({"relu and a residual", [=](KernelCase& given) {
                        const Tensor y = ops::unary(same(given.input({1, 4, 20, 64}), "a", 32), Unary::relu);
                        return ops::add(y, given.input(y.shape()));
                    }});
    for (const int64_t channels : {13, 32}) {
        rows.push_back({"relu behind a residual, " + std::to_string(channels) + " channels", [=](KernelCase& given) {
                            const Tensor y = same(given.input({1, 5, 19, channels}), "a", channels);
                            return ops::unary(ops::add(y, given.input(y.shape())), Unary::relu);
                        }});
        rows.push_back({"bounds, " + std::to_string(channels) + " channels", [=](KernelCase& given) {
                            const Tensor y = same(given.input({1, 5, 19, channels}), "a", channels);
                            return ops::add(ops::map(y, Function::clip, 0, 0.25f), given.input(y.shape()));
                        }});
    }
    rows.push_back({"bounds of two kinds, each channel on its own", [=](KernelCase& given) {
                        const Tensor x = given.input({1, 9, 10, 16});
                        const Tensor y = ops::conv2d(x, "a", 16, {3, 3, 1, 1, 1, 1, 16, ops::Padding::same(1)});
                        return ops::map(ops::map(y, Function::clip, -0.5f, 0.5f), Function::clip, 0, 6);
                    }});
    rows.push_back({"also wanted whole",
                    [=](KernelCase& given) {
                        const Tensor x = given.input({1, 4, 20, 32}), both = ops::concat({x, leaky(same(x, "a", 32))}, -1);
                        return ops::add(same(both, "b", 64), both);
                    },
                    1e-5, 1e-2});
    rows.push_back({"also wanted before the step", [=](KernelCase& given) {
                        const Tensor y = same(given.input({1, 4, 20, 32}), "a", 32);
                        return ops::concat({leaky(y), y}, -1);
                    }});
    rows.push_back({"added to what comes later", [=](KernelCase& given) {
                        const Tensor x = given.input({1, 4, 20, 32}), y = ops::affine(same(x, "a", 32), 0.5f, 0);
                        return ops::add(y, leaky(same(x, "b", 32)));
                    }});
    // The same where f32 may be computed as products of bf16.
    for (size_t i = 0, count = rows.size(); i < count; ++i) {
        const KernelRow row = rows[i];
        rows.push_back({row.name + ", products split",
                        [row](KernelCase& given) {
                            given.graph.split_products = true;
                            return row.build(given);
                        },
                        4e-5, row.bf16});
    }
    test::expect_reference(rows);
}

TEST(ConvKernels, OfADoubledImage) {
    std::vector<KernelRow> rows;
    for (const auto& [height, width] : {std::pair{14, 10}, std::pair{13, 9}}) {
        rows.push_back({std::to_string(height) + " x " + std::to_string(width), [=](KernelCase& given) {
                            const Tensor x = ops::upsample_nearest(given.input({2, 7, 5, 12}), height, width);
                            return ops::conv2d(x, "conv", 20, 3, 1, ops::Padding::same(1));
                        }});
    }
    test::expect_reference(rows);
}

TEST(ConvKernels, NanReachesItsWindow) {
    std::vector<KernelRow> rows;
    for (const ConvSize& size : conv_sizes()) {
        rows.push_back({text(size), [=](KernelCase& given) {
                            const Tensor y = conv(given, size);
                            auto& x = given.inputs.begin()->second.values;
                            x[size.stride == 1 ? x.size() / 3 : 0] = NAN;  // some pixel that is read
                            return y;
                        }});
    }
    test::expect_reference(rows);
}

}  // namespace
}  // namespace imagelab
