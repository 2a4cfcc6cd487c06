#pragma once
// Networks that make control pictures, which people bring as ONNX.
#include <array>
#include <variant>

#include "core/families/depth_files.h"
#include "core/families/detector_files.h"
#include "core/request/request.h"

namespace imagelab {

// A network whose output is a map of the picture. What a published one wants is told by its file's name.
struct MapFiles {
    ControlType type;
    PictureModel model;
    std::string name;             // of the network, for people
    int side = 0, multiple = 32;  // where its sides are free: the shorter one in pixels (0: the picture's), and what both are multiples of
    std::array<float, 3> mean, spread;  // of colours in 0..1: (value - mean) / spread
    bool bgr = false;                   // it reads blue first
    bool signed_lines = false;          // its lines are -1..1; else 0..1
    bool dark_lines = false;            // on white
    std::vector<std::string> outputs;   // that are read: the mean of all of lines, of others one
};

// A network that finds a person's key points (RTMPose, Jiang et al. 2023, with SimCC's outputs, Li et al. 2022; DWPose, Yang et al. 2023),
// and one that finds persons.
struct PoseFiles {
    PictureModel model;
    std::string name;
    std::shared_ptr<const DetectorFiles> persons;  // null: the picture shows one
    int person = 0;                                // its class
    int width = 0, height = 0;                     // pixels that the network reads
    PictureModel::Traced traced;                   // of one person: columns [1, points, ...], then rows
};
constexpr int64_t whole_body = 133, body_alone = 17;  // COCO's key points: with feet, face and hands, or without

using AnnotatorFiles = std::variant<std::shared_ptr<const DepthFiles>, std::shared_ptr<const MapFiles>, std::shared_ptr<const PoseFiles>>;

// Of DATA/models/depth and DATA/models/annotators/TYPE. depth: as open_depth. softedge: HED (Xie and Tu 2015), TEED, PiDiNet. lineart: the
// two of controlnet_aux. normal: NormalBae, DSINE, Omnidata. segmentation: 150 classes of ADE20K as scores [1, 150, height, width] or as
// numbers. pose: a folder of both networks, or the file for key points with the other one beside it. The failure names the file and what
// was expected.
Result<AnnotatorFiles> open_annotator(ControlType type, const std::filesystem::path& path);

std::vector<std::filesystem::path> paths_of(const AnnotatorFiles& files);

}  // namespace imagelab
