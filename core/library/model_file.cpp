#include "core/library/model_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string_view>

#include "core/base/utf8.h"
#include "core/families/component_files.h"
#include "core/families/model_files.h"
#include "core/library/known_models.h"
#include "core/pipelines/upscaler.h"
#include "core/weights/detect.h"
#include "core/weights/detect_upscaler.h"
#include "core/weights/foreign_file.h"
#include "core/weights/keys_control.h"
#include "core/weights/keys_reference.h"
#include "core/weights/ncnn.h"
#include "core/weights/weight_file.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

struct Sentence {
    const char *part, *kind;
};
// Of describe_other_model, the one place that tells kinds apart.
constexpr Sentence sentences[] = {{"a LoRA", "lora"},
                                  {"textual inversion", "embedding"},
                                  {"Stable Diffusion 3", "sd3"},
                                  {"a Flux", "flux"},
                                  {"a PixArt", "pixart"},
                                  {"Playground", "playground"},
                                  {"CosXL", "cosxl"},
                                  {"Stable Diffusion 1.x or 2.x", "sd1"},
                                  {"Stable Diffusion 1.x", "sd1"},
                                  {"Stable Diffusion 2.x", "sd2"},
                                  {"by instruction", "sdxl-edit"},
                                  {"lone SDXL UNet", "sdxl-unet"},
                                  {"lone UNet", "unet"},
                                  {"a VAE alone", "vae"},
                                  {"CLIP text encoder", "text encoder"},
                                  {"T5 text encoder", "t5"},
                                  {"an upscaler", "upscaler"}};

std::string kind_of(const std::string& sentence) {
    for (const Sentence& known : sentences) {
        if (sentence.find(known.part) != std::string::npos) return known.kind;
    }
    return {};
}

void count(ModelFile& model, const std::map<std::string, TensorView>& tensors) {
    for (const auto& [name, view] : tensors) {
        if (view.dtype == DType::i32 || view.dtype == DType::i64) continue;  // position ids, no parameters
        model.parameters += element_count(view.shape);
        model.parameters_by_dtype[storage_name(view)] += element_count(view.shape);
    }
}

void finish(ModelFile& model) {
    int64_t most = 0;
    for (const auto& [dtype, parameters] : model.parameters_by_dtype) {
        if (parameters <= most) continue;
        most = parameters;
        model.precision = dtype;
    }
}

void count_components(ModelFile& model, const ModelFiles& files) {
    for (const ModelPart& part : files.parts()) count(model, part.weights->tensors());
}

int64_t modified(const fs::path& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec : 0;
}

int64_t bytes_below(const fs::path& folder) {
    int64_t bytes = 0;
    std::error_code code;
    fs::recursive_directory_iterator it(folder, code);
    for (; !code && it != fs::recursive_directory_iterator(); it.increment(code)) {
        std::error_code kind;
        if (it->is_regular_file(kind)) bytes += static_cast<int64_t>(it->file_size(kind));
    }
    return bytes;
}

// models--ORG--NAME/snapshots/REVISION -> ORG/NAME
std::string repository_of(const fs::path& path) {
    for (fs::path at = path; at.has_relative_path(); at = at.parent_path()) {
        std::string name = at.filename().string();
        if (!name.starts_with("models--")) continue;
        name.erase(0, 8);
        const size_t between = name.find("--");
        if (between != std::string::npos) name.replace(between, 2, "/");
        return name;
    }
    return {};
}

void take_metadata(ModelFile& model, const std::map<std::string, std::string>& metadata) {
    for (const auto& [key, value] : metadata) {
        if (value.size() <= 200 && (key.starts_with("ss_") || key.starts_with("sshs_") || key.starts_with("modelspec.")))
            model.metadata[key] = value;
    }
}

// A name that many programs give to files of their own: what is no weights is not broken.
bool of_any_program(const fs::path& path) {
    const std::string extension = ascii_lower(path.extension().string());
    return extension == ".bin" || extension == ".pt" || extension == ".pth";
}

// diffusers and transformers keep each network in a folder of its own, under the one name that all of them have.
bool is_component_name(const fs::path& path) {
    const std::string stem = path.stem().string();
    return stem.starts_with(diffusers_stem) || stem == transformers_stem || stem == "pytorch_model" || stem.starts_with("model.fp16");
}

std::string name_of_folder(const fs::path& path) {
    const std::string repository = repository_of(path);
    return repository.empty() ? fs::absolute(path).parent_path().filename().string() : repository;
}

void inspect_weights(ModelFile& model, const std::string& expected) {
    const auto file = WeightFile::open(model.path);
    if (!file) {
        model.reason = file.error();
        if (model.bytes > 0 && of_any_program(model.path)) {
            model.kind = expected;
            model.state = ModelFile::State::other;
        }
        return;
    }
    take_metadata(model, (*file)->metadata());
    const std::string other = describe_other_model((*file)->tensors());
    if (!other.empty()) {
        count(model, (*file)->tensors());
        const ControlKindInfo& control = control_kind_info(control_kind((*file)->tensors()));
        const ReferenceKindInfo& reference = reference_kind_info(reference_kind((*file)->tensors()));
        const bool steers = other == control.sentence, refers = other == reference.sentence;
        model.kind = steers ? std::string(control.library) : refers ? std::string(reference.library) : kind_of(other);
        if ((steers || refers) && is_component_name(model.path)) model.name = name_of_folder(model.path);
        if (model.kind.empty()) model.kind = expected;
        model.state = ModelFile::State::other;
        model.reason = other;
        return;
    }
    for (const Family* family : families()) {
        if (family->is_file((*file)->tensors())) model.kind = family->name;
    }
    const auto files = open_model(model.path);
    if (files) {
        count_components(model, **files);
        model.kind = (*files)->kind();
        model.state = ModelFile::State::ready;
    } else {
        count(model, (*file)->tensors());
        model.reason = files.error();
    }
}

void inspect_folder(ModelFile& model) {
    const auto files = open_model(model.path);
    if (files) {
        count_components(model, **files);
        model.kind = (*files)->kind();
        model.state = ModelFile::State::ready;
        return;
    }
    model.reason = files.error();
    model.kind = kind_of(files.error());
    model.state = model.kind.empty() ? ModelFile::State::broken : ModelFile::State::other;
}

void inspect_ncnn(ModelFile& model) {
    model.kind = "upscaler";
    const auto files = open_upscaler(model.path);
    if (!files) {
        model.reason = files.error();
        return;
    }
    count(model, files->weights->tensors());
    model.state = ModelFile::State::other;
    model.reason = upscaler_sentence(files->architecture, files->scale());
}

void inspect_foreign(ModelFile& model, const std::string& expected) {
    std::ifstream file(model.path, std::ios::binary);
    std::string start(300, '\0');
    file.read(start.data(), static_cast<std::streamsize>(start.size()));
    start.resize(static_cast<size_t>(file.gcount()));
    model.kind = expected;
    model.state = ModelFile::State::other;
    model.reason = start.empty() ? "the file is empty: download it again" : describe_foreign_file(start);
    if (start.empty()) model.state = ModelFile::State::broken;
    if (model.reason.empty()) model.reason = "files of this format are not read: look for the .safetensors, .ckpt or .gguf version";
}

}  // namespace

bool ModelFile::works_with_a_model() const {
    static const std::set<std::string_view> kinds{
        "lora", "vae", "embedding", "upscaler", "sdxl-unet", "text encoder", "t5", reference_kind_info(ReferenceKind::adapter).library};
    return state == State::other && (kinds.contains(kind) || runs_as_control(kind));
}

ModelFile inspect_model(const fs::path& path, const std::string& expected) {
    std::error_code code;
    const bool folder = fs::is_directory(path, code);
    ModelFile model{.path = path, .name = folder ? path.filename().string() : path.stem().string()};
    model.layout = folder ? "diffusers folder" : "single file";
    const std::string repository = repository_of(path);
    if (!repository.empty()) model.name = folder ? repository : repository + "/" + model.name;
    model.bytes = folder ? bytes_below(path) : static_cast<int64_t>(fs::file_size(path, code));
    model.modified_ns = modified(folder ? path / "model_index.json" : path);
    if (code) {
        model.reason = path.string() + ": " + code.message();
    } else if (folder) {
        inspect_folder(model);
    } else if (is_ncnn(path)) {
        inspect_ncnn(model);
    } else if (has_weight_extension(path)) {
        inspect_weights(model, expected);
    } else {
        inspect_foreign(model, expected);
    }
    finish(model);
    return model;
}

}  // namespace imagelab
