#pragma once
#include <QString>
#include <vector>

namespace imagelab {

struct SizePreset {
    QString name;  // "Landscape 3:2"
    int width = 0, height = 0;
};

// The usual shapes at about the area a model was trained at (`own` x `own` pixels), on its grid: multiples of 64 from 512 px up, as in
// SDXL's buckets (Podell et al. 2023, appendix I), of 8 below.
std::vector<SizePreset> size_presets(int own_width, int own_height);

}  // namespace imagelab
