#include "core/image/mask.h"

#include <algorithm>
#include <cmath>

namespace imagelab {
namespace {

// A line of one pixel width is a sum of its neighbours; `at` mirrors places beyond the ends.
int mirrored(int at, int size) {
    if (size == 1) return 0;
    const int period = 2 * (size - 1), place = ((at % period) + period) % period;
    return std::min(place, period - place);
}

void blur_lines(const std::vector<uint8_t>& in, std::vector<uint8_t>& out, int lines, int size, size_t line_step, size_t step,
                std::span<const float> weights) {
    const int radius = static_cast<int>(weights.size() / 2);
    for (int line = 0; line < lines; ++line) {
        const size_t begin = static_cast<size_t>(line) * line_step;
        for (int i = 0; i < size; ++i) {
            float sum = 0;
            for (int k = -radius; k <= radius; ++k)
                sum += weights[static_cast<size_t>(k + radius)] * in[begin + static_cast<size_t>(mirrored(i + k, size)) * step];
            out[begin + static_cast<size_t>(i) * step] = static_cast<uint8_t>(std::clamp(std::lround(sum), 0L, 255L));
        }
    }
}

template <int channels, class Image>
Image cut_of(const Image& image, const PictureBox& box) {
    if (box.left < 0 || box.top < 0 || box.right > image.width || box.bottom > image.height || box.width() < 1 || box.height() < 1)
        throw Error("[mask] a box beyond the picture of " + std::to_string(image.width) + "x" + std::to_string(image.height));
    Image part{box.width(), box.height(), {}};
    for (int y = box.top; y < box.bottom; ++y) {
        const auto row = image.pixels.begin() + channels * (static_cast<std::ptrdiff_t>(y) * image.width + box.left);
        part.pixels.insert(part.pixels.end(), row, row + channels * static_cast<std::ptrdiff_t>(box.width()));
    }
    return part;
}

// One axis of expand_crop_region: [low, high) grows to `wanted`, is shifted back inside of [0, size), then clipped.
void grow(int& low, int& high, double wanted, int size) {
    const int more = static_cast<int>(wanted - (high - low));
    low -= more / 2;
    high += more - more / 2;
    if (high >= size) low -= high - size, high = size;
    if (low < 0) high -= low, low = 0;
    high = std::min(high, size);
}

// A level of the pyramid: colours and how much is known of each, 0..1.
struct Level {
    int width, height;
    std::vector<float> colours, known;
};

Level pulled(const Level& fine) {
    Level coarse{(fine.width + 1) / 2, (fine.height + 1) / 2, {}, {}};
    coarse.colours.resize(static_cast<size_t>(coarse.width) * coarse.height * 3);
    coarse.known.resize(static_cast<size_t>(coarse.width) * coarse.height);
    for (int y = 0; y < fine.height; ++y) {
        for (int x = 0; x < fine.width; ++x) {
            const size_t from = static_cast<size_t>(y) * fine.width + x, to = static_cast<size_t>(y / 2) * coarse.width + x / 2;
            coarse.known[to] += fine.known[from];
            for (size_t c = 0; c < 3; ++c) coarse.colours[3 * to + c] += fine.known[from] * fine.colours[3 * from + c];
        }
    }
    for (size_t i = 0; i < coarse.known.size(); ++i) {
        if (coarse.known[i] <= 0) continue;
        for (size_t c = 0; c < 3; ++c) coarse.colours[3 * i + c] /= coarse.known[i];
        coarse.known[i] = std::min(1.0f, coarse.known[i]);
    }
    return coarse;
}

// What a level does not know comes from the coarser one, interpolated between its four nearest values.
void push(Level& fine, const Level& coarse) {
    for (int y = 0; y < fine.height; ++y) {
        const int near_y = y / 2, far_y = std::clamp(near_y + (y % 2 == 0 ? -1 : 1), 0, coarse.height - 1);
        for (int x = 0; x < fine.width; ++x) {
            const size_t at = static_cast<size_t>(y) * fine.width + x;
            if (fine.known[at] >= 1) continue;
            const int near_x = x / 2, far_x = std::clamp(near_x + (x % 2 == 0 ? -1 : 1), 0, coarse.width - 1);
            const auto value = [&](int row, int column, size_t c) {
                return coarse.colours[3 * (static_cast<size_t>(row) * coarse.width + column) + c];
            };
            for (size_t c = 0; c < 3; ++c) {
                const float guess = 0.5625f * value(near_y, near_x, c) + 0.1875f * (value(near_y, far_x, c) + value(far_y, near_x, c)) +
                                    0.0625f * value(far_y, far_x, c);
                float& colour = fine.colours[3 * at + c];
                colour = fine.known[at] * colour + (1 - fine.known[at]) * guess;
            }
        }
    }
}

}  // namespace

GreyImage luminance(const RgbImage& image) {
    GreyImage grey{image.width, image.height, {}};
    grey.pixels.reserve(image.pixels.size() / 3);
    for (size_t i = 0; i < image.pixels.size(); i += 3) {
        const unsigned sum = 19595u * image.pixels[i] + 38470u * image.pixels[i + 1] + 7471u * image.pixels[i + 2] + 0x8000u;
        grey.pixels.push_back(static_cast<uint8_t>(sum >> 16));
    }
    return grey;
}

RgbImage as_rgb(const GreyImage& image) {
    RgbImage rgb{image.width, image.height, {}};
    rgb.pixels.reserve(image.pixels.size() * 3);
    for (const uint8_t value : image.pixels) rgb.pixels.insert(rgb.pixels.end(), 3, value);
    return rgb;
}

Result<ReadMask> read_mask(const std::filesystem::path& path) {
    auto opacity = read_opacity(path);
    if (!opacity) return Failure{opacity.error()};
    const bool transparent = std::any_of(opacity->pixels.begin(), opacity->pixels.end(), [](uint8_t value) { return value < 255; });
    if (transparent) {
        for (uint8_t& value : opacity->pixels) value = static_cast<uint8_t>(255 - value);
        return ReadMask{luminance(*opacity), true};
    }
    const auto picture = read_picture(path);
    if (!picture) return Failure{picture.error()};
    return ReadMask{luminance(*picture), false};
}

GreyImage resize(const GreyImage& image, int width, int height) {
    if (image.width == width && image.height == height) return image;
    return without_rings(luminance(resize(as_rgb(image), width, height)));
}

GreyImage without_rings(GreyImage mask) {
    for (uint8_t& value : mask.pixels) value = value < 16 ? 0 : value > 239 ? 255 : value;
    return mask;
}

GreyImage cut(const GreyImage& image, const PictureBox& box) {
    return cut_of<1>(image, box);
}

RgbImage cut(const RgbImage& image, const PictureBox& box) {
    return cut_of<3>(image, box);
}

GreyImage blurred(const GreyImage& image, int deviation) {
    if (deviation < 1) return image;
    const int radius = static_cast<int>(2.5 * deviation + 0.5);
    std::vector<double> exact;
    double sum = 0;
    for (int k = -radius; k <= radius; ++k) sum += exact.emplace_back(std::exp(-0.5 * k * k / (double{1} * deviation * deviation)));
    std::vector<float> weights;
    for (const double weight : exact) weights.push_back(static_cast<float>(weight / sum));
    GreyImage across = image, both = image;
    const auto width = static_cast<size_t>(image.width);
    blur_lines(image.pixels, across.pixels, image.height, image.width, width, 1, weights);
    blur_lines(across.pixels, both.pixels, image.width, image.height, 1, width, weights);
    return both;
}

std::optional<PictureBox> bounds(const GreyImage& mask) {
    PictureBox box{mask.width, mask.height, 0, 0};
    for (int y = 0; y < mask.height; ++y) {
        const auto row = mask.pixels.begin() + static_cast<std::ptrdiff_t>(y) * mask.width;
        const auto first = std::find_if(row, row + mask.width, [](uint8_t value) { return value != 0; });
        if (first == row + mask.width) continue;
        int last = mask.width - 1;
        while (row[last] == 0) --last;
        box = {std::min(box.left, static_cast<int>(first - row)), std::min(box.top, y), std::max(box.right, last + 1), y + 1};
    }
    if (box.bottom == 0) return std::nullopt;
    return box;
}

PictureBox surroundings(const GreyImage& mask, int padding, int width, int height) {
    const auto own = bounds(mask);
    if (!own) throw Error("[mask] nothing is masked");
    PictureBox box{std::max(0, own->left - padding), std::max(0, own->top - padding), std::min(mask.width, own->right + padding),
                   std::min(mask.height, own->bottom + padding)};
    const double wanted = static_cast<double>(width) / height;
    if (static_cast<double>(box.width()) / box.height() > wanted) {
        grow(box.top, box.bottom, box.width() / wanted, mask.height);
    } else {
        grow(box.left, box.right, box.height() * wanted, mask.width);
    }
    return box;
}

void fill_from_neighbours(RgbImage& image, const GreyImage& mask) {
    std::vector<Level> levels(1, Level{image.width, image.height, {}, {}});
    levels.front().colours.assign(image.pixels.begin(), image.pixels.end());
    for (const uint8_t masked : mask.pixels) levels.front().known.push_back(masked == 0 ? 1.0f : 0.0f);
    while (levels.back().width > 1 || levels.back().height > 1) levels.push_back(pulled(levels.back()));
    if (levels.back().known.front() <= 0) return;  // nothing is around it
    for (size_t i = levels.size() - 1; i-- > 0;) push(levels[i], levels[i + 1]);
    for (size_t i = 0; i < mask.pixels.size(); ++i) {
        if (mask.pixels[i] == 0) continue;
        for (size_t c = 0; c < 3; ++c)
            image.pixels[3 * i + c] = static_cast<uint8_t>(std::clamp(std::lround(levels.front().colours[3 * i + c]), 0L, 255L));
    }
}

void paste(RgbImage& picture, const RgbImage& made, const PictureBox& box, const GreyImage& share) {
    if (made.width != box.width() || made.height != box.height() || share.width != picture.width || share.height != picture.height)
        throw Error("[mask] what is pasted, its box and its mask differ in size");
    for (int y = box.top; y < box.bottom; ++y) {
        for (int x = box.left; x < box.right; ++x) {
            const size_t at = static_cast<size_t>(y) * picture.width + x;
            const int part = share.pixels[at];
            if (part == 0) continue;
            const uint8_t* from = made.pixels.data() + 3 * (static_cast<size_t>(y - box.top) * made.width + (x - box.left));
            for (size_t c = 0; c < 3; ++c) {
                uint8_t& pixel = picture.pixels[3 * at + c];
                pixel = static_cast<uint8_t>((from[c] * part + pixel * (255 - part) + 127) / 255);
            }
        }
    }
}

}  // namespace imagelab
