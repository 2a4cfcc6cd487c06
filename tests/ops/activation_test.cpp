// Activations and casts on every device.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::Fill;
using test::KernelCase;
using test::KernelRow;

constexpr Unary unary_kinds[] = {Unary::silu, Unary::gelu_erf, Unary::gelu_tanh, Unary::quick_gelu,
                                 Unary::relu, Unary::sigmoid,  Unary::tanh};

TEST(ActivationKernels, EveryKind) {
    std::vector<KernelRow> rows;
    for (const Unary kind : unary_kinds) {
        for (const Shape& shape : {Shape{1}, Shape{7}, Shape{2, 17, 31}, Shape{1, 97, 409}}) {
            for (const float spread : {1e-3f, 1.0f, 12.0f, 300.0f}) {
                rows.push_back({std::string(unary_name(kind)) + " " + shape_text(shape) + " within " + std::to_string(spread),
                                [=](KernelCase& given) {
                                    return ops::unary(given.input(shape, {0, spread}), kind);
                                },
                                5e-6, 4e-3});
            }
        }
    }
    test::expect_reference(rows);
}

TEST(ActivationKernels, NanAndExtremes) {
    std::vector<KernelRow> rows;
    for (const Unary kind : unary_kinds) {
        rows.push_back({std::string(unary_name(kind)), [=](KernelCase& given) {
                            const Tensor x = given.input({37});
                            auto& values = given.values(x);
                            values[0] = values[16] = values[36] = NAN;
                            values[1] = -80, values[2] = 80, values[3] = 0, values[4] = -0.0f, values[5] = -1000, values[6] = 1000;
                            return ops::unary(x, kind);
                        }});
    }
    test::expect_reference(rows);
}

TEST(ActivationKernels, InfinityAsTheReferenceHasIt) {
    std::vector<KernelRow> rows;
    for (const Unary kind : unary_kinds) {
        rows.push_back({std::string(unary_name(kind)), [=](KernelCase& given) {
                            const Tensor x = given.input({11});
                            given.values(x)[0] = INFINITY;
                            if (kind == Unary::relu || kind == Unary::sigmoid || kind == Unary::tanh) given.values(x)[7] = -INFINITY;
                            return ops::unary(x, kind);
                        }});
    }
    // Beyond the largest f16; a bf16 and an f32 hold it.
    rows.push_back({"overflow", [](KernelCase& given) {
                        const Tensor x = given.input({9});
                        given.values(x)[0] = 60000, given.values(x)[8] = -60000;
                        const Tensor y = ops::unary(x, Unary::silu);
                        return ops::add(y, ops::affine(y, 0.5f, 1));
                    }});
    test::expect_reference(rows);
}

TEST(ActivationKernels, StorageOfTheResult) {
    test::expect_reference({{"f32 into the graph's",
                             [](KernelCase& given) {
                                 return ops::silu(given.input({5, 1009}, {0, 3}));
                             }},
                            {"f32 beside the graph's",
                             [](KernelCase& given) {
                                 const Tensor x = given.input({5, 1009}, {0, 3});
                                 return ops::add(x, ops::silu(x));
                             }},
                            {"f32 alone",
                             [](KernelCase& given) {
                                 return ops::affine(given.input({5, 1009}), 3, -1);
                             },
                             1e-6, 1e-6}});
}

}  // namespace
}  // namespace imagelab
