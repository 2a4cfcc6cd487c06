#include "core/families/segmenter_files.h"

#include "core/base/utf8.h"

namespace imagelab {
namespace {

constexpr std::array<float, 3> usual_mean{0.485f, 0.456f, 0.406f}, usual_spread{0.229f, 0.224f, 0.225f}, middle{0.5f, 0.5f, 0.5f},
    ones{1, 1, 1};

struct PublishedSegmenter {
    const char *part, *name;  // part of the file's name, in small letters and without what is no letter or digit
    int side;
    std::array<float, 3> mean, spread;
    bool by_lightest, stretched;
};
constexpr PublishedSegmenter known_segmenters[] = {{"u2net", "U2-Net", 320, usual_mean, usual_spread, true, true},
                                                   {"silueta", "Silueta", 320, usual_mean, usual_spread, true, true},
                                                   {"isnetanime", "IS-Net anime", 1024, usual_mean, ones, true, true},
                                                   {"isnet", "IS-Net", 1024, middle, ones, true, true},
                                                   {"birefnet", "BiRefNet", 1024, usual_mean, usual_spread, false, true},
                                                   {"rmbg2", "RMBG 2", 1024, usual_mean, usual_spread, false, true},
                                                   {"rmbg", "RMBG", 1024, middle, ones, false, true},
                                                   {"modnet", "MODNet", 512, middle, middle, false, false}};

}  // namespace

Result<std::shared_ptr<const SegmenterFiles>> open_segmenter(const std::filesystem::path& path) {
    auto model = PictureModel::open(path);
    if (!model) return Failure{model.error()};
    auto files = std::make_shared<SegmenterFiles>(
        SegmenterFiles{.model = std::move(*model), .name = path.stem().string(), .mean = usual_mean, .spread = usual_spread});
    const std::string name = plain_name(files->name);
    for (const PublishedSegmenter& row : known_segmenters) {
        if (name.find(row.part) == name.npos) continue;
        files->name = row.name, files->side = row.side, files->mean = row.mean, files->spread = row.spread;
        files->by_lightest = row.by_lightest, files->stretched = row.stretched;
        break;
    }
    try {
        const int height = files->model.height() > 0 ? files->model.height() : 2 * files->multiple;
        const int width = files->model.width() > 0 ? files->model.width() : 2 * files->multiple;
        const Shape shape = files->model.traced(height, width).output;
        if (shape.size() != 4 || shape[0] != 1 || shape[1] != 1 || shape[2] < 2 || shape[3] < 2)
            return Failure{path.string() + ": it gives " + shape_text(shape) +
                           "; a network that finds the subject gives one number a pixel, [1, 1, height, width]"};
    } catch (const std::exception& error) {
        return Failure{path.string() + ": " + error.what()};
    }
    return std::shared_ptr<const SegmenterFiles>(std::move(files));
}

}  // namespace imagelab
