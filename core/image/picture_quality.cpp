#include "core/image/picture_quality.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/base/number.h"

namespace imagelab {
namespace {

// Brightness of each pixel, 0..1 (Rec. 709 weights on the stored values).
struct Luma {
    int width, height;
    std::vector<double> values;
    double at(int x, int y) const {
        x = std::clamp(x, 0, width - 1), y = std::clamp(y, 0, height - 1);
        return values[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)];
    }
};

Luma luma_of(const RgbImage& picture) {
    Luma luma{picture.width, picture.height, {}};
    luma.values.reserve(picture.pixels.size() / 3);
    for (size_t i = 0; i + 2 < picture.pixels.size(); i += 3)
        luma.values.push_back((0.2126 * picture.pixels[i] + 0.7152 * picture.pixels[i + 1] + 0.0722 * picture.pixels[i + 2]) / 255.0);
    return luma;
}

// Along one direction (dx, dy): the share of neighbours' differences that nine pixels' mean takes away, 0 (all: sharp) to 1 (none:
// blurred).
double blur_along(const Luma& luma, int dx, int dy) {
    constexpr int reach = 4;
    const auto blurred = [&](int x, int y) {
        double sum = 0;
        for (int i = -reach; i <= reach; ++i) sum += luma.at(x + i * dx, y + i * dy);
        return sum / (2 * reach + 1);
    };
    double all = 0, lost = 0;
    for (int y = dy; y < luma.height; ++y) {
        for (int x = dx; x < luma.width; ++x) {
            const double before = std::abs(luma.at(x, y) - luma.at(x - dx, y - dy));
            const double after = std::abs(blurred(x, y) - blurred(x - dx, y - dy));
            all += before;
            lost += std::max(0.0, before - after);
        }
    }
    return all > 0 ? (all - lost) / all : 1;
}

// Calls `block` with the sides of each whole block, or once with the picture where it is smaller than one.
template <class Block>
void each_block(const Luma& luma, int side, const Block& block) {
    const int columns = std::max(1, luma.width / side), rows = std::max(1, luma.height / side);
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            const int x = column * side, y = row * side;
            block(x, y, std::min(luma.width, x + side), std::min(luma.height, y + side));
        }
    }
}

double noise_deviation(const Luma& luma) {
    constexpr std::array<double, 3> second{1, -2, 1};  // the mask is this times this
    std::vector<double> deviations;
    each_block(luma, 16, [&](int left, int top, int right, int bottom) {
        double sum = 0;
        for (int y = top; y < bottom; ++y) {
            for (int x = left; x < right; ++x) {
                double value = 0;
                for (int j = -1; j <= 1; ++j) {
                    for (int i = -1; i <= 1; ++i)
                        value += second[static_cast<size_t>(i + 1)] * second[static_cast<size_t>(j + 1)] * luma.at(x + i, y + j);
                }
                sum += std::abs(value);
            }
        }
        deviations.push_back(std::sqrt(std::numbers::pi / 2) / 6 * sum / ((right - left) * (bottom - top)));
    });
    const auto middle = deviations.begin() + static_cast<std::ptrdiff_t>(deviations.size() / 2);
    std::nth_element(deviations.begin(), middle, deviations.end());
    return *middle;
}

double exposure_of(const RgbImage& picture, const Luma& luma) {
    constexpr int end = 3;
    size_t clipped = 0;
    for (size_t i = 0; i + 2 < picture.pixels.size(); i += 3) {
        const auto [least, most] = std::minmax({picture.pixels[i], picture.pixels[i + 1], picture.pixels[i + 2]});
        if (most < end || least > 255 - end) ++clipped;
    }
    double sum = 0;
    for (const double value : luma.values) sum += value;
    const auto pixels = static_cast<double>(luma.values.size());
    const double mean = sum / pixels;
    return (1 - static_cast<double>(clipped) / pixels) * 4 * mean * (1 - mean);
}

double colourfulness(const RgbImage& picture) {
    double rg = 0, yb = 0, rg_squares = 0, yb_squares = 0;
    for (size_t i = 0; i + 2 < picture.pixels.size(); i += 3) {
        const double red = picture.pixels[i], green = picture.pixels[i + 1], blue = picture.pixels[i + 2];
        const double first = red - green, second = (red + green) / 2 - blue;
        rg += first, rg_squares += first * first;
        yb += second, yb_squares += second * second;
    }
    const double pixels = static_cast<double>(picture.pixels.size()) / 3;
    rg /= pixels, yb /= pixels;
    const double spread = std::max(0.0, rg_squares / pixels - rg * rg) + std::max(0.0, yb_squares / pixels - yb * yb);
    return std::sqrt(spread) + 0.3 * std::sqrt(rg * rg + yb * yb);
}

double saturation_of(double colourful) {
    constexpr double slightly = 15, highly = 82;
    if (colourful < slightly) return 0.5 + 0.5 * colourful / slightly;
    return std::clamp(2 - colourful / highly, 0.0, 1.0);
}

// Of gradients by central differences: eigenvalues' difference over their sum, both added up over the blocks.
double coherence(const Luma& luma) {
    double along = 0, all = 0;
    each_block(luma, 8, [&](int left, int top, int right, int bottom) {
        double xx = 0, yy = 0, xy = 0;
        for (int y = top; y < bottom; ++y) {
            for (int x = left; x < right; ++x) {
                const double gx = luma.at(x + 1, y) - luma.at(x - 1, y), gy = luma.at(x, y + 1) - luma.at(x, y - 1);
                xx += gx * gx, yy += gy * gy, xy += gx * gy;
            }
        }
        along += std::sqrt((xx - yy) * (xx - yy) + 4 * xy * xy);
        all += xx + yy;
    });
    return all > 0 ? along / all : 0;
}

double hundredths(double value) {
    return std::round(value * 100) / 100;
}

}  // namespace

double PictureQuality::score() const {
    return 0.35 * sharpness + 0.2 * noise + 0.15 * exposure + 0.1 * saturation + 0.2 * structure;
}

std::vector<std::pair<const char*, double>> PictureQuality::parts() const {
    return {{"sharpness", sharpness}, {"noise", noise}, {"exposure", exposure}, {"saturation", saturation}, {"structure", structure}};
}

PictureQuality picture_quality(const RgbImage& picture) {
    if (picture.width < 1 || picture.height < 1 ||
        picture.pixels.size() != size_t{3} * static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height))
        throw Error("[picture_quality] a picture of " + std::to_string(picture.width) + "x" + std::to_string(picture.height) + " with " +
                    std::to_string(picture.pixels.size()) + " values");
    constexpr double noisiest = 0.06, coherent = 0.5;
    const Luma luma = luma_of(picture);
    PictureQuality quality;
    quality.sharpness = 1 - std::max(blur_along(luma, 1, 0), blur_along(luma, 0, 1));
    quality.noise = std::max(0.0, 1 - noise_deviation(luma) / noisiest);
    quality.exposure = exposure_of(picture, luma);
    quality.saturation = saturation_of(colourfulness(picture));
    quality.structure = std::min(1.0, coherence(luma) / coherent);
    return quality;
}

RefineDecision decide_refining(const PictureQuality& quality, int steps) {
    const double score = std::clamp(quality.score(), 0.0, 1.0);
    if (score >= good_enough) return {quality, 0};
    const double wanted = weakest_refining + (strongest_refining - weakest_refining) * (good_enough - score) / good_enough;
    const double one_step = std::ceil(100.0 / std::max(1, steps)) / 100;
    return {quality, std::max(hundredths(wanted), one_step)};
}

std::string decision_text(const RefineDecision& decision) {
    std::string text;
    for (const auto& [name, value] : decision.quality.parts())
        text += (text.empty() ? "" : ", ") + std::string(name) + " " + fixed_text(value, 2);
    return "quality " + fixed_text(decision.quality.score(), 2) + " (" + text +
           "): " + (decision.strength > 0 ? "refined with strength " + fixed_text(decision.strength, 2) : "good enough as it is");
}

}  // namespace imagelab
