#pragma once
// Painting over a start picture and beyond its edges (inpainting, outpainting): which part the model makes, from what, and how that becomes
// the finished picture. Decided before anything runs; the noise of each picture is core/pipelines/stages/paint.h's.
#include "core/image/mask.h"
#include "core/request/request.h"

namespace imagelab {

// Whether a request paints with a mask or beyond the edges.
bool paints(const Request& request);

// The start picture with what it grows by, its edges continued there, and the mask of its size: blurred, the new sides in it. Where a side
// grows, old and new pass into each other over `seam` pixels of the old picture, or four times the mask's blur.
struct PaintedCanvas {
    RgbImage picture;
    GreyImage mask;
};
constexpr int seam = 16;
// The failure names the field.
Result<PaintedCanvas> painted_canvas(const Request& request, RgbImage start);
// The same with a mask that is at hand, of the start picture's size, in place of the request's file.
PaintedCanvas painted_canvas(const Request& request, RgbImage start, const GreyImage& mask);

struct Painting {
    RgbImage base;  // what the result is put into: the start picture's own pixels, where its size stays
    // Of the result in each pixel of the base; where it is 0 the base stays as it is, to the byte. ComfyUI keeps nothing so.
    GreyImage share;
    PictureBox box;      // the part of the base that the model makes,
    PictureBox content;  // and where that lies in the model's picture; around it edges are continued
    // A1111 scales all that the model made over the box, continued edges too (modules/processing.py apply_overlay).
    bool edges_too = false;
    RgbImage start;  // the model's picture before it is painted
    GreyImage mask;  // of its size; 255 and 0, greys of a soft one
    // Of each latent pixel [height, width]: 1 is painted, 0 is kept; between them where the mask is soft, or ComfyUI's.
    std::vector<float> latent_mask;
};
// Sizes in pixels: of the request, and of the picture that the model makes; `unit`: a side of the model's picture is a multiple of it.
struct PaintedSizes {
    int width, height, model_width, model_height, unit, downscale;
};
Result<Painting> make_painting(const Request& request, PaintedCanvas canvas, const PaintedSizes& sizes);

// What the model made, in its place.
RgbImage painted(const Painting& painting, const RgbImage& made);
struct FinePicture;
FinePicture painted(const Painting& painting, const FinePicture& made);  // not rounded; of none whose edges come too

// Of a picture, or a mask, that lies over the base (scaled to it where it is of another size): the part in the box.
RgbImage part_of(const RgbImage& image, const Painting& painting);
GreyImage part_of(const GreyImage& image, const Painting& painting);

// The next multiple of `unit`.
int rounded_up(int side, int unit);

}  // namespace imagelab
