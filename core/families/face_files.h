#pragma once
// A network that makes a face anew from a poor picture of it, which people bring as ONNX.
#include "core/families/detector_files.h"

namespace imagelab {

struct FaceFiles {
    PictureModel model;
    std::string name;                               // file stem, for people
    int side = 512;                                 // pixels of the square it reads and gives
    std::shared_ptr<const DetectorFiles> detector;  // YuNet
    bool has_fidelity() const { return !model.numbers().empty(); }
    // For a fidelity of 0 (as good as it can look) to 1 (as true to the picture as it can be). Throws Error.
    PictureModel::Traced traced(double fidelity) const;
};

// GFPGAN (Wang et al. 2021), CodeFormer (Zhou et al. 2022, with its weight as the second input), RestoreFormer (Wang et al. 2022) and
// whatever takes an aligned face of colours in -1..1, [1, 3, side, side], and gives one. `detector`: a YuNet. The failure names the file.
Result<std::shared_ptr<const FaceFiles>> open_face_restorer(const std::filesystem::path& path, const std::filesystem::path& detector);

}  // namespace imagelab
