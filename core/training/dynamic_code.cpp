#include "core/training/dynamic_code.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace imagelab {
namespace {

std::array<float, 256> make_dynamic_code(bool with_sign) {
    constexpr int exponents = 7;
    std::vector<float> values{0.0f, 1.0f};
    for (int exponent = 0; exponent < exponents; ++exponent) {
        const int count = 1 << (with_sign ? exponent : exponent + 1);
        const double scale = std::pow(10.0, exponent - (exponents - 1));
        // Boundaries as torch.linspace(0.1, 1, count + 1) in f32: from both ends to the middle.
        const float step = (1.0f - 0.1f) / static_cast<float>(count);
        const auto boundary = [&](int i) {
            return i < (count + 1) / 2 ? std::fma(step, static_cast<float>(i), 0.1f) : std::fma(-step, static_cast<float>(count - i), 1.0f);
        };
        for (int i = 0; i < count; ++i) {
            const float mean = (boundary(i) + boundary(i + 1)) / 2.0f;
            const float value = static_cast<float>(scale) * mean;
            values.push_back(value);
            if (with_sign) values.push_back(-value);
        }
    }
    values.resize(256, 0.0f);
    std::sort(values.begin(), values.end());
    std::array<float, 256> code;
    std::copy(values.begin(), values.end(), code.begin());
    return code;
}

}  // namespace

const std::array<float, 256>& dynamic_code(bool with_sign) {
    static const std::array<float, 256> both = make_dynamic_code(true), positive = make_dynamic_code(false);
    return with_sign ? both : positive;
}

float to_dynamic_code(std::span<const float> values, const std::array<float, 256>& code, uint8_t* codes) {
    float largest = 0;
    for (const float value : values) largest = std::max(largest, std::abs(value));
    const float inverse = 1.0f / std::max(largest, 1e-38f);
    std::array<float, 255> between;
    for (size_t i = 0; i < between.size(); ++i) between[i] = (code[i] + code[i + 1]) / 2;
    for (size_t i = 0; i < values.size(); ++i) {
        const float scaled = std::clamp(values[i] * inverse, -1.0f, 1.0f);
        codes[i] = static_cast<uint8_t>(std::lower_bound(between.begin(), between.end(), scaled) - between.begin());
    }
    return largest;
}

}  // namespace imagelab
