#include "core/jobs/smallest_change.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace imagelab {
namespace {

using Fits = std::function<bool(const Request&)>;

// Of the same shape in steps of the shorter side, multiples of 64 where the sizes asked for are, of 8 else.
std::optional<std::pair<int, int>> largest_size(Request smaller, const Fits& fits) {
    const int width = smaller.width, height = smaller.height, shorter = std::min(width, height);
    const int unit = width % 64 == 0 && height % 64 == 0 && shorter > 64 ? 64 : 8;
    const auto side = [&](int whole, int step) {
        return std::max(unit, static_cast<int>(std::lround(static_cast<double>(whole) * step * unit / shorter / unit)) * unit);
    };
    int fitting = 0, beyond = (shorter + unit - 1) / unit;
    while (beyond - fitting > 1) {
        const int step = fitting + (beyond - fitting) / 2;
        smaller.width = side(width, step);
        smaller.height = side(height, step);
        (fits(smaller) ? fitting : beyond) = step;
    }
    if (fitting == 0) return std::nullopt;
    return std::pair(side(width, fitting), side(height, fitting));
}

}  // namespace

std::string smallest_change(const Request& planned, std::optional<DType> named, const std::vector<DType>& offered, const Fits& fits) {
    std::string text;
    Request other = planned;
    for (const DType dtype : offered) {
        other.dtype = dtype;
        if (dtype == planned.dtype || !fits(other)) continue;
        text += ", --dtype " + std::string(dtype_name(dtype)) + " fits" + (dtype == DType::i8 ? " (and changes the picture a little)" : "");
        break;
    }
    other.dtype = named ? named : planned.dtype;
    if (const auto size = largest_size(other, fits))
        text += ", " + std::to_string(size->first) + "x" + std::to_string(size->second) + " fits";
    return text.empty() ? "; no size of this model fits" : text;
}

}  // namespace imagelab
