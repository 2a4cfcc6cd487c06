#include "core/metadata/carry.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/utf8.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

using nlohmann::json;

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

std::optional<int64_t> integer_of(const json& value) {
    if (value.is_number_unsigned() && value.get<uint64_t>() > static_cast<uint64_t>(INT64_MAX)) return std::nullopt;
    if (value.is_number_integer()) return value.get<int64_t>();
    if (value.is_number_float() && std::abs(value.get<double>()) < 9e15) return static_cast<int64_t>(value.get<double>());
    if (!value.is_string()) return std::nullopt;
    const std::string text = value.get<std::string>();
    const size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
    int64_t number = 0;
    const auto [end, code] = std::from_chars(text.data() + begin, text.data() + text.size(), number);
    if (code != std::errc() || std::string(end).find_first_not_of(" \t") != std::string::npos) return std::nullopt;
    return number;
}

std::string text_of(const json& value) {
    return value.is_string() ? value.get<std::string>() : "";
}

// <lora:name:0.8>, <lyco:name:1:0.5>
std::string Carry::without_loras(const std::string& prompt) {
    std::string out;
    for (size_t at = 0; at < prompt.size();) {
        const std::string_view rest = std::string_view(prompt).substr(at);
        const size_t end =
            rest.starts_with("<lora:") || rest.starts_with("<lyco:") || rest.starts_with("<hypernet:") ? rest.find('>') : std::string::npos;
        if (end == std::string::npos || rest.substr(1, end - 1).find_first_of("<\n") != std::string_view::npos) {
            out += prompt[at++];
            continue;
        }
        note("the LoRA in " + shown(std::string(rest.substr(0, end + 1))) + " is not applied: LoRA is not built yet");
        at += end + 1;
    }
    return out;
}

void Carry::prompts(const std::string& prompt, const std::string& negative) {
    const auto usable = [](const std::string& text) {
        std::string out = is_utf8(text) ? text : latin1_to_utf8(text);
        std::erase(out, '\0');
        return out;
    };
    result_.request.prompt = usable(without_loras(prompt));
    if (!negative.empty()) result_.request.negative_prompt = usable(without_loras(negative));
    for (const std::string& text : {prompt, negative}) {
        size_t colon = text.find(':');
        for (; colon != std::string::npos; colon = text.find(':', colon + 1)) {
            const size_t close = text.find(')', colon), open = text.rfind('(', colon);
            if (close == std::string::npos || open == std::string::npos || close == colon + 1) continue;
            if (!number_of(std::string_view(text).substr(colon + 1, close - colon - 1))) continue;
            note("words are weighed, " + shown(text.substr(open, close + 1 - open)) + "; this version reads the brackets as text");
            return;
        }
    }
}

void Carry::steps(std::optional<double> steps) {
    if (!steps) return note("the number of steps is not said; 30 stand in");
    const double whole = std::clamp(std::floor(*steps), 1.0, 1000.0);
    if (whole != *steps) note("the number of steps, " + json(*steps).dump() + ", became " + std::to_string(static_cast<int>(whole)));
    result_.request.steps = static_cast<int>(whole);
}

void Carry::guidance(std::optional<double> scale) {
    if (!scale) return note("the guidance scale is not said; 5 stands in");
    result_.request.guidance = std::clamp(*scale, 1.0, 1000.0);
    if (result_.request.guidance != *scale)
        note("the guidance scale, " + json(*scale).dump() + ", became " + json(result_.request.guidance).dump() +
             " (1 turns guidance off)");
}

void Carry::seed(std::optional<int64_t> seed) {
    if (!seed || *seed < -1 || *seed > INT64_MAX - 64) return note("the seed is not said or out of range; one will be drawn");
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

void Carry::sampler(const std::string& sampler, const std::string& schedule, bool automatic_is_karras) {
    const SamplerAndSchedule named = sampler_and_schedule_named(sampler);
    if (sampler.empty()) {
        note("the sampler is not said; Euler stands in");
    } else if (!named.sampler) {
        note("the sampler \"" + shown(sampler) + "\" is not built yet; Euler stands in");
    } else {
        result_.request.sampler = named.sampler->kind;
    }
    const std::string spacing = schedule.empty() ? named.schedule : schedule;
    const ScheduleInfo* known = schedule_named(spacing);
    const bool automatic = spacing.empty() || plain_sampler_name(spacing) == "automatic";
    if (automatic && automatic_is_karras && result_.request.sampler == SamplerKind::dpmpp_2m) {
        result_.request.spacing = Spacing::karras;
    } else if (known) {
        result_.request.spacing = known->kind;
    } else if (!automatic) {
        note("the schedule \"" + shown(spacing) + "\" is not built by name; the model's own spacing stands in");
    }
}

void Carry::model(const std::string& name, const std::string& hash) {
    result_.request.model = is_utf8(name) ? name : latin1_to_utf8(name);
    std::erase(result_.request.model, '\0');
    result_.model_hash = hash;
    if (name.empty() && hash.empty()) note("the model is not named");
}

void Carry::started_from_a_picture(std::optional<double> strength) {
    if (strength && *strength >= 0 && *strength <= 1) result_.request.strength = *strength;
    note("it was made from another picture, which is not in the file: name it with --init-image");
}

Imported Carry::done() {
    Request& request = result_.request;
    if (const auto valid = validate(request); !valid) {
        note("not carried over: " + valid.error());
        Request fresh;
        fresh.prompt = is_utf8(request.prompt) ? request.prompt : "";
        request = fresh;
    }
    return std::move(result_);
}

}  // namespace imagelab
