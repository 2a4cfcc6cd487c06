#include "core/image/mask_filters.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace imagelab {
namespace {

constexpr float far_away = 1e12F;

// Squared distances of a line: to[q] = min over p of (q - p)^2 + from[p], by the lower envelope of parabolas.
struct LineDistance {
    explicit LineDistance(int length) : roots(length), starts(length + 1) {}
    void operator()(const float* from, float* to, int length) {
        int last = -1;
        for (int q = 0; q < length; ++q) {
            if (from[q] >= far_away) continue;
            float start = -std::numeric_limits<float>::infinity();
            while (last >= 0) {
                const int p = roots[last];
                const double above = (from[q] + static_cast<double>(q) * q) - (from[p] + static_cast<double>(p) * p);
                start = static_cast<float>(above / (2.0 * (q - p)));
                if (start > starts[last]) break;
                --last;
            }
            if (last < 0) start = -std::numeric_limits<float>::infinity();
            roots[++last] = q;
            starts[last] = start;
        }
        for (int q = 0, k = 0; q < length; ++q) {
            if (last < 0) {
                to[q] = far_away;
                continue;
            }
            while (k < last && starts[k + 1] < static_cast<float>(q)) ++k;
            const auto off = static_cast<float>(q - roots[k]);
            to[q] = off * off + from[roots[k]];
        }
    }
    std::vector<int> roots;
    std::vector<float> starts;
};

// The running mean over 2 * radius + 1 elements that lie `stride` apart.
void box_line(uint8_t* line, int length, std::ptrdiff_t stride, int radius, std::vector<uint8_t>& copy) {
    for (int i = 0; i < length; ++i) copy[i] = line[i * stride];
    const auto at = [&](int i) { return static_cast<int>(copy[std::clamp(i, 0, length - 1)]); };
    const int window = 2 * radius + 1;
    int sum = 0;
    for (int i = -radius; i <= radius; ++i) sum += at(i);
    for (int i = 0; i < length; ++i) {
        line[i * stride] = static_cast<uint8_t>((sum + window / 2) / window);
        sum += at(i + radius + 1) - at(i - radius);
    }
}

}  // namespace

void grow_mask(std::span<uint8_t> mask, int width, int height, double radius) {
    std::vector<float> squared(mask.size());
    // Down and up the columns, a row at a time, which a cache likes better than columns.
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const size_t i = static_cast<size_t>(y) * width + x;
            squared[i] = mask[i] >= 128 ? 0 : y > 0 && squared[i - width] < far_away ? squared[i - width] + 1 : far_away;
        }
    }
    for (int y = height - 2; y >= 0; --y) {
        for (int x = 0; x < width; ++x) {
            const size_t i = static_cast<size_t>(y) * width + x;
            squared[i] = std::min(squared[i], squared[i + width] + 1);
        }
    }
    LineDistance along(width);
    std::vector<float> from(width), to(width);
    for (int y = 0; y < height; ++y) {
        uint8_t* row = mask.data() + static_cast<size_t>(y) * width;
        const float* distances = squared.data() + static_cast<size_t>(y) * width;
        for (int x = 0; x < width; ++x) from[x] = distances[x] < far_away ? distances[x] * distances[x] : far_away;
        along(from.data(), to.data(), width);
        for (int x = 0; x < width; ++x) {
            const double inside = std::clamp(radius + 1 - std::sqrt(static_cast<double>(to[x])), 0.0, 1.0);
            row[x] = std::max(row[x], static_cast<uint8_t>(std::lround(inside * 255)));
        }
    }
}

void shrink_mask(std::span<uint8_t> mask, int width, int height, double radius) {
    for (uint8_t& value : mask) value = 255 - value;
    grow_mask(mask, width, height, radius);
    for (uint8_t& value : mask) value = 255 - value;
}

void feather_mask(std::span<uint8_t> mask, int width, int height, double sigma) {
    // Three boxes of radii that differ by at most one have together the variance of the Gaussian.
    const double ideal = std::sqrt(12 * sigma * sigma / 3 + 1);
    int lower = static_cast<int>(std::floor(ideal));
    if (lower % 2 == 0) --lower;
    const auto lower_count = std::lround((12 * sigma * sigma - 3.0 * lower * lower - 12.0 * lower - 9) / (-4.0 * lower - 4));
    std::vector<uint8_t> copy(std::max(width, height));
    for (int pass = 0; pass < 3; ++pass) {
        const int radius = (pass < lower_count ? lower : lower + 2) / 2;
        if (radius < 1) continue;
        for (int y = 0; y < height; ++y) box_line(mask.data() + static_cast<size_t>(y) * width, width, 1, radius, copy);
        for (int x = 0; x < width; ++x) box_line(mask.data() + x, height, width, radius, copy);
    }
}

}  // namespace imagelab
