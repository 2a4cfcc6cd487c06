#include "core/image/similarity.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace imagelab {
namespace {

constexpr int edge_share = 20;  // of a square's side: what fades

// Bilinear, the outermost pixels going on beyond it.
double sampled_within(const RgbImage& picture, double x, double y, size_t channel) {
    x = std::clamp(x, 0.0, picture.width - 1.0), y = std::clamp(y, 0.0, picture.height - 1.0);
    const int left = static_cast<int>(x), top = static_cast<int>(y);
    const double across = x - left, down = y - top;
    const auto at = [&](int column, int row) {
        column = std::min(column, picture.width - 1), row = std::min(row, picture.height - 1);
        return static_cast<double>(picture.pixels[(static_cast<size_t>(row) * picture.width + static_cast<size_t>(column)) * 3 + channel]);
    };
    return (at(left, top) * (1 - across) + at(left + 1, top) * across) * (1 - down) +
           (at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across) * down;
}

// Bilinear; pixels beyond the picture count as `beyond`.
template <class Beyond>
double sampled(const RgbImage& picture, double x, double y, size_t channel, const Beyond& beyond) {
    const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
    const double across = x - left, down = y - top;
    const auto at = [&](int column, int row) {
        if (column < 0 || row < 0 || column >= picture.width || row >= picture.height) return static_cast<double>(beyond(channel));
        return static_cast<double>(picture.pixels[(static_cast<size_t>(row) * picture.width + static_cast<size_t>(column)) * 3 + channel]);
    };
    const double upper = at(left, top) * (1 - across) + at(left + 1, top) * across;
    const double lower = at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across;
    return upper * (1 - down) + lower * down;
}

// A part of a picture, one number a pixel.
struct Shares {
    PictureBox box;
    std::vector<float> values;
    float& at(int x, int y) { return values[static_cast<size_t>(y) * static_cast<size_t>(box.width()) + static_cast<size_t>(x)]; }
};

template <class Line>
void each_line(Shares& shares, bool rows, const Line& line) {
    const int count = rows ? shares.box.height() : shares.box.width(), length = rows ? shares.box.width() : shares.box.height();
    std::vector<float> values(static_cast<size_t>(length));
    for (int i = 0; i < count; ++i) {
        for (int j = 0; j < length; ++j) values[static_cast<size_t>(j)] = rows ? shares.at(j, i) : shares.at(i, j);
        for (int j = 0; j < length; ++j) (rows ? shares.at(j, i) : shares.at(i, j)) = line(values, j);
    }
}

// The least of what lies from `reach` before each pixel to reach - 1 behind it (cv2.erode with a square of 2 * reach).
void erode(Shares& shares, int reach) {
    for (const bool rows : {true, false}) {
        each_line(shares, rows, [&](const std::vector<float>& line, int j) {
            const auto begin = line.begin() + std::max(0, j - reach);
            const auto end = line.begin() + std::min(static_cast<int>(line.size()), j + reach);
            return *std::min_element(begin, std::max(end, begin + 1));
        });
    }
}

// cv2.GaussianBlur of 2 * reach + 1 pixels, its deviation by them, mirrored without the outermost pixel.
void blur(Shares& shares, int reach) {
    const double deviation = 0.3 * (reach - 1) + 0.8;
    std::vector<double> kernel;
    double sum = 0;
    for (int i = -reach; i <= reach; ++i) sum += kernel.emplace_back(std::exp(-0.5 * i * i / (deviation * deviation)));
    for (const bool rows : {true, false}) {
        each_line(shares, rows, [&](const std::vector<float>& line, int j) {
            const int last = static_cast<int>(line.size()) - 1;
            double value = 0;
            for (int i = -reach; i <= reach; ++i) {
                int at = j + i;
                while (last > 0 && (at < 0 || at > last)) at = at < 0 ? -at : 2 * last - at;
                value += kernel[static_cast<size_t>(i + reach)] * line[static_cast<size_t>(last > 0 ? at : 0)];
            }
            return static_cast<float>(value / sum);
        });
    }
}

}  // namespace

Similarity Similarity::inverse() const {
    const double size = a * a + b * b;
    const double p = a / size, q = -b / size;
    return {p, q, -(p * u - q * v), -(q * u + p * v)};
}

Similarity similarity_between(std::span<const std::array<double, 2>> from, std::span<const std::array<double, 2>> to) {
    if (from.size() != to.size() || from.size() < 2)
        throw Error("[similarity] " + std::to_string(from.size()) + " points to " + std::to_string(to.size()));
    const auto middle = [](std::span<const std::array<double, 2>> points) {
        std::array<double, 2> sum{};
        for (const auto& [x, y] : points) sum[0] += x, sum[1] += y;
        return std::array{sum[0] / static_cast<double>(points.size()), sum[1] / static_cast<double>(points.size())};
    };
    const auto [fx, fy] = middle(from);
    const auto [tx, ty] = middle(to);
    double spread = 0, along = 0, across = 0;
    for (size_t i = 0; i < from.size(); ++i) {
        const double x = from[i][0] - fx, y = from[i][1] - fy, p = to[i][0] - tx, q = to[i][1] - ty;
        spread += x * x + y * y, along += x * p + y * q, across += x * q - y * p;
    }
    if (!(spread > 0)) throw Error("[similarity] all points are one");
    Similarity made{along / spread, across / spread};
    made.u = tx - made.a * fx + made.b * fy, made.v = ty - made.b * fx - made.a * fy;
    return made;
}

RgbImage square_of(const RgbImage& picture, const Similarity& to_square, int side, const std::array<uint8_t, 3>& beyond) {
    const Similarity back = to_square.inverse();
    RgbImage square{side, side, {}};
    square.pixels.reserve(static_cast<size_t>(side) * static_cast<size_t>(side) * 3);
    for (int row = 0; row < side; ++row) {
        for (int column = 0; column < side; ++column) {
            const auto [x, y] = back.of(column, row);
            for (size_t c = 0; c < 3; ++c)
                square.pixels.push_back(
                    static_cast<uint8_t>(std::lround(sampled(picture, x, y, c, [&](size_t channel) { return beyond[channel]; }))));
        }
    }
    return square;
}

PictureBox paste_square(RgbImage& picture, const RgbImage& taken, const RgbImage& made, const Similarity& to_square, double share) {
    const Similarity back = to_square.inverse();
    const int side = made.width;
    const double lost = std::clamp(std::hypot(back.a, back.b) - 1, 0.0, 1.0);  // of the picture's detail
    double left = picture.width, top = picture.height, right = 0, bottom = 0;
    for (const auto& [x, y] : {back.of(-1, -1), back.of(side, -1), back.of(-1, side), back.of(side, side)})
        left = std::min(left, x), top = std::min(top, y), right = std::max(right, x), bottom = std::max(bottom, y);
    const auto within = [](double value, int most) { return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(most))); };
    Shares shares{{within(std::floor(left), picture.width), within(std::floor(top), picture.height),
                   within(std::ceil(right) + 1, picture.width), within(std::ceil(bottom) + 1, picture.height)},
                  {}};
    const PictureBox& box = shares.box;
    if (box.width() < 1 || box.height() < 1) return {};
    const RgbImage whole{side, side, std::vector<uint8_t>(made.pixels.size(), 1)};
    const auto nothing = [](size_t) { return 0; };
    for (int y = box.top; y < box.bottom; ++y) {
        for (int x = box.left; x < box.right; ++x) {
            const auto [u, v] = to_square.of(x, y);
            shares.values.push_back(static_cast<float>(sampled(whole, u, v, 0, nothing)));
        }
    }
    erode(shares, 1);
    double area = 0;
    for (const float value : shares.values) area += value;
    const int edge = static_cast<int>(std::sqrt(area)) / edge_share;
    if (edge > 0) erode(shares, edge), blur(shares, edge);
    for (int y = box.top; y < box.bottom; ++y) {
        for (int x = box.left; x < box.right; ++x) {
            const size_t i = static_cast<size_t>(y - box.top) * static_cast<size_t>(box.width()) + static_cast<size_t>(x - box.left);
            const double counts = shares.values[i] * share;
            if (!(counts > 0)) continue;
            const auto [u, v] = to_square.of(x, y);
            for (size_t c = 0; c < 3; ++c) {
                uint8_t& value = picture.pixels[(static_cast<size_t>(y) * picture.width + static_cast<size_t>(x)) * 3 + c];
                const double was = sampled_within(taken, u, v, c), change = sampled_within(made, u, v, c) - was;
                const double detail = shares.values[i] * lost * (was - value);
                value = static_cast<uint8_t>(std::lround(std::clamp(value + counts * (change + detail), 0.0, 255.0)));
            }
        }
    }
    return box;
}

}  // namespace imagelab
