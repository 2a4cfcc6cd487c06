#pragma once
// A network that finds things in pictures, which people bring as ONNX: ultralytics' YOLO (v5, v8, v9, v10, 11, 12; detection and
// segmentation, github.com/ultralytics/ultralytics), YOLOX (Ge et al. 2021, as DWPose has it) and YuNet for faces (Wu et al. 2023,
// github.com/opencv/opencv_zoo).
#include "core/families/picture_model.h"

namespace imagelab {

struct DetectorFiles {
    // How its output is to be read. N candidates, C classes, M coefficients of masks:
    enum class Layout {
        columns,   // [1, 4 + C + M, N]: middle, sides, scores (v8 to 12)
        rows,      // [1, N, 5 + C + M]: the same with a score that something is there (v5)
        finished,  // [1, N, 6 + M]: corners, score, class, as they are after suppression (v10, exports with nms)
        grid,      // [1, N, 5 + C]: steps from each place of the strides 8, 16, 32 and logarithms of sides, with such a score (YOLOX)
        yunet      // of strides 8, 16, 32: cls, obj, bbox, kps
    };
    PictureModel model;
    std::string name;  // file stem, for people
    Layout layout = Layout::columns;
    int width = 640, height = 640;     // pixels of what it looks at
    std::vector<std::string> classes;  // their names
    int masks = 0;                     // M; 0: it finds boxes alone
    PictureModel::Traced traced;       // of that size; for segmentation the second output is [1, M, height / 4, width / 4]

    // Which of its classes these names mean, parted by commas; empty: all of them. The failure says which there are.
    Result<std::vector<int>> classes_named(const std::string& names) const;
};

// YuNet's outputs, by kind and stride.
constexpr const char* yunet_outputs[] = {"cls_8",  "cls_16",  "cls_32",  "obj_8", "obj_16", "obj_32",
                                         "bbox_8", "bbox_16", "bbox_32", "kps_8", "kps_16", "kps_32"};

bool is_yunet(const std::vector<std::string>& outputs);  // a file with outputs of these names is one

// The failure names the file and says what it is instead, or what to do with a .pt of ultralytics, which is a program.
Result<std::shared_ptr<const DetectorFiles>> open_detector(const std::filesystem::path& path);

// "{0: 'face', 1: 'hand'}", as ultralytics writes names into the file's metadata.
std::vector<std::string> class_names_in(std::string_view text);

}  // namespace imagelab
