// Separable resampling equal to Pillow's for 8-bit pictures (src/libImaging/Resample.c): horizontal pass, rounding to 8 bit, vertical
// pass; weights in fixed point of 22 fraction bits. diffusers' VaeImageProcessor resizes with Pillow's LANCZOS.
#include "core/image/resize.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/image/finishing.h"

namespace imagelab {
namespace {

constexpr int precision_bits = 32 - 8 - 2;

double sinc(double x) {
    return x == 0 ? 1.0 : std::sin(x * std::numbers::pi) / (x * std::numbers::pi);
}
double lanczos3(double x) {
    return x >= -3.0 && x < 3.0 ? sinc(x) * sinc(x / 3) : 0.0;
}
// Keys (1981) with a = -0.5.
double cubic(double x) {
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
    return x < 2.0 ? (((x - 5) * x + 8) * x - 4) * a : 0.0;
}

struct Kernel {
    double (*weight)(double);
    double support;
};
Kernel kernel_of(ResizeFilter filter) {
    return filter == ResizeFilter::lanczos ? Kernel{lanczos3, 3.0} : Kernel{cubic, 2.0};
}

// The source pixels that make one pixel of the result, and their weights: whole numbers of 22 fraction bits for bytes.
template <class Weight>
struct Window {
    int first = 0;
    std::vector<Weight> weights;
};

int weight_of(int, double share) {
    return static_cast<int>(std::round(share * (1 << precision_bits)));
}
float weight_of(float, double share) {
    return static_cast<float>(share);
}

template <class Weight>
std::vector<Window<Weight>> windows(int in, int out, const Kernel& kernel) {
    const double scale = static_cast<double>(in) / out;
    const double filter_scale = std::max(scale, 1.0);  // widened when shrinking: antialiasing
    const double support = kernel.support * filter_scale;
    std::vector<Window<Weight>> all(out);
    for (int i = 0; i < out; ++i) {
        const double centre = (i + 0.5) * scale;
        const int first = std::max(0, static_cast<int>(centre - support + 0.5));
        const int last = std::min(in, static_cast<int>(centre + support + 0.5));
        std::vector<double> weights(std::max(0, last - first));
        double sum = 0;
        for (size_t x = 0; x < weights.size(); ++x)
            sum += weights[x] = kernel.weight((static_cast<double>(x) + first - centre + 0.5) / filter_scale);
        all[i].first = first;
        for (const double weight : weights) all[i].weights.push_back(weight_of(Weight(), weight / sum));
    }
    return all;
}

uint8_t rounded(int sum) {
    return static_cast<uint8_t>(std::clamp((sum + (1 << (precision_bits - 1))) >> precision_bits, 0, 255));
}
float rounded(float sum) {
    return std::clamp(sum, 0.0f, 1.0f);
}

// `lines` rows of `in` pixels of 3 samples become rows of window count pixels; strides in pixels, so a transposed walk resizes columns.
struct Walk {
    int lines;
    size_t in_line, in_pixel, out_line, out_pixel;
};

template <class Sample, class Weight>
void resample(const std::vector<Sample>& in, std::vector<Sample>& out, const std::vector<Window<Weight>>& all, const Walk& walk) {
    for (int line = 0; line < walk.lines; ++line) {
        for (size_t i = 0; i < all.size(); ++i) {
            Weight sums[3] = {};
            const Sample* pixel = in.data() + 3 * (line * walk.in_line + all[i].first * walk.in_pixel);
            for (const Weight weight : all[i].weights) {
                for (int c = 0; c < 3; ++c) sums[c] += pixel[c] * weight;
                pixel += 3 * walk.in_pixel;
            }
            Sample* target = out.data() + 3 * (line * walk.out_line + i * walk.out_pixel);
            for (int c = 0; c < 3; ++c) target[c] = rounded(sums[c]);
        }
    }
}

// Two neighbours of a pixel of the result and what they count of 2048.
struct LinearTap {
    int first, second, share_of_first, share_of_second;
};

// OpenCV moves what lies beyond a row's ends onto them, and reads the last row again where a column ends.
std::vector<LinearTap> linear_taps(int in, int out, bool of_columns) {
    constexpr float one = 2048;
    std::vector<LinearTap> taps;
    for (int i = 0; i < out; ++i) {
        const auto at = static_cast<float>((i + 0.5) * (static_cast<double>(in) / out) - 0.5);
        int first = static_cast<int>(std::floor(at));
        float share = at - static_cast<float>(first);
        if (!of_columns && (first < 0 || first >= in - 1)) first = std::clamp(first, 0, in - 1), share = 0;
        const auto whole = [](float value) { return static_cast<int>(std::nearbyint(value)); };
        taps.push_back({std::clamp(first, 0, in - 1), std::clamp(first + 1, 0, in - 1), whole((1 - share) * one), whole(share * one)});
    }
    return taps;
}

template <class Weight, class Picture>
Picture resized(const Picture& image, int width, int height, const Kernel& kernel) {
    if (width < 1 || height < 1 || image.width < 1 || image.height < 1) throw Error("[resize] a picture needs a width and a height");
    Picture result = image;
    const size_t from = image.width, to = width;
    if (width != image.width) {
        result = {width, image.height, {}};
        result.pixels.resize(to * image.height * 3);
        resample(image.pixels, result.pixels, windows<Weight>(image.width, width, kernel), {image.height, from, 1, to, 1});
    }
    if (height != image.height) {
        Picture tall{width, height, {}};
        tall.pixels.resize(to * height * 3);
        resample(result.pixels, tall.pixels, windows<Weight>(image.height, height, kernel), {width, 1, to, 1, to});
        return tall;
    }
    return result;
}

}  // namespace

RgbImage resize(const RgbImage& image, int width, int height, ResizeFilter filter) {
    return resized<int>(image, width, height, kernel_of(filter));
}

RgbImage resize(const RgbImage& image, int width, int height) {
    return resize(image, width, height, ResizeFilter::lanczos);
}

RgbImage resize_bilinear(const RgbImage& image, int width, int height) {
    if (width < 1 || height < 1 || image.width < 1 || image.height < 1) throw Error("[resize] a picture needs a width and a height");
    if (width == image.width && height == image.height) return image;
    const std::vector<LinearTap> across = linear_taps(image.width, width, false), down = linear_taps(image.height, height, true);
    const auto row = [&](int y) {
        std::vector<int> sums;
        const uint8_t* from = image.pixels.data() + size_t{3} * image.width * y;
        for (const LinearTap& tap : across) {
            for (int c = 0; c < 3; ++c)
                sums.push_back((from[3 * tap.first + c] * tap.share_of_first + from[3 * tap.second + c] * tap.share_of_second) >> 4);
        }
        return sums;
    };
    RgbImage result{width, height, {}};
    result.pixels.reserve(size_t{3} * width * height);
    for (const LinearTap& tap : down) {
        const std::vector<int> above = row(tap.first), below = row(tap.second);
        for (size_t i = 0; i < above.size(); ++i) {
            const int value = ((above[i] * tap.share_of_first) >> 16) + ((below[i] * tap.share_of_second) >> 16);
            result.pixels.push_back(static_cast<uint8_t>(std::clamp((value + 2) >> 2, 0, 255)));
        }
    }
    return result;
}

FinePicture resize(const FinePicture& picture, int width, int height) {
    return resized<float>(picture, width, height, kernel_of(ResizeFilter::lanczos));
}

}  // namespace imagelab
