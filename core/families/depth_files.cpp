#include "core/families/depth_files.h"

#include <algorithm>

#include "core/base/utf8.h"

namespace imagelab {
namespace {

constexpr std::array<float, 3> imagenet_mean{0.485f, 0.456f, 0.406f}, imagenet_spread{0.229f, 0.224f, 0.225f}, half{0.5f, 0.5f, 0.5f};

struct PublishedDepth {
    const char *part, *name;  // part of the file's name, in small letters and without what is no letter or digit
    int side, multiple;
    bool imagenet;
};
// Depth Anything's and DPT's image processors (transformers), MiDaS' hubconf.py.
constexpr PublishedDepth published[] = {{"depthanything", "Depth Anything", 518, 14, true},
                                        {"midasv21small", "MiDaS small", 256, 32, true},
                                        {"midassmall", "MiDaS small", 256, 32, true},
                                        {"dpt", "DPT", 384, 32, false},
                                        {"midas", "MiDaS", 384, 32, true}};

}  // namespace

Result<std::shared_ptr<const DepthFiles>> open_depth(const std::filesystem::path& path) {
    auto model = PictureModel::open(path);
    if (!model) return Failure{model.error()};
    const std::string name = plain_name(path.stem().string());
    DepthFiles files{*model, path.stem().string(), 384, 32, imagenet_mean, imagenet_spread, name.find("metric") != name.npos};
    for (const PublishedDepth& row : published) {
        if (name.find(row.part) == name.npos) continue;
        files.name = row.name, files.side = row.side, files.multiple = row.multiple;
        if (!row.imagenet) files.mean = files.spread = half;
        break;
    }
    try {
        const int height = files.model.height() > 0 ? files.model.height() : files.multiple * 2;
        const int width = files.model.width() > 0 ? files.model.width() : files.multiple * 2;
        Shape shape = files.model.traced(height, width).output;
        const Shape found = shape;
        while (shape.size() > 2 && shape.front() == 1) shape.erase(shape.begin());
        if (shape.size() == 3 && shape.back() == 1) shape.pop_back();
        if (shape.size() != 2 || shape[0] < 2 || shape[1] < 2)
            return Failure{path.string() + ": it gives " + shape_text(found) +
                           "; a depth network gives one number a pixel, [1, height, width] or [1, 1, height, width]"};
    } catch (const std::exception& error) {
        return Failure{path.string() + ": " + error.what()};
    }
    return std::make_shared<const DepthFiles>(std::move(files));
}

}  // namespace imagelab
