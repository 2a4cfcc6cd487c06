#include "core/library/compatibility.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/adapters/adapter_facts.h"
#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/families/adaptation.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using Weight = FitReason::Weight;
using Prediction = NoiseScheduleConfig::Prediction;

constexpr const char* loras_field = "conditioning.loras";

const char* prediction_name(Prediction prediction) {
    return prediction == Prediction::v_prediction ? "v-prediction" : prediction == Prediction::sample ? "the picture itself" : "epsilon";
}

std::string said_in(const std::map<std::string, std::string>& metadata, const char* key) {
    const auto found = metadata.find(key);
    return found == metadata.end() ? "" : ascii_lower(found->second);
}

// What kohya's and Stability's metadata say that a LoRA was trained to predict; none: nothing.
std::optional<Prediction> prediction_said(const std::map<std::string, std::string>& metadata) {
    const std::string type = said_in(metadata, "modelspec.prediction_type");
    if (type == "v" || type == "v_prediction" || said_in(metadata, "ss_v_parameterization") == "true") return Prediction::v_prediction;
    if (type == "epsilon" || said_in(metadata, "ss_v_parameterization") == "false") return Prediction::epsilon;
    return std::nullopt;
}

const std::map<std::string, const char*>& family_names() {
    static const std::map<std::string, const char*> names{{"sdxl", "SDXL"},
                                                          {"pixart", "PixArt"},
                                                          {"sd1", "Stable Diffusion 1.x"},
                                                          {"sd2", "Stable Diffusion 2.x"},
                                                          {"sd3", "Stable Diffusion 3"},
                                                          {"flux", "FLUX"}};
    return names;
}

std::string family_name(const std::string& id) {
    const auto found = family_names().find(id);
    return found == family_names().end() ? id : found->second;
}

// The type that most weights of the denoiser are stored in.
std::string stored_as(const ModelFiles& model) {
    std::map<std::string, int64_t> counts;
    for (const ModelPart& part : model.parts()) {
        if (part.name != "unet" && part.name != "transformer") continue;
        for (const auto& [name, view] : part.weights->tensors()) counts[storage_name(view)] += element_count(view.shape);
    }
    const auto most = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == counts.end() ? "" : most->first;
}

bool is_plain_float(const std::string& type) {
    return type.empty() || type == "f16" || type == "bf16" || type == "f32" || type == "f64";
}

std::string mean_type(const AdapterFile& lora) {
    std::map<std::string, int64_t> counts;
    for (const AdapterModule& module : lora.modules())
        for (const auto& [name, part] : module.parts) counts[storage_name(part.view)] += element_count(part.view.shape);
    const auto most = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == counts.end() ? "" : most->first;
}

void check_base_model(const AdapterFile& lora, const ModelFiles& base, const std::string& name, ModelFit& fit) {
    const std::string said = lora.facts().base_model, family = family_said(said), here(base.family().name);
    if (!family.empty() && family != here) {
        fit.add(
            {Weight::doubt, loras_field, name,
             "its metadata names " + said + " as its base, which is " + family_name(family) + "; " + base.name + " is " + family_name(here),
             "take the version made for " + family_name(here)});
        return;
    }
    const std::string trained_on = fs::path(said_in(lora.metadata(), "ss_sd_model_name")).stem().string();
    const bool base_itself = plain_name(trained_on).find("sdxlbase") != std::string::npos || plain_name(trained_on).starts_with("sdxl");
    if (trained_on.empty() || base_itself || plain_name(trained_on) == plain_name(base.name)) return;
    fit.add({Weight::note, loras_field, name, "it was trained on " + trained_on + "; on " + base.name + " it may look a little different",
             "raise or lower its scale by the picture"});
}

void check_few_steps(const AdapterFile& lora, const ModelFiles& base, const std::string& name, ModelFit& fit) {
    const FewStepModel few = few_step_lora(lora.path().stem().string());
    if (!few) return;
    if (base.few_step)
        return fit.add({Weight::doubt, loras_field, name,
                        std::string("both it (") + few.kind->name + ") and " + base.name + " (" + base.few_step.kind->name +
                            ") are made for few steps: together they burn the picture",
                        "leave one of them out"});
    const PublishedSettings own = few.settings();
    fit.add({Weight::hint, loras_field, name, std::string("it makes ") + base.name + " a model of few steps (" + few.kind->name + ")",
             "draw with " + std::to_string(own.steps) + " steps, guidance " + general_text(own.guidance) + ", sampler " +
                 sampler_info(own.sampler).label});
}

}  // namespace

const char* weight_name(Weight weight) {
    constexpr const char* names[] = {"refused", "doubt", "hint", "note"};
    return names[static_cast<int>(weight)];
}

int fit_points(Weight weight) {
    constexpr int points[] = {100, 30, 10, 0};
    return points[static_cast<int>(weight)];
}

int ModelFit::score() const {
    int score = 100;
    for (const FitReason& reason : reasons) {
        if (reason.weight == Weight::refused) return 0;
        score -= fit_points(reason.weight);
    }
    return std::max(1, score);
}

const char* ModelFit::verdict() const {
    const int points = score();
    return points == 0 ? "refused" : points < 50 ? "poor" : points < 80 ? "doubtful" : "fits";
}

void ModelFit::add(FitReason reason) {
    const auto behind = std::find_if(reasons.begin(), reasons.end(), [&](const FitReason& other) { return other.weight > reason.weight; });
    reasons.insert(behind, std::move(reason));
}

void ModelFit::add(const ModelFit& other) {
    for (const FitReason& reason : other.reasons) add(reason);
}

nlohmann::json fit_to_json(const ModelFit& fit) {
    nlohmann::json reasons = nlohmann::json::array();
    for (const FitReason& reason : fit.reasons)
        reasons.push_back({{"weight", weight_name(reason.weight)},
                           {"points", fit_points(reason.weight)},
                           {"part", reason.part},
                           {"name", reason.name},
                           {"what", reason.what},
                           {"advice", reason.advice}});
    return {{"score", fit.score()}, {"verdict", fit.verdict()}, {"reasons", reasons}};
}

std::string family_said(const std::string& base_model) {
    const std::string plain = plain_name(base_model);
    if (plain.empty()) return {};
    const auto has = [&](std::string_view part) { return plain.find(part) != std::string::npos; };
    if (has("pixart")) return "pixart";
    if (has("flux")) return "flux";
    if (has("sdxl") || has("stablediffusionxl") || has("pony") || has("illustrious") || has("noobai")) return "sdxl";
    for (const auto& [id, digit] : {std::pair("sd3", '3'), std::pair("sd2", '2'), std::pair("sd1", '1')}) {
        for (const char* before : {"stablediffusionv", "stablediffusion", "sdv", "sd"}) {
            if (plain.starts_with(std::string(before) + digit)) return id;
        }
    }
    return {};
}

ModelFit lora_fit(const AdapterFile& lora, const ModelFiles& base) {
    ModelFit fit;
    const std::string name = lora.path().stem().string();
    AppliedAdapter on{.file = {}, .scale = 1, .text_scale = 1};
    on.file = std::shared_ptr<const AdapterFile>(std::shared_ptr<const AdapterFile>(), &lora);  // it outlives this
    const auto made = adapt(base, {on});
    if (!made) {
        const std::string made_for = adapter_made_for(lora.modules());
        fit.add({Weight::refused, loras_field, name, (made_for.empty() ? "" : "it is made for " + made_for + ": ") + made.error(),
                 "leave it out, or choose a base model of its kind"});
        return fit;
    }
    for (const std::string& note : made->notes)
        fit.add({Weight::hint, loras_field, name, note, "what has no place is left away; the rest works"});
    check_base_model(lora, base, name, fit);
    if (const auto said = prediction_said(lora.metadata()); said && *said != base.noise.prediction)
        fit.add({Weight::doubt, loras_field, name,
                 std::string("it was trained to predict ") + prediction_name(*said) + ", and " + base.name + " predicts " +
                     prediction_name(base.noise.prediction),
                 "take the version for such models, or a small scale"});
    check_few_steps(lora, base, name, fit);
    if (const std::string type = stored_as(base); !is_plain_float(type))
        fit.add({Weight::note, loras_field, name,
                 base.name + " is stored in " + type +
                     ": the LoRA is computed beside its weights, or packs "
                     "what it touches anew, which takes longer",
                 ""});
    if (const std::string type = mean_type(lora); !is_plain_float(type))
        fit.add(
            {Weight::hint, loras_field, name, "it is stored in " + type + ", which is coarse for a LoRA", "take its f16 or bf16 version"});
    return fit;
}

ModelFit embedding_fit(const fs::path& file, const ModelFiles& base) {
    ModelFit fit;
    constexpr const char* field = "conditioning.embeddings";
    const std::string name = file.stem().string();
    if (base.embedding_widths().empty()) {
        fit.add({Weight::refused, field, name, base.name + " takes no textual inversions; they are made for CLIP", "leave it out"});
        return fit;
    }
    const auto opened = open_textual_inversion(file, base.embedding_widths());
    if (!opened) {
        fit.add({Weight::refused, field, name, opened.error(), "leave it out, or take the version made for this model"});
    } else if (opened->vectors.size() < base.embedding_widths().size()) {
        fit.add({Weight::hint, field, name, "it has vectors for one of the two text encoders", "its word means less to the other"});
    }
    return fit;
}

ModelFit vae_fit(const ModelFiles& model, const ModelFiles& own) {
    ModelFit fit;
    constexpr const char* field = "model.vae";
    const std::string name = model.vae_path.stem().string();
    const VaeConfig &chosen = model.vae, &made_for = own.vae;
    if (chosen.latent_channels != made_for.latent_channels || chosen.downscale() != made_for.downscale()) {
        fit.add({Weight::refused, field, name,
                 "its latents have " + std::to_string(chosen.latent_channels) + " channels at 1/" + std::to_string(chosen.downscale()) +
                     " of the size, those of " + own.name + " " + std::to_string(made_for.latent_channels) + " at 1/" +
                     std::to_string(made_for.downscale()),
                 "take a VAE made for " + family_name(std::string(own.family().name))});
        return fit;
    }
    if (chosen.tiny()) {
        fit.add(
            {Weight::hint, field, name, "it is a tiny autoencoder: fast, with less detail", "take a whole VAE for the finished picture"});
        return fit;
    }
    if (std::abs(chosen.scaling_factor - made_for.scaling_factor) > 1e-4f * made_for.scaling_factor)
        fit.add({Weight::doubt, field, name,
                 "it scales latents by " + general_text(static_cast<double>(chosen.scaling_factor), 5) + ", " + own.name +
                     " was made for " + general_text(static_cast<double>(made_for.scaling_factor), 5) +
                     ": colours will be washed out or burnt",
                 "take a VAE made for " + family_name(std::string(own.family().name))});
    return fit;
}

ModelFit refiner_fit(const ModelFiles& refiner, const ModelFiles& base) {
    ModelFit fit;
    constexpr const char* field = "model.refiner";
    for (const ModelFiles* one : {&base, &refiner}) {
        if (&one->family() == &sdxl_family) continue;
        fit.add({Weight::refused, field, refiner.name,
                 one->name + " is a model of the family " + std::string(one->family().name) + "; base and refiner must be SDXL models",
                 "leave the refiner out"});
        return fit;
    }
    if (base.only_refines())
        fit.add({Weight::refused, field, refiner.name, base.name + " is a refiner itself, which begins no picture",
                 "choose another base model"});
    if (refiner.noise.prediction != base.noise.prediction || refiner.noise.rescale_betas_zero_snr != base.noise.rescale_betas_zero_snr)
        fit.add({Weight::hint, field, refiner.name,
                 std::string("it predicts ") + prediction_name(refiner.noise.prediction) +
                     (refiner.noise.rescale_betas_zero_snr ? " with zero terminal SNR" : "") + ", " + base.name + " " +
                     prediction_name(base.noise.prediction) + (base.noise.rescale_betas_zero_snr ? " with zero terminal SNR" : ""),
                 "let it work on the finished picture: refiner_start 1"});
    if (base.few_step && !refiner.few_step)
        fit.add({Weight::hint, field, refiner.name, base.name + " needs few steps, and a share of them is too few for a refiner",
                 "let it work on the finished picture: refiner_start 1"});
    return fit;
}

}  // namespace imagelab
