#pragma once
// Masks of painting (inpainting): read, brought to size, blurred, and how what was painted is put back into the picture.
#include <filesystem>
#include <optional>
#include <span>

#include "core/image/picture.h"

namespace imagelab {

// One byte a pixel, rows top down, no padding. Of a mask: 255 is painted anew, 0 is kept.
struct GreyImage {
    int width = 0, height = 0;
    std::vector<uint8_t> pixels;
};

// Pixels from (left, top) up to and without (right, bottom).
struct PictureBox {
    int left = 0, top = 0, right = 0, bottom = 0;
    int width() const { return right - left; }
    int height() const { return bottom - top; }
    bool operator==(const PictureBox&) const = default;
};

// How opaque each pixel of a picture is, 0..255 in all three channels, turned as read_picture turns it; 255 where it has no alpha.
Result<RgbImage> read_opacity(const std::filesystem::path& path);  // core/image/picture.cpp

struct ReadMask {
    GreyImage mask;
    bool by_transparency = false;  // what is transparent is painted; else what is light, by Pillow's luminance (ITU-R BT.601)
};
Result<ReadMask> read_mask(const std::filesystem::path& path);
GreyImage luminance(const RgbImage& image);
RgbImage as_rgb(const GreyImage& image);

// Lanczos, as that of pictures, but the filter's rings are cut: below 16 is 0, above 239 is 255.
GreyImage resize(const GreyImage& mask, int width, int height);
GreyImage without_rings(GreyImage mask);
GreyImage cut(const GreyImage& image, const PictureBox& box);  // `box` lies inside
RgbImage cut(const RgbImage& image, const PictureBox& box);

// Gaussian blur of this standard deviation in pixels, which ends int(2.5 deviation + 0.5) pixels away (A1111 modules/processing.py); edges
// are mirrored without their outermost pixel (OpenCV's BORDER_REFLECT_101).
GreyImage blurred(const GreyImage& image, int deviation);

// What is not 0; none where all is.
std::optional<PictureBox> bounds(const GreyImage& mask);
// Bounds and padding around them, grown to the shape of width x height as far as the mask's picture reaches (A1111 modules/masking.py
// get_crop_region_v2 and expand_crop_region; diffusers VaeImageProcessor.get_crop_region). The mask is not all 0.
PictureBox surroundings(const GreyImage& mask, int padding, int width, int height);

// Where the mask is not 0, colours flow in from around it; the other pixels stay. Pull-push (Gortler et al. 1996, The Lumigraph, 3.4).
void fill_from_neighbours(RgbImage& image, const GreyImage& mask);

// Puts `made`, which has the size of `box`, into the picture: `share` (of the picture's size) 255 is `made`, and where it is 0 no byte
// changes.
void paste(RgbImage& picture, const RgbImage& made, const PictureBox& box, const GreyImage& share);

}  // namespace imagelab
