#include "core/families/face_files.h"

namespace imagelab {

PictureModel::Traced FaceFiles::traced(double fidelity) const {
    std::map<std::string, double> numbers;
    for (const std::string& name : model.numbers()) numbers[name] = fidelity;
    return model.traced(side, side, {model.outputs().front()}, numbers);
}

Result<std::shared_ptr<const FaceFiles>> open_face_restorer(const std::filesystem::path& path, const std::filesystem::path& detector) {
    auto model = PictureModel::open(path, true);
    if (!model) return Failure{model.error()};
    auto finds = open_detector(detector);
    if (!finds) return Failure{finds.error()};
    if (finds.value()->layout != DetectorFiles::Layout::yunet)
        return Failure{detector.string() + ": is no YuNet, whose key points faces are aligned by"};
    FaceFiles files{std::move(*model), path.stem().string(), 512, std::move(*finds)};
    if (files.model.numbers().size() > 1)
        return Failure{path.string() + ": it wants " + std::to_string(files.model.numbers().size()) +
                       " numbers; a network for faces wants one at most"};
    const int width = files.model.width(), height = files.model.height();
    if (width != height) return Failure{path.string() + ": it reads a picture that is no square, and no face"};
    if (width > 0) files.side = width;
    try {
        const Shape shape = files.traced(0.5).output;
        if (shape != Shape{1, 3, files.side, files.side})
            return Failure{path.string() + ": it gives " + shape_text(shape) + "; a network for faces gives one as large as it reads, " +
                           shape_text({1, 3, files.side, files.side})};
    } catch (const std::exception& error) {
        return Failure{path.string() + ": " + error.what()};
    }
    return std::make_shared<const FaceFiles>(std::move(files));
}

}  // namespace imagelab
