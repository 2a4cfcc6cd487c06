#include "gpu/self_test.h"

#include <cmath>

#include "core/base/hash.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/ops/ops.h"
#include "gpu/known_weights.h"
#include "gpu/program/program.h"
#include "gpu/vulkan/shader_modules.h"

namespace imagelab::gpu {
namespace {

using Values = std::vector<float>;
using Exact = std::vector<double>;

// Multiples of 1/64 in [-1, 1], exact in every dtype, the same each time.
Values draw(int64_t count, uint32_t seed) {
    Values values;
    for (int64_t i = 0; i < count; ++i) {
        seed = seed * 1664525u + 1013904223u;
        values.push_back(static_cast<float>(static_cast<int>(seed >> 16) % 65) / 64.0f * (seed & 0x8000 ? -1.0f : 1.0f));
    }
    return values;
}

struct Case {
    std::string name;
    std::vector<Values> inputs;
    std::vector<std::pair<std::string, Values>> weights;
    std::vector<Shape> input_shapes, weight_shapes;
    std::vector<int32_t> ids;
    std::function<Tensor(const std::vector<Tensor>&)> build;
    Exact expected;
};

double silu(double x) {
    return x / (1 + std::exp(-x));
}

Case linear_case() {
    constexpr int64_t m = 37, k = 70, n = 45;
    Case c{"linear", {draw(m * k, 1)}, {{"w.weight", draw(n * k, 2)}, {"w.bias", draw(n, 3)}}, {{m, k}}, {{n, k}, {n}}};
    c.build = [](const auto& x) { return ops::silu(ops::linear(x[0], "w", n)); };
    for (int64_t i = 0; i < m; ++i) {
        for (int64_t j = 0; j < n; ++j) {
            double sum = c.weights[1].second[j];
            for (int64_t l = 0; l < k; ++l) sum += static_cast<double>(c.inputs[0][i * k + l]) * c.weights[0].second[j * k + l];
            c.expected.push_back(silu(sum));
        }
    }
    return c;
}

Case conv_case() {
    constexpr int64_t h = 9, w = 7, in = 12, out = 10;
    Case c{"convolution",
           {draw(h * w * in, 4)},
           {{"w.weight", draw(out * in * 9, 5)}, {"w.bias", draw(out, 6)}},
           {{1, h, w, in}},
           {{out, in, 3, 3}, {out}}};
    c.build = [](const auto& x) { return ops::conv2d(x[0], "w", out, 3, 1, ops::Padding::same(1)); };
    for (int64_t y = 0; y < h; ++y) {
        for (int64_t x = 0; x < w; ++x) {
            for (int64_t o = 0; o < out; ++o) {
                double sum = c.weights[1].second[o];
                for (int64_t t = 0; t < 9 * in; ++t) {
                    const int64_t i = t / 9, sy = y + t % 9 / 3 - 1, sx = x + t % 3 - 1;
                    if (sy < 0 || sx < 0 || sy >= h || sx >= w) continue;
                    sum += static_cast<double>(c.inputs[0][(sy * w + sx) * in + i]) * c.weights[0].second[o * in * 9 + t];
                }
                c.expected.push_back(sum);
            }
        }
    }
    return c;
}

Case layer_norm_case() {
    constexpr int64_t rows = 13, width = 70;
    Case c{"layer norm",
           {draw(rows * width, 7)},
           {{"w.weight", draw(width, 8)}, {"w.bias", draw(width, 9)}},
           {{rows, width}},
           {{width}, {width}}};
    c.build = [](const auto& x) { return ops::layer_norm(x[0], "w", 1e-5f); };
    for (int64_t r = 0; r < rows; ++r) {
        double mean = 0, square = 0;
        for (int64_t i = 0; i < width; ++i) mean += c.inputs[0][r * width + i] / double{width};
        for (int64_t i = 0; i < width; ++i) square += std::pow(c.inputs[0][r * width + i] - mean, 2) / double{width};
        for (int64_t i = 0; i < width; ++i)
            c.expected.push_back((c.inputs[0][r * width + i] - mean) / std::sqrt(square + 1e-5) * c.weights[0].second[i] +
                                 c.weights[1].second[i]);
    }
    return c;
}

Case group_norm_case() {
    constexpr int64_t pixels = 35, channels = 12, groups = 3, width = channels / groups;
    Case c{"group norm",
           {draw(pixels * channels, 10)},
           {{"w.weight", draw(channels, 11)}, {"w.bias", draw(channels, 12)}},
           {{1, 5, 7, channels}},
           {{channels}, {channels}}};
    c.build = [](const auto& x) { return ops::silu(ops::group_norm(x[0], "w", groups, 1e-5f)); };
    Exact mean(groups), square(groups);
    for (int64_t i = 0; i < pixels * channels; ++i) mean[i % channels / width] += c.inputs[0][i] / double(pixels * width);
    for (int64_t i = 0; i < pixels * channels; ++i)
        square[i % channels / width] += std::pow(c.inputs[0][i] - mean[i % channels / width], 2) / double(pixels * width);
    for (int64_t i = 0; i < pixels * channels; ++i) {
        const int64_t channel = i % channels, group = channel / width;
        c.expected.push_back(silu((c.inputs[0][i] - mean[group]) / std::sqrt(square[group] + 1e-5) * c.weights[0].second[channel] +
                                  c.weights[1].second[channel]));
    }
    return c;
}

Case attention_case() {
    constexpr int64_t tq = 19, tk = 23, width = 32, heads = 2, head = width / heads;
    Case c{"attention",
           {draw(tq * width, 13), draw(tk * width, 14), draw(tk * width, 15)},
           {},
           {{1, tq, width}, {1, tk, width}, {1, tk, width}},
           {}};
    c.build = [](const auto& x) { return ops::attention(x[0], x[1], x[2], heads); };
    for (int64_t i = 0; i < tq; ++i) {
        for (int64_t column = 0; column < width; ++column) {
            const int64_t first = column / head * head;
            double total = 0, sum = 0;
            for (int64_t j = 0; j < tk; ++j) {
                double score = 0;
                for (int64_t l = 0; l < head; ++l)
                    score += static_cast<double>(c.inputs[0][i * width + first + l]) * c.inputs[1][j * width + first + l];
                const double share = std::exp(score / std::sqrt(double{head}));
                total += share;
                sum += share * c.inputs[2][j * width + column];
            }
            c.expected.push_back(sum / total);
        }
    }
    return c;
}

Case embedding_case() {
    constexpr int64_t entries = 11, width = 34;
    Case c{"embedding",     {draw(5 * width, 16)}, {{"w.weight", draw(entries * width, 17)}},
           {{1, 5, width}}, {{entries, width}},    {3, 10, 0, 7, 3}};
    c.build = [](const auto& x) { return ops::affine(ops::add(ops::embedding(x[1], "w", entries, width), x[0]), 2, -0.5f); };
    for (size_t i = 0; i < 5 * width; ++i)
        c.expected.push_back((c.weights[0].second[c.ids[i / width] * width + i % width] + double{c.inputs[0][i]}) * 2 - 0.5);
    return c;
}

// The largest difference over the largest expected magnitude.
double off_by(const std::shared_ptr<LogicalDevice>& device, const Case& c, DType dtype, float spoiled_by) {
    Graph graph;
    graph.name = "self-test of " + c.name;
    graph.compute = dtype;
    std::vector<Tensor> inputs;
    for (size_t i = 0; i < c.inputs.size(); ++i)
        inputs.push_back(ops::input(graph, "x" + std::to_string(i), c.input_shapes[i], DType::f32, Rate::step));
    if (!c.ids.empty()) inputs.push_back(ops::input(graph, "ids", {1, static_cast<int64_t>(c.ids.size())}, DType::i32, Rate::step));
    ops::output(graph, "y", c.build(inputs));
    auto weights = std::make_shared<KnownWeights>();
    for (size_t i = 0; i < c.weights.size(); ++i) {
        Values values = c.weights[i].second;
        values[0] += spoiled_by;
        weights->add(c.weights[i].first, c.weight_shapes[i], std::move(values));
    }
    GpuWeightBank bank(weights, device);
    GpuProgram program(std::move(graph), {}, device, 1e9);
    program.load(bank, {}, {});
    for (size_t i = 0; i < c.inputs.size(); ++i) program.write("x" + std::to_string(i), std::span<const float>(c.inputs[i]));
    if (!c.ids.empty()) program.write("ids", std::span<const int32_t>(c.ids));
    program.run({});
    const Values actual = program.read("y");
    double worst = 0, largest = 0;
    for (size_t i = 0; i < c.expected.size(); ++i) {
        const double difference = std::abs(actual[i] - c.expected[i]);
        worst = std::isfinite(actual[i]) ? std::max(worst, difference) : INFINITY;
        largest = std::max(largest, std::abs(c.expected[i]));
    }
    return worst / largest;
}

std::filesystem::path memo(const Capabilities& capabilities, const std::vector<DType>& dtypes, const std::filesystem::path& folder) {
    uint64_t key = device_key(capabilities);
    for (const ShaderModule& module : shader_modules()) key = fnv1a(std::as_bytes(module.spirv), key);
    for (const DType dtype : dtypes) key = fnv1a(std::as_bytes(std::span(&dtype, 1)), key);
    return folder / ("self-test-" + hexadecimal(key) + ".txt");
}

}  // namespace

std::string run_self_test(const std::shared_ptr<LogicalDevice>& device, const std::vector<DType>& dtypes, float spoiled_by) {
    const std::vector<Case> cases{linear_case(), conv_case(), layer_norm_case(), group_norm_case(), attention_case(), embedding_case()};
    for (const DType dtype : dtypes) {
        for (const Case& c : cases) {
            const double off = off_by(device, c, dtype, spoiled_by);
            const double allowed = dtype == DType::f32 ? 1e-4 : 2e-2;
            if (!(off <= allowed))
                return c.name + " in " + std::string(dtype_name(dtype)) + " is off by " + std::to_string(off) + " of its largest value";
        }
    }
    return {};
}

std::string self_test(const std::shared_ptr<LogicalDevice>& device, const std::vector<DType>& dtypes, const std::filesystem::path& folder) {
    const std::filesystem::path file = folder.empty() ? folder : memo(device->capabilities(), dtypes, folder);
    std::error_code missing;
    if (!file.empty() && std::filesystem::exists(file, missing)) return {};
    const std::string trouble = run_self_test(device, dtypes);
    if (!trouble.empty() || file.empty()) return trouble;
    try {
        const std::string text = device->capabilities().name + ", " + device->capabilities().driver + ": passed\n";
        std::filesystem::create_directories(folder);
        write_file_atomically(file, text.data(), text.size());
    } catch (const std::exception& error) {
        log_debug(std::string("the self-test's result was not kept: ") + error.what());
    }
    return {};
}

}  // namespace imagelab::gpu
