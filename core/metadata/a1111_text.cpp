#include "core/metadata/a1111_text.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/metadata/a1111_control.h"
#include "core/metadata/a1111_detailer.h"
#include "core/request/fields.h"
#include "core/request/lora_use.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

// 7 and 7.5, not 7.0: the shortest text that reads back as the same number.
// modules/infotext_utils.py quote(): a value with a separator in it becomes a JSON string.
std::string quoted(const std::string& value) {
    if (value.find_first_of(",:\n") == std::string::npos) return value;
    return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// modules/hashes.py, sd_models.py: the first 10 digits of a file's SHA-256.
std::string short_hash(const std::string& sha256) {
    return sha256.substr(0, 10);
}

// Civitai reads this, as its extension for A1111 writes it: {"model": "31e35c80fc", "vae": "63aeecb90f"}.
std::string hashes_json(const A1111Model& model) {
    nlohmann::ordered_json hashes;
    if (!model.vae_sha256.empty()) hashes["vae"] = short_hash(model.vae_sha256);
    if (!model.sha256.empty()) hashes["model"] = short_hash(model.sha256);
    std::string text;
    for (const auto& [name, hash] : hashes.items()) text += (text.empty() ? "\"" : ", \"") + name + "\": " + hash.dump();
    return text.empty() ? "" : "{" + text + "}";
}

std::string without_marks(std::string name) {
    std::erase_if(name, [](char c) { return c == ':' || c == ','; });
    return name;
}

// extensions-builtin/Lora/scripts/lora_script.py, modules/sd_hijack_clip.py: "ink: 0123456789ab, wash: ..."
std::string network_hashes(const std::vector<std::pair<std::string, std::string>>& networks) {
    std::string text;
    for (const auto& [name, hash] : networks) {
        if (!hash.empty()) text += (text.empty() ? "" : ", ") + without_marks(name) + ": " + hash;
    }
    return text;
}

// Forge's backend/text_processing/classic_engine.py names them all under "TI", A1111 those with hashes under "TI hashes".
std::string embeddings_text(const A1111Model& model) {
    std::string names;
    for (const auto& [name, hash] : model.embeddings) names += (names.empty() ? "" : ", ") + without_marks(name);
    if (names.empty()) return {};
    const std::string hashes = network_hashes(model.embeddings);
    return ", TI: " + quoted(std::as_const(names)) + (hashes.empty() ? "" : ", TI hashes: " + quoted(hashes));
}

// modules/processing_scripts/refiner.py: "Refiner: name [hash], Refiner switch at: 0.8"; a second pass on the picture is ours alone.
std::string refiner_text(const Request& request, const A1111Refiner& refiner) {
    if (refiner.name.empty()) return {};
    std::string text = ", Refiner: " + quoted(refiner.name + (refiner.sha256.empty() ? "" : " [" + short_hash(refiner.sha256) + "]"));
    text += ", Refiner switch at: " + a1111_number(request.refiner_start);
    if (request.refiner_start < 1) return text;
    if (request.refiner_strength) return text + ", Refiner strength: " + a1111_number(*request.refiner_strength);
    text += ", Refiner strength: auto";
    return refiner.decision ? text + ", Refiner decision: " + quoted(decision_text(*refiner.decision)) : text;
}

// modules/processing.py StableDiffusionProcessingImg2Img
std::string mask_text(const Request& request) {
    const InpaintMask& mask = request.mask;
    std::string text;
    if (mask.blur > 0) text += ", Mask blur: " + std::to_string(mask.blur);
    if (mask.area == MaskArea::masked) text += ", Inpaint area: Only masked, Masked area padding: " + std::to_string(mask.padding);
    if (mask.fill == MaskFill::noise) text += ", Masked content: latent noise";
    if (mask.fill == MaskFill::neighbours) text += ", Masked content: fill";
    if (mask.fill == MaskFill::nothing) text += ", Masked content: latent nothing";
    return text;
}

// modules/sd_schedulers.py: "DDIM" takes every n-th timestep from 1 (leading), "SGM Uniform" ends before the last interval (trailing),
// "Uniform" spreads over both ends (linspace).
const char* schedule_name(const Request& request, const NoiseScheduleConfig& noise) {
    using TimestepSpacing = NoiseScheduleConfig::TimestepSpacing;
    if (request.spacing != Spacing::published) return schedule_info(request.spacing).a1111;
    if (noise.karras_sigmas && sampler_info(request.sampler).karras_as_model) return schedule_info(Spacing::karras).a1111;
    switch (noise.timestep_spacing) {
        case TimestepSpacing::leading:
            return "DDIM";
        case TimestepSpacing::trailing:
            return "SGM Uniform";
        case TimestepSpacing::linspace:
            return "Uniform";
    }
    throw Error("[a1111] unknown spacing");
}

// Spacings whose name in A1111 also stands for the model's own: a key of ours, which A1111 passes over, tells them apart.
bool named_for_published(Spacing spacing) {
    const std::string name = schedule_info(spacing).a1111;
    return name == "DDIM" || name == "SGM Uniform" || name == "Uniform";
}

std::string schedule_text(const Request& request, const NoiseScheduleConfig& noise) {
    std::string text = std::string(", Schedule type: ") + schedule_name(request, noise);
    if (request.spacing != Spacing::published && named_for_published(request.spacing))
        text += std::string(", Spacing: ") + schedule_info(request.spacing).option;
    return text;
}

std::string eta_text(const Request& request) {
    const SamplerInfo& info = sampler_info(request.sampler);
    const auto eta = info.a1111_eta && !request.step_noise.eta ? info.eta : request.step_noise.eta;
    if (!eta) return "";
    return (request.sampler == SamplerKind::ddim ? ", Eta DDIM: " : ", Eta: ") + a1111_number(*eta);
}

}  // namespace

std::string a1111_text(const Request& as_run, const A1111Model& model) {
    PromptLoras tags = take_loras(as_run.prompt);
    tags.loras.insert(tags.loras.begin(), as_run.loras.begin(), as_run.loras.end());
    std::string text = tags.prompt;
    for (const LoraUse& use : tags.loras) text += (text.empty() ? "" : " ") + lora_tag(use);
    text += "\n";
    if (as_run.negative_prompt && !as_run.negative_prompt->empty()) text += "Negative prompt: " + *as_run.negative_prompt + "\n";
    const size_t settings = text.size();
    for (const RequestField& field : request_fields()) {
        const std::string value = field.a1111_value ? field.a1111_value(as_run) : "";
        if (!value.empty()) text += (text.size() == settings ? "" : ", ") + field.a1111 + ": " + quoted(value);
        if (field.path == "scheduler.spacing") text += schedule_text(as_run, model.noise);
        if (field.path == "scheduler.eta") text += eta_text(as_run);
    }
    text += ", Size: " + std::to_string(as_run.width) + "x" + std::to_string(as_run.height);
    if (!model.sha256.empty()) text += ", Model hash: " + short_hash(model.sha256);
    if (!model.name.empty()) text += ", Model: " + quoted(model.name);
    if (!model.vae_sha256.empty()) text += ", VAE hash: " + short_hash(model.vae_sha256);
    if (!as_run.vae.empty()) text += ", VAE: " + quoted(std::filesystem::path(as_run.vae).filename().string());
    text += refiner_text(as_run, model.refiner);
    if (!as_run.suite.empty()) text += ", Suite: " + quoted(as_run.suite);  // ours alone; the line begins with the steps, as Civitai wants
    if (!as_run.init_image.empty()) text += ", Denoising strength: " + a1111_number(as_run.strength) + mask_text(as_run);
    if (as_run.hires.scale > 1)
        text += (as_run.init_image.empty() ? ", Denoising strength: " : ", Hires strength: ") + a1111_number(as_run.hires.strength);
    for (size_t i = 0; i < as_run.control_nets.size(); ++i)
        text += ", ControlNet " + std::to_string(i) + ": " + quoted(a1111_control_text(as_run.control_nets[i]));
    for (size_t i = 0; i < as_run.references.size(); ++i)
        text +=
            ", ControlNet " + std::to_string(as_run.control_nets.size() + i) + ": " + quoted(a1111_reference_text(as_run.references[i]));
    for (const auto& [key, value] : a1111_detailer_pairs(as_run.details)) text += ", " + key + ": " + quoted(value);
    if (const std::string hashes = network_hashes(model.loras); !hashes.empty()) text += ", Lora hashes: " + quoted(hashes);
    text += embeddings_text(model);
    text += as_run.noise_source == NoiseSource::nv ? ", RNG: NV" : ", RNG: CPU";
    text += ", Version: Image Lab " IMAGELAB_VERSION;
    if (const std::string hashes = hashes_json(model); !hashes.empty()) text += ", Hashes: " + hashes;
    return text;
}

}  // namespace imagelab
