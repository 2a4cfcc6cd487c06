// Axes in another order, and reductions over axes, on every device.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::KernelCase;
using test::KernelRow;

TEST(PermuteKernels, EveryOrder) {
    const std::vector<std::pair<Shape, std::vector<int>>> cases{{{5}, {0}},
                                                                {{7, 13}, {1, 0}},
                                                                {{67, 131}, {1, 0}},
                                                                {{2, 3, 7, 5}, {0, 2, 3, 1}},
                                                                {{2, 7, 5, 3}, {0, 3, 1, 2}},
                                                                {{2, 64, 9, 11}, {0, 2, 3, 1}},
                                                                {{2, 5, 4, 8}, {0, 2, 1, 3}},
                                                                {{2, 5, 3, 7}, {0, 2, 1, 3}},
                                                                {{3, 1, 4, 1, 5}, {4, 3, 2, 1, 0}},
                                                                {{2, 3, 2, 3, 2, 3}, {5, 3, 1, 0, 2, 4}},
                                                                {{2, 3, 4}, {0, 1, 2}},
                                                                {{1, 1}, {1, 0}},
                                                                {{300, 2, 300}, {2, 1, 0}}};
    std::vector<KernelRow> rows;
    for (const auto& [shape, axes] : cases) {
        std::string name = shape_text(shape) + " by";
        for (int axis : axes) name += " " + std::to_string(axis);
        rows.push_back(
            {name + " f32", [=, shape = shape, axes = axes](KernelCase& given) { return ops::permute(given.input(shape), axes); }, 0, 0});
        rows.push_back(
            {name,
             [=, shape = shape, axes = axes](KernelCase& given) { return ops::permute(ops::unary(given.input(shape), Unary::relu), axes); },
             0, 0});
    }
    test::expect_reference(rows);
}

TEST(PermuteKernels, RefusesWhatIsNoOrder) {
    Graph graph;
    const Tensor x = ops::input(graph, "x", {2, 3}, DType::f32, Rate::step);
    EXPECT_THROW((void)ops::permute(x, {0}), Error);
    EXPECT_THROW((void)ops::permute(x, {0, 0}), Error);
    EXPECT_THROW((void)ops::permute(x, {0, 2}), Error);
}

const std::vector<std::pair<Shape, std::vector<int>>> reductions{{{7}, {0}},
                                                                 {{3, 17}, {1}},
                                                                 {{3, 17}, {0}},
                                                                 {{2, 5, 3, 7}, {1, 2}},
                                                                 {{2, 5, 3, 7}, {0, 2}},
                                                                 {{2, 5, 3, 7}, {-1}},
                                                                 {{2, 5, 3, 70}, {0, 1, 2, 3}},
                                                                 {{3, 9001}, {1}},
                                                                 {{2, 9001, 3}, {1}}};

TEST(ReduceKernels, SumsMeansProductsAndExtremes) {
    std::vector<KernelRow> rows;
    for (const Reduction kind : {Reduction::sum, Reduction::mean, Reduction::max, Reduction::min}) {
        for (const auto& [shape, axes] : reductions) {
            const std::string name = std::string(reduction_name(kind)) + " " + shape_text(shape) + " over " + std::to_string(axes[0]);
            // Around 1: what cancels would be compared with its own rounding.
            rows.push_back({name,
                            [=, shape = shape, axes = axes](KernelCase& given) {
                                return ops::reduce(given.input(shape, {1, 0.5f}), kind, axes);
                            },
                            2e-6, 2e-6});
            rows.push_back({name + " stored",
                            [=, shape = shape, axes = axes](KernelCase& given) {
                                return ops::reduce(ops::unary(given.input(shape, {1, 0.5f}), Unary::relu), kind, axes);
                            },
                            2e-6, 8e-3});
        }
    }
    rows.push_back({"product",
                    [](KernelCase& given) {
                        return ops::reduce(given.input({3, 17, 5}, {1, 0.5f}), Reduction::product, {1});
                    },
                    1e-5, 1e-5});
    test::expect_reference(rows);
}

TEST(ReduceKernels, PlacesOfExtremes) {
    std::vector<KernelRow> rows;
    for (const Reduction kind : {Reduction::arg_max, Reduction::arg_min, Reduction::arg_max_last, Reduction::arg_min_last}) {
        for (int axis = 0; axis < 3; ++axis) {
            rows.push_back({std::string(reduction_name(kind)) + " " + std::to_string(axis),
                            [=](KernelCase& given) {
                                const Tensor x = given.input({5, 37, 3});
                                for (float& value : given.values(x)) value = std::floor(value * 4);  // equals are there
                                return ops::reduce(x, kind, {axis});
                            },
                            0, 0});
        }
    }
    test::expect_reference(rows);
}

TEST(ReduceKernels, NanStays) {
    std::vector<KernelRow> rows;
    for (const Reduction kind : {Reduction::sum, Reduction::max, Reduction::min, Reduction::product}) {
        rows.push_back({std::string(reduction_name(kind)), [=](KernelCase& given) {
                            const Tensor x = given.input({3, 17, 2});
                            given.values(x)[11] = NAN;
                            return ops::reduce(x, kind, {1});
                        }});
    }
    test::expect_reference(rows);
}

}  // namespace
}  // namespace imagelab
