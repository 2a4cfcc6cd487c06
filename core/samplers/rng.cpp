#include "core/samplers/rng.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/samplers/philox.h"

namespace imagelab {
namespace {

// log256_ps and sincos256_ps of torch's avx_mathfun.h (Cephes; Julien Pommier and Giovanni Garberoglio, zlib licence), one lane each,
// with the multiply-adds its compiler contracts. Plain f32 arithmetic, so the same bits on every machine.
// Origin: aten/src/ATen/native/cpu/avx_mathfun.h, altered.

float log_cephes(float x) {  // 0 < x <= 1
    const uint32_t bits = std::bit_cast<uint32_t>(std::max(x, std::bit_cast<float>(0x00800000u)));
    float exponent = static_cast<float>(static_cast<int>(bits >> 23) - 0x7f) + 1.0f;
    x = std::bit_cast<float>((bits & ~0x7f800000u) | std::bit_cast<uint32_t>(0.5f));
    const float small = x < 0.707106781186547524f ? x : 0.0f;
    if (x < 0.707106781186547524f) exponent -= 1.0f;
    x = (x - 1.0f) + small;
    const float square = x * x;
    float y = 7.0376836292E-2f;
    for (const float coefficient : {-1.1514610310E-1f, 1.1676998740E-1f, -1.2420140846E-1f, 1.4249322787E-1f, -1.6668057665E-1f,
                                    2.0000714765E-1f, -2.4999993993E-1f, 3.3333331174E-1f}) {
        y = std::fma(y, x, coefficient);
    }
    y = std::fma(y * x, square, exponent * -2.12194440e-4f);
    y = std::fma(-square, 0.5f, y);
    return std::fma(exponent, 0.693359375f, x + y);
}

struct SinCos {
    float sin, cos;
};

SinCos sincos_cephes(float x) {                                             // x >= 0
    const int octant = (static_cast<int>(x * 1.27323954473516f) + 1) & ~1;  // 4 / pi
    const float turns = static_cast<float>(octant);
    x = std::fma(turns, -0.78515625f, x);
    x = std::fma(turns, -2.4187564849853515625e-4f, x);
    x = std::fma(turns, -3.77489497744594108e-8f, x);
    const float z = x * x;
    float even = std::fma(2.443315711809948E-005f, z, -1.388731625493765E-003f);
    even = std::fma(even, z, 4.166664568298827E-002f);
    even = std::fma(even * z, z, -(z * 0.5f)) + 1.0f;
    float odd = std::fma(-1.9515295891E-4f, z, 8.3321608736E-3f);
    odd = std::fma(odd, z, -1.6666654611E-1f);
    odd = std::fma(odd * z, x, x);
    const bool swapped = octant & 2;
    const float sin = swapped ? even : odd, cos = swapped ? odd : even;
    return {octant & 4 ? -sin : sin, (octant - 2) & 4 ? cos : -cos};
}

// Box-Muller on 16 uniforms: the first 8 give radii, the last 8 angles (torch NormalFill16).
void normal_16(float* data) {
    for (int i = 0; i < 8; ++i) {
        const float radius = std::sqrt(-2.0f * log_cephes(1.0f - data[i]));
        const SinCos angle = sincos_cephes(static_cast<float>(2 * std::numbers::pi) * data[i + 8]);
        data[i] = radius * angle.cos + 0.0f;
        data[i + 8] = radius * angle.sin + 0.0f;
    }
}

}  // namespace

TorchGenerator::TorchGenerator(const State& state, const NoiseDraw& draw)
    : state_(state), draw_(draw), engine_(static_cast<uint32_t>(state.seed)) {
    if (draw_.engine == NoiseDraw::Engine::mt19937) engine_.discard(state.words);
}

void TorchGenerator::begin_steps() {
    if (draw_.steps_apart) restore({state_.seed, 0, std::nullopt});
}

void TorchGenerator::restore(const State& state) {
    state_ = state;
    if (draw_.engine == NoiseDraw::Engine::philox) return;
    engine_.seed(static_cast<uint32_t>(state.seed + (draw_.steps_apart ? 1 : 0)));
    engine_.discard(state.words);
}

uint32_t TorchGenerator::word() {
    ++state_.words;
    return static_cast<uint32_t>(engine_());
}

float TorchGenerator::uniform() {
    return static_cast<float>(word() & 0xffffffu) * 0x1p-24f;
}

double TorchGenerator::uniform53() {
    const uint64_t high = word();
    const uint64_t low = word();
    return static_cast<double>((high << 32 | low) & 0x1fffffffffffffu) * 0x1p-53;
}

double TorchGenerator::normal() {  // torch normal_distribution<double>
    if (state_.pending) return *std::exchange(state_.pending, std::nullopt);
    const double u1 = uniform53(), u2 = uniform53();
    const double radius = std::sqrt(-2.0 * std::log1p(-u2));
    const double angle = 2.0 * std::numbers::pi * u1;
    state_.pending = radius * std::sin(angle);
    return radius * std::cos(angle);
}

void TorchGenerator::fill(std::span<float> out) {
    if (draw_.engine == NoiseDraw::Engine::philox) return philox_normal(state_.seed, state_.words++, out);
    if (out.size() < 16) {
        for (float& value : out) value = static_cast<float>(normal());
        return;
    }
    for (float& value : out) value = uniform();
    for (size_t i = 0; i + 16 <= out.size(); i += 16) normal_16(&out[i]);
    if (out.size() % 16 != 0) {  // the last 16 are drawn anew
        const std::span<float> last = out.last(16);
        for (float& value : last) value = uniform();
        normal_16(last.data());
    }
}

std::vector<float> TorchGenerator::randn(size_t count) {
    std::vector<float> values(count * static_cast<size_t>(draw_.parts));
    fill(values);
    const auto from = values.begin() + static_cast<std::ptrdiff_t>(count) * draw_.part;
    return draw_.parts == 1 ? values : std::vector<float>(from, from + static_cast<std::ptrdiff_t>(count));
}

}  // namespace imagelab
