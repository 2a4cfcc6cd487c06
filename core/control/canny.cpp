#include "core/control/canny.h"

#include <algorithm>
#include <cstdlib>

namespace imagelab {
namespace {

struct Gradient {
    int dx = 0, dy = 0;
    int size() const { return std::abs(dx) + std::abs(dy); }
};

class Gradients {
  public:
    explicit Gradients(const RgbImage& image) : width_(image.width), height_(image.height) {
        all_.resize(static_cast<size_t>(width_) * static_cast<size_t>(height_));
        for (int y = 0; y < height_; ++y) {
            for (int x = 0; x < width_; ++x) {
                Gradient& strongest = all_[static_cast<size_t>(y) * static_cast<size_t>(width_) + static_cast<size_t>(x)];
                for (int channel = 0; channel < 3; ++channel) {
                    const Gradient own = sobel(image, x, y, channel);
                    if (channel == 0 || own.size() > strongest.size()) strongest = own;
                }
            }
        }
    }

    const Gradient& at(int x, int y) const { return all_[static_cast<size_t>(y) * static_cast<size_t>(width_) + static_cast<size_t>(x)]; }
    int size(int x, int y) const { return x < 0 || y < 0 || x >= width_ || y >= height_ ? 0 : at(x, y).size(); }

    // Whether it is a maximum along its direction, of which 22.5 and 67.5 degrees are the borders (their tangents in 15 bits).
    bool is_maximum(int x, int y) const {
        constexpr int bits = 15, tangent = 13573;
        const Gradient& own = at(x, y);
        const int size = own.size();
        const int64_t across = std::abs(own.dx), down = int64_t{std::abs(own.dy)} << bits, border = across * tangent;
        if (down < border) return size > this->size(x - 1, y) && size >= this->size(x + 1, y);
        if (down > border + (across << (bits + 1))) return size > this->size(x, y - 1) && size >= this->size(x, y + 1);
        const int side = (own.dx ^ own.dy) < 0 ? -1 : 1;
        return size > this->size(x - side, y - 1) && size > this->size(x + side, y + 1);
    }

  private:
    static Gradient sobel(const RgbImage& image, int x, int y, int channel) {
        const auto pixel = [&](int across, int down) {
            const int px = std::clamp(x + across, 0, image.width - 1), py = std::clamp(y + down, 0, image.height - 1);
            return int{image.pixels[(static_cast<size_t>(py) * image.width + px) * 3 + static_cast<size_t>(channel)]};
        };
        const int left_top = pixel(-1, -1), top = pixel(0, -1), right_top = pixel(1, -1), left = pixel(-1, 0), right = pixel(1, 0),
                  left_low = pixel(-1, 1), low = pixel(0, 1), right_low = pixel(1, 1);
        return {right_top + 2 * right + right_low - left_top - 2 * left - left_low,
                left_low + 2 * low + right_low - left_top - 2 * top - right_top};
    }

    int width_, height_;
    std::vector<Gradient> all_;
};

}  // namespace

RgbImage canny(const RgbImage& image, CannyThresholds thresholds) {
    enum : uint8_t { nothing, candidate, edge };
    const int width = image.width, height = image.height;
    const Gradients gradients(image);
    std::vector<uint8_t> marks(static_cast<size_t>(width) * static_cast<size_t>(height), nothing);
    std::vector<std::pair<int, int>> found;  // edges whose neighbours are still to be looked at
    const auto mark = [&](int x, int y) -> uint8_t& {
        return marks[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)];
    };
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const int size = gradients.at(x, y).size();
            if (size <= thresholds.low || !gradients.is_maximum(x, y)) continue;
            mark(x, y) = size > thresholds.high ? edge : candidate;
            if (size > thresholds.high) found.emplace_back(x, y);
        }
    }
    while (!found.empty()) {
        const auto [x, y] = found.back();
        found.pop_back();
        for (int down = std::max(0, y - 1); down <= std::min(height - 1, y + 1); ++down) {
            for (int across = std::max(0, x - 1); across <= std::min(width - 1, x + 1); ++across) {
                if (mark(across, down) != candidate) continue;
                mark(across, down) = edge;
                found.emplace_back(across, down);
            }
        }
    }
    RgbImage edges{width, height, std::vector<uint8_t>(3 * marks.size())};
    for (size_t i = 0; i < marks.size(); ++i)
        std::fill_n(edges.pixels.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, marks[i] == edge ? 255 : 0);
    return edges;
}

}  // namespace imagelab
