#include "serve/a1111_infotext.h"

#include "core/metadata/import.h"
#include "serve/a1111_request.h"

namespace imagelab::serve::a1111 {
namespace {

using nlohmann::json;

struct InfotextField {
    const char *key, *field;
};
// modules/ui.py, paste_fields of both tabs.
constexpr InfotextField infotext_fields[] = {{"Steps", "steps"},
                                             {"Sampler", "sampler_name"},
                                             {"Schedule type", "scheduler"},
                                             {"CFG scale", "cfg_scale"},
                                             {"Seed", "seed"},
                                             {"Variation seed", "subseed"},
                                             {"Variation seed strength", "subseed_strength"},
                                             {"Denoising strength", "denoising_strength"},
                                             {"Eta", "eta"},
                                             {"Sigma noise", "s_noise"},
                                             {"Sigma churn", "s_churn"},
                                             {"Tiling", "tiling"},
                                             {"Mask blur", "mask_blur"},
                                             {"Hires upscale", "hr_scale"},
                                             {"Hires upscaler", "hr_upscaler"},
                                             {"Hires steps", "hr_second_pass_steps"},
                                             {"Hires checkpoint", "hr_checkpoint_name"},
                                             {"Hires sampler", "hr_sampler_name"},
                                             {"Hires prompt", "hr_prompt"},
                                             {"Hires negative prompt", "hr_negative_prompt"},
                                             {"Refiner", "refiner_checkpoint"},
                                             {"Refiner switch at", "refiner_switch_at"}};
// WIDTHxHEIGHT, which the reader parts.
struct InfotextPair {
    const char *key, *across, *down;
};
constexpr InfotextPair infotext_pairs[] = {{"Size", "width", "height"},
                                           {"Seed resize from", "seed_resize_from_w", "seed_resize_from_h"},
                                           {"Hires resize", "hr_resize_x", "hr_resize_y"}};

// By its hash, else by its name.
std::string infotext_model(const Service& service, const A1111Fields& said) {
    const std::string hash = said.value("Model hash"), name = said.value("Model");
    if (hash.empty() && name.empty()) return {};
    const auto models = service.models();
    for (const auto& [listed, file] : models) {
        if (!hash.empty() && file.auto_v2() == hash) return listed;
    }
    for (const auto& [listed, file] : models) {
        if (listed == name) return listed;
    }
    throw HttpError(wrong, "infotext: there is no model " + (name.empty() ? hash : name).substr(0, 60) + " here; name one in override_settings.sd_model_checkpoint",
                    "infotext");
}

}  // namespace

json with_infotext(const Service& service, const json& body, const Schema& known) {
    const std::string text = text_of(body, "infotext");
    if (text.empty()) return body;
    const A1111Fields said = parse_a1111_text(text);
    json filled = body;
    const auto fill = [&](const char* field, const std::string& word) {
        if (!word.empty() && !body.contains(field) && known["properties"].contains(field))
            filled[field] = value_of_word(known["properties"][field], word);
    };
    fill("prompt", said.prompt);
    fill("negative_prompt", said.negative_prompt);
    for (const auto& [key, field] : infotext_fields) fill(field, said.value(key));
    for (const auto& [key, across, down] : infotext_pairs) {
        fill(across, said.value(std::string(key) + "-1"));
        fill(down, said.value(std::string(key) + "-2"));
    }
    const bool hires = said.find("Hires upscale") || said.find("Hires upscaler") || said.find("Hires resize-1");
    if (hires && said.find("Denoising strength")) fill("enable_hr", "true");
    json settings = has(body, "override_settings") ? body["override_settings"] : json::object();
    const auto set = [&](const char* setting, const json& value) {
        if (value != "" && !settings.contains(setting)) settings[setting] = value;
    };
    if (!settings.contains("sd_model_checkpoint")) set("sd_model_checkpoint", infotext_model(service, said));
    set("CLIP_stop_at_last_layers", value_of_word(whole(), said.value("Clip skip")));
    set("sd_vae", said.value("VAE"));
    set("randn_source", said.value("RNG"));
    filled["override_settings"] = std::move(settings);
    if (const Disagreement found = disagreement(known, filled); !found.message.empty())
        throw HttpError(wrong, "infotext: " + found.field + " " + found.message, "infotext");
    return filled;
}

}  // namespace imagelab::serve::a1111
