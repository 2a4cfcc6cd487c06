#include "core/library/network_paths.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>

#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/control/annotate.h"
#include "core/families/detector_files.h"
#include "core/library/model_library.h"
#include "core/onnx/session.h"
#include "core/pipelines/upscaler.h"
#include "core/weights/keys_control.h"
#include "core/weights/keys_reference.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

// The library's networks of one kind.
class Networks {
  public:
    template <class Wanted>
    Networks(const Wanted& wanted, const fs::path& data) : data_(data), files_(ModelLibrary::scan(data).models()) {
        std::erase_if(files_, [&](const ModelFile& file) { return !wanted(file.kind); });
    }
    const std::vector<ModelFile>& files() const { return files_; }
    const ModelFile* named(const std::string& name) const { return model_named(files_, name); }
    template <class Wanted>
    const ModelFile* first(const Wanted& wanted) const {
        const auto found = std::find_if(files_.begin(), files_.end(), wanted);
        return found == files_.end() ? nullptr : &*found;
    }
    std::string names(std::string list = "") const {
        for (const ModelFile& file : files_) list += (list.empty() ? "" : ", ") + file.name;
        return list;
    }
    // "there are: a, b", or where to put one.
    std::string rest() const {
        if (!files_.empty()) return "there are: " + names();
        return "put one made for SDXL into " + (data_ / "models").string() + ", or add its folder with `imagelab models add`";
    }

  private:
    fs::path data_;
    std::vector<ModelFile> files_;
};

// What a name says by itself: a path that is there, or one that should be. None: it is a name.
std::optional<Result<fs::path>> path_itself(const std::string& named, bool folders) {
    std::error_code code;
    if (!named.empty() && (folders ? fs::exists(named, code) : fs::is_regular_file(named, code))) return Result<fs::path>(fs::path(named));
    if (named.starts_with("/") || named.starts_with("./") || named.starts_with("../"))
        return Result<fs::path>(Failure{named + ": there is no such file" + (folders ? " or folder" : "")});
    return std::nullopt;
}

// Of a folder, by name.
std::vector<fs::path> onnx_files(const fs::path& folder) {
    std::error_code code;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        if (onnx::is_onnx_file(entry.path())) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}
std::optional<fs::path> first_onnx(const fs::path& folder) {
    const std::vector<fs::path> files = onnx_files(folder);
    return files.empty() ? std::nullopt : std::optional(files.front());
}

// A file of a folder by its name, with or without the end of it.
Result<fs::path> onnx_named(const std::string& named, const fs::path& folder, const std::string& what) {
    if (auto itself = path_itself(named, false)) return std::move(*itself);
    const std::vector<fs::path> files = onnx_files(folder);
    const auto stem = [](const fs::path& path) { return ascii_lower(path.stem().string()); };
    std::vector<std::string> names;
    for (const fs::path& file : files) {
        const bool weights = fs::path(named).extension() == ".pt" || fs::path(named).extension() == ".onnx";
        if (named.empty() || stem(file) == (weights ? stem(named) : ascii_lower(named))) return file;
        names.push_back(file.stem().string());
    }
    const std::string wanted = named.empty() ? "no " + what + " here" : "no " + what + " \"" + named + "\" here";
    return Failure{"there is " + wanted + "; " + (names.empty() ? "" : "there are " + comma_list(names) + "; ") + "put ONNX files into " +
                   folder.string() + ", or name one by its path"};
}

// Words of names that say a type: those of the published networks (Stability's, diffusers', xinsir's, TencentARC's, lllyasviel's).
bool says(const std::string& name, ControlType type) {
    using Words = std::array<std::string_view, 3>;
    const Words words = [&]() -> Words {
        switch (type) {
            case ControlType::canny:
                return {"canny", "canny", "canny"};
            case ControlType::scribble:
                return {"scribble", "sketch", "scribble"};
            case ControlType::softedge:
                return {"softedge", "hed", "soft-edge"};
            case ControlType::normal:
                return {"normal", "normal", "normal"};
            case ControlType::segmentation:
                return {"segmentation", "ade20k", "seg-"};
            case ControlType::depth:
                return {"depth", "midas", "zoe"};
            case ControlType::pose:
                return {"pose", "openpose", "dwpose"};
            case ControlType::lineart:
                return {"lineart", "line_art", "line-art"};
            case ControlType::tile:
                return {"tile", "tile", "tile"};
            case ControlType::none:
                break;
        }
        return {};
    }();
    const std::string lower = ascii_lower(name);
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return !word.empty() && lower.find(word) != lower.npos; });
}

// What AUTOMATIC1111 calls Real-ESRGAN's files (modules/realesrgan_model.py).
std::string stem_of(const std::string& named) {
    static const std::map<std::string, std::string> called{{"r-esrgan 4x+", "RealESRGAN_x4plus"},
                                                           {"r-esrgan 4x+ anime6b", "RealESRGAN_x4plus_anime_6B"},
                                                           {"r-esrgan 2x+", "RealESRGAN_x2plus"},
                                                           {"r-esrgan animevideo", "realesr-animevideov3"},
                                                           {"r-esrgan general 4xv3", "realesr-general-x4v3"},
                                                           {"r-esrgan general wdn 4xv3", "realesr-general-wdn-x4v3"}};
    const auto found = called.find(ascii_lower(named));
    return found == called.end() ? named : found->second;
}

bool is_upscaler(std::string_view kind) {
    return kind == "upscaler";
}
bool is_reference_adapter(std::string_view kind) {
    return kind == reference_kind_info(ReferenceKind::adapter).library;
}

}  // namespace

Result<fs::path> control_net_path(const ControlUse& use, const fs::path& data) {
    const std::string& named = use.model;
    if (auto itself = path_itself(named, true)) return std::move(*itself);
    if (named.empty() && use.type == ControlType::none)
        return Failure{"a control of type none needs its network: name it with model=FILE or its name in the library"};
    const Networks nets(runs_as_control, data);
    if (named.empty()) {
        if (const ModelFile* found = nets.first([&](const ModelFile& net) { return says(net.name, use.type); })) return found->path;
        const auto is_union = [](const ModelFile& net) { return net.kind == control_kind_info(ControlKind::union_net).library; };
        if (const ModelFile* found = nets.first(is_union)) return found->path;  // which knows every type
        return Failure{"no ControlNet here has " + std::string(control_type_name(use.type)) + " in its name: name one with model=FILE; " +
                       nets.rest()};
    }
    if (const ModelFile* found = nets.named(named)) return found->path;
    return Failure{"there is no ControlNet \"" + named + "\" here; " + nets.rest()};
}

Result<fs::path> reference_adapter_path(const ReferenceUse& use, const fs::path& data) {
    const std::string& named = use.model;
    if (auto itself = path_itself(named, true)) return std::move(*itself);
    const Networks adapters(is_reference_adapter, data);
    if (named.empty()) {
        if (!adapters.files().empty()) return adapters.files().front().path;
        return Failure{"there is no adapter for reference pictures (IP-Adapter) here: name one with model=FILE; " + adapters.rest()};
    }
    if (const ModelFile* found = adapters.named(named)) return found->path;
    return Failure{"there is no IP-Adapter \"" + named + "\" here; " + adapters.rest()};
}

fs::path bundled_upscaler() {
    return resource_dir() / "models" / "upscalers" / "realesr-animevideov3.safetensors";
}

std::optional<fs::path> annotator_path(ControlType type, const fs::path& data) {
    if (!networks_annotate(type)) return std::nullopt;
    const fs::path folder =
        type == ControlType::depth ? data / "models" / "depth" : data / "models" / "annotators" / std::string(control_type_name(type));
    const std::optional<fs::path> first = first_onnx(folder);
    return first && type == ControlType::pose ? folder : first;
}

std::vector<fs::path> annotator_files(const fs::path& path) {
    std::error_code code;
    return fs::is_directory(path, code) ? onnx_files(path) : std::vector{path};
}

Result<fs::path> detector_path(const std::string& named, const fs::path& data) {
    return onnx_named(named, data / "models" / "detectors", "detector");
}

Result<fs::path> segmenter_path(const std::string& named, const fs::path& data) {
    return onnx_named(named, data / "models" / "segmentation", "network that finds the subject");
}

Result<fs::path> tagger_path(const std::string& named, const fs::path& data) {
    const fs::path folder = data / "models" / "taggers";
    std::error_code code;
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        if (fs::exists(entry.path() / "model.onnx", code)) folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    auto found = onnx_named(named, folder, "tagger");
    if (found) return found;
    for (const fs::path& each : folders) {
        if (named.empty() || ascii_lower(each.filename().string()) == ascii_lower(named)) return each / "model.onnx";
    }
    return Failure{found.error() + " (a WD tagger's model.onnx and selected_tags.csv, in a folder of their own)"};
}

Result<fs::path> face_restorer_path(const std::string& named, const fs::path& data) {
    const fs::path folder = data / "models" / "faces";
    auto exact = onnx_named(named, folder, "network that restores faces");
    if (exact) return exact;
    const std::string part = plain_name(named);
    for (const fs::path& file : onnx_files(folder)) {
        if (!part.empty() && plain_name(file.stem().string()).find(part) != std::string::npos) return file;
    }
    return exact;
}

std::vector<fs::path> face_restorers(const fs::path& data) {
    return onnx_files(data / "models" / "faces");
}

Result<fs::path> face_detector_path(const fs::path& data) {
    for (const fs::path& file : detectors(data)) {
        const auto model = onnx::OnnxModel::open(file);
        if (!model) continue;
        std::vector<std::string> outputs;
        for (const onnx::ValueDef& output : model.value()->outputs()) outputs.push_back(output.name);
        if (is_yunet(outputs)) return file;
    }
    return Failure{"faces are found by YuNet: put face_detection_yunet_2023mar.onnx (OpenCV's model zoo) into " +
                   (data / "models" / "detectors").string()};
}

std::vector<fs::path> detectors(const fs::path& data) {
    return onnx_files(data / "models" / "detectors");
}

fs::path safety_checker_path(const fs::path& data) {
    return first_onnx(data / "models" / "safety").value_or(resource_dir() / "models" / "safety" / "nsfw-mobilenet-v2.onnx");
}

Result<fs::path> upscaler_path(const std::string& named, const fs::path& data) {
    if (auto itself = path_itself(named, false)) return std::move(*itself);
    const std::string bundled = bundled_upscaler().stem().string();
    const std::string stem = stem_of(named), lower = ascii_lower(stem);
    if (lower == bundled || lower == bundled + ".safetensors" || lower == bundled + ".pth") return bundled_upscaler();
    const Networks networks(is_upscaler, data);
    if (const ModelFile* found = networks.named(stem)) return found->path;
    return Failure{"there is no upscaler \"" + named + "\"; there are " + networks.names(bundled + " (bundled)") +
                   ". Put others into a folder of the library (`imagelab models folders`) or name a file"};
}

std::vector<NamedUpscaler> upscalers(const fs::path& data) {
    std::vector<NamedUpscaler> all;
    const auto add = [&](const std::string& name, const fs::path& path) {
        if (const auto files = open_upscaler(path)) all.push_back({name, path, files->scale()});
    };
    add(bundled_upscaler().stem().string(), bundled_upscaler());
    const Networks networks(is_upscaler, data);
    for (const ModelFile& file : networks.files()) add(file.name, file.path);
    return all;
}

}  // namespace imagelab
