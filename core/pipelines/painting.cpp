#include "core/pipelines/painting.h"

#include <algorithm>

#include "core/image/blurred_fill.h"
#include "core/image/finishing.h"
#include "core/image/resize.h"
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

// A picture over all of a box, its middle where the shapes differ (A1111 modules/images.py resize_image, "crop and resize").
RgbImage covering(const RgbImage& image, int width, int height) {
    const bool wider = static_cast<double>(width) / height > static_cast<double>(image.width) / image.height;
    const int across = wider ? width : image.width * height / image.height, down = wider ? image.height * width / image.width : height;
    return window(resize(image, across, down), across / 2 - width / 2, down / 2 - height / 2, width, height);
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

// As A1111 (modules/processing.py): Pillow's bicubic filter, then black or white.
std::vector<float> latent_mask_as_a1111(const GreyImage& mask, int downscale) {
    const RgbImage small = resize(as_rgb(mask), mask.width / downscale, mask.height / downscale, ResizeFilter::bicubic);
    std::vector<float> values;
    for (size_t i = 0; i < small.pixels.size(); i += 3) values.push_back(small.pixels[i] < 128 ? 0.0f : 1.0f);
    return values;
}

// As ComfyUI (comfy/utils.py reshape_mask): torch's bilinear interpolation, which reads the middle of each square alone.
std::vector<float> latent_mask_as_comfyui(const GreyImage& mask, int downscale) {
    const auto at = [&](int y, int x) { return static_cast<float>(mask.pixels[static_cast<size_t>(y) * mask.width + x]) / 255.0f; };
    const int before = (downscale - 1) / 2, behind = downscale / 2;
    std::vector<float> values;
    for (int y = 0; y + downscale <= mask.height; y += downscale) {
        for (int x = 0; x + downscale <= mask.width; x += downscale) {
            const int top = y + before, bottom = y + behind, left = x + before, right = x + behind;
            values.push_back((at(top, left) + at(top, right) + at(bottom, left) + at(bottom, right)) / 4);
        }
    }
    return values;
}

// What VAEEncodeForInpaint (nodes.py) paints: black or white, and white grows by so many pixels in all across and down.
GreyImage grown_for_inpainting(const GreyImage& mask) {
    constexpr int grows = 6, before = grows / 2;
    GreyImage grown{mask.width, mask.height, std::vector<uint8_t>(mask.pixels.size())};
    for (int y = 0; y < mask.height; ++y) {
        for (int x = 0; x < mask.width; ++x) {
            if (mask.pixels[static_cast<size_t>(y) * mask.width + x] < 128) continue;
            for (int row = std::max(y - grows + before + 1, 0); row <= std::min(y + before, mask.height - 1); ++row) {
                for (int column = std::max(x - grows + before + 1, 0); column <= std::min(x + before, mask.width - 1); ++column)
                    grown.pixels[static_cast<size_t>(row) * mask.width + column] = 255;
            }
        }
    }
    return grown;
}

std::vector<float> latent_mask_for(const Request& request, const GreyImage& mask, int downscale) {
    if (request.like == LikeProgram::comfyui)
        return latent_mask_as_comfyui(request.mask.fill == MaskFill::grey ? grown_for_inpainting(mask) : mask, downscale);
    if (is_a1111(request.like) && !request.mask.soft) return latent_mask_as_a1111(mask, downscale);
    return latent_mask_of(mask, downscale, request.mask.soft);
}

// How much of the result stands in each pixel of the base, of the mask's share. A1111 doubles a whole picture's; ComfyUI puts nothing back.
void blend_as_program(const Request& request, GreyImage& share) {
    const bool whole = request.mask.area == MaskArea::picture;
    if (request.like == LikeProgram::comfyui && whole) {
        std::fill(share.pixels.begin(), share.pixels.end(), uint8_t{255});
    } else if (request.mask.soft) {
        for (uint8_t& value : share.pixels) value = static_cast<uint8_t>(std::min(255, value * 255 / soft_edge));
    } else if (is_a1111(request.like) && whole) {
        for (uint8_t& value : share.pixels) value = static_cast<uint8_t>(std::min(255, 2 * value));
    }
}

void place(Painting& painting, const Request& request, PaintedCanvas canvas, const PaintedSizes& sizes) {
    const int width = canvas.picture.width, height = canvas.picture.height;
    const bool whole = request.mask.area == MaskArea::picture;
    // Other programs than diffusers scale each picture that has not just this size.
    const bool as_ours = request.like == LikeProgram::diffusers;
    const bool same = as_ours ? rounded_up(width, sizes.unit) == sizes.model_width && rounded_up(height, sizes.unit) == sizes.model_height
                              : width == sizes.model_width && height == sizes.model_height;
    if (whole && !same) {  // scaled as image to image does
        painting.base = fitted(canvas.picture, sizes.width, sizes.height, request.fit);
        painting.share = luminance(fitted(as_rgb(canvas.mask), sizes.width, sizes.height, request.fit));
        if (as_ours) painting.share = without_rings(std::move(painting.share));
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

namespace {

template <class Image>
Image part_over(const Image& image, const Painting& painting) {
    const RgbImage& whole = painting.base;
    if (painting.box == PictureBox{0, 0, whole.width, whole.height}) return image;
    return cut(image.width == whole.width && image.height == whole.height ? image : resize(image, whole.width, whole.height), painting.box);
}

}  // namespace

RgbImage part_of(const RgbImage& image, const Painting& painting) {
    return part_over(image, painting);
}
GreyImage part_of(const GreyImage& image, const Painting& painting) {
    return part_over(image, painting);
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
    }
    return painted_canvas(request, std::move(start), mask);
}

PaintedCanvas painted_canvas(const Request& request, RgbImage start, const GreyImage& own) {
    GreyImage mask = blurred(own, request.mask.blur);
    const Outpaint& grown = request.outpaint;
    if (grown == Outpaint()) return PaintedCanvas{std::move(start), std::move(mask)};
    mask = grown_mask(mask, grown, request.mask.blur);
    return PaintedCanvas{window(start, -grown.left, -grown.top, mask.width, mask.height), std::move(mask)};
}

Result<Painting> make_painting(const Request& request, PaintedCanvas canvas, const PaintedSizes& sizes) {
    Painting painting;
    painting.edges_too = is_a1111(request.like);
    if (!bounds(canvas.mask))
        return Failure{"conditioning.mask_blur: is " + std::to_string(request.mask.blur) + "; allowed: less, nothing is left of the mask"};
    place(painting, request, std::move(canvas), sizes);
    painting.start = placed(painting.base, painting, sizes);
    painting.mask = luminance(placed(as_rgb(painting.share), painting, sizes));
    blend_as_program(request, painting.share);
    const auto whole_or_not = [&] {
        for (uint8_t& value : painting.mask.pixels) value = value < 128 ? 0 : 255;
    };
    const bool as_ours = request.like == LikeProgram::diffusers;
    if (as_ours && !request.mask.soft) whole_or_not();
    painting.latent_mask = latent_mask_for(request, painting.mask, sizes.downscale);
    // A1111 fills whatever the painted part starts from; latents come in its place where that is asked for.
    const bool by_blurs = is_a1111(request.like) && !request.mask.soft && request.mask.fill != MaskFill::grey;
    if (by_blurs && request.mask.fill != MaskFill::original) fill_by_blurs(painting.start, painting.mask);
    if (!as_ours && !request.mask.soft) whole_or_not();
    if (std::none_of(painting.latent_mask.begin(), painting.latent_mask.end(), [](float value) { return value > 0; })) {
        const std::string what = "conditioning.mask: nothing of it is left at " + std::to_string(sizes.downscale) +
                                 " pixels to a place of the latents, with half of the mask's white as the limit: paint more of it";
        return Failure{what + (request.mask.area == MaskArea::picture ? ", or use --mask-area masked" : " or blur it less")};
    }
    if (request.mask.fill == MaskFill::neighbours && !by_blurs) fill_from_neighbours(painting.start, painting.mask);
    return painting;
}

RgbImage painted(const Painting& painting, const RgbImage& made) {
    RgbImage picture = painting.base;
    const int width = painting.box.width(), height = painting.box.height();
    const RgbImage part = painting.edges_too ? covering(made, width, height) : resize(cut(made, painting.content), width, height);
    paste(picture, part, painting.box, painting.share);
    return picture;
}

FinePicture painted(const Painting& painting, const FinePicture& made) {
    const PictureBox &box = painting.box, &content = painting.content;
    FinePicture part{content.width(), content.height(), {}}, picture = fine_picture(painting.base);
    for (int y = content.top; y < content.bottom; ++y) {
        const auto row = made.pixels.begin() + 3 * (int64_t{y} * made.width + content.left);
        part.pixels.insert(part.pixels.end(), row, row + 3 * content.width());
    }
    part = resize(part, box.width(), box.height());
    for (int y = 0; y < part.height; ++y) {
        for (int x = 0; x < part.width; ++x) {
            const size_t at = static_cast<size_t>(y + box.top) * picture.width + x + box.left;
            const float share = static_cast<float>(painting.share.pixels[at]) / 255.0f;
            for (size_t c = 0; share > 0 && c < 3; ++c) {
                float& pixel = picture.pixels[3 * at + c];
                pixel += share * (part.pixels[3 * (static_cast<size_t>(y) * part.width + x) + c] - pixel);
            }
        }
    }
    return picture;
}

}  // namespace imagelab
