#include "core/metadata/carry.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/utf8.h"
#include "core/request/lora_use.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

using nlohmann::json;

constexpr size_t most_notes = 40;

}  // namespace

std::string shown(const std::string& text) {
    std::string out = is_utf8(text) ? text : latin1_to_utf8(text);
    std::replace(out.begin(), out.end(), '\n', ' ');
    if (out.size() <= 80) return out;
    size_t end = 77;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;
    return out.substr(0, end) + "...";
}

std::optional<double> number_of(std::string_view text) {
    const size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return std::nullopt;
    text.remove_prefix(begin);
    if (text.size() > 1 && text.front() == '+') text.remove_prefix(1);
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view rest(end, static_cast<size_t>(text.data() + text.size() - end));
    if (code != std::errc() || rest.find_first_not_of(" \t") != std::string_view::npos || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<double> number_of(const json& value) {
    if (value.is_string()) return number_of(std::string_view(value.get_ref<const std::string&>()));
    if (!value.is_number()) return std::nullopt;
    return value.get<double>();
}

std::optional<uint64_t> seed_in(const json& value) {
    if (value.is_number_unsigned()) return value.get<uint64_t>();
    if (value.is_number_integer() && value.get<int64_t>() >= 0) return static_cast<uint64_t>(value.get<int64_t>());
    if (value.is_number_integer()) return std::nullopt;  // -1: drawn there
    if (value.is_number_float() && value.get<double>() >= 0 && value.get<double>() < 9e15)
        return static_cast<uint64_t>(value.get<double>());
    if (!value.is_string()) return std::nullopt;
    const std::string_view text = trimmed(value.get_ref<const std::string&>());
    uint64_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string text_of(const json& value) {
    return value.is_string() ? value.get<std::string>() : "";
}

const json& field(const json& object, const std::string& name) {
    static const json none;
    if (!object.is_object()) return none;
    const auto found = object.find(name);
    return found == object.end() ? none : *found;
}

bool says_nothing(const json& value) {
    if (value.is_structured()) return value.empty();
    return value.is_null() || value == false || value == "" || value == "None" || value == "none";
}

std::string shown(const json& value) {
    return shown(value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, json::error_handler_t::replace));
}

std::string file_name(const std::string& path) {
    const size_t slash = path.find_last_of("/\\");
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

void Carry::note(const std::string& sentence) {
    auto& notes = result_.notes;
    if (notes.size() >= most_notes) {
        ++more_notes_;
    } else if (std::find(notes.begin(), notes.end(), sentence) == notes.end()) {
        notes.push_back(sentence);
    }
}

std::string Carry::shown_value(const std::string& what) {
    return shown(what);
}

void Carry::lora(const std::string& name, std::optional<double> scale, std::optional<double> text_scale) {
    constexpr double most = 10;
    LoraUse use{file_name(name), std::clamp(scale.value_or(1), -most, most), {}};
    if (scale && *scale != use.scale) note("the scale of the LoRA " + shown(use.name) + " became " + json(use.scale).dump());
    if (text_scale && *text_scale != use.scale) use.text_scale = std::clamp(*text_scale, -most, most);
    auto& loras = result_.request.loras;
    const bool there = std::any_of(loras.begin(), loras.end(), [&](const LoraUse& other) { return other.name == use.name; });
    if (!there && !use.name.empty() && (use.scale != 0 || use.on_text() != 0)) loras.push_back(std::move(use));
}

void Carry::gpu_noise() {
    noise_source(NoiseSource::nv);
    note("its noise came from a GPU: it is drawn as NVIDIA's draw it (noise source nv)");
}

void Carry::clip_skip(double layers) {
    result_.request.clip_skip = static_cast<int>(std::clamp(layers, 0.0, 11.0));
}

void Carry::variation(std::optional<uint64_t> seed, std::optional<double> strength) {
    if (!seed || !strength || *strength <= 0) return;
    result_.request.variation_seed = *seed;
    result_.request.variation_strength = std::min(*strength, 1.0);
}

void Carry::seed_resize(std::optional<double> width, std::optional<double> height) {
    constexpr double least = 8, most = 4096;
    if (!width || !height || *width <= 0 || *height <= 0) return;
    if (*width < least || *height < least || *width > most || *height > most)
        return not_carried("Seed resize from: " + json(*width).dump() + "x" + json(*height).dump());
    result_.request.seed_resize_from = {static_cast<int>(*width) / 8 * 8, static_cast<int>(*height) / 8 * 8};
}

void Carry::foreign_noise(const std::string& whose) {
    note("its noise came from " + whose + " generator: the same seed gives another picture here");
}

// <lora:name:0.8> becomes a LoRA of the request, <hypernet:name:1> is said.
std::string Carry::without_networks(const std::string& prompt) {
    const PromptLoras tags = take_loras(prompt, TagOrder::text_first);
    for (const LoraUse& use : tags.loras) lora(use.name, use.scale, use.on_text());
    for (const std::string& problem : tags.problems) note(problem);
    std::string out;
    for (size_t at = 0; at < tags.prompt.size();) {
        const size_t open = std::min(tags.prompt.find('<', at), tags.prompt.size());
        out.append(tags.prompt, at, open - at);
        at = open;
        if (at == tags.prompt.size()) break;
        const std::string_view rest = std::string_view(tags.prompt).substr(at);
        const size_t end = rest.starts_with("<hypernet:") ? rest.find_first_of("<>\n", 1) : std::string::npos;
        if (end == std::string::npos || rest[end] != '>') {
            out += tags.prompt[at++];
            continue;
        }
        note("the network in " + shown(std::string(rest.substr(0, end + 1))) + " is not applied: hypernetworks are not built");
        at += end + 1;
    }
    return out;
}

std::string Carry::prompt(const std::string& text, WeightRules rules) {
    std::string usable = is_utf8(text) ? text : latin1_to_utf8(text);
    std::erase(usable, '\0');
    usable = without_networks(usable);
    if (rules == WeightRules::a1111) {
        if (const std::string marks = unread_a1111_marks(usable); !marks.empty())
            note(shown(marks) + ": read as words here; chunks, combined and changing prompts are not built yet");
        return usable;
    }
    if (rules == WeightRules::invokeai) {
        for (const char* call : {".blend(", ".and(", ".swap(", "withLora("}) {
            if (usable.find(call) != std::string::npos)
                note("\"" + std::string(call) + "...)\" in the prompt is read as words here: it is not built yet");
        }
    }
    WeighedPrompt weighed = in_a1111_weights(usable, rules);
    if (weighed.weighs && (rules == WeightRules::comfyui || rules == WeightRules::invokeai))
        note(result_.program +
             " weighs words without restoring the mean of the text afterwards: weighed words act a little differently here");
    return std::move(weighed.text);
}

void Carry::prompts(const std::string& positive, const std::string& negative, WeightRules rules) {
    result_.request.prompt = prompt(positive, rules);
    if (!negative.empty()) result_.request.negative_prompt = prompt(negative, rules);
}

void Carry::drawn_from(const std::string& positive, const std::string& negative) {
    if (is_utf8(positive)) result_.request.drawn_from = positive;
    if (is_utf8(negative)) result_.request.negative_drawn_from = negative;
}

void Carry::steps(std::optional<double> steps) {
    if (!steps) return note("the number of steps is not said; 30 stand in");
    const double whole = std::clamp(std::floor(*steps), 1.0, 1000.0);
    if (whole != *steps) note("the number of steps, " + json(*steps).dump() + ", became " + std::to_string(static_cast<int>(whole)));
    result_.request.steps = static_cast<int>(whole);
}

void Carry::guidance_rescale(std::optional<double> share) {
    if (!share || *share == 0) return;
    if (*share > 0 && *share <= 1) return void(result_.request.guidance_rescale = *share);
    not_carried("guidance rescale " + json(*share).dump());
}

void Carry::guidance(std::optional<double> scale) {
    if (!scale) return note("the guidance scale is not said; 5 stands in");
    result_.request.guidance = std::clamp(*scale, 0.0, 1000.0);  // below 1 of some samplers alone: done()
    if (result_.request.guidance != *scale && *scale > 1)
        note("the guidance scale, " + json(*scale).dump() + ", became " + json(result_.request.guidance).dump());
}

void Carry::seed(std::optional<uint64_t> seed) {
    if (!seed) return note("the seed is not said, or is no number from 0 to 2^64 - 1; one will be drawn");
    result_.request.seed = *seed;
}

void Carry::size(std::optional<double> width, std::optional<double> height) {
    if (!width || !height) return note("the size is not said; the model's own stands in");
    const auto side = [&](double asked) {
        const int pixels = static_cast<int>(std::clamp(std::floor(asked / 8) * 8, 16.0, 4096.0));
        if (pixels != asked) note("a side of " + json(asked).dump() + " pixels became " + std::to_string(pixels));
        return pixels;
    };
    result_.request.width = side(*width);
    result_.request.height = side(*height);
}

void Carry::batch(std::optional<double> pictures) {
    if (pictures && *pictures > 1)
        note("the picture is one of a batch of " + json(*pictures).dump() + "; its own noise may not be that of its seed");
}

void Carry::noise_levels(std::vector<double> levels) {
    const bool ends = !levels.empty() && levels.back() == 0.0;
    if (ends) levels.pop_back();
    Request checked;
    checked.sigmas = levels;
    checked.steps = static_cast<int>(levels.size());
    if (levels.empty() || !validate(checked)) return not_carried("its own noise levels, which do not fall to 0");
    if (!ends) note("its own noise levels stop at " + json(levels.back()).dump() + "; 0 comes behind them here");
    result_.request.steps = checked.steps;
    result_.request.sigmas = std::move(levels);
}

void Carry::sampler(const std::string& sampler, const std::string& schedule, bool a1111_automatic) {
    SamplerAndSchedule named = sampler_and_schedule_named(sampler);
    if (const size_t cut = sampler.rfind(' '); !named.sampler && schedule.empty() && cut != std::string::npos) {
        if (const SamplerInfo* first = sampler_named(sampler.substr(0, cut))) named = {first, sampler.substr(cut + 1)};
    }
    if (sampler.empty()) {
        note("the sampler is not said; Euler stands in");
    } else if (!named.sampler) {
        note("the sampler \"" + shown(sampler) + "\" is not built yet; Euler stands in");
    } else {
        result_.request.sampler = named.sampler->kind;
    }
    result_.sampler = named.sampler ? named.sampler->option : sampler;
    const std::string spacing = schedule.empty() ? named.schedule : schedule;
    const ScheduleInfo* known = schedule_named(spacing);
    const std::string plain = plain_sampler_name(spacing);
    const bool automatic = plain.empty() || plain == "automatic";
    if (automatic && a1111_automatic && named.sampler) {
        result_.request.spacing = named.sampler->a1111_automatic;
    } else if (known) {
        result_.request.spacing = known->kind;
    } else if (!automatic) {
        note("the schedule \"" + shown(spacing) + "\" is not built by name; the model's own spacing stands in");
    }
}

void Carry::step_noise(std::optional<double> eta, std::optional<double> scale) {
    StepNoise noise;
    const SamplerInfo& info = sampler_info(result_.request.sampler);
    if (eta && info.eta) {
        noise.eta = std::clamp(*eta, 0.0, 1.0);
        if (*noise.eta != *eta) note("the eta of " + json(*eta).dump() + " became " + json(*noise.eta).dump());
        if (*noise.eta == *info.eta) noise.eta.reset();
    } else if (info.eta && !eta && info.a1111_eta && is_a1111(result_.request.like)) {
        noise.eta = info.a1111_eta;
    } else if (eta && *eta != (info.draws_noise ? 1 : 0)) {
        note("not carried over: an eta of " + json(*eta).dump() + ", of which " + info.label + " has none");
    }
    if (scale && *scale != 1 && adds_noise(info, noise)) {
        noise.scale = std::clamp(*scale, 0.0, 2.0);
        if (noise.scale != *scale) note("the noise scale of " + json(*scale).dump() + " became " + json(noise.scale).dump());
    }
    result_.request.step_noise = noise;
}

void Carry::model(const std::string& name, const std::string& hash) {
    result_.request.model = is_utf8(name) ? name : latin1_to_utf8(name);
    std::erase(result_.request.model, '\0');
    result_.model_hash = hash;
    if (name.empty() && hash.empty()) note("the model is not named");
}

void Carry::refiner(const std::string& name, const std::string& hash, std::optional<double> start) {
    Request& request = result_.request;
    if (name.empty() || (start && *start >= 1)) return;
    request.refiner = is_utf8(name) ? name : latin1_to_utf8(name);
    std::erase(request.refiner, '\0');
    result_.refiner_hash = hash;
    if (start && *start >= 0) request.refiner_start = *start;
}

void Carry::control(ControlUse use, const std::vector<std::string>& notes) {
    if (!is_utf8(use.model)) use.model = latin1_to_utf8(use.model);
    std::erase(use.model, '\0');
    const std::string name = use.model.empty() ? "its ControlNet" : "ControlNet " + shown(use.model);
    for (const std::string& sentence : notes) note(name + ": " + sentence);
    note(name + ": its control picture is not in the text; name one, else the start picture is taken");
    result_.request.control_nets.push_back(std::move(use));
}

void Carry::detailer(DetailUse use) {
    for (std::string* text : {&use.model, &use.classes, &use.prompt, &use.negative_prompt}) {
        if (!is_utf8(*text)) *text = latin1_to_utf8(*text);
        std::erase(*text, '\0');
    }
    std::string model = std::filesystem::path(file_name(use.model)).string();
    if (model.ends_with(".pt")) model.resize(model.size() - 3);
    use.model = std::move(model);
    result_.request.details.push_back(std::move(use));
}

void Carry::second_pass(const std::string& name, const std::string& hash, std::optional<double> strength) {
    refiner(name, hash, {});
    result_.request.refiner_start = 1;
    result_.request.refiner_strength = strength;
}

namespace {

// As postprocessing.upscaler names what AUTOMATIC1111 calls so.
std::string upscaler_called(const std::string& name) {
    const std::string plain = ascii_lower(name);
    if (plain == "latent" || plain == "lanczos") return plain;
    if (plain == "none") return "";
    return name;
}

}  // namespace

void Carry::hires(double scale, std::optional<double> steps, std::optional<double> strength, const std::string& upscaler) {
    if (!(scale > 1)) return;
    Hires& hires = result_.request.hires;
    hires.scale = scale;
    if (steps && *steps >= 1 && *steps <= 1000) hires.steps = static_cast<int>(*steps);
    if (strength && *strength >= 0 && *strength <= 1) hires.strength = *strength;
    const std::string name = upscaler_called(upscaler);
    if (ascii_lower(name).starts_with("latent")) {
        if (name != "latent") note("the hires pass enlarges latents bilinearly, not as \"" + shown_value(upscaler) + "\"");
    } else {
        hires.upscaler = name.empty() || ascii_lower(name) == "nearest" ? "lanczos" : name;
        if (hires.upscaler != name) note("the hires pass enlarges by Lanczos, not by \"" + shown_value(upscaler) + "\"");
    }
}

void Carry::enlarged(const std::string& upscaler, std::optional<double> times) {
    result_.request.upscaler = upscaler_called(upscaler);
    if (times && *times >= 1 && *times <= 8) result_.request.upscale = *times;
}

void Carry::restored_faces(const std::string& network) {
    result_.request.face_restore = network;
}

void Carry::started_from_a_picture(std::optional<double> strength) {
    if (strength && *strength >= 0 && *strength <= 1) result_.request.strength = *strength;
    note("it was made from another picture, which is not in the file: name it with --init-image");
}

void Carry::painted_by_a_mask(const std::string& settings) {
    note("it was painted over another picture by a mask, which is not in the file: name it with --mask" +
         (settings.empty() ? "" : ", then " + settings));
}

Imported Carry::done() {
    if (more_notes_ > 0) result_.notes.push_back("and " + std::to_string(more_notes_) + " more that were not carried over");
    Request& request = result_.request;
    if (request.guidance < 1 && !sampler_info(request.sampler).reads_unguided) {
        note("the guidance scale, " + json(request.guidance).dump() + ", became 1 (1 turns guidance off)");
        request.guidance = 1;
    }
    if (const auto valid = validate(request); !valid) {
        note("not carried over: " + valid.error());
        Request fresh;
        fresh.prompt = is_utf8(request.prompt) ? request.prompt : "";
        request = fresh;
    }
    return std::move(result_);
}

}  // namespace imagelab
