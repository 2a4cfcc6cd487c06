// Attention on every device.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/kernel_table.h"

namespace imagelab {
namespace {

using test::Fill;
using test::KernelCase;
using test::KernelRow;

constexpr int64_t head_sizes[] = {1, 16, 20, 40, 64, 72, 80, 128, 512};

struct Operands {
    Tensor q, k, v;
};
Operands operands(KernelCase& given, int64_t batch, int64_t queries, int64_t keys, int64_t width, Fill fill = {0, 2}) {
    return {given.input({batch, queries, width}, fill), given.input({batch, keys, width}, fill), given.input({batch, keys, width})};
}

TEST(AttentionKernels, HeadSizesAndTokens) {
    std::vector<KernelRow> rows;
    for (const int64_t head : head_sizes) {
        for (const auto& [queries, keys] :
             std::vector<std::pair<int64_t, int64_t>>{{1, 1}, {1, 77}, {7, 1}, {7, 7}, {129, 77}, {77, 300}, {300, 129}}) {
            const int heads = head >= 128 ? 1 : 3;
            rows.push_back({"head " + std::to_string(head) + ", " + std::to_string(queries) + " x " + std::to_string(keys),
                            [=](KernelCase& given) {
                                const auto [q, k, v] = operands(given, 2, queries, keys, heads * head);
                                return ops::attention(q, k, v, heads);
                            },
                            1e-5, 8e-3});
        }
    }
    rows.push_back({"600 tokens",
                    [](KernelCase& given) {
                        const auto [q, k, v] = operands(given, 1, 600, 600, 2 * 16);
                        return ops::attention(q, k, v, 2);
                    },
                    1e-5, 8e-3});
    test::expect_reference(rows);
}

TEST(AttentionKernels, Causal) {
    std::vector<KernelRow> rows;
    for (const int64_t head : head_sizes) {
        for (const int64_t tokens : {1, 7, 77, 129, 300}) {
            const int heads = head >= 128 ? 1 : 2;
            rows.push_back({"head " + std::to_string(head) + ", " + std::to_string(tokens) + " tokens",
                            [=](KernelCase& given) {
                                const auto [q, k, v] = operands(given, 1, tokens, tokens, heads * head);
                                return ops::attention(q, k, v, heads, Mask::causal);
                            },
                            1e-5, 8e-3});
        }
    }
    test::expect_reference(rows);
}

// Scores in the thousands: their exponentials overflow unless the largest is taken off first. (The last
// digit of such a score in f32 is some 2e-4, and so is the error of its exponential.)
TEST(AttentionKernels, StrongScores) {
    std::vector<KernelRow> rows;
    for (const int64_t head : head_sizes) {
        for (const Mask mask : {Mask::none, Mask::causal}) {
            rows.push_back({"head " + std::to_string(head),
                            [=](KernelCase& given) {
                                const auto [q, k, v] = operands(given, 1, 129, 129, 2 * head, {0, 50});
                                return ops::attention(q, k, v, 2, mask);
                            },
                            1e-3, 8e-3});
        }
    }
    test::expect_reference(rows);
}

// Scores all far below zero: the largest is still the one taken off.
TEST(AttentionKernels, NegativeScores) {
    test::expect_reference(
        {{"",
          [](KernelCase& given) {
              const Tensor q = given.input({1, 77, 80}, {20, 1}), k = given.input({1, 300, 80}, {-20, 1}), v = given.input({1, 300, 80});
              return ops::attention(q, k, v, 2);
          },
          1e-3, 8e-3}});
}

TEST(AttentionKernels, ColumnsOfOneProjection) {
    std::vector<KernelRow> rows;
    for (const int64_t head : {16, 20, 64}) {
        for (const int64_t tokens : {7, 129}) {
            const std::string name = "head " + std::to_string(head) + ", " + std::to_string(tokens) + " tokens";
            rows.push_back({name + " q, k, v",
                            [=](KernelCase& given) {
                                const int64_t width = 3 * head;
                                const Tensor qkv = given.input({2, tokens, 3 * width}), q = given.input({2, tokens, width});
                                const Tensor y = ops::attention(q, q, q, 3, Mask::causal);
                                given.node(y).inputs = {qkv.id(), qkv.id(), qkv.id()};
                                auto& attention = std::get<op::Attention>(given.node(y).op);
                                attention.k_column = width;
                                attention.v_column = 2 * width;
                                return y;
                            },
                            1e-5, 8e-3});
            rows.push_back({name + " k, v",
                            [=](KernelCase& given) {
                                const int64_t width = 3 * head;
                                const Tensor q = given.input({2, tokens, width}), kv = given.input({2, 77, 2 * width});
                                const Tensor y = ops::attention(q, q, q, 3);
                                given.node(y).inputs = {q.id(), kv.id(), kv.id()};
                                std::get<op::Attention>(given.node(y).op).v_column = width;
                                return y;
                            },
                            1e-5, 8e-3});
            rows.push_back({name + " projected",
                            [=](KernelCase& given) {
                                const Tensor x = given.input({2, tokens, 37}), text = given.input({2, 77, 23}, {}, Rate::prompt);
                                const auto project = [&](Tensor source, const std::string& weight) {
                                    return ops::linear(source, weight, 3 * head, ops::Bias::no);
                                };
                                const Tensor self = ops::attention(project(x, "a.q"), project(x, "a.k"), project(x, "a.v"), 3);
                                return ops::attention(project(self, "b.q"), project(text, "b.k"), project(text, "b.v"), 3);
                            },
                            1e-5, 2e-2});  // four values are stored in between
        }
    }
    test::expect_reference(rows);
}

// Prompts of several lengths, and T5's distances: scores are not scaled there.
TEST(AttentionKernels, CountedKeysAndBias) {
    std::vector<KernelRow> rows;
    for (const int64_t head : {16, 20, 64, 72}) {
        for (const auto& [queries, keys] : {std::pair<int64_t, int64_t>{1, 1}, {7, 33}, {77, 77}, {129, 300}, {300, 300}}) {
            const std::string name = "head " + std::to_string(head) + ", " + std::to_string(queries) + " x " + std::to_string(keys);
            const auto counts = [=](KernelCase& given) {
                const Tensor counted = given.ids({2}, 1);
                given.values(counted) = {1, static_cast<float>((keys + 1) / 2)};
                return counted;
            };
            rows.push_back({name + " counted",
                            [=](KernelCase& given) {
                                const auto [q, k, v] = operands(given, 2, queries, keys, 2 * head);
                                return ops::attention(q, k, v, 2, {.keys = counts(given)});
                            },
                            1e-5, 8e-3});
            rows.push_back({name + " counted, biased",
                            [=](KernelCase& given) {
                                const auto [q, k, v] = operands(given, 2, queries, keys, 3 * head, {0, 0.5f});
                                const Tensor bias = given.input({queries + keys - 1, 3}, {0, 3});
                                return ops::attention(q, k, v, 3, {.keys = counts(given), .bias = bias, .scale = 1});
                            },
                            1e-5, 2e-2});
            rows.push_back({name + " biased",
                            [=](KernelCase& given) {
                                const auto [q, k, v] = operands(given, 2, queries, keys, 3 * head, {0, 0.5f});
                                return ops::attention(q, k, v, 3, {.bias = given.input({queries + keys - 1, 3}, {0, 3})});
                            },
                            1e-5, 1e-2});
        }
    }
    test::expect_reference(rows);
}

TEST(AttentionKernels, NanReachesWhatItTouches) {
    std::vector<KernelRow> rows;
    for (const int64_t head : head_sizes) {
        for (const int place : {0, 1, 2}) {
            rows.push_back({"head " + std::to_string(head) + " in " + "qkv"[place],
                            [=](KernelCase& given) {
                                const auto [q, k, v] = operands(given, 2, 77, 129, 2 * head);
                                auto& values = given.values(place == 0 ? q : place == 1 ? k : v);
                                values[5 * 2 * head + head / 2] = NAN;
                                return ops::attention(q, k, v, 2);
                            },
                            1e-5, 8e-3});
        }
    }
    test::expect_reference(rows);
}

}  // namespace
}  // namespace imagelab
