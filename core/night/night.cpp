#include "core/night/night.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <random>

#include "core/base/json_reader.h"
#include "core/base/local_time.h"
#include "core/base/paths.h"
#include "core/prompts/generator.h"
#include "core/prompts/profiles.h"
#include "core/request/request.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json order_json(const NightOrder& order) {
    Request settings = order.settings;
    settings.prompt = "-";  // a request has words; the night's come from the theme
    return {{"theme", order.theme},
            {"theme_text", order.theme_text},
            {"profiles", order.profiles},
            {"models", order.models},
            {"devices", order.devices},
            {"settings", request_to_json(settings)},
            {"steps_given", order.steps_given},
            {"sampler_given", order.sampler_given},
            {"guidance_given", order.guidance_given},
            {"jobs", order.jobs},
            {"hours", order.hours}};
}

NightOrder order_of(const json& from) {
    NightOrder order;
    order.theme = from.at("theme");
    order.theme_text = from.at("theme_text");
    order.profiles = from.at("profiles");
    order.models = from.at("models");
    order.devices = from.at("devices");
    auto settings = request_from_json(from.at("settings"));
    order.settings = std::move(settings).value();
    order.steps_given = from.at("steps_given");
    order.sampler_given = from.at("sampler_given");
    order.guidance_given = from.at("guidance_given");
    order.jobs = from.at("jobs");
    order.hours = from.at("hours");
    return order;
}

std::optional<Night> read_night(const fs::path& file) {
    try {
        const json from = read_json_file(file).value();
        return Night{from.at("name"),  order_of(from.at("order")), from.at("seed"), from.at("started"),
                     from.at("until"), from.at("ended"),           from.at("end"),  from.at("folder").get<std::string>()};
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

}  // namespace

Result<QuietHours> quiet_hours_of(const std::string& text) {
    int h1 = 0, m1 = 0, h2 = 0, m2 = 0, read = 0;
    const bool whole =
        std::sscanf(text.c_str(), "%2d:%2d-%2d:%2d%n", &h1, &m1, &h2, &m2, &read) == 4 && read == static_cast<int>(text.size());
    const auto fine = [](int h, int m) { return h >= 0 && h <= 24 && m >= 0 && m < 60 && h * 60 + m <= 24 * 60; };
    if (!whole || !fine(h1, m1) || !fine(h2, m2)) return Failure{"\"" + text + "\" are no hours; allowed: 22:00-07:00"};
    return QuietHours{h1 * 60 + m1, h2 * 60 + m2};
}

Result<Night> NightBook::begin(NightOrder order, std::optional<int64_t> seed, double now) {
    Night night;
    night.order = std::move(order);
    night.seed = seed ? *seed : static_cast<int64_t>(std::random_device()() & 0x7fffffffU);
    night.started = now;
    if (night.order.hours > 0) night.until = now + night.order.hours * 3600;
    const std::string stamp = local_time_text(static_cast<std::time_t>(now), "night-%Y%m%d-%H%M%S");
    night.name = stamp;
    std::error_code ignored;
    for (int copy = 2; fs::exists(folder_ / (night.name + ".json"), ignored); ++copy) night.name = stamp + "-" + std::to_string(copy);
    const std::string& output = night.order.settings.output;
    night.folder = fs::absolute(output.empty() ? fs::path("output_images") : fs::path(output)) / night.name;
    if (const auto written = write(night); !written) return Failure{written.error()};
    return night;
}

Result<void> NightBook::write(const Night& night) {
    const json out{{"name", night.name},   {"order", order_json(night.order)},
                   {"seed", night.seed},   {"started", night.started},
                   {"until", night.until}, {"ended", night.ended},
                   {"end", night.end},     {"folder", night.folder.string()}};
    try {
        fs::create_directories(folder_);
        const std::string text = out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
        write_file_atomically(folder_ / (night.name + ".json"), text.data(), text.size());
    } catch (const std::exception& error) {
        return Failure{error.what()};
    }
    return {};
}

std::vector<Night> NightBook::all() const {
    std::vector<Night> nights;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
        if (entry.path().extension() != ".json") continue;
        if (auto night = read_night(entry.path())) nights.push_back(std::move(*night));
    }
    std::sort(nights.begin(), nights.end(),
              [](const Night& a, const Night& b) { return std::pair(a.started, a.name) > std::pair(b.started, b.name); });
    return nights;
}

std::optional<Night> NightBook::unfinished(const NightOrder& order) const {
    const json wanted = order_json(order);
    for (Night& night : all()) {
        if (night.ended == 0 && order_json(night.order) == wanted) return std::move(night);
    }
    return std::nullopt;
}

NightRequests::NightRequests(Night night, Theme theme, const fs::path& data)
    : night_(std::move(night)),
      settings_(data),
      theme_(std::move(theme)),
      generator_(std::make_shared<PromptGenerator>(theme_.space, static_cast<uint64_t>(night_.seed))),
      pairs_(static_cast<int>(night_.order.models.size() * night_.order.profiles.size())) {}

Result<NightRequests> NightRequests::of(const Night& night, const fs::path& data) {
    auto theme = night.order.theme.empty() ? theme_of_template(night.order.theme_text, data)
                                           : parse_theme(night.order.theme_text, night.order.theme, data);
    if (!theme) return Failure{theme.error()};
    if (night.order.models.empty() || night.order.profiles.empty()) throw Error("[night] without models or profiles");
    return NightRequests(night, std::move(*theme), data);
}

Result<Request> NightRequests::request(int k) {
    while (prompts_.size() <= static_cast<size_t>(k)) prompts_.push_back(generator_->next());
    const NightOrder& order = night_.order;
    const size_t pair = static_cast<size_t>(k % pairs_), profiles = order.profiles.size();
    Request request = order.settings;
    request.prompt = prompts_[static_cast<size_t>(k)];
    if (!request.negative_prompt && !theme_.negative.empty()) request.negative_prompt = theme_.negative;
    request.model = order.models[pair / profiles];
    request.output = (night_.folder / "").string();
    request.seed = Seed(night_.seed) + int64_t{k} * request.batch;
    const std::string& profile = order.profiles[pair % profiles];
    if (profile != "none") request.style.profiles = {{profile, 1}};
    if (!profiles_) profiles_ = ProfileLibrary::load();
    const OpenSettings open{
        .steps = !order.steps_given, .sampler = !order.sampler_given, .spacing = true, .guidance = !order.guidance_given};
    settings_.take(request, open);
    if (const auto taken = take_settings(request, *profiles_, open); !taken) return Failure{taken.error()};
    return apply_profiles(std::move(request), *profiles_);
}

std::optional<int> NightRequests::number_of(const Request& request) const {
    if (request.seed < Seed(night_.seed)) return std::nullopt;
    const auto offset = static_cast<int64_t>(request.seed.value() - static_cast<uint64_t>(night_.seed));
    return static_cast<int>(offset / night_.order.settings.batch);
}

}  // namespace imagelab
