// AUTOMATIC1111's text (modules/infotext_utils.py parse_generation_parameters), which Forge, SD.Next, stable-diffusion.cpp, Fooocus's
// second scheme, krita-ai-diffusion and Civitai write as well.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/json_reader.h"
#include "core/base/utf8.h"
#include "core/metadata/a1111_control.h"
#include "core/metadata/a1111_detailer.h"
#include "core/metadata/carry.h"

namespace imagelab {
namespace {

constexpr std::string_view space = " \t\r\n\f\v";

// Python's \w: beyond ASCII every byte counts as part of a letter.
bool is_word(char c) {
    const auto code = static_cast<unsigned char>(c);
    return code >= 0x80 || std::isalnum(code) || c == '_';
}

// Behind the closing quote of the string that begins at `at`; npos where it has none.
size_t end_of_quoted(std::string_view line, size_t at) {
    for (size_t i = at + 1; i < line.size(); ++i) {
        if (line[i] == '\\') {
            ++i;
        } else if (line[i] == '"') {
            return i == at + 1 ? std::string_view::npos : i + 1;
        }
    }
    return std::string_view::npos;
}

// Every match of \s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)
std::vector<std::pair<std::string, std::string>> pairs_of(std::string_view line) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (size_t at = 0; at < line.size();) {
        if (!is_word(line[at])) {
            ++at;
            continue;
        }
        size_t end = at + 1;
        while (end < line.size() && (is_word(line[end]) || line[end] == ' ' || line[end] == '-' || line[end] == '/')) ++end;
        if (end == line.size() || line[end] != ':' || end < at + 2) {
            at = std::max(end, at + 1);
            continue;
        }
        const std::string key(line.substr(at, end - at));
        size_t begin = std::min(line.find_first_not_of(space, end + 1), line.size());
        size_t stop = begin < line.size() && line[begin] == '"' ? end_of_quoted(line, begin) : std::string_view::npos;
        if (stop == std::string_view::npos || (stop < line.size() && line[stop] != ','))
            stop = std::min(line.find(',', begin), line.size());
        pairs.emplace_back(key, line.substr(begin, stop - begin));
        at = stop + 1;
    }
    return pairs;
}

std::string unquoted(const std::string& value) {
    if (value.size() < 2 || value.front() != '"' || value.back() != '"') return value;
    const auto text = read_json(value);
    return text && text->is_string() ? text->get<std::string>() : value;
}

// "512x768" -> {"512", "768"}; empty where it is none
std::pair<std::string, std::string> sides(const std::string& value) {
    const size_t x = value.find('x');
    const auto digits = [](std::string_view text) {
        return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (x == std::string::npos || !digits(std::string_view(value).substr(0, x)) || !digits(std::string_view(value).substr(x + 1)))
        return {};
    return {value.substr(0, x), value.substr(x + 1)};
}

// Cuts `Name: {...}` or `Name: [...]` out of the text and gives what stood there: Civitai writes JSON without quotes there.
std::string cut_json(std::string& text, std::string_view name) {
    const size_t at = text.rfind(std::string(name) + ": ");
    if (at == std::string::npos) return "";
    const size_t begin = at + name.size() + 2;
    if (begin >= text.size() || (text[begin] != '{' && text[begin] != '[')) return "";
    int depth = 0;
    bool quoted = false;
    for (size_t i = begin; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && (text[i] == '{' || text[i] == '[')) {
            ++depth;
        } else if (!quoted && (text[i] == '}' || text[i] == ']') && --depth == 0) {
            size_t end = i + 1;
            const std::string found = text.substr(begin, end - begin);
            if (text.substr(end, 2) == ", ") end += 2;
            text.erase(at, end - at);
            return found;
        }
    }
    return "";
}

void take_pairs(const std::string& text, std::vector<NetworkHash>& into) {
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find(',', at), text.size());
        const std::string pair(trimmed(std::string_view(text).substr(at, end - at)));
        const size_t colon = pair.rfind(':');
        NetworkHash one{std::string(trimmed(std::string_view(pair).substr(0, colon))),
                        colon == std::string::npos ? "" : ascii_lower(std::string(trimmed(std::string_view(pair).substr(colon + 1))))};
        const auto known = std::find_if(into.begin(), into.end(), [&](const NetworkHash& other) { return other.name == one.name; });
        if (known == into.end() && !one.name.empty())
            into.push_back(std::move(one));
        else if (known != into.end() && known->hash.empty())
            known->hash = one.hash;
        at = end + 1;
    }
}

// {"model": "31e35c80fc"}: said there where "Model hash" is not.
std::string model_of_hashes(const std::string& text) {
    const auto hashes = parse_foreign_json(text);
    if (!hashes || !hashes->is_object() || !hashes->contains("model") || !hashes->at("model").is_string()) return "";
    return hashes->at("model").get<std::string>();
}

// Civitai's rule: the settings stand in the line that begins with "Steps: ", whatever follows it.
std::string until_settings(std::string text, std::string& behind) {
    const size_t begin = text.starts_with("Steps: ") ? 0 : text.rfind("\nSteps: ");
    if (begin == std::string::npos) return text;
    const size_t end = text.find('\n', begin + 1);
    if (end == std::string::npos || trimmed(std::string_view(text).substr(end)).empty()) return text;
    behind = trimmed(std::string_view(text).substr(end));
    return text.substr(0, end);
}

std::optional<double> number(const std::string* text) {
    return text ? number_of(std::string_view(*text)) : std::nullopt;
}

// Who writes this format, told by what they put into it.
struct Writer {
    const char* program;
    WeightRules weights;
    bool gpu_noise;  // where it says no RNG
    LikeProgram like;
};
constexpr Writer a1111{"AUTOMATIC1111", WeightRules::a1111, true, LikeProgram::a1111},
    forge{"Forge", WeightRules::a1111, true, LikeProgram::forge}, sdnext{"SD.Next", WeightRules::a1111, true, LikeProgram::diffusers},
    sdcpp{"stable-diffusion.cpp", WeightRules::a1111, true, LikeProgram::a1111},  // k-diffusion's levels, too
    fooocus{"Fooocus", WeightRules::fooocus, false, LikeProgram::comfyui},
    comfyui{"ComfyUI", WeightRules::comfyui, false, LikeProgram::comfyui},
    krita{"krita-ai-diffusion", WeightRules::comfyui, false, LikeProgram::comfyui},
    civitai_site{"Civitai", WeightRules::a1111, false, LikeProgram::diffusers},
    own{"Image Lab", WeightRules::a1111, false, LikeProgram::diffusers};

const Writer& writer_of(const A1111Fields& fields, bool civitai) {
    const std::string version = fields.value("Version");
    if (version.starts_with("Image Lab")) return own;
    if (version.starts_with("Fooocus")) return fooocus;
    if (version.starts_with("stable-diffusion.cpp")) return sdcpp;
    if (version.starts_with("ComfyUI")) return comfyui;
    if (version.size() > 1 && version[0] == 'f' && std::isdigit(static_cast<unsigned char>(version[1]))) return forge;
    if (version == "neo" || version == "classic") return forge;
    if (fields.value("App") == "SD.Next" || fields.find("Pipeline") || fields.value("Backend") == "Diffusers") return sdnext;
    if (fields.value("Model hash") == "unknown" && version.empty()) return krita;
    if (fields.find("Created Date") || (civitai && version.empty())) return civitai_site;
    return a1111;
}

// SD.Next puts the prompts before wildcards behind the negative prompt.
std::string without_template(const std::string& negative, const Writer& writer, Carry& carry) {
    if (&writer != &sdnext) return negative;
    const size_t cut = std::min(negative.find("\nTemplate: "), negative.find("\nNegative template: "));
    if (cut == std::string::npos) return negative;
    carry.not_carried(std::string(trimmed(std::string_view(negative).substr(cut))));
    return negative.substr(0, cut);
}

// What a1111_text writes for the model's own spacing.
bool named_for_own(const std::string& schedule) {
    return schedule == "DDIM" || schedule == "SGM Uniform" || schedule == "Uniform";
}

void carry_sampler(const A1111Fields& fields, const Writer& writer, Carry& carry) {
    std::string sampler = fields.value("Sampler"), schedule = fields.value("Schedule type");
    if (&writer == &fooocus && schedule.empty()) schedule = fields.value("Scheduler");
    if (&writer == &sdnext) {
        if (schedule.empty()) schedule = fields.value("Sampler sigma");
        if (sampler.empty()) sampler = fields.value("Scheduler");  // the scheduler's class
    }
    if (&writer == &fooocus && sampler.ends_with(" Karras")) sampler.resize(sampler.size() - 7);
    if (const size_t dash = sampler.rfind(" - "); &writer == &krita && dash != std::string::npos) sampler = sampler.substr(dash + 3);
    if (&writer == &own) {  // which names the nearest that A1111 has
        const std::string spacing = fields.value("Spacing");
        schedule = !spacing.empty() ? spacing : named_for_own(schedule) ? "default" : schedule;
    }
    if (sampler == "UniPC" && fields.value("UniPC variant") == "bh2") sampler += " bh2";
    carry.sampler(sampler, schedule, &writer != &sdcpp && &writer != &comfyui && &writer != &own);
    auto eta = number_of(std::string_view(fields.value("Eta")));
    if (&writer == &sdcpp && eta == 0) eta.reset();  // its default, which only DDIM follows there
    const auto eta_ddim = number_of(std::string_view(fields.value("Eta DDIM")));
    carry.step_noise(eta_ddim ? eta_ddim : eta, number_of(std::string_view(fields.value("Sigma noise"))));
}

// "Refiner: name [hash], Refiner switch at: 0.8"; Fooocus: "Refiner: name, Refiner hash: ...".
void carry_refiner(const A1111Fields& fields, const Writer& writer, Carry& carry) {
    std::string name = fields.value("Refiner"), hash = fields.value("Refiner hash");
    if (name.empty() || name == "None") return;
    if (const size_t bracket = name.rfind(" ["); bracket != std::string::npos && name.ends_with(']')) {
        hash = name.substr(bracket + 2, name.size() - bracket - 3);
        name.resize(bracket);
    }
    const auto start = number(fields.find("Refiner switch at"));
    const std::string strength = fields.value("Refiner strength");
    if (&writer == &own && start && *start >= 1 && !strength.empty()) return carry.second_pass(name, hash, number(&strength));
    carry.refiner(name, hash, start);
}

// "ControlNet 0"
bool names_control(const std::string& key) {
    constexpr std::string_view name = "ControlNet ";
    return key.starts_with(name) && key.size() == name.size() + 1 && std::isdigit(static_cast<unsigned char>(key.back()));
}

void carry_controls(const A1111Fields& fields, Carry& carry) {
    for (const auto& [key, value] : fields.settings) {
        if (!names_control(key)) continue;
        if (is_a1111_reference_unit(value)) {
            carry.note("its reference picture is not in the text: name it and its IP-Adapter with --reference");
            continue;
        }
        std::vector<std::string> notes;
        const ControlUse use = a1111_control(value, notes);
        carry.control(use, notes);
    }
}

// Where a size is not said, A1111's extension draws a part at the picture's, we at the model's.
void carry_detailers(const A1111Fields& fields, const Writer& writer, Carry& carry) {
    const auto side = [&](const char* key) {
        const auto pixels = number(fields.find(key));
        return &writer != &own && pixels && *pixels >= 1 && *pixels <= 8192 ? static_cast<int>(*pixels) : 0;
    };
    for (const auto& values : a1111_detailer_values(fields.settings)) {
        std::vector<std::string> notes;
        DetailUse use = a1111_detailer(values, side("Size-1"), side("Size-2"), notes);
        if (use.model.empty()) continue;
        for (const std::string& sentence : notes) carry.note("ADetailer " + shown(use.model) + ": " + sentence);
        carry.detailer(std::move(use));
    }
}

bool is_clip_skip(const std::string& key) {
    return ascii_lower(key) == "clip skip" || ascii_lower(key) == "clip-skip";
}

// Settings of a mask hold beside one, and the file has none: they are told as the options that say the same.
void carry_mask(const A1111Fields& fields, Carry& carry) {
    static const std::map<std::string, std::string> fills{{"fill", " --mask-fill neighbours"},
                                                          {"latent noise", " --mask-fill noise"},
                                                          {"latent nothing", " --mask-fill nothing"},
                                                          {"original", ""}};
    const std::string blur = fields.value("Mask blur"), padding = fields.value("Masked area padding"),
                      content = fields.value("Masked content");
    const bool masked = fields.value("Inpaint area") == "Only masked", inverted = !fields.value("Mask mode").empty();
    if (blur.empty() && padding.empty() && content.empty() && !masked && !inverted) return;
    std::string options;
    if (const auto pixels = number(&blur); pixels && *pixels > 0) options += " --mask-blur " + shown(blur);
    if (masked) options += " --mask-area masked";
    if (number(&padding)) options += " --mask-padding " + shown(padding);
    if (const auto fill = fills.find(content); fill != fills.end()) {
        options += fill->second;
    } else if (!content.empty()) {
        carry.not_carried("Masked content: " + content);
    }
    if (inverted) carry.not_carried("Mask mode: " + fields.value("Mask mode") + " (what was white in the mask was kept)");
    carry.painted_by_a_mask(options.empty() ? "" : options.substr(1));
}

// Whether a setting has been read, or says what holds here anyway.
bool is_read(const std::string& key, const std::string& value, const Writer& writer) {
    static const std::set<std::string> read{"Steps",
                                            "CFG scale",
                                            "Seed",
                                            "Variation seed",
                                            "Variation seed strength",
                                            "Seed resize from-1",
                                            "Seed resize from-2",
                                            "Size-1",
                                            "Size-2",
                                            "Sampler",
                                            "Schedule type",
                                            "Model",
                                            "Unet",
                                            "Model hash",
                                            "RNG",
                                            "Version",
                                            "User",
                                            "Denoising strength",
                                            "Mask blur",
                                            "Inpaint area",
                                            "Masked area padding",
                                            "Masked content",
                                            "Mask mode",
                                            "Hires upscale",
                                            "Hires steps",
                                            "Hires upscaler",
                                            "Hires resize-1",
                                            "Hires resize-2",
                                            "Postprocess upscaler",
                                            "Postprocess upscale by",
                                            "Face restoration",
                                            "VAE hash",
                                            "Created Date",
                                            "Lora hashes",
                                            "TI",
                                            "TI hashes",
                                            "Refiner",
                                            "Refiner switch at",
                                            "Refiner strength",
                                            "Refiner decision",
                                            "Eta",
                                            "Eta DDIM",
                                            "UniPC variant",
                                            "Template",
                                            "Negative Template",
                                            "Sigma noise"};
    static const std::map<std::string_view, std::set<std::string>> of_writer{
        {"Fooocus", {"Scheduler", "Raw prompt", "Raw negative prompt", "Refiner hash"}},
        {"SD.Next", {"Scheduler", "App", "Pipeline", "Backend", "Batch", "Index", "Sampler sigma"}},
        {"stable-diffusion.cpp", {"Guidance", "Skip layers", "Skip layer start", "Skip layer end", "TE"}},
        {"Image Lab", {"Spacing", "Hires strength", "Suite"}},
        {"Civitai", {"Workflow", "Draft", "width", "height", "baseModel", "quantity", "fluxMode"}}};
    if (read.contains(key) || names_control(key) || names_a1111_detailer(key)) return true;
    if (const auto more = of_writer.find(writer.program); more != of_writer.end() && more->second.contains(key)) return true;
    const auto amount = number_of(std::string_view(value));
    if (is_clip_skip(key)) return amount.has_value();
    if (key == "Slg scale" || key == "SLG scale") return amount && *amount == 0;
    if (key == "Performance") return value == "Speed" || value == "Quality";
    if (key == "VAE") return value == "Default (model)" || value == "None" || value == "Automatic";
    if (key == "Operations") return value == "txt2img" || value == "none";
    return false;
}

// The hires pass by its factor, or by the sides it ends with (modules/processing.py): one factor where both sides have the same.
void carry_hires(const A1111Fields& fields, Carry& carry) {
    const auto strength = number(fields.find("Denoising strength"));
    std::optional<double> scale = number(fields.find("Hires upscale"));
    const auto wide = number(fields.find("Hires resize-1")), high = number(fields.find("Hires resize-2"));
    const auto width = number(fields.find("Size-1")), height = number(fields.find("Size-2"));
    if (!scale && wide && high && width && height && *width > 0 && *height > 0) {
        const double across = *wide > 0 ? *wide / *width : *high / *height, down = *high > 0 ? *high / *height : across;
        scale = across;
        if (across != down) carry.note("the hires pass ended with other proportions than the picture's; it keeps them here");
    }
    const auto own = number(fields.find("Hires strength"));
    if (scale) carry.hires(*scale, number(fields.find("Hires steps")), own ? own : strength, fields.value("Hires upscaler"));
    if (fields.find("Denoising strength") && (!scale || own)) carry.started_from_a_picture(strength);
    if (const std::string* faces = fields.find("Face restoration")) carry.restored_faces(*faces);
    if (fields.find("Postprocess upscaler") || fields.find("Postprocess upscale by"))
        carry.enlarged(fields.value("Postprocess upscaler"), number(fields.find("Postprocess upscale by")));
}

}  // namespace

const std::string* A1111Fields::find(std::string_view key) const {
    for (const auto& [name, value] : settings) {
        if (name == key) return &value;
    }
    return nullptr;
}

std::string A1111Fields::value(std::string_view key) const {
    const std::string* found = find(key);
    return found ? *found : std::string();
}

A1111Fields parse_a1111_text(std::string_view text) {
    A1111Fields fields;
    text = trimmed(text);
    const size_t cut = text.rfind('\n');
    std::string_view prompts = cut == std::string_view::npos ? std::string_view() : text.substr(0, cut);
    auto pairs = pairs_of(cut == std::string_view::npos ? text : text.substr(cut + 1));
    if (pairs.size() < 3) {
        prompts = text;
        pairs.clear();
    }
    bool negative = false;
    for (size_t at = 0; at < prompts.size();) {
        const size_t end = std::min(prompts.find('\n', at), prompts.size());
        std::string_view line = trimmed(prompts.substr(at, end - at));
        constexpr std::string_view mark = "Negative prompt:";
        if (line.starts_with(mark)) {
            negative = true;
            line = trimmed(line.substr(mark.size()));
        }
        std::string& target = negative ? fields.negative_prompt : fields.prompt;
        target += (target.empty() ? "" : "\n") + std::string(line);
        at = end + 1;
    }
    std::map<std::string, size_t> places;
    const auto put = [&](const std::string& key, const std::string& value) {
        const auto [place, fresh] = places.emplace(key, fields.settings.size());
        if (fresh)
            fields.settings.emplace_back(key, value);
        else
            fields.settings[place->second].second = value;
    };
    for (const auto& [key, raw] : pairs) {
        if (raw.empty()) continue;
        const std::string value = unquoted(raw);
        if (const auto [first, second] = sides(value); !first.empty()) {
            put(key + "-1", first);
            put(key + "-2", second);
        } else {
            put(key, value);
        }
    }
    return fields;
}

void take_network_hashes(std::string_view raw, Imported& imported) {
    std::string text(raw), behind;
    const std::string hashes = cut_json(text, "Hashes");
    const A1111Fields fields = parse_a1111_text(until_settings(std::move(text), behind));
    take_pairs(fields.value("Lora hashes"), imported.loras);
    take_pairs(fields.value("TI hashes"), imported.embeddings);
    const auto said = parse_foreign_json(hashes);
    const nlohmann::json civitai = said && said->is_object() ? *said : nlohmann::json::object();
    for (const auto& [key, value] : civitai.items()) {
        for (const auto& [before, into] : {std::pair("lora:", &imported.loras), std::pair("embed:", &imported.embeddings)}) {
            if (key.starts_with(before) && value.is_string())
                take_pairs(key.substr(key.find(':') + 1) + ":" + value.get<std::string>(), *into);
        }
    }
    take_pairs(fields.value("TI"), imported.embeddings);
}

Imported import_a1111(std::string_view raw) {
    std::string text(raw), behind;
    cut_json(text, "SDCPP");
    cut_json(text, "Civitai metadata");
    const bool civitai = !cut_json(text, "Civitai resources").empty();
    const std::string hashes = cut_json(text, "Hashes");
    text = until_settings(std::move(text), behind);
    const A1111Fields fields = parse_a1111_text(text);
    const Writer& writer = writer_of(fields, civitai);
    Carry carry(writer.program);
    if (!behind.empty()) carry.note("text behind the settings was left out: " + shown(behind));
    const auto value = [&](const char* key) { return fields.value(key); };
    carry.prompts(fields.prompt, without_template(fields.negative_prompt, writer, carry), writer.weights);
    if (fields.settings.empty()) {
        carry.note("the text holds a prompt and no settings");
        return carry.done();
    }
    carry.steps(number(fields.find("Steps")));
    carry.drawn_from(value("Template"), value("Negative Template"));
    carry.guidance(number(fields.find("CFG scale")));
    carry.seed(seed_in(nlohmann::json(value("Seed"))));
    carry.size(number(fields.find("Size-1")), number(fields.find("Size-2")));
    carry.like(writer.like);
    carry_sampler(fields, writer, carry);
    std::string hash = fields.find("Model hash") ? value("Model hash") : model_of_hashes(hashes);
    if (hash == "unknown") hash.clear();  // krita-ai-diffusion
    carry.model(value(fields.find("Model") ? "Model" : "Unet"), hash);
    carry_refiner(fields, writer, carry);
    carry_controls(fields, carry);
    carry_detailers(fields, writer, carry);
    carry_hires(fields, carry);
    carry_mask(fields, carry);
    const std::string source = ascii_lower(value("RNG"));
    if (fields.find("Seed")) {
        if (source == "nv" || source == "cuda") {  // Forge's and stable-diffusion.cpp's names of the same generator
            carry.noise_source(NoiseSource::nv);
        } else if (source == "gpu" || (source.empty() && writer.gpu_noise)) {
            carry.gpu_noise();
        } else if (source != "cpu" && !source.empty()) {
            carry.foreign_noise("the " + shown(value("RNG")));
        }
    }
    carry.variation(seed_in(nlohmann::json(value("Variation seed"))), number(fields.find("Variation seed strength")));
    carry.seed_resize(number(fields.find("Seed resize from-1")), number(fields.find("Seed resize from-2")));
    for (const auto& [key, text_value] : fields.settings) {
        // SDXL's own is the last layer but one, which A1111 takes whatever it says and others number 2.
        if (const auto layers = number(&text_value); is_clip_skip(key) && layers && *layers > 2) carry.clip_skip(*layers - 2);
        if (!is_read(key, text_value, writer)) carry.not_carried(key + ": " + text_value);
    }
    Imported imported = carry.done();
    imported.vae_hash = value("VAE hash");
    take_network_hashes(raw, imported);
    return imported;
}

}  // namespace imagelab
