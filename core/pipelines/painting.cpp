#include "core/pipelines/painting.h"

#include <algorithm>

#include "core/pipelines/fit.h"

namespace imagelab {
namespace {

constexpr int soft_edge = 64;  // greys of a soft mask up to which old and new pass into each other; above, the picture is the new one

// How much of a pixel at this distance from a side that grows is new.
int seam_share(int distance, int width) {
    return distance >= width ? 0 : 255 * (2 * (width - distance) - 1) / (2 * width);
}

// `own`: the mask of the picture before it grew.
GreyImage grown_mask(const GreyImage& own, const Outpaint& grown, int blur) {
    GreyImage mask{own.width + grown.left + grown.right, own.height + grown.top + grown.bottom, {}};
    mask.pixels.resize(static_cast<size_t>(mask.width) * mask.height, 255);
    const int across = std::min(std::max(seam, 4 * blur), std::max(1, own.width / 2)),
              down = std::min(std::max(seam, 4 * blur), std::max(1, own.height / 2));
    for (int y = 0; y < own.height; ++y) {
        for (int x = 0; x < own.width; ++x) {
            int share = own.pixels[static_cast<size_t>(y) * own.width + x];
            if (grown.left > 0) share = std::max(share, seam_share(x, across));
            if (grown.right > 0) share = std::max(share, seam_share(own.width - 1 - x, across));
            if (grown.top > 0) share = std::max(share, seam_share(y, down));
            if (grown.bottom > 0) share = std::max(share, seam_share(own.height - 1 - y, down));
            mask.pixels[static_cast<size_t>(y + grown.top) * mask.width + (x + grown.left)] = static_cast<uint8_t>(share);
        }
    }
    return mask;
}

// Where a part of this size lies in the model's picture, whole and in its middle: VaeImageProcessor._resize_and_fill.
PictureBox centred(int width, int height, const PaintedSizes& sizes) {
    const double wanted = static_cast<double>(sizes.model_width) / sizes.model_height, own = static_cast<double>(width) / height;
    const auto scaled = [](int side, int by, int whole) { return std::max(1, static_cast<int>(int64_t{side} * by / whole)); };
    const int across = wanted < own ? sizes.model_width : scaled(width, sizes.model_height, height),
              down = wanted >= own ? sizes.model_height : scaled(height, sizes.model_width, width);
    const int left = sizes.model_width / 2 - across / 2, top = sizes.model_height / 2 - down / 2;
    return {left, top, left + across, top + down};
}

// A part of the base as the model's picture.
RgbImage placed(const RgbImage& base, const Painting& painting, const PaintedSizes& sizes) {
    const PictureBox& content = painting.content;
    const RgbImage part = resize(cut(base, painting.box), content.width(), content.height());
    return window(part, -content.left, -content.top, sizes.model_width, sizes.model_height);
}

// Of a mask of black and white as torch's nearest interpolation: the pixel at each square's corner. Of a soft one the mean of the square.
std::vector<float> latent_mask_of(const GreyImage& mask, int downscale, bool soft) {
    std::vector<float> values;
    for (int y = 0; y + downscale <= mask.height; y += downscale) {
        for (int x = 0; x + downscale <= mask.width; x += downscale) {
            float sum = 0;
            for (int row = y; row < y + (soft ? downscale : 1); ++row) {
                for (int column = x; column < x + (soft ? downscale : 1); ++column)
                    sum += mask.pixels[static_cast<size_t>(row) * mask.width + column];
            }
            values.push_back(sum / (255.0f * (soft ? downscale * downscale : 1)));
        }
    }
    return values;
}

void place(Painting& painting, const Request& request, PaintedCanvas canvas, const PaintedSizes& sizes) {
    const int width = canvas.picture.width, height = canvas.picture.height;
    const bool whole = request.mask.area == MaskArea::picture;
    const bool same = rounded_up(width, sizes.unit) == sizes.model_width && rounded_up(height, sizes.unit) == sizes.model_height;
    if (whole && !same) {  // scaled as image to image does
        painting.base = fitted(canvas.picture, sizes.width, sizes.height, request.fit);
        painting.share = without_rings(luminance(fitted(as_rgb(canvas.mask), sizes.width, sizes.height, request.fit)));
    } else {
        painting.base = std::move(canvas.picture);
        painting.share = std::move(canvas.mask);
    }
    painting.box = whole ? PictureBox{0, 0, painting.base.width, painting.base.height}
                         : surroundings(painting.share, request.mask.padding, sizes.model_width, sizes.model_height);
    if (!whole) {
        painting.content = centred(painting.box.width(), painting.box.height(), sizes);
    } else if (same) {
        painting.content = painting.box;
    } else {
        painting.content = {0, 0, sizes.model_width, sizes.model_height};
    }
}

}  // namespace

bool paints(const Request& request) {
    return !request.mask.file.empty() || request.outpaint != Outpaint();
}

int rounded_up(int side, int unit) {
    return (side + unit - 1) / unit * unit;
}

Result<PaintedCanvas> painted_canvas(const Request& request, RgbImage start) {
    GreyImage mask{start.width, start.height, std::vector<uint8_t>(start.pixels.size() / 3)};
    if (!request.mask.file.empty()) {
        auto read = read_mask(request.mask.file);
        if (!read) return Failure{"conditioning.mask: " + read.error()};
        mask = resize(read->mask, start.width, start.height);
        if (!bounds(mask))
            return Failure{"conditioning.mask: nothing is painted: " + request.mask.file +
                           (read->by_transparency ? " has no transparent pixel" : " is black everywhere; what is white is painted")};
        mask = blurred(mask, request.mask.blur);
    }
    const Outpaint& grown = request.outpaint;
    if (grown == Outpaint()) return PaintedCanvas{std::move(start), std::move(mask)};
    mask = grown_mask(mask, grown, request.mask.blur);
    return PaintedCanvas{window(start, -grown.left, -grown.top, mask.width, mask.height), std::move(mask)};
}

Result<Painting> make_painting(const Request& request, PaintedCanvas canvas, const PaintedSizes& sizes) {
    Painting painting;
    if (!bounds(canvas.mask))
        return Failure{"conditioning.mask_blur: is " + std::to_string(request.mask.blur) + "; allowed: less, nothing is left of the mask"};
    place(painting, request, std::move(canvas), sizes);
    painting.start = placed(painting.base, painting, sizes);
    painting.mask = luminance(placed(as_rgb(painting.share), painting, sizes));
    if (request.mask.soft) {
        for (uint8_t& share : painting.share.pixels) share = static_cast<uint8_t>(std::min(255, share * 255 / soft_edge));
    } else {
        for (uint8_t& value : painting.mask.pixels) value = value < 128 ? 0 : 255;
    }
    painting.latent_mask = latent_mask_of(painting.mask, sizes.downscale, request.mask.soft);
    if (std::none_of(painting.latent_mask.begin(), painting.latent_mask.end(), [](float value) { return value > 0; })) {
        const std::string what = "conditioning.mask: nothing of it is left at " + std::to_string(sizes.downscale) +
                                 " pixels to a place of the latents, with half of the mask's white as the limit: paint more of it";
        return Failure{what + (request.mask.area == MaskArea::picture ? ", or use --mask-area masked" : " or blur it less")};
    }
    if (request.mask.fill == MaskFill::neighbours) fill_from_neighbours(painting.start, painting.mask);
    return painting;
}

RgbImage painted(const Painting& painting, const RgbImage& made) {
    RgbImage picture = painting.base;
    const RgbImage part = resize(cut(made, painting.content), painting.box.width(), painting.box.height());
    paste(picture, part, painting.box, painting.share);
    return picture;
}

}  // namespace imagelab
