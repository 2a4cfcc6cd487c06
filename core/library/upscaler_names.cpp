#include "core/library/upscaler_names.h"

#include <algorithm>
#include <map>

#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/library/model_library.h"
#include "core/pipelines/upscaler.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

std::vector<ModelFile> upscaler_files(const fs::path& data) {
    std::vector<ModelFile> files = ModelLibrary::scan(data).models();
    std::erase_if(files, [](const ModelFile& file) { return file.kind != "upscaler"; });
    return files;
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

}  // namespace

fs::path bundled_upscaler() {
    return resource_dir() / "models" / "upscalers" / "realesr-animevideov3.safetensors";
}

Result<fs::path> upscaler_path(const std::string& named, const fs::path& data) {
    std::error_code code;
    if (fs::is_regular_file(named, code)) return fs::path(named);
    if (named.starts_with("/") || named.starts_with("./") || named.starts_with("../")) return Failure{named + ": there is no such file"};
    const std::string bundled = bundled_upscaler().stem().string();
    const std::string stem = stem_of(named), lower = ascii_lower(stem);
    if (lower == bundled || lower == bundled + ".safetensors" || lower == bundled + ".pth") return bundled_upscaler();
    const std::vector<ModelFile> files = upscaler_files(data);
    if (const ModelFile* found = model_named(files, stem)) return found->path;
    std::string names = bundled + " (bundled)";
    for (const ModelFile& file : files) names += ", " + file.name;
    return Failure{"there is no upscaler \"" + named + "\"; there are " + names +
                   ". Put others into a folder of the library (`imagelab models folders`) or name a file"};
}

std::vector<NamedUpscaler> upscalers(const fs::path& data) {
    std::vector<NamedUpscaler> all;
    const auto add = [&](const std::string& name, const fs::path& path) {
        if (const auto files = open_upscaler(path)) all.push_back({name, path, files->scale()});
    };
    add(bundled_upscaler().stem().string(), bundled_upscaler());
    for (const ModelFile& file : upscaler_files(data)) add(file.name, file.path);
    return all;
}

}  // namespace imagelab
