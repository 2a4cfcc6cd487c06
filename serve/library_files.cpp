#include "serve/library_files.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/folders.h"
#include "core/base/paths.h"
#include "core/library/model_folders.h"
#include "core/library/model_library.h"
#include "core/request/lora_use.h"
#include "serve/http.h"

namespace imagelab::serve {
namespace {

namespace fs = std::filesystem;

using Names = std::vector<std::pair<const char*, std::string>>;

Names names_of(const Request& request) {
    Names names{{"model.vae", request.vae},
                {"model.refiner", request.refiner},
                {"model.unet", request.unet},
                {"model.text_encoder", request.text_encoder},
                {"model.text_encoder_2", request.text_encoder_2},
                {"model.tokenizer", request.tokenizer},
                {"model.tokenizer_2", request.tokenizer_2},
                {"postprocessing.upscaler", request.upscaler},
                {"hyperparameters.hires.upscaler", request.hires.upscaler}};
    for (const VaeShare& use : request.vae_mix) names.emplace_back("model.vae_mix", use.name);
    for (const LoraUse& use : request.loras) names.emplace_back("conditioning.loras", use.name);
    for (const LoraUse& use : take_loras(request.prompt).loras) names.emplace_back("conditioning.prompt", use.name);
    for (const std::string& file : request.embeddings) names.emplace_back("conditioning.embeddings", file);
    for (const ControlUse& use : request.control_nets) names.emplace_back("conditioning.control_nets", use.model);
    for (const ReferenceUse& use : request.references) names.emplace_back("conditioning.references", use.model);
    for (const DetailUse& use : request.details) names.emplace_back("postprocessing.detailers", use.model);
    return names;
}

fs::path resolved(const fs::path& path) {
    std::error_code code;
    const fs::path found = fs::weakly_canonical(fs::absolute(path), code);
    return code ? fs::path() : found;
}

// What a reader would open as it is, rather than look up.
bool is_path(const std::string& name) {
    std::error_code ignored;
    const fs::path path = name;
    return path.is_absolute() || name.starts_with("./") || name.starts_with("../") || name.find("/../") != name.npos ||
           fs::exists(path, ignored);
}

}  // namespace

void check_library_files(const Request& request, const fs::path& data, int status, FieldName name_of) {
    std::vector<fs::path> allowed;
    for (const auto& [field, name] : names_of(request)) {
        if (name.empty() || !is_path(name)) continue;
        if (allowed.empty()) {
            for (const fs::path& folder : added_model_folders(data)) allowed.push_back(resolved(folder));
            for (const fs::path& folder : {data, hugging_face_cache(), resource_dir()}) allowed.push_back(resolved(folder));
            if (const fs::path model = request.model; model.is_absolute()) {
                std::error_code ignored;
                allowed.push_back(resolved(fs::is_directory(model, ignored) ? model : model.parent_path()));
            }
        }
        const fs::path path = resolved(name);
        if (std::any_of(allowed.begin(), allowed.end(), [&](const fs::path& folder) { return is_inside(path, folder); })) continue;
        throw_problem(std::string(field) +
                          ": is a path outside the model library; allowed: a name of `imagelab models list`, or a file in its folders "
                          "(`imagelab models scan --add DIR` adds one)",
                      status, name_of);
    }
}

}  // namespace imagelab::serve
