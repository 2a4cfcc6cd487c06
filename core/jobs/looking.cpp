#include "core/jobs/looking.h"

#include <algorithm>

#include "core/base/utf8.h"
#include "core/control/annotate.h"
#include "core/library/network_paths.h"
#include "core/pipelines/annotator.h"
#include "core/pipelines/detector.h"
#include "core/pipelines/pose_finder.h"
#include "core/pipelines/segmenter.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using For = Looking::For;

struct LookedFor {
    For what;
    const char* name;
    const char* word;  // in the names of a detector's classes; empty: no detector is asked
};
constexpr LookedFor looked_for[] = {{For::subject, "subject", ""},
                                    {For::background, "background", ""},
                                    {For::faces, "faces", "face"},
                                    {For::hands, "hands", "hand"},
                                    {For::persons, "persons", "person"}};

std::vector<int> classes_with(const DetectorFiles& files, const std::string& word) {
    std::vector<int> found;
    for (size_t i = 0; i < files.classes.size(); ++i) {
        if (plain_name(files.classes[i]).find(word) != std::string::npos) found.push_back(static_cast<int>(i));
    }
    return found;
}

// The one that is named, else the first that knows such a class.
Result<std::shared_ptr<const DetectorFiles>> detector_for(const std::string& named, const std::string& word, const fs::path& data) {
    if (!named.empty() || word.empty()) {
        const auto path = detector_path(named, data);
        if (!path) return Failure{path.error()};
        auto files = open_detector(*path);
        if (files && !word.empty() && classes_with(**files, word).empty())
            return Failure{(*files)->name + " knows nothing called \"" + word + "\"; it finds " + comma_list((*files)->classes)};
        return files;
    }
    std::string seen;
    for (const fs::path& path : detectors(data)) {
        auto files = open_detector(path);
        if (files && !classes_with(**files, word).empty()) return files;
        seen += (seen.empty() ? "" : ", ") + path.stem().string();
    }
    return Failure{"there is no detector here that knows \"" + word + "\"" + (seen.empty() ? "" : " (there are " + seen + ")") +
                   ": put one as ONNX into " + (data / "models" / "detectors").string() + ", for instance face_yolov8n, hand_yolov8n, " +
                   "person_yolov8n-seg or YuNet"};
}

Result<Seen> seen_subject(Device& device, const Looking& wanted, const RgbImage& picture, const fs::path& data, const CancelToken& cancel) {
    const auto path = segmenter_path(wanted.network, data);
    if (!path) return Failure{path.error() + " (U2-Net, IS-Net, BiRefNet, RMBG or MODNet)"};
    const auto files = open_segmenter(*path);
    if (!files) return Failure{files.error()};
    Seen seen{subject_mask(device, **files, picture, {}, cancel), {}, path->stem().string()};
    if (wanted.what == For::background) {
        for (uint8_t& value : seen.mask.pixels) value = static_cast<uint8_t>(255 - value);
    }
    if (!bounds(seen.mask))
        return Failure{seen.network + " found no " + (wanted.what == For::subject ? "subject" : "background") + " in it"};
    return seen;
}

Result<Seen> seen_control(Device& device, const Looking& wanted, const RgbImage& picture, const fs::path& data, const CancelToken& cancel) {
    const auto path = wanted.network.empty() ? annotator_path(wanted.type, data) : std::optional<fs::path>(wanted.network);
    if (!path) {
        if (const std::string why = cannot_annotate(wanted.type); !why.empty()) return Failure{why};
        return Seen{{}, {}, {}, annotated(picture, wanted.type)};
    }
    const auto files = open_annotator(wanted.type, *path);
    if (!files) return Failure{files.error()};
    Seen seen{{}, {}, paths_of(*files).front().stem().string()};
    if (const auto* pose = std::get_if<std::shared_ptr<const PoseFiles>>(&*files)) {
        seen.poses = PoseFinder(device, *pose).found(picture, {}, cancel);
        seen.picture = pose_picture(seen.poses, picture.width, picture.height);
    } else {
        seen.picture = make_annotator(device, *files)->made(picture, {}, cancel);
    }
    return seen;
}

Result<Seen> seen_parts(Device& device, const Looking& wanted, const RgbImage& picture, const fs::path& data, const CancelToken& cancel) {
    const auto row =
        std::find_if(std::begin(looked_for), std::end(looked_for), [&](const LookedFor& each) { return each.what == wanted.what; });
    const std::string word = row == std::end(looked_for) ? "" : row->word;
    const auto files = detector_for(word.empty() ? wanted.use.model : wanted.network, word, data);
    if (!files) return Failure{files.error()};
    DetailUse use = wanted.use;
    if (!word.empty()) use.top = 64, use.dilate = 0;
    Result<std::vector<int>> classes =
        word.empty() ? (*files)->classes_named(use.classes) : Result<std::vector<int>>(classes_with(**files, word));
    if (!classes) return Failure{classes.error()};
    DetailMasks made =
        detail_masks(use, Detector(device, *files).found(picture, use.confidence, *classes, {}, cancel), picture.width, picture.height);
    Seen seen{{picture.width, picture.height, std::vector<uint8_t>(picture.pixels.size() / 3)}, std::move(made.parts), (*files)->name};
    for (const GreyImage& mask : made.masks) {
        for (size_t i = 0; i < mask.pixels.size(); ++i) seen.mask.pixels[i] = std::max(seen.mask.pixels[i], mask.pixels[i]);
    }
    if (!bounds(seen.mask) && wanted.what != For::parts) return Failure{seen.network + " found no " + word + " in it"};
    return seen;
}

}  // namespace

std::vector<std::string> mask_kinds() {
    std::vector<std::string> names;
    for (const LookedFor& each : looked_for) names.emplace_back(each.name);
    return names;
}

Result<Looking::For> mask_kind(const std::string& name) {
    for (const LookedFor& each : looked_for) {
        if (name == each.name) return each.what;
    }
    return Failure{"\"" + name + "\" is nothing that masks are made from; there are " + comma_list(mask_kinds())};
}

Result<Seen> seen_in(Device& device, const Looking& wanted, const fs::path& data, const CancelToken& cancel) {
    const auto picture = read_picture(wanted.picture);
    if (!picture) return Failure{picture.error()};
    if (wanted.what == For::control) return seen_control(device, wanted, *picture, data, cancel);
    const bool whole = wanted.what == For::subject || wanted.what == For::background;
    return whole ? seen_subject(device, wanted, *picture, data, cancel) : seen_parts(device, wanted, *picture, data, cancel);
}

}  // namespace imagelab
