#include "core/families/detector_files.h"

#include <algorithm>
#include <charconv>

#include "core/base/utf8.h"

namespace imagelab {
namespace {

using Layout = DetectorFiles::Layout;

constexpr int usual_side = 640, coarsest_stride = 32;
constexpr int64_t most_classes = 10000, coco_classes = 80;

// Candidates of a YOLO with so many at each place of strides 8, 16 and 32, and perhaps of 4 or 64.
bool is_count_of(int64_t candidates, int width, int height, int at_each) {
    const auto places = [&](int stride) { return int64_t{at_each} * (width / stride) * (height / stride); };
    const int64_t usual = places(8) + places(16) + places(32);
    return candidates == usual || candidates == usual + places(4) || candidates == usual + places(64);
}

// Numbers of "[640, 640]" or "640".
std::vector<int> whole_numbers(std::string_view text) {
    std::vector<int> numbers;
    for (size_t at = 0; at < text.size();) {
        int value = 0;
        const auto [end, code] = std::from_chars(text.data() + at, text.data() + text.size(), value);
        if (code == std::errc()) numbers.push_back(value);
        at = code == std::errc() ? static_cast<size_t>(end - text.data()) : at + 1;
    }
    return numbers;
}

std::string said(const PictureModel& model, const char* key) {
    const auto found = model.metadata().find(key);
    return found == model.metadata().end() ? "" : found->second;
}

// What a file of one class without names looks for is told by its name; the first of COCO's 80 is a person.
std::vector<std::string> names_for(const std::string& stem, int64_t classes) {
    if (classes == 1) {
        const std::string plain = plain_name(stem);
        for (const char* word : {"face", "hand", "person"}) {
            if (plain.find(word) != plain.npos) return {word};
        }
    }
    std::vector<std::string> names;
    for (int64_t i = 0; i < classes; ++i) names.push_back(i == 0 && classes == coco_classes ? "person" : std::to_string(i));
    return names;
}

Result<void> read_yolo(DetectorFiles& files) {
    const Shape shape = files.traced.outputs[0].shape;
    const auto refuse = [&] {
        return Failure{files.model.path().string() + ": it gives " + shape_text(shape) +
                       "; a detector gives [1, 4 + classes, candidates], [1, candidates, 5 + classes] or [1, parts, 6] (YOLO), or YuNet's "
                       "cls, obj, bbox and kps"};
    };
    if (shape.size() != 3 || shape[0] != 1) return refuse();
    if (files.traced.outputs.size() > 1) {
        const Shape masks = files.traced.outputs[1].shape;
        if (masks.size() == 4 && masks[0] == 1 && masks[1] > 0 && masks[2] > 1 && masks[3] > 1) files.masks = static_cast<int>(masks[1]);
    }
    files.classes = class_names_in(said(files.model, "names"));
    const int64_t named = static_cast<int64_t>(files.classes.size());
    int64_t classes = 0;
    if (is_count_of(shape[2], files.width, files.height, 1) && shape[1] > 4) {
        files.layout = Layout::columns, classes = shape[1] - 4 - files.masks;
    } else if (is_count_of(shape[1], files.width, files.height, 3) && shape[2] > 5) {
        files.layout = Layout::rows, classes = shape[2] - 5 - files.masks;
    } else if (is_count_of(shape[1], files.width, files.height, 1) && shape[2] > 5 && files.masks == 0) {
        files.layout = Layout::grid, classes = shape[2] - 5;
    } else if (shape[2] == 6 + files.masks) {
        files.layout = Layout::finished, classes = std::max<int64_t>(named, 1);
    } else {
        return refuse();
    }
    // Key points of a pose stand behind the classes.
    if (named > 0 && files.layout != Layout::finished && named < classes) classes = named;
    if (classes < 1 || classes > most_classes) return refuse();
    if (named != classes) files.classes = names_for(files.name, classes);
    return {};
}

Result<void> read_outputs(DetectorFiles& files) {
    std::vector<std::string> wanted = files.model.outputs();
    const bool faces = is_yunet(wanted);
    if (faces) wanted.assign(std::begin(yunet_outputs), std::end(yunet_outputs));
    if (!faces && wanted.size() > 2) wanted.resize(2);
    try {
        files.traced = files.model.traced(files.height, files.width, wanted);
    } catch (const std::exception& error) {
        return Failure{files.model.path().string() + ": " + error.what()};
    }
    if (!faces) return read_yolo(files);
    files.layout = Layout::yunet;
    files.classes = {"face"};
    return {};
}

}  // namespace

bool is_yunet(const std::vector<std::string>& outputs) {
    return std::all_of(std::begin(yunet_outputs), std::end(yunet_outputs),
                       [&](const char* wanted) { return std::find(outputs.begin(), outputs.end(), wanted) != outputs.end(); });
}

std::vector<std::string> class_names_in(std::string_view text) {
    std::vector<std::string> names;
    for (size_t at = 0; at < text.size(); ++at) {
        const char quote = text[at];
        if (quote != '\'' && quote != '"') continue;
        std::string name;
        for (++at; at < text.size() && text[at] != quote; ++at) {
            if (text[at] == '\\' && at + 1 < text.size()) ++at;
            name += text[at];
        }
        names.push_back(std::move(name));
    }
    return names;
}

Result<std::vector<int>> DetectorFiles::classes_named(const std::string& names) const {
    std::vector<int> found;
    for (size_t from = 0; from <= names.size();) {
        const size_t comma = std::min(names.find(',', from), names.size());
        const std::string wanted(trimmed(std::string_view(names).substr(from, comma - from)));
        from = comma + 1;
        if (wanted.empty()) continue;
        const auto same = [&](const std::string& name) { return plain_name(name) == plain_name(wanted); };
        const auto known = std::find_if(classes.begin(), classes.end(), same);
        if (known == classes.end()) return Failure{name + " knows no \"" + wanted + "\"; it finds " + comma_list(classes)};
        found.push_back(static_cast<int>(known - classes.begin()));
    }
    return found;
}

Result<std::shared_ptr<const DetectorFiles>> open_detector(const std::filesystem::path& path) {
    const std::string extension = ascii_lower(path.extension().string());
    if (extension == ".pt" || extension == ".pth")
        return Failure{path.string() +
                       ": is a detector as PyTorch keeps it, which is a program and is not run here; make an ONNX file of it "
                       "once (pip install ultralytics; yolo export model=" +
                       path.filename().string() + " format=onnx) and name that"};
    auto model = PictureModel::open(path);
    if (!model) return Failure{model.error()};
    auto files = std::make_shared<DetectorFiles>(DetectorFiles{.model = std::move(*model), .name = path.stem().string(), .traced = {}});
    const std::string task = said(files->model, "task");
    if (task == "classify" || task == "obb")
        return Failure{path.string() + ": is a YOLO for the task \"" + task + "\"; a detector finds boxes (detect) or outlines (segment)"};
    std::vector<int> sides = whole_numbers(said(files->model, "imgsz"));
    if (sides.empty()) sides = {usual_side};
    const auto side = [](int fixed, int otherwise) {
        return fixed > 0 ? fixed : std::clamp(otherwise, coarsest_stride, 2048) / coarsest_stride * coarsest_stride;
    };
    files->height = side(files->model.height(), sides.front());
    files->width = side(files->model.width(), sides.back());
    if (auto read = read_outputs(*files); !read) return Failure{read.error()};
    return std::shared_ptr<const DetectorFiles>(std::move(files));
}

}  // namespace imagelab
