#include "core/jobs/request_models.h"

#include "core/library/model_library.h"
#include "core/library/network_paths.h"
#include "core/pipelines/resolved.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

using Kinds = std::vector<std::string>;  // of the library, of files that are a part alone

const Kinds vae_kinds{"vae"}, unet_kinds{"sdxl-unet", "unet"}, text_encoder_kinds{"text encoder"};

// What a field names; empty: nothing. part_path's empty name is the bundled model.
Result<fs::path> named(const char* field, const std::string& name, const Kinds& kinds, const fs::path& data) {
    if (name.empty()) return fs::path();
    auto path = part_path(name, kinds, data);
    if (!path) return Failure{std::string(field) + ": " + path.error()};
    return path;
}

std::vector<std::pair<std::string*, Kinds>> names_in(Request& request) {
    std::vector<std::pair<std::string*, Kinds>> names{{&request.model, {}},
                                                      {&request.refiner, {}},
                                                      {&request.vae, vae_kinds},
                                                      {&request.unet, unet_kinds},
                                                      {&request.text_encoder, text_encoder_kinds},
                                                      {&request.text_encoder_2, text_encoder_kinds},
                                                      {&request.tokenizer, {}},
                                                      {&request.tokenizer_2, {}}};
    for (VaeShare& use : request.vae_mix) names.emplace_back(&use.name, vae_kinds);
    return names;
}

}  // namespace

Result<ModelSources> model_sources(const Request& request, const fs::path& data) {
    ModelSources sources;
    auto model = model_path(request.model, data);
    if (!model) return Failure{model.error()};
    sources.model = std::move(*model);
    auto vae = named("model.vae", request.vae, vae_kinds, data);
    if (!vae) return Failure{vae.error()};
    sources.vae = std::move(*vae);
    for (const auto& [field, name, kinds, target] :
         {std::tuple("model.unet", &request.unet, unet_kinds, &sources.unet),
          std::tuple("model.text_encoder", &request.text_encoder, text_encoder_kinds, &sources.text_encoder),
          std::tuple("model.text_encoder_2", &request.text_encoder_2, text_encoder_kinds, &sources.text_encoder_2),
          std::tuple("model.tokenizer", &request.tokenizer, Kinds{}, &sources.tokenizer),
          std::tuple("model.tokenizer_2", &request.tokenizer_2, Kinds{}, &sources.tokenizer_2)}) {
        auto path = named(field, *name, kinds, data);
        if (!path) return Failure{path.error()};
        *target = std::move(*path);
    }
    for (const VaeShare& use : request.vae_mix) {
        auto path = named("model.vae_mix", use.name, vae_kinds, data);
        if (!path) return Failure{path.error()};
        sources.vae_mix.emplace_back(std::move(*path), use.share);
    }
    return sources;
}

Result<ModelSources> refiner_sources(const Request& request, const ModelFiles& base, const fs::path& data) {
    ModelSources sources;
    auto model = named("model.refiner", request.refiner, {}, data);
    if (!model) return Failure{model.error()};
    sources.model = std::move(*model);
    if (&base.family() == &sdxl_family) sources.vae = base.vae_path.empty() ? base.path : base.vae_path;
    return sources;
}

Request with_absolute_models(Request request, const fs::path& data) {
    for (const auto& [name, kinds] : names_in(request)) {
        if (name->empty()) continue;
        const auto found = part_path(*name, kinds, data);
        *name = fs::absolute(found ? *found : fs::path(*name)).string();
    }
    for (ControlUse& use : request.control_nets) {
        if (const auto found = control_net_path(use, data)) use.model = fs::absolute(*found).string();
    }
    for (ReferenceUse& use : request.references) {
        if (const auto found = reference_adapter_path(use, data)) use.model = fs::absolute(*found).string();
    }
    for (DetailUse& use : request.details) {
        if (const auto found = detector_path(use.model, data)) use.model = fs::absolute(*found).string();
    }
    if (!request.face_restore.empty()) {
        if (const auto found = face_restorer_path(request.face_restore, data)) request.face_restore = fs::absolute(*found).string();
    }
    for (std::string* name : {&request.upscaler, &request.hires.upscaler}) {
        if (name->empty() || enlarges_latents(*name) || enlarges_by_lanczos(*name)) continue;
        // The bundled one keeps its name, which holds on every machine.
        if (const auto found = upscaler_path(*name, data))
            *name = *found == bundled_upscaler() ? found->stem().string() : fs::absolute(*found).string();
    }
    return request;
}

Request with_models_here(Request request) {
    std::vector<std::string*> names;
    for (const auto& [name, kinds] : names_in(request)) names.push_back(name);
    for (std::string* name : {&request.upscaler, &request.hires.upscaler, &request.face_restore}) names.push_back(name);
    for (ControlUse& use : request.control_nets) names.push_back(&use.model);
    for (ReferenceUse& use : request.references) names.push_back(&use.model);
    for (LoraUse& use : request.loras) names.push_back(&use.name);
    for (DetailUse& use : request.details) names.push_back(&use.model);
    for (std::string* name : names) {
        const fs::path path = *name;
        std::error_code ignored;
        if (path.is_absolute() && !fs::exists(path, ignored)) *name = path.filename().string();
    }
    return request;
}

}  // namespace imagelab
