#include "core/relief/print_checks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <numbers>

#include "core/base/number.h"

namespace imagelab {
namespace {

constexpr double nozzle_mm = 0.4, clear_mm = 0.3, thin_base_mm = 0.6, bed_mm = 256;

// Minimum (or maximum, where `sign` is -1) of `window` values from each on, along one axis, by a queue of candidates (van Herk's result,
// Lemire's way). `shift`: by how many places the window begins before.
void extremes(std::vector<float>& values, int width, int height, int window, int shift, float sign, bool along_rows) {
    const int lines = along_rows ? height : width, length = along_rows ? width : height;
    const size_t step = along_rows ? 1 : static_cast<size_t>(width);
    std::vector<float> line(static_cast<size_t>(length));
    for (int i = 0; i < lines; ++i) {
        float* begin = values.data() + (along_rows ? static_cast<size_t>(i) * static_cast<size_t>(width) : static_cast<size_t>(i));
        for (int k = 0; k < length; ++k) line[static_cast<size_t>(k)] = sign * begin[step * static_cast<size_t>(k)];
        std::deque<int> best;
        int taken = 0;
        for (int k = 0; k < length; ++k) {
            for (const int last = std::min(length, k - shift + window); taken < last; ++taken) {
                while (!best.empty() && line[static_cast<size_t>(best.back())] >= line[static_cast<size_t>(taken)]) best.pop_back();
                best.push_back(taken);
            }
            while (best.front() < k - shift) best.pop_front();
            begin[step * static_cast<size_t>(k)] = sign * line[static_cast<size_t>(best.front())];
        }
    }
}

// Share of pixels that a square of a nozzle's width does not reach without going clearly lower (morphological opening).
double thin_share(const HeightMap& map, double pixel_mm, double depth_mm) {
    const int window = static_cast<int>(std::ceil(nozzle_mm / pixel_mm - 1e-9));
    if (window < 2 || depth_mm <= clear_mm) return 0;
    std::vector<float> opened = map.values;
    const int shift = window / 2;
    for (const bool along_rows : {true, false}) extremes(opened, map.width, map.height, window, shift, 1, along_rows);
    for (const bool along_rows : {true, false}) extremes(opened, map.width, map.height, window, window - 1 - shift, -1, along_rows);
    size_t thin = 0;
    for (size_t i = 0; i < opened.size(); ++i) thin += (map.values[i] - opened[i]) * depth_mm > clear_mm;
    return static_cast<double>(thin) / static_cast<double>(opened.size());
}

struct Slopes {
    double steepest_degrees = 0, leaning_share = 0;
};

Slopes slopes(const HeightMap& map, double pixel_mm, double depth_mm) {
    std::array<size_t, 901> counts{};  // tenths of a degree
    size_t leaning = 0, all = 0;
    for (int y = 0; y < map.height; ++y) {
        for (int x = 0; x < map.width; ++x) {
            const auto step = [&](float next, float here) { return (static_cast<double>(next) - here) * depth_mm / pixel_mm; };
            const double right = x + 1 < map.width ? step(map.at(x + 1, y), map.at(x, y)) : 0;
            const double up = y > 0 ? step(map.at(x, y - 1), map.at(x, y)) : 0;
            ++counts[static_cast<size_t>(std::atan(std::hypot(right, up)) * 1800 / std::numbers::pi)];
            // Standing, the normal (-right, -up, 1) points down where the surface rises upwards.
            leaning += up / std::sqrt(right * right + up * up + 1) > std::numbers::sqrt2 / 2;
            ++all;
        }
    }
    size_t beyond = 0, tenth = counts.size();
    while (tenth > 0 && (beyond + counts[tenth - 1]) * 1000 < all) beyond += counts[--tenth];
    return {tenth > 0 ? static_cast<double>(tenth - 1) / 10 : 0, static_cast<double>(leaning) / static_cast<double>(all)};
}

}  // namespace

PrintChecks print_checks(const HeightMap& map, const ReliefSize& size) {
    PrintChecks checks;
    const double pixel = size.width_mm / map.width;
    const auto [low, high] = std::minmax_element(map.values.begin(), map.values.end());
    double sum = 0;
    for (const float value : map.values) sum += value;
    const double mean = sum / static_cast<double>(map.values.size());
    checks.width_mm = size.width_mm, checks.height_mm = pixel * map.height;
    checks.depth_mm = size.base_mm + size.depth_mm * *high;
    checks.thinnest_mm = size.base_mm + size.depth_mm * *low;
    checks.volume_cm3 = checks.width_mm * checks.height_mm * (size.base_mm + size.depth_mm * mean) / 1000;
    checks.thin_share = thin_share(map, pixel, size.depth_mm);
    const Slopes found = slopes(map, pixel, size.depth_mm);
    checks.steepest_degrees = found.steepest_degrees, checks.overhang_standing_share = found.leaning_share;
    const auto warn = [&](const std::string& text) { checks.warnings.push_back(text); };
    if (std::max({checks.width_mm, checks.height_mm, checks.depth_mm}) > bed_mm)
        warn("it is " + general_text(checks.width_mm, 4) + " x " + general_text(checks.height_mm, 4) + " x " +
             general_text(checks.depth_mm, 4) + " mm, larger than common printers' " + general_text(bed_mm) +
             " mm: make it smaller with --width-mm");
    if (checks.thinnest_mm < thin_base_mm)
        warn("it is " + general_text(checks.thinnest_mm, 3) + " mm thin at its lowest place: 0.6 mm or more hold together (--base-mm)");
    if (checks.thin_share > 0.001)
        warn(general_text(100 * checks.thin_share, 2) + " % of it are walls thinner than a nozzle of 0.4 mm: make it wider, or less deep");
    return checks;
}

}  // namespace imagelab
