#include "core/request/rows/rows.h"

#include <cmath>

#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/samplers/sampler_info.h"

namespace imagelab::field {
namespace {

using Words = std::vector<std::string>;

Row sampler() {
    std::vector<std::pair<SamplerKind, RequestField::Choice>> words;
    for (const SamplerInfo& info : samplers()) words.push_back({info.kind, {info.json, info.option}});
    Row row = choice<SamplerKind>("scheduler.type", &Request::sampler, words);
    row.schema["enum"].push_back("Euler");  // which everybody writes
    row.read = [](const json& value, const json&, Request& request, Problems& problems) {
        Words known;
        for (const SamplerInfo& info : samplers()) {
            if (value == info.json || (value == "Euler" && info.kind == SamplerKind::euler)) return void(request.sampler = info.kind);
            known.emplace_back(info.json);
        }
        problems.push_back("scheduler.type: there is no sampler " + value.get<std::string>() + "; allowed: " + comma_list(known));
    };
    return row;
}

Row spacing() {
    std::vector<std::pair<Spacing, RequestField::Choice>> words;
    for (const ScheduleInfo& info : schedules()) words.push_back({info.kind, {info.option, info.option}});
    return choice<Spacing>("scheduler.spacing", &Request::spacing, words);
}

constexpr size_t most_sigmas = 1000;

std::string sigmas_text(const std::vector<double>& sigmas) {
    std::string text;
    for (const double sigma : sigmas) text += number_text(sigma) + ",";
    return text.empty() ? text : text + "0";
}

// "14.6, 7, 0": an option is text.
std::optional<std::vector<double>> sigmas_written(std::string text) {
    if (text.empty()) return std::vector<double>();
    std::erase(text, ' ');
    if (text.size() > 1 && text.ends_with(',')) text.pop_back();
    return numbers_in(text);
}

// Above 0, each below the one before, also as the samplers have them in f32.
bool falls(const std::vector<double>& sigmas) {
    float before = INFINITY;
    for (const double sigma : sigmas) {
        const auto level = static_cast<float>(sigma);
        if (!(level > 0 && level < before)) return false;
        before = level;
    }
    return sigmas.size() <= most_sigmas;
}

// Noise levels of the request's own; their number is that of the steps.
Row sigmas() {
    const std::string path = "scheduler.sigmas",
                      allowed = "falling noise levels above 0, at most " + std::to_string(most_sigmas) + ", such as 14.6,7,2,0.5,0";
    Row row(path, RequestField::Type::text, {{"type", {"array", "string"}}, {"items", {{"type", "number"}}}});
    row.allowed = allowed;
    bind(row, &Request::sigmas);
    row.read = [path, allowed](const json& value, const json&, Request& request, Problems& problems) {
        auto sigmas = value.is_string() ? sigmas_written(value.get<std::string>()) : value.get<std::vector<double>>();
        if (sigmas && !sigmas->empty() && sigmas->back() == 0.0) sigmas->pop_back();
        if (!sigmas || !falls(*sigmas)) return problems.push_back(path + ": " + is_not(value.dump(), allowed));
        request.sigmas = std::move(*sigmas);
        if (!request.sigmas.empty()) request.steps = static_cast<int>(request.sigmas.size());
    };
    row.write = [](const Request& request) {
        json list = request.sigmas;
        if (!request.sigmas.empty()) list.push_back(0);
        return request.sigmas.empty() ? json() : list;
    };
    row.wrong = [allowed](const Request& request) {
        if (request.sigmas.empty()) return std::string();
        const SamplerInfo& info = sampler_info(request.sampler);
        if (!falls(request.sigmas)) return is_not(sigmas_text(request.sigmas), allowed);
        const bool own = info.even_timesteps || (is_a1111(request.like) && info.a1111_timesteps);
        return own ? is_not(sigmas_text(request.sigmas),
                            std::string("none with ") + info.option + ", which steps over timesteps of its own")
                   : std::string();
    };
    return row;
}

constexpr const char* needs_refiner = "its default where model.refiner is empty: name a refiner";

// A suite that is still to be filled in may bring one.
bool awaits_suite(const Request& request) {
    return !request.suite.empty() && !request.suite_filled;
}
bool names_no_refiner(const Request& request) {
    return request.refiner.empty() && !awaits_suite(request);
}

Row refiner_start() {
    return number("scheduler.refiner_start", &Request::refiner_start, 0, 1)

        .in_schema("maximum", 1)
        .checked([](const Request& request) {
            const double start = request.refiner_start;
            if (!(start >= 0 && start <= 1)) return is_not(number_text(start), "a number from 0 to 1");
            if (names_no_refiner(request) && start != Request().refiner_start) return is_not(number_text(start), needs_refiner);
            return std::string();
        });
}

Row refiner_strength() {
    const std::string path = "scheduler.refiner_strength", allowed = "a number from 0 to 1, or auto";
    Row row(path, RequestField::Type::text, {{"type", {"number", "string"}}, {"minimum", 0}, {"maximum", 1}});
    row.allowed = allowed;
    bind(row, &Request::refiner_strength);
    row.read = [path, allowed](const json& value, const json&, Request& request, Problems& problems) {
        if (value == "auto") return void(request.refiner_strength = std::nullopt);
        const auto strength =
            value.is_string() ? parsed_number(value.get<std::string>()) : std::optional(value.get<double>());  // an option is text
        if (!strength) return problems.push_back(path + ": " + is_not(value.dump(), allowed));
        request.refiner_strength = *strength;
    };
    row.write = [](const Request& request) { return request.refiner_strength ? json(*request.refiner_strength) : json("auto"); };
    row.wrong = [allowed](const Request& request) {
        const auto& strength = request.refiner_strength;
        const std::string said = strength ? number_text(*strength) : "auto";
        if (strength && !(*strength >= 0 && *strength <= 1)) return is_not(said, allowed);
        if (strength == Request().refiner_strength) return std::string();
        if (names_no_refiner(request)) return is_not(said, needs_refiner);
        return request.refiner_start < 1 && !awaits_suite(request)
                   ? is_not(said, "its default where scheduler.refiner_start is below 1: it is of a second pass")
                   : "";
    };
    return row;
}

}  // namespace

std::vector<Row> steps_rows() {
    return {
        integer("scheduler.steps", &Request::steps, 1, 1000)
            .needed()
            .always_written()
            .key("Steps")
            .opt("--steps", "N")
            .on_axis("steps")
            .means("Denoising steps; default 30, PixArt 20"),
        sampler()
            .needed()
            .always_written()
            .key("Sampler", [](const Request& request) { return std::string(sampler_info(request.sampler).a1111); })
            .opt("--sampler", "NAME")
            .on_axis("sampler")
            .means("How noise is taken away; default euler, PixArt dpmpp_2m"),
        spacing()
            .always_written()
            .key("Schedule type", nullptr)
            .opt("--schedule", "NAME")
            .on_axis("spacing")
            .means("Spacing of the steps: the model's own (default), a list of noise levels (karras, exponential, beta ...), or timesteps "
                   "spaced from the noisiest one (trailing), from the cleanest (leading) or over both ends (linspace)"),
        sigmas()
            .opt("--sigmas", "LIST")
            .means(
                "Noise levels to step through in place of a spacing, falling, such as 14.6,7,2,0.5,0; their number, without the 0, is that "
                "of the steps"),
        optional_number(
            "scheduler.eta", [](auto& request) -> auto& { return request.step_noise.eta; }, 0, 1)
            .key("Eta", nullptr)
            .opt("--eta", "X")
            .on_axis("eta")
            .means("Share of the noise that ancestral and SDE samplers, DDIM, RES multistep and TCD add at each step; absent: the "
                   "sampler's own (1; DDIM and RES multistep 0, TCD 0.3)"),
        number(
            "scheduler.seed_noise_scale", [](auto& request) -> auto& { return request.step_noise.scale; }, 0, 2)
            .in_schema("maximum", 2)
            .key("Sigma noise")
            .opt("--noise-scale", "X")
            .on_axis("noise_scale")
            .means("Scale of the noise that a sampler adds at each step; default 1"),
        choice<PredictionChoice>("scheduler.prediction", &Request::prediction,
                                 {{PredictionChoice::from_the_file, {"auto", "auto"}},
                                  {PredictionChoice::epsilon, {"epsilon", "epsilon"}},
                                  {PredictionChoice::v_prediction, {"v_prediction", "v_prediction"}}})
            .of_suites()
            .opt("--prediction", "NAME")
            .means("What the model predicts; auto (default): as its file says. A v-prediction model whose file does not say so draws brown "
                   "noise without v_prediction"),
        optional_value(Row("scheduler.zero_snr", RequestField::Type::boolean, {{"type", "boolean"}}), &Request::zero_snr)
            .of_suites()
            .flag("--zero-snr", true)
            .may_be("true or false")
            .means("Noise levels that end in pure noise (Lin et al. 2023); absent: as the model's file says"),
        refiner_start()
            .of_suites()
            .opt("--refiner-start", "X")
            .on_axis("refiner_start")
            .means("Share of the noise schedule behind which the refiner takes over; default 0.8; 1: it goes over the decoded picture once "
                   "more (image to image)"),
        refiner_strength()
            .of_suites()
            .opt("--refiner-strength", "X|auto")
            .on_axis("refiner_strength")
            .means("Share of the steps of that second pass; default 0.3; auto: by how good the first picture looks, perhaps none"),
        without_effect("scheduler.snr_weighting", {{"type", "boolean"}})
            .standard()
            .may_be("true or false")
            .means("A weight of the training loss; no effect on pictures"),
    };
}

}  // namespace imagelab::field
