// Random numbers: drawn once when a model is imported, so that it says the same of the same picture every time. Without a seed of its own a
// node's follows from the name of what it makes. ONNX asks for no certain generator.
#include <algorithm>
#include <random>

#include "core/base/hash.h"
#include "core/onnx/operators.h"
#include "core/onnx/primitives.h"
#include "core/samplers/philox.h"

namespace imagelab::onnx {
namespace {

uint64_t seed_of(const NodeContext& node) {
    if (node.has_attribute("seed")) return static_cast<uint64_t>(std::clamp(node.number("seed", 0), -9e15, 9e15));
    const std::string& name = node.node.outputs.at(0);
    return fnv1a(std::as_bytes(std::span(name)));
}

// Normal of mean and scale, or between low and high.
void drawn(NodeContext& node, Shape shape, ElementType otherwise, bool normal) {
    const int64_t asked = node.integer("dtype", static_cast<int64_t>(otherwise)), count = checked_count(shape);
    const auto type = static_cast<ElementType>(std::clamp<int64_t>(asked, 0, 255));
    node.require(is_float(type), "random numbers of type " + std::string(numpy_name(type)));
    node.importer.spend(count);
    Array y{type, std::move(shape), {}, {}};
    if (normal) {
        const double mean = node.number("mean", 0), scale = node.number("scale", 1);
        std::vector<float> values(static_cast<size_t>(count));
        philox_normal(seed_of(node), 0, values);
        for (const float value : values) y.numbers.push_back(rounded(type, mean + scale * static_cast<double>(value)));
    } else {
        const double low = node.number("low", 0), high = node.number("high", 1);
        std::mt19937_64 bits(seed_of(node));
        for (int64_t i = 0; i < count; ++i)
            y.numbers.push_back(rounded(type, low + (high - low) * static_cast<double>(bits() >> 11) * 0x1p-53));
    }
    node.out(made(std::move(y)));
}

template <bool normal>
void random(NodeContext& node) {
    drawn(node, node.integers("shape"), ElementType::f32, normal);
}
template <bool normal>
void random_like(NodeContext& node) {
    drawn(node, node.in(0)->shape, node.in(0)->type, normal);
}

constexpr OperatorRow random_rows[] = {
    {"RandomNormal", random<true>},
    {"RandomNormalLike", random_like<true>},
    {"RandomUniform", random<false>},
    {"RandomUniformLike", random_like<false>},
};

}  // namespace

std::span<const OperatorRow> random_operators() {
    return random_rows;
}

}  // namespace imagelab::onnx
