#pragma once
#include "core/image/picture.h"

namespace imagelab {

// Pillow's bytes: Lanczos is that of resize() in picture.h, bicubic as transformers' CLIPImageProcessor has it.
enum class ResizeFilter { lanczos, bicubic };
RgbImage resize(const RgbImage& image, int width, int height, ResizeFilter filter);
// Bilinear without antialiasing, byte for byte as OpenCV's INTER_LINEAR (modules/imgproc/src/resize.cpp), which detectors were trained behind.
RgbImage resize_bilinear(const RgbImage& image, int width, int height);
// Lanczos without rounding; what it shoots over 0..1 is cut.
struct FinePicture;
FinePicture resize(const FinePicture& picture, int width, int height);

}  // namespace imagelab
