#pragma once
// Networks beside a model by the names that requests have for them: ControlNets, adapters for reference pictures, networks that enlarge.
// What is there as a path is that; else the library is asked, by name or hash. A failure says which there are, or what to do.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/request/request.h"

namespace imagelab {

// Without a name the first one, by name, whose name says the control's type ("canny", "scribble", "openpose" ...).
Result<std::filesystem::path> control_net_path(const ControlUse& use, const std::filesystem::path& data);

// Without a name the first one that runs here, by name.
Result<std::filesystem::path> reference_adapter_path(const ReferenceUse& use, const std::filesystem::path& data);

std::filesystem::path bundled_upscaler();  // Real-ESRGAN's realesr-animevideov3, x4
// What postprocessing.upscaler names; A1111's names of Real-ESRGAN's networks are theirs.
Result<std::filesystem::path> upscaler_path(const std::string& named, const std::filesystem::path& data);
// What makes control pictures of a type: the first ONNX file of DATA/models/annotators/TYPE by name (depth: of DATA/models/depth; pose: the
// folder itself); none: there is none, or nothing is made by networks.
std::optional<std::filesystem::path> annotator_path(ControlType type, const std::filesystem::path& data);
std::vector<std::filesystem::path> annotator_files(const std::filesystem::path& path);  // that one, or those of a folder
// What a detailer names: a path, or a file of DATA/models/detectors by its name or stem ("face_yolov8n" and A1111's "face_yolov8n.pt" are
// face_yolov8n.onnx); empty: the first one there. A failure says which there are, or where to put one.
Result<std::filesystem::path> detector_path(const std::string& named, const std::filesystem::path& data);
// What finds a picture's subject: the same of DATA/models/segmentation.
Result<std::filesystem::path> segmenter_path(const std::string& named, const std::filesystem::path& data);
// What says in tags what a picture shows: a path, a file of DATA/models/taggers, or a folder there that holds model.onnx; empty: the first.
Result<std::filesystem::path> tagger_path(const std::string& named, const std::filesystem::path& data);
// What postprocessing.face_restore names: the same of DATA/models/faces; a part of a file's name is enough ("CodeFormer" is
// codeformer_0.1.0.onnx).
Result<std::filesystem::path> face_restorer_path(const std::string& named, const std::filesystem::path& data);
std::vector<std::filesystem::path> face_restorers(const std::filesystem::path& data);  // by name
// The YuNet among the detectors, which finds the faces; by its outputs' names alone.
Result<std::filesystem::path> face_detector_path(const std::filesystem::path& data);
std::vector<std::filesystem::path> detectors(const std::filesystem::path& data);  // by name
// The first file of DATA/models/safety by name, else the classifier that comes with the program.
std::filesystem::path safety_checker_path(const std::filesystem::path& data);

struct NamedUpscaler {
    std::string name;
    std::filesystem::path path;
    int scale = 1;
};
// The bundled one first, then the library's that run here, by name.
std::vector<NamedUpscaler> upscalers(const std::filesystem::path& data);

}  // namespace imagelab
