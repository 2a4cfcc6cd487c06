#include "core/samplers/variation.h"

#include <cmath>

#include "core/base/error.h"

namespace imagelab {

std::vector<float> varied_noise(std::span<const float> noise, std::span<const float> other, double strength, int height, int width) {
    const size_t rows = static_cast<size_t>(height), columns = static_cast<size_t>(width), plane = rows * columns;
    if (noise.size() != other.size() || plane == 0 || noise.size() % plane != 0)
        throw Error("[variation] " + std::to_string(noise.size()) + " and " + std::to_string(other.size()) + " values for planes of " +
                    std::to_string(plane));
    std::vector<float> varied(noise.size());
    for (size_t channel = 0; channel < noise.size() / plane; ++channel) {
        for (size_t column = 0; column < columns; ++column) {
            const size_t top = channel * plane + column;
            double own = 0, others = 0, product = 0;
            for (size_t i = top; i < top + plane; i += columns) {
                own += static_cast<double>(noise[i]) * noise[i];
                others += static_cast<double>(other[i]) * other[i];
                product += static_cast<double>(noise[i]) * other[i];
            }
            const double angle = std::acos(product / std::sqrt(own * others)), sine = std::sin(angle);
            // Columns that point the same way have no arc between them.
            const bool straight = !(sine > 1e-6);
            const double keeps = straight ? 1 - strength : std::sin((1 - strength) * angle) / sine;
            const double takes = straight ? strength : std::sin(strength * angle) / sine;
            for (size_t i = top; i < top + plane; i += columns) varied[i] = static_cast<float>(keeps * noise[i] + takes * other[i]);
        }
    }
    return varied;
}

}  // namespace imagelab
