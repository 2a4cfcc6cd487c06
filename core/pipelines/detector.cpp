#include "core/pipelines/detector.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/image/kept_boxes.h"
#include "core/image/resize.h"
#include "core/pipelines/latents.h"

namespace imagelab {
namespace {

using Layout = DetectorFiles::Layout;

constexpr size_t most_candidates = 30000, most_found = 300;  // ultralytics' max_nms and max_det
constexpr double yolo_overlap = 0.7, grid_overlap = 0.45, yunet_overlap = 0.3;
constexpr size_t face_points = 5;
constexpr float yolo_border = 114;

// Something that may be a part: pixels of the detector's picture.
struct Candidate {
    double left, top, right, bottom;
    float confidence;
    int kind;
    std::vector<float> mask = {};  // coefficients
    std::vector<std::array<double, 2>> points = {};
};

// Numbers that the network gave, [rows, columns] or turned.
struct Table {
    const std::vector<float>& values;
    int64_t count, extent;
    bool turned;  // [extent, count]
    float at(int64_t candidate, int64_t number) const {
        return values[static_cast<size_t>(turned ? number * count + candidate : candidate * extent + number)];
    }
};

Candidate with_middle(double x, double y, double width, double height, float confidence, int kind) {
    return {x - width / 2, y - height / 2, x + width / 2, y + height / 2, confidence, kind};
}

// Where candidate i of a grid of the strides 8, 16 and 32 (and 64) stands.
struct GridPlace {
    double column, row, stride;
};
std::vector<GridPlace> grid_places(const DetectorFiles& files, int64_t count) {
    std::vector<GridPlace> places;
    for (int stride = 8; stride <= 64 && static_cast<int64_t>(places.size()) < count; stride *= 2) {
        for (int row = 0; row < files.height / stride; ++row) {
            for (int column = 0; column < files.width / stride; ++column)
                places.push_back({static_cast<double>(column), static_cast<double>(row), static_cast<double>(stride)});
        }
    }
    return places;
}

std::vector<Candidate> read_grid(const DetectorFiles& files, const std::vector<float>& values, double least) {
    const Shape& shape = files.traced.outputs[0].shape;
    const Table table{values, shape[1], shape[2], false};
    const std::vector<GridPlace> places = grid_places(files, table.count);
    std::vector<Candidate> all;
    for (size_t i = 0; i < places.size() && static_cast<int64_t>(i) < table.count; ++i) {
        const auto at = [&](int64_t number) { return table.at(static_cast<int64_t>(i), number); };
        const auto& [column, row, stride] = places[i];
        for (size_t c = 0; c < files.classes.size(); ++c) {
            const float score = at(4) * at(static_cast<int64_t>(5 + c));
            if (score > least)
                all.push_back(with_middle((at(0) + column) * stride, (at(1) + row) * stride, std::exp(std::min(at(2), 20.0f)) * stride,
                                          std::exp(std::min(at(3), 20.0f)) * stride, score, static_cast<int>(c)));
        }
    }
    return all;
}

std::vector<Candidate> read_yolo(const DetectorFiles& files, const std::vector<float>& values, double least) {
    const Shape& shape = files.traced.outputs[0].shape;
    const bool turned = files.layout == Layout::columns, finished = files.layout == Layout::finished;
    const Table table{values, turned ? shape[2] : shape[1], turned ? shape[1] : shape[2], turned};
    const int64_t first = files.layout == Layout::rows ? 5 : 4, classes = static_cast<int64_t>(files.classes.size());
    std::vector<Candidate> all;
    for (int64_t i = 0; i < table.count; ++i) {
        const auto at = [&](int64_t number) { return table.at(i, number); };
        float best = finished ? at(4) : 0;
        int kind = finished ? static_cast<int>(std::clamp(at(5), 0.0f, 1e6f)) : 0;
        for (int64_t c = 0; c < classes && !finished; ++c) {
            const float score = at(first + c) * (first == 5 ? at(4) : 1);
            if (score > best) best = score, kind = static_cast<int>(c);
        }
        if (!(best > least)) continue;
        all.push_back(finished ? Candidate{at(0), at(1), at(2), at(3), best, kind} : with_middle(at(0), at(1), at(2), at(3), best, kind));
        for (int64_t m = table.extent - files.masks; m < table.extent; ++m) all.back().mask.push_back(at(m));
    }
    return all;
}

// FaceDetectorYN's decoding (OpenCV modules/objdetect/src/face_detect.cpp).
std::vector<Candidate> read_yunet(const DetectorFiles& files, Program& program, double least) {
    std::vector<Candidate> all;
    for (size_t level = 0; level < 3; ++level) {
        const int stride = 8 << level, wide = files.width / stride;
        const auto read = [&](size_t kind) { return program.read(files.traced.outputs[kind * 3 + level].port); };
        const std::vector<float> cls = read(0), obj = read(1), box = read(2), kps = read(3);
        const size_t count = std::min({cls.size(), obj.size(), box.size() / 4, kps.size() / (2 * face_points)});
        for (size_t i = 0; i < count; ++i) {
            const float score = std::sqrt(std::clamp(cls[i], 0.0f, 1.0f) * std::clamp(obj[i], 0.0f, 1.0f));
            if (!(score > least)) continue;
            const auto column = static_cast<double>(i % static_cast<size_t>(wide)),
                       row = static_cast<double>(i / static_cast<size_t>(wide));
            const float* b = box.data() + 4 * i;
            all.push_back(with_middle((column + b[0]) * stride, (row + b[1]) * stride, std::exp(std::min(b[2], 20.0f)) * stride,
                                      std::exp(std::min(b[3], 20.0f)) * stride, score, 0));
            for (size_t p = 0; p < face_points; ++p) {
                const float* step = kps.data() + 2 * (i * face_points + p);
                all.back().points.push_back({(column + step[0]) * stride, (row + step[1]) * stride});
            }
        }
    }
    return all;
}

// The surest first.
std::vector<Candidate> suppressed(std::vector<Candidate> all, double most_overlap) {
    std::stable_sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) { return a.confidence > b.confidence; });
    if (all.size() > most_candidates) all.resize(most_candidates);
    std::vector<Candidate> kept;
    std::map<int, KeptBoxes> of_kind;
    for (Candidate& each : all) {
        if (kept.size() == most_found) break;
        const SuppressedBox box{each.left, each.top, each.right, each.bottom};
        KeptBoxes& surer = of_kind.try_emplace(each.kind, most_overlap).first->second;
        if (surer.hides(box)) continue;
        surer.keep(box);
        kept.push_back(std::move(each));
    }
    return kept;
}

// As the network wants its picture.
std::vector<float> letterboxed(const RgbImage& picture, const DetectorFiles& files, const Letterbox& box) {
    const bool faces = files.layout == Layout::yunet, grid = files.layout == Layout::grid;
    const RgbImage small = resize_bilinear(picture, box.width, box.height);
    std::vector<float> pixels(static_cast<size_t>(files.width) * files.height * 3, faces ? 0 : yolo_border);
    for (int y = 0; y < box.height; ++y) {
        for (int x = 0; x < box.width; ++x) {
            const size_t to_pixel = (static_cast<size_t>(y + box.top) * files.width + static_cast<size_t>(x + box.left)) * 3;
            for (size_t c = 0; c < 3; ++c) {
                const size_t channel = faces || grid ? 2 - c : c;  // these read BGR
                pixels[to_pixel + channel] = small.pixels[(static_cast<size_t>(y) * box.width + static_cast<size_t>(x)) * 3 + c];
            }
        }
    }
    if (!faces && !grid) {
        for (float& value : pixels) value /= 255.0f;
    }
    return files.model.laid_out(std::move(pixels));
}

// What belongs to a part: coefficients over the prototypes, above 0, within its box (ultralytics' process_mask), read where each of the
// picture's pixels lies.
GreyImage mask_of(const Candidate& part, const DetectedPart& place, const DetectorFiles& files, const std::vector<float>& prototypes,
                  const Letterbox& box, const RgbImage& picture) {
    const Shape& shape = files.traced.outputs[1].shape;
    const auto high = static_cast<int>(shape[2]), wide = static_cast<int>(shape[3]);
    const size_t places = static_cast<size_t>(high) * wide;
    std::vector<float> logits(places);
    for (size_t m = 0; m < part.mask.size(); ++m) {
        for (size_t i = 0; i < places; ++i) logits[i] += part.mask[m] * prototypes[m * places + i];
    }
    GreyImage mask{picture.width, picture.height, std::vector<uint8_t>(static_cast<size_t>(picture.width) * picture.height)};
    const auto at = [&](int y, int x) {
        return logits[static_cast<size_t>(std::clamp(y, 0, high - 1)) * wide + std::clamp(x, 0, wide - 1)];
    };
    for (int y = static_cast<int>(place.top); y < static_cast<int>(std::ceil(place.bottom)); ++y) {
        const double v = ((y + 0.5) * box.scale + box.top) * high / files.height - 0.5;
        const int up = static_cast<int>(std::floor(v));
        for (int x = static_cast<int>(place.left); x < static_cast<int>(std::ceil(place.right)); ++x) {
            const double u = ((x + 0.5) * box.scale + box.left) * wide / files.width - 0.5;
            const int before = static_cast<int>(std::floor(u));
            const double down = v - up, across = u - before;
            const double value = (at(up, before) * (1 - across) + at(up, before + 1) * across) * (1 - down) +
                                 (at(up + 1, before) * (1 - across) + at(up + 1, before + 1) * across) * down;
            if (value > 0) mask.pixels[static_cast<size_t>(y) * mask.width + x] = 255;
        }
    }
    return mask;
}

}  // namespace

Detector::Detector(Device& device, std::shared_ptr<const DetectorFiles> files)
    : network(device, files->traced.weights, [files](const NetworkShape&) { return files->traced.graph; }), files_(std::move(files)) {}

Letterbox letterbox(const RgbImage& picture, const DetectorFiles& files) {
    Letterbox box;
    box.scale = std::min(static_cast<double>(files.height) / picture.height, static_cast<double>(files.width) / picture.width);
    box.width = std::clamp(static_cast<int>(std::nearbyint(picture.width * box.scale)), 1, files.width);
    box.height = std::clamp(static_cast<int>(std::nearbyint(picture.height * box.scale)), 1, files.height);
    if (files.layout == Layout::yunet || files.layout == Layout::grid) return box;
    box.left = static_cast<int>(std::nearbyint((files.width - box.width) / 2.0 - 0.1));
    box.top = static_cast<int>(std::nearbyint((files.height - box.height) / 2.0 - 0.1));
    return box;
}

std::vector<DetectedPart> Detector::found(const RgbImage& picture, double confidence, const std::vector<int>& classes,
                                          const std::function<void(double share)>& loading, const CancelToken& cancel) {
    Program& program = network.ready({}, loading, cancel);
    const Letterbox box = letterbox(picture, *files_);
    program.write(files_->traced.input_port, letterboxed(picture, *files_, box));
    program.run(cancel);
    const bool faces = files_->layout == Layout::yunet;
    std::vector<Candidate> all;
    if (faces) {
        all = read_yunet(*files_, program, confidence);
    } else {
        const std::vector<float> values = program.read(files_->traced.outputs[0].port);
        if (std::any_of(values.begin(), values.end(), [](float value) { return !std::isfinite(value); }))
            throw NotFinite("the detector's values are not finite");
        all = files_->layout == Layout::grid ? read_grid(*files_, values, confidence) : read_yolo(*files_, values, confidence);
    }
    if (!classes.empty())
        std::erase_if(all, [&](const Candidate& each) { return std::find(classes.begin(), classes.end(), each.kind) == classes.end(); });
    if (files_->layout == Layout::finished) {
        std::stable_sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) { return a.confidence > b.confidence; });
    } else {
        all = suppressed(std::move(all), faces ? yunet_overlap : files_->layout == Layout::grid ? grid_overlap : yolo_overlap);
    }
    std::vector<float> prototypes;
    if (files_->masks > 0 && !all.empty()) prototypes = program.read(files_->traced.outputs[1].port);
    std::vector<DetectedPart> parts;
    for (const Candidate& each : all) {
        DetectedPart part;
        const auto inside = [&](double value, int offset, int side) {
            return std::clamp((value - offset) / box.scale, 0.0, static_cast<double>(side));
        };
        part.left = inside(each.left, box.left, picture.width), part.right = inside(each.right, box.left, picture.width);
        part.top = inside(each.top, box.top, picture.height), part.bottom = inside(each.bottom, box.top, picture.height);
        if (!(part.area() > 0)) continue;
        part.confidence = each.confidence, part.kind = each.kind;
        const auto kind = static_cast<size_t>(each.kind);
        part.name = kind < files_->classes.size() ? files_->classes[kind] : std::to_string(each.kind);
        for (const auto& [x, y] : each.points) part.points.push_back({(x - box.left) / box.scale, (y - box.top) / box.scale});
        if (!prototypes.empty()) part.mask = mask_of(each, part, *files_, prototypes, box, picture);
        parts.push_back(std::move(part));
    }
    return parts;
}

RgbImage with_parts_shown(const RgbImage& picture, const std::vector<DetectedPart>& parts) {
    constexpr std::array<std::array<uint8_t, 3>, 4> colours{{{255, 80, 60}, {60, 200, 255}, {255, 210, 60}, {120, 230, 120}}};
    RgbImage shown = picture;
    const int line = std::max(1, std::min(picture.width, picture.height) / 200);
    for (const DetectedPart& part : parts) {
        const auto& colour = colours[static_cast<size_t>(part.kind) % colours.size()];
        const PictureBox box{static_cast<int>(part.left), static_cast<int>(part.top),
                             std::min(picture.width, static_cast<int>(std::ceil(part.right))),
                             std::min(picture.height, static_cast<int>(std::ceil(part.bottom)))};
        for (int y = box.top; y < box.bottom; ++y) {
            for (int x = box.left; x < box.right; ++x) {
                const size_t i = static_cast<size_t>(y) * picture.width + static_cast<size_t>(x);
                const bool edge = x < box.left + line || x >= box.right - line || y < box.top + line || y >= box.bottom - line;
                const bool inside = !part.mask.pixels.empty() && part.mask.pixels[i] > 0;
                for (size_t c = 0; c < 3 && (edge || inside); ++c) {
                    uint8_t& value = shown.pixels[i * 3 + c];
                    value = edge ? colour[c] : static_cast<uint8_t>((value + colour[c]) / 2);
                }
            }
        }
    }
    return shown;
}

}  // namespace imagelab
