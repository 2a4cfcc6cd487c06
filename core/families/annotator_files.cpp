#include "core/families/annotator_files.h"

#include <algorithm>

#include "core/base/utf8.h"
#include "core/control/ade20k.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr std::array<float, 3> map_mean{0.485f, 0.456f, 0.406f}, map_range{0.229f, 0.224f, 0.225f}, map_zeros{0, 0, 0}, map_wholes{1, 1, 1},
    map_middles{0.5f, 0.5f, 0.5f}, map_bytes{1 / 255.0f, 1 / 255.0f, 1 / 255.0f};

struct PublishedMap {
    ControlType type;
    const char *part, *name;  // part of the file's name, in small letters and without what is no letter or digit; empty: any other
    int side, multiple;
    std::array<float, 3> mean, spread;
    bool bgr, signed_lines, dark_lines;
};
// As their detectors in controlnet_aux, transformers' SegformerImageProcessor, and the authors' code have it.
constexpr PublishedMap published_maps[] = {
    {ControlType::softedge, "pidi", "PiDiNet", 0, 8, map_zeros, map_wholes, true, false, false},
    {ControlType::softedge, "", "HED", 0, 8, map_zeros, map_bytes, false, false, false},
    {ControlType::lineart, "anime", "anime line art", 0, 256, map_middles, map_middles, false, true, true},
    {ControlType::lineart, "netg", "anime line art", 0, 256, map_middles, map_middles, false, true, true},
    {ControlType::lineart, "", "line art", 0, 8, map_zeros, map_wholes, false, false, true},
    {ControlType::normal, "omnidata", "Omnidata", 384, 32, map_zeros, map_wholes, false, false, false},
    {ControlType::normal, "", "normals", 0, 32, map_mean, map_range, false, false, false},
    {ControlType::segmentation, "", "segments", 512, 32, map_mean, map_range, false, false, false}};

Shape without_ones(Shape shape) {
    while (shape.size() > 2 && shape.front() == 1) shape.erase(shape.begin());
    return shape;
}

// Which of its outputs are maps of this type.
std::vector<std::string> map_outputs(ControlType type, const PictureModel::Traced& traced, const std::vector<std::string>& names) {
    std::vector<std::string> good;
    int64_t largest = 0;
    for (size_t i = 0; i < traced.outputs.size(); ++i) {
        const Shape shape = without_ones(traced.outputs[i].shape);
        if (type == ControlType::softedge || type == ControlType::lineart) {
            if (shape.size() == 2 && shape[0] > 1 && shape[1] > 1) good.push_back(names[i]);
            continue;
        }
        const bool classes = type == ControlType::segmentation;
        const int64_t channels = shape.size() == 3 ? shape[0] : 1;
        const bool fits = classes ? shape.size() == 2 || (shape.size() == 3 && channels <= static_cast<int64_t>(ade20k_colours.size()))
                                  : shape.size() == 3 && channels >= 3 && channels <= 4;
        const int64_t pixels = shape.size() < 2 ? 0 : shape[shape.size() - 1] * shape[shape.size() - 2];
        if (fits && pixels > largest) good = {names[i]}, largest = pixels;
    }
    return good;
}

Result<AnnotatorFiles> open_map(ControlType type, const fs::path& path) {
    auto model = PictureModel::open(path);
    if (!model) return Failure{model.error()};
    const std::string name = plain_name(path.stem().string());
    const auto row = std::find_if(std::begin(published_maps), std::end(published_maps),
                                  [&](const PublishedMap& each) { return each.type == type && name.find(each.part) != name.npos; });
    MapFiles files{type,     std::move(*model), row->name,       row->side, row->multiple, row->mean, row->spread,
                   row->bgr, row->signed_lines, row->dark_lines, {}};
    try {
        const auto side = [&](int fixed) { return fixed > 0 ? fixed : std::max(files.multiple * 2, 64); };
        const std::vector<std::string> names = files.model.outputs();
        const PictureModel::Traced traced = files.model.traced(side(files.model.height()), side(files.model.width()), names);
        files.outputs = map_outputs(type, traced, names);
        if (files.outputs.empty()) {
            const char* wanted = type == ControlType::normal         ? "a direction a pixel, [1, 3, height, width]"
                                 : type == ControlType::segmentation ? "scores of ADE20K's 150 classes, [1, 150, height, width]"
                                                                     : "one number a pixel, [1, 1, height, width]";
            return Failure{path.string() + ": it gives " + shape_text(traced.output) + "; a network for " +
                           std::string(control_type_name(type)) + " gives " + wanted};
        }
    } catch (const std::exception& error) {
        return Failure{path.string() + ": " + error.what()};
    }
    return AnnotatorFiles(std::make_shared<const MapFiles>(std::move(files)));
}

// Key points: two outputs [1, points, columns] and [1, points, rows], of as many or twice as many places as the picture has pixels.
Result<std::shared_ptr<PoseFiles>> open_points(const fs::path& path) {
    auto model = PictureModel::open(path);
    if (!model) return Failure{model.error()};
    auto files = std::make_shared<PoseFiles>(PoseFiles{.model = std::move(*model), .name = path.stem().string(), .traced = {}});
    files->width = files->model.width(), files->height = files->model.height();
    const auto refuse = [&](const std::string& found) {
        return Failure{path.string() + ": " + found +
                       "; a network for key points reads a picture of a fixed size and gives SimCC's two outputs, [1, 133, columns] and "
                       "[1, 133, rows] (DWPose's dw-ll_ucoco_384.onnx)"};
    };
    std::vector<std::string> names = files->model.outputs();
    if (files->width == 0 || files->height == 0) return refuse("its picture has no fixed size");
    if (names.size() != 2) return refuse("it has " + std::to_string(names.size()) + " outputs");
    try {
        files->traced = files->model.traced(files->height, files->width, names);
    } catch (const std::exception& error) {
        return Failure{path.string() + ": " + error.what()};
    }
    const Shape &x = files->traced.outputs[0].shape, &y = files->traced.outputs[1].shape;
    const bool good = x.size() == 3 && y.size() == 3 && x[0] == 1 && y[0] == 1 && x[1] == y[1] &&
                      (x[1] == whole_body || x[1] == body_alone) && x[2] >= files->width && y[2] >= files->height;
    if (!good) return refuse("it gives " + shape_text(x) + " and " + shape_text(y));
    return files;
}

Result<AnnotatorFiles> open_pose(const fs::path& path) {
    std::error_code code;
    const bool folder = fs::is_directory(path, code);
    std::vector<fs::path> beside;
    for (const auto& entry : fs::directory_iterator(folder ? path : path.parent_path(), code)) {
        if (onnx::is_onnx_file(entry.path())) beside.push_back(entry.path());
    }
    std::sort(beside.begin(), beside.end());
    std::shared_ptr<PoseFiles> files;
    std::string trouble = path.string() + ": there is no ONNX file";
    for (const fs::path& each : folder ? beside : std::vector{path}) {
        auto opened = open_points(each);
        if (opened) {
            files = std::move(*opened);
            break;
        }
        trouble = opened.error();
    }
    if (!files) return Failure{trouble};
    for (const fs::path& each : beside) {
        if (each == files->model.path()) continue;
        auto detector = open_detector(each);
        if (!detector) continue;
        const auto person = std::find(detector.value()->classes.begin(), detector.value()->classes.end(), "person");
        if (person == detector.value()->classes.end()) continue;
        files->person = static_cast<int>(person - detector.value()->classes.begin());
        files->persons = std::move(*detector);
        break;
    }
    return AnnotatorFiles(std::shared_ptr<const PoseFiles>(std::move(files)));
}

}  // namespace

Result<AnnotatorFiles> open_annotator(ControlType type, const fs::path& path) {
    if (type == ControlType::depth) {
        auto files = open_depth(path);
        if (!files) return Failure{files.error()};
        return AnnotatorFiles(std::move(*files));
    }
    return type == ControlType::pose ? open_pose(path) : open_map(type, path);
}

std::vector<fs::path> paths_of(const AnnotatorFiles& files) {
    std::vector<fs::path> paths = std::visit([](const auto& each) { return std::vector{each->model.path()}; }, files);
    if (const auto* pose = std::get_if<std::shared_ptr<const PoseFiles>>(&files); pose && (*pose)->persons)
        paths.push_back((*pose)->persons->model.path());
    return paths;
}

}  // namespace imagelab
