// Products in 8-bit integers: the kernels of this processor's best instruction set (ONEDNN_MAX_CPU_ISA chooses a lesser one) against sums
// of integers, whole nodes against the same in floats.
#include <gtest/gtest.h>

#include <omp.h>

#include <cmath>
#include <cstring>
#include <numeric>
#include <random>

#include "core/cpu/cpu_device.h"
#include "core/cpu/int8.h"
#include "core/models/unet_sdxl.h"
#include "core/weights/byte_tensor.h"
#include "core/weights/convert.h"
#include "tests/support/host_weights.h"
#include "tests/support/kernel_table.h"
#include "tests/support/small_models.h"

namespace imagelab {
namespace {

using namespace cpu;

// x and weights of all that their bytes can be, scales that are powers of two: y is exact in f32.
struct Integers {
    Int8Weight shape;
    int64_t rows, pitch_rows;  // of x, with what its tiles read beyond
    std::vector<std::byte> weight;
    std::vector<uint8_t> x;
    std::vector<float> scale;
    std::vector<int32_t> zero;
    std::vector<int8_t> plain;  // [outputs, taps, depth]

    Integers(Int8Weight s, int64_t r, int64_t all) : shape(s), rows(r), pitch_rows(all) {
        std::mt19937 random(static_cast<unsigned>(s.outputs * 1000 + s.depth + r));
        weight.resize(static_cast<size_t>(shape.bytes()));
        plain.resize(static_cast<size_t>(shape.outputs * shape.taps * shape.depth));
        for (int8_t& value : plain) value = static_cast<int8_t>(random() % 8 == 0 ? -127 : static_cast<int>(random() % 255) - 127);
        for (int64_t o = 0; o < shape.outputs; ++o) {
            const float power = std::ldexp(1.0f, static_cast<int>(o % 3) - 8);
            int32_t sum = 0;
            for (int64_t tap = 0; tap < shape.taps; ++tap) {
                for (int64_t c = 0; c < shape.depth; ++c) {
                    const int8_t value = plain[static_cast<size_t>((o * shape.taps + tap) * shape.depth + c)];
                    sum += value;
                    const int64_t at =
                        shape.blocks_at() + o / 16 * shape.block_bytes() + tap * shape.row_bytes() * 16 + (c / 4 * 16 + o % 16) * 4 + c % 4;
                    weight[static_cast<size_t>(at)] = static_cast<std::byte>(value);
                }
            }
            std::memcpy(weight.data() + shape.scales_at() + 4 * o, &power, 4);
            std::memcpy(weight.data() + shape.sums_at() + 4 * o, &sum, 4);
        }
        x.resize(static_cast<size_t>(pitch_rows * shape.row_bytes()));
        for (uint8_t& value : x) value = static_cast<uint8_t>(random() % 8 == 0 ? 255 : random() % 256);
        for (int64_t row = 0; row < rows; ++row) {
            scale.push_back(std::ldexp(1.0f, static_cast<int>(random() % 4) - 4));
            zero.push_back(static_cast<int32_t>(random() % 256));
        }
    }

    // `first`: row of x under the first tap; `shifts` in rows.
    float expected(int64_t row, int64_t output, int64_t first, const std::vector<int64_t>& shifts) const {
        int64_t sum = 0;
        for (int64_t tap = 0; tap < shape.taps; ++tap) {
            for (int64_t c = 0; c < shape.depth; ++c) {
                const int64_t at = (first + shifts[static_cast<size_t>(tap)]) * shape.row_bytes() + c;
                sum += (int64_t{x[static_cast<size_t>(at)]} - zero[static_cast<size_t>(row)]) *
                       plain[static_cast<size_t>((output * shape.taps + tap) * shape.depth + c)];
            }
        }
        float of_output = 0;
        std::memcpy(&of_output, weight.data() + shape.scales_at() + 4 * output, 4);
        return static_cast<float>(sum) * (of_output * scale[static_cast<size_t>(row)]);
    }
};

TEST(Int8Kernels, SumsAreExact) {
    for (const auto& [rows, depth, outputs] : {std::tuple<int64_t, int64_t, int64_t>{1, 1, 1},
                                               {16, 64, 16},
                                               {5, 3, 17},
                                               {33, 65, 33},
                                               {47, 130, 48},
                                               {70, 640, 70},
                                               {3, 1021, 31}}) {
        const Integers given({outputs, depth, 1}, rows, (rows + 31) / 16 * 16);
        std::vector<int64_t> tiles;
        std::vector<int32_t> row_of;
        for (int64_t row = 0; row < rows; row += 16) {
            tiles.push_back(row * given.shape.row_bytes());
            for (int64_t i = row; i < row + 16; ++i) row_of.push_back(i < rows ? static_cast<int32_t>(i) : -1);
        }
        if (tiles.size() % 2 == 1) row_of.insert(row_of.end(), 16, -1);
        const std::vector<int64_t> shifts{0};
        Integers copy = given;
        std::vector<float> y(static_cast<size_t>(rows * outputs), -1), other = y;
        const auto run = [&](std::vector<float>& to, int threads) {
            int8_kernels().product({Type::f32,
                                    given.shape,
                                    given.weight.data(),
                                    {copy.x.data(), copy.scale.data(), copy.zero.data()},
                                    tiles.data(),
                                    row_of.data(),
                                    static_cast<int64_t>(tiles.size()),
                                    given.shape.row_bytes(),
                                    shifts.data(),
                                    nullptr,
                                    Activation::none,
                                    nullptr,
                                    0,
                                    nullptr,
                                    to.data(),
                                    threads});
        };
        run(y, 1);
        run(other, 3);
        EXPECT_EQ(test::different_bits(y, other), 0u);
        for (int64_t row = 0; row < rows; ++row) {
            for (int64_t o = 0; o < outputs; ++o)
                ASSERT_EQ(y[static_cast<size_t>(row * outputs + o)], given.expected(row, o, row, shifts))
                    << int8_kernels().name << " " << rows << " x " << depth << " -> " << outputs << ", row " << row << ", output " << o;
        }
    }
}

// Windows of 3 x 3 rows that lie two apart.
TEST(Int8Kernels, SumsOverWindowsAreExact) {
    const int64_t width = 40, outputs = 35;
    const Integers given({outputs, 70, 9}, 18, 3 * width + 64);
    std::vector<int64_t> tiles{0, 16 * 2 * given.shape.row_bytes()}, shifts, shifted;
    std::vector<int32_t> row_of(32, -1);
    std::iota(row_of.begin(), row_of.begin() + 18, 0);
    for (int64_t dy = 0; dy < 3; ++dy)
        for (int64_t dx = 0; dx < 3; ++dx) shifts.push_back(dy * width + dx), shifted.push_back(shifts.back() * given.shape.row_bytes());
    Integers copy = given;
    std::vector<float> y(static_cast<size_t>(18 * outputs));
    int8_kernels().product({Type::f32,
                            given.shape,
                            given.weight.data(),
                            {copy.x.data(), copy.scale.data(), copy.zero.data()},
                            tiles.data(),
                            row_of.data(),
                            2,
                            2 * given.shape.row_bytes(),
                            shifted.data(),
                            nullptr,
                            Activation::none,
                            nullptr,
                            0,
                            nullptr,
                            y.data(),
                            2});
    for (int64_t row = 0; row < 18; ++row) {
        for (int64_t o = 0; o < outputs; ++o)
            ASSERT_EQ(y[static_cast<size_t>(row * outputs + o)], given.expected(row, o, 2 * row, shifts)) << row << " " << o;
    }
}

// x R, R the Kronecker power of H4, row by column.
std::vector<double> turned(const std::vector<float>& x, int64_t group) {
    constexpr int h4[4][4] = {{1, 1, 1, -1}, {1, 1, -1, 1}, {1, -1, 1, 1}, {-1, 1, 1, 1}};
    std::vector<double> y(x.size());
    for (size_t i = 0; i < x.size(); ++i) {
        const auto base = static_cast<int64_t>(i) / group * group;
        for (int64_t j = 0; j < group; ++j) {
            double element = 1;
            for (int64_t row = j, column = static_cast<int64_t>(i) - base, n = group; n > 1; row /= 4, column /= 4, n /= 4)
                element *= h4[row % 4][column % 4] / 2.0;
            y[i] += x[static_cast<size_t>(base + j)] * element;
        }
    }
    return y;
}

TEST(Int8Kernels, RowsAreRotatedAndRounded) {
    for (const auto& [depth, group] : {std::pair<int64_t, int64_t>{7, 0}, {12, 4}, {48, 16}, {192, 64}, {512, 256}, {1024, 1024}}) {
        constexpr int64_t rows = 3;
        const int64_t row_bytes = Int8Weight{1, depth, 1}.row_bytes();
        std::mt19937 random(5);
        std::normal_distribution<float> normal(0.3f, 2);
        std::vector<float> x(static_cast<size_t>(rows * depth)), scale(rows), wide(static_cast<size_t>(depth));
        for (float& value : x) value = normal(random);
        std::fill(x.begin() + depth, x.begin() + 2 * depth, 0.0f);
        x[static_cast<size_t>(3 * depth - 1)] = NAN;
        std::vector<int32_t> zero(rows);
        std::vector<uint8_t> bytes(static_cast<size_t>(rows * row_bytes), 99);
        int8_kernels().round_rows({Type::f32, x.data(), rows, depth, group, {bytes.data(), scale.data(), zero.data()}, wide.data(), 1});
        const std::vector<float> first(x.begin(), x.begin() + depth);
        const std::vector<double> exact = group > 0 ? turned(first, group) : std::vector<double>(first.begin(), first.end());
        const auto [least, largest] = std::minmax_element(exact.begin(), exact.end());
        const double span = std::max(*largest, 0.0) - std::min(*least, 0.0);
        EXPECT_NEAR(scale[0], span / 255, 1e-5 * span);
        for (int64_t c = 0; c < depth; ++c)
            EXPECT_NEAR((bytes[static_cast<size_t>(c)] - zero[0]) * scale[0], exact[static_cast<size_t>(c)], 0.502 * scale[0] + 1e-5 * span)
                << depth << " " << c;
        for (int64_t c = depth; c < row_bytes; ++c) EXPECT_EQ(bytes[static_cast<size_t>(c)], 0);
        EXPECT_EQ(bytes[static_cast<size_t>(row_bytes)], zero[1]);
        EXPECT_TRUE(std::isnan(scale[2]) && !std::isnan(scale[1]));
    }
}

struct Int8Run {
    std::vector<float> values;
    bool int8 = false;  // any node
};
Int8Run run_case(const test::KernelCase& given, bool int8, int threads, DType stored = DType::f32) {
    const auto device = make_cpu_device(threads);
    const auto program = device->compile(given.graph, {.int8 = int8});
    const auto weights = std::make_shared<test::HostWeights>(given.weights, stored);
    const auto bank = device->make_bank(weights);
    program->load(*bank, {}, {});
    EXPECT_EQ(bank->bytes(), program->memory().weight_bytes);
    test::write_inputs(*program, given.graph, given.inputs);
    program->run({});
    const auto& costs = program->costs();
    return {program->read("y"), std::any_of(costs.begin(), costs.end(), [](const OpCost& cost) { return cost.int8; })};
}

double relative_error(const std::vector<float>& actual, const std::vector<float>& expected) {
    double error = 0, all = 0;
    for (size_t i = 0; i < actual.size(); ++i) {
        error += std::pow(double{actual[i]} - expected[i], 2);
        all += std::pow(double{expected[i]}, 2);
    }
    return std::sqrt(error / all);
}

// Whatever the size, a node in 8-bit integers is within 2 % of the same in f32 (root mean square), in the same bits for any number of
// threads.
TEST(Int8Kernels, NodesAreNearThoseInFloats) {
    const std::vector<std::pair<std::string, std::function<Tensor(test::KernelCase&)>>> rows{
        {"linear",
         [](test::KernelCase& c) {
             return ops::linear(c.input({2, 19, 96}), "fc", 80, ops::Bias::yes);
         }},
        {"linear, no rotation",
         [](test::KernelCase& c) {
             return ops::linear(c.input({1, 33, 75}), "fc", 33, ops::Bias::no);
         }},
        {"gated",
         [](test::KernelCase& c) {
             Tensor x = c.input({2, 17, 64});
             return ops::mul(ops::linear(x, "a", 64, ops::Bias::yes), ops::unary(ops::linear(x, "b", 64, ops::Bias::yes), Unary::gelu_erf));
         }},
        {"residual",
         [](test::KernelCase& c) {
             Tensor x = c.input({1, 40, 64});
             return ops::add(ops::linear(x, "a", 64, ops::Bias::yes), x);
         }},
        {"conv",
         [](test::KernelCase& c) {
             return ops::conv2d(c.input({2, 5, 13, 64}), "conv", 48, 3, 1, ops::Padding::same(1));
         }},
        {"conv of whole tiles",
         [](test::KernelCase& c) {
             return ops::conv2d(c.input({1, 3, 32, 40}), "conv", 33, 3, 1, ops::Padding::same(1));
         }},
        {"conv, every second pixel",
         [](test::KernelCase& c) {
             return ops::conv2d(c.input({2, 9, 37, 32}), "conv", 32, 3, 2, ops::Padding::same(1));
         }},
        {"conv of one pixel",
         [](test::KernelCase& c) {
             return ops::conv2d(c.input({2, 5, 7, 64}), "conv", 40, 1, 1, ops::Padding::same(0));
         }},
    };
    for (const auto& [name, build] : rows) {
        test::KernelCase given(DType::f32);
        ops::output(given.graph, "y", build(given));
        given.weigh_rest();
        const Int8Run exact = run_case(given, false, 1), rounded = run_case(given, true, 1), again = run_case(given, true, 3);
        EXPECT_FALSE(exact.int8) << name;
        EXPECT_TRUE(rounded.int8) << name;
        EXPECT_EQ(test::different_bits(rounded.values, again.values), 0u) << name;
        const double error = relative_error(rounded.values, exact.values);
        EXPECT_LT(error, 0.02) << name << " " << int8_kernels().name;
        EXPECT_GT(error, 1e-5) << name << ": nothing was rounded";
    }
}

TEST(Int8Kernels, WhatIsNoNumberStaysNone) {
    test::KernelCase given(DType::f32);
    Tensor x = given.input({2, 4, 4, 64});
    ops::output(given.graph, "y", ops::conv2d(x, "conv", 32, 3, 1, ops::Padding::same(1)));
    given.weigh_rest();
    given.values(x)[5] = INFINITY;
    const std::vector<float> y = run_case(given, true, 1).values;
    for (size_t i = 0; i < y.size(); ++i) EXPECT_EQ(std::isnan(y[i]), i < y.size() / 2) << i;  // the first picture
}

// Embeddings of the timestep, the first and the last convolution and what is computed once a prompt keep their floats.
TEST(Int8Kernels, SensitiveLayersKeepFloats) {
    const auto device = make_cpu_device(1);
    Graph graph;
    graph.compute = DType::f32;
    trace_unet(graph, UnetConfig(), 2, 16, 16, 77);
    const auto program = device->compile(graph, {.int8 = true}), floats = device->compile(graph);
    double rounded = 0, all = 0;
    for (const OpCost& cost : program->costs()) {
        if (cost.int8) {
            EXPECT_EQ(cost.rate, Rate::step);
        }
        const bool edge = cost.detail.starts_with("[2, 16, 16, 4]") || cost.detail.ends_with("-> 4");
        EXPECT_TRUE(cost.op != "conv2d" || cost.int8 == !edge) << cost.detail;
        EXPECT_FALSE(cost.op == "linear" && cost.int8 && cost.detail.starts_with("2 x ")) << cost.detail;
        all += cost.rate == Rate::step ? cost.flops : 0, rounded += cost.int8 ? cost.flops : 0;
    }
    EXPECT_GT(rounded, 0.9 * all);
    EXPECT_LT(program->memory().weight_bytes, 0.45 * static_cast<double>(floats->memory().weight_bytes));
}

// A file in 8-bit integers is packed as it is: neither its bytes nor its scales nor its rotation change.
TEST(Int8Kernels, StoredIntegersAreTakenAsTheyAre) {
    constexpr int64_t outputs = 21, depth = 80;
    std::vector<std::byte> bytes(outputs * depth);
    std::mt19937 random(3);
    for (std::byte& value : bytes)
        value = static_cast<std::byte>(static_cast<int8_t>(static_cast<int>(random() % 201) - 100));  // nowhere 127
    std::vector<float> scales;
    for (int64_t row = 0; row < outputs; ++row) scales.push_back(0.01f * static_cast<float>(row + 1));
    class OneWeight final : public WeightMap {
      public:
        explicit OneWeight(TensorView view) {
            tensors_["w"] = std::move(view);
            source_ = "test";
        }
        void release(const TensorView&) const override {}
    };
    for (const int64_t group : {0, 4, 16}) {
        const TensorView view = byte_tensor(ByteFormat::int8, {outputs, depth}, bytes.data(), scales);
        const OneWeight weights(group > 0 ? unrotated(view, group) : view);
        const Int8Weight shape{outputs, depth, 1};
        std::vector<std::byte> packed(static_cast<size_t>(shape.bytes()));
        pack_int8(weights, {{{"w"}}, {outputs, depth}}, shape, packed.data());
        int32_t found = -1;
        std::memcpy(&found, packed.data(), 4);
        EXPECT_EQ(found, group);
        for (int64_t o = 0; o < outputs; ++o) {
            float scale = 0;
            std::memcpy(&scale, packed.data() + shape.scales_at() + 4 * o, 4);
            EXPECT_EQ(scale, scales[static_cast<size_t>(o)]);
            for (int64_t c = 0; c < depth; ++c) {
                const int64_t at = shape.blocks_at() + o / 16 * shape.block_bytes() + (c / 4 * 16 + o % 16) * 4 + c % 4;
                EXPECT_EQ(packed[static_cast<size_t>(at)], bytes[static_cast<size_t>(o * depth + c)]);
            }
        }
    }
}

// A channel that is far larger than the others costs the others their bits, unless it is rotated among them.
TEST(Int8Kernels, RotationSharesOutliers) {
    test::KernelCase given(DType::f32);
    Tensor x = given.input({1, 64, 256});
    ops::output(given.graph, "y", ops::linear(x, "fc", 64, ops::Bias::no));
    given.weigh_rest();
    for (size_t row = 0; row < 64; ++row) given.values(x)[row * 256 + 3] *= 100;
    const std::vector<float> exact = run_case(given, false, 1).values;
    EXPECT_LT(relative_error(run_case(given, true, 1).values, exact), 0.02);
}

}  // namespace
}  // namespace imagelab
