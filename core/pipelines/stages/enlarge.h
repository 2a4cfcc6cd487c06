#pragma once
// Enlarging within a run: of the finished picture, and before a hires pass.
#include "core/pipelines/stages/stage.h"
#include "core/pipelines/upscaler.h"

namespace imagelab {

// Of so many pictures of this size; its units are tiles. Null: Lanczos, which needs nothing worth planning.
StageNeeds enlarging_needs(Upscaler* upscaler, EnlargedSize from, EnlargedSize to, int pictures);
int enlarging_units(Upscaler* upscaler, EnlargedSize from, EnlargedSize to);  // of one picture
// `before`, `behind`: units of the same picture that were done, and that are to come.
RgbImage enlarged_picture(Run& run, Stage stage, const RgbImage& picture, Upscaler* upscaler, EnlargedSize size, int before = 0,
                          int behind = 0);
FinePicture enlarged_picture(Run& run, Stage stage, const FinePicture& picture, Upscaler* upscaler, EnlargedSize size, int before = 0,
                             int behind = 0);

}  // namespace imagelab
