// What moves values without arithmetic (concat, slice, reshape, upsampling, embeddings, constants), and the sinusoidal embedding, on every
// device.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::KernelCase;
using test::KernelRow;

constexpr double exact = 0;
constexpr double rounded = 4e-3;

// x in the graph's storage.
Tensor stored(KernelCase& given, Shape shape) {
    return ops::unary(given.input(std::move(shape), {1, 0.5f}), Unary::relu);
}

TEST(CopyKernels, Concat) {
    std::vector<KernelRow> rows;
    for (const int axis : {0, 1, 2, 3}) {
        for (const std::vector<int64_t>& extents : {std::vector<int64_t>{1}, {3, 5}, {1, 7, 2}}) {
            const auto shape = [=](int64_t extent) {
                Shape whole{2, 7, 5, 6};
                whole[axis] = extent;
                return whole;
            };
            const std::string name = "axis " + std::to_string(axis) + " of " + std::to_string(extents.size());
            rows.push_back({name,
                            [=](KernelCase& given) {
                                std::vector<Tensor> parts;
                                for (int64_t extent : extents) parts.push_back(stored(given, shape(extent)));
                                return ops::concat(parts, axis);
                            },
                            exact, exact});
            rows.push_back({name + " mixed",
                            [=](KernelCase& given) {
                                std::vector<Tensor> parts{given.input(shape(2))};
                                for (int64_t extent : extents) parts.push_back(stored(given, shape(extent)));
                                return ops::concat(parts, axis);
                            },
                            exact, exact});
        }
    }
    // Where a part begins and ends decides how wide a device copies: 16, 8, 4 or 2 bytes at once.
    for (const std::vector<int64_t>& widths : {std::vector<int64_t>{8, 8}, {8, 4}, {6, 8}, {1, 15}, {320, 640}}) {
        rows.push_back({"widths from " + std::to_string(widths[0]),
                        [=](KernelCase& given) {
                            std::vector<Tensor> parts;
                            for (int64_t width : widths) parts.push_back(stored(given, {3, 11, width}));
                            return ops::concat(parts, -1);
                        },
                        exact, exact});
    }
    rows.push_back({"more rows than workgroups",
                    [](KernelCase& given) {
                        const Tensor x = stored(given, {70001, 1});
                        return ops::concat({x, stored(given, {70001, 2})}, 1);
                    },
                    exact, exact});
    rows.push_back({"twice the same",
                    [](KernelCase& given) {
                        const Tensor x = stored(given, {3, 37});
                        return ops::concat({x, x}, -1);
                    },
                    exact, exact});
    test::expect_reference(rows);
}

TEST(CopyKernels, Slice) {
    std::vector<KernelRow> rows;
    for (const auto& [axis, begin, extent] :
         std::vector<std::array<int, 3>>{{0, 1, 1}, {1, 0, 7}, {1, 2, 3}, {2, 4, 1}, {3, 5, 1}, {3, 1, 4}}) {
        const std::string name = "axis " + std::to_string(axis) + " from " + std::to_string(begin) + " for " + std::to_string(extent);
        rows.push_back({name,
                        [=, a = axis, b = begin, e = extent](KernelCase& given) {
                            return ops::slice(stored(given, {2, 7, 5, 6}), a, b, e);
                        },
                        exact, exact});
        rows.push_back({name + " f32",
                        [=, a = axis, b = begin, e = extent](KernelCase& given) {
                            return ops::slice(given.input({2, 7, 5, 6}), a, b, e);
                        },
                        exact, exact});
    }
    for (const auto& [begin, extent] : std::vector<std::array<int, 2>>{{0, 8}, {8, 8}, {4, 12}, {2, 6}, {1, 8}, {63, 1}}) {
        rows.push_back({"columns from " + std::to_string(begin) + " for " + std::to_string(extent),
                        [=, b = begin, e = extent](KernelCase& given) {
                            return ops::slice(stored(given, {5, 13, 64}), 2, b, e);
                        },
                        exact, exact});
    }
    test::expect_reference(rows);
}

TEST(CopyKernels, Reshape) {
    test::expect_reference({{"of a value",
                             [](KernelCase& given) {
                                 return ops::reshape(stored(given, {2, 7, 5, 6}), {2, 35, 6});
                             },
                             exact, exact},
                            {"of an input",
                             [](KernelCase& given) {
                                 return ops::reshape(given.input({2, 7, 5, 6}), {2, 35, 6});
                             },
                             exact, exact},
                            {"there and back",
                             [](KernelCase& given) {
                                 const Tensor x = stored(given, {2, 7, 5, 6});
                                 const Tensor y = ops::add(ops::reshape(x, {2, 35, 6}), given.input({1, 35, 6}));
                                 return ops::concat({ops::reshape(y, {2, 7, 5, 6}), x}, -1);
                             },
                             1e-6, rounded}});
}

// The odd targets are those of latents whose side is no multiple of 4.
TEST(CopyKernels, UpsampleNearest) {
    std::vector<KernelRow> rows;
    for (const auto& [height, width] : std::vector<std::array<int, 2>>{{7, 5}, {14, 10}, {13, 9}, {13, 10}, {21, 5}, {8, 17}}) {
        rows.push_back({std::to_string(height) + " x " + std::to_string(width),
                        [=, h = height, w = width](KernelCase& given) {
                            return ops::upsample_nearest(stored(given, {2, 7, 5, 6}), h, w);
                        },
                        exact, exact});
    }
    rows.push_back({"wide pixels",
                    [](KernelCase& given) {
                        return ops::upsample_nearest(stored(given, {1, 3, 5, 64}), 6, 10);
                    },
                    exact, exact});
    for (const int side : {1, 9, 33, 41}) {
        rows.push_back({std::to_string(side) + " doubled less one",
                        [=](KernelCase& given) {
                            return ops::upsample_nearest(given.input({1, side, side, 3}), 2 * side - 1, 2 * side - 1);
                        },
                        exact, exact});
    }
    test::expect_reference(rows);
}

TEST(CopyKernels, Embeddings) {
    test::expect_reference({{"rows of a table",
                             [](KernelCase& given) {
                                 return ops::embedding(given.ids({2, 77}, 563), "token", 563, 37);
                             },
                             exact, exact},
                            {"wide rows",
                             [](KernelCase& given) {
                                 return ops::embedding(given.ids({3, 11}, 131), "token", 131, 64);
                             },
                             exact, exact},
                            {"of one number",
                             [](KernelCase& given) {
                                 return ops::embedding(given.ids({2, 5}, 17), "token", 17, 1);
                             },
                             exact, exact},
                            {"with positions",
                             [](KernelCase& given) {
                                 const Tensor x = ops::embedding(given.ids({3, 7}, 50, Rate::prompt), "token", 50, 20);
                                 return ops::add(x, ops::reshape(ops::weight(given.graph, "position.weight", {7, 20}), {1, 7, 20}));
                             },
                             1e-6, rounded},
                            {"one row each",
                             [](KernelCase& given) {
                                 const Tensor x = stored(given, {5, 13, 31});
                                 return ops::take_row(x, given.ids({5}, 13));
                             },
                             exact, exact}});
}

TEST(CopyKernels, Constant) {
    test::expect_reference(
        {{"times a constant",
          [](KernelCase& given) {
              const Tensor x = given.input({2, 7, 3});
              return ops::mul(x, ops::constant(given.graph, {1, 1, 3}, {0.5f, -2, 4}));
          },
          exact, exact},
         {"in the graph's storage",
          [](KernelCase& given) {
              const Tensor x = stored(given, {2, 7, 3});
              return ops::mul(x, ops::constant(given.graph, {1, 1, 3}, {0.5f, -2, 4}));
          },
          exact, exact},
         {"through a matrix", [](KernelCase& given) {
              return ops::add(given.input({1, 5}), ops::linear(ops::constant(given.graph, {1, 3}, {0.5f, -2, 4}), "proj", 5));
          }}});
}

TEST(CopyKernels, Sinusoid) {
    std::vector<KernelRow> rows;
    for (const bool flip : {false, true}) {
        for (const float shift : {0.0f, 1.0f}) {
            rows.push_back({"times",
                            [=](KernelCase& given) {
                                const Tensor x = given.input({5}, {500, 499});
                                given.values(x)[0] = 999, given.values(x)[1] = 0;
                                return ops::sinusoid(x, 320, flip, shift);
                            },
                            1e-6, 1e-6});
            rows.push_back({"numbers of a picture",
                            [=](KernelCase& given) {
                                return ops::sinusoid(given.input({2, 6}, {512, 512}), 20, flip, shift);
                            },
                            1e-6, 1e-6});
            rows.push_back({"of large numbers",
                            [=](KernelCase& given) {
                                return ops::sinusoid(given.input({67}, {0, 4096}), 46, flip, shift);
                            },
                            1e-6, 1e-6});
            rows.push_back({"into a matrix",
                            [=](KernelCase& given) {
                                return ops::linear(ops::sinusoid(given.input({3}, {500, 499}), 32, flip, shift), "proj", 37);
                            },
                            1e-5, 8e-3});
        }
    }
    test::expect_reference(rows);
}

}  // namespace
}  // namespace imagelab
