#include "core/jobs/model_check.h"

#include <algorithm>

#include "core/base/utf8.h"
#include "core/jobs/request_models.h"
#include "core/library/embedding_files.h"
#include "core/library/model_library.h"
#include "core/library/model_suites.h"
#include "core/request/lora_use.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using Weight = FitReason::Weight;

FitReason refusal(const char* field, const std::string& name, const std::string& why) {
    return {Weight::refused, field, fs::path(name).stem().string(), why, "name one that is here, or leave it out"};
}

// The field that a failure names at its beginning; else the base.
FitReason of_failure(const Request& request, const std::string& why) {
    for (const char* field : {"model.vae_mix", "model.vae", "model.unet", "model.text_encoder_2", "model.text_encoder", "model.tokenizer_2",
                              "model.tokenizer", "model.refiner", "model.suite"}) {
        if (why.starts_with(std::string(field) + ":")) return refusal(field, "", why.substr(std::string(field).size() + 2));
    }
    return refusal("model.base", request.model.empty() ? "demo" : request.model, why);
}

void check_refiner(const Request& request, const ModelFiles& base, const fs::path& data, ModelFit& fit) {
    if (request.refiner.empty()) return;
    const auto sources = refiner_sources(request, base, data);
    const auto refiner = sources ? open_model(*sources) : Result<OpenedModel>(Failure{sources.error()});
    if (!refiner) return fit.add(refusal("model.refiner", request.refiner, refiner.error()));
    fit.add(refiner_fit(**refiner, base));
}

// Whether a VAE is another than the model's own, and what that means.
void check_vae(const Request& request, ModelSources sources, const ModelFiles& model, ModelFit& fit) {
    if (request.vae.empty()) return;
    sources.vae.clear(), sources.vae_mix.clear();
    const auto own = open_model(sources);
    if (own) fit.add(vae_fit(model, **own));  // a model that has none has nothing to compare with
}

void check_loras(const Request& request, const ModelFiles& base, const fs::path& data, ModelFit& fit) {
    std::vector<LoraUse> uses = request.loras;
    const PromptLoras tags = take_loras(request.prompt);
    uses.insert(uses.end(), tags.loras.begin(), tags.loras.end());
    for (const LoraUse& use : uses) {
        const auto path = lora_path(use.name, data);
        const auto file = path ? AdapterFile::open(*path) : Result<std::shared_ptr<const AdapterFile>>(Failure{path.error()});
        fit.add(file ? lora_fit(**file, base) : ModelFit{{refusal("conditioning.loras", use.name, file.error())}});
    }
}

}  // namespace

ModelFit fit_of_models(const Request& asked, const fs::path& data) {
    ModelFit fit;
    const auto whole = with_suite_applied(asked, data);
    if (!whole) {
        fit.add(of_failure(asked, whole.error()));
        return fit;
    }
    const Request& request = *whole;
    const auto sources = model_sources(request, data);
    const auto model = sources ? open_model(*sources) : Result<OpenedModel>(Failure{sources.error()});
    if (!model) {
        fit.add(of_failure(request, model.error()));
        return fit;
    }
    const ModelFiles& base = **model;
    if (base.only_refines() && request.init_image.empty())
        fit.add({Weight::refused, "model.base", base.name, base.name + " is a refiner, which begins no picture",
                 "make it the refiner behind another SDXL model"});
    check_vae(request, *sources, base, fit);
    check_refiner(request, base, data, fit);
    check_loras(request, base, data, fit);
    std::vector<fs::path> embeddings(request.embeddings.begin(), request.embeddings.end());
    for (const fs::path& file : embeddings_named_in({request.prompt, request.negative_prompt.value_or("")}, data))
        embeddings.push_back(file);
    for (const fs::path& file : embeddings) fit.add(embedding_fit(file, base));
    return fit;
}

}  // namespace imagelab
