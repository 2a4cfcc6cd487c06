#include "app/request_options.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/fetched_pictures.h"
#include "app/made_mask.h"
#include "app/wrapped.h"
#include "core/base/json_reader.h"
#include "core/base/paths.h"
#include "core/base/read_file.h"
#include "core/base/utf8.h"
#include "core/library/model_settings.h"
#include "core/library/model_suites.h"

namespace imagelab {
namespace {

Result<Request> read_request(const std::string& file, bool fetches) {
    const auto text = file == "-" ? read_stream(std::cin, "standard input") : read_regular_file(file);
    if (!text) return Failure{"--request: " + text.error()};
    auto payload = read_json(*text);
    if (!payload) return Failure{"--request " + file + " is no JSON: " + payload.error()};
    if (fetches) {
        if (const auto fetched = fetch_pictures(*payload); !fetched) return Failure{"--request " + file + ": " + fetched.error()};
    }
    auto request = request_from_json(*payload);
    if (!request) return Failure{"--request " + file + ":\n" + request.error()};
    return request;
}

// One sentence, and what is allowed where the sentence does not say it.
std::string help_of(const RequestField& field) {
    using Type = RequestField::Type;
    if (field.value_name.empty() || field.type == Type::text) return wrapped(field.help);
    return wrapped(field.help + " (" + field.allowed + ")");
}

}  // namespace

void FieldOptions::add(const RequestField& field) {
    Given& given = options_.emplace_back(Given{&field, nullptr, "", {}});
    if (field.value_name.empty()) {
        const std::string help = help_of(field);
        given.option = command_.add_flag(field.option, help);
        return;
    }
    if (field.item) {
        given.option = command_.add_option(field.option, given.words, wrapped(field.help) + "; repeat it for several")
                           ->type_name(field.value_name)
                           ->allow_extra_args(false)
                           ->check(CLI::Validator(
                               [&field](const std::string& word) {
                                   const auto item = field.item(word);
                                   return item ? std::string() : item.error();
                               },
                               ""));
        return;
    }
    given.option = command_.add_option(field.option, given.word, help_of(field))->type_name(field.value_name);
    if (field.unit == "bytes") given.option->transform(CLI::AsSizeValue(false).description(""));
    if (!field.choices.empty()) {
        given.option->check(CLI::IsMember(choice_options(field)).description(""));
        return;
    }
    const auto check = [&field](const std::string& word) {
        const auto value = field_value(field, word);
        return value ? std::string() : value.error().substr(field.path.size() + 2);
    };
    given.option->check(CLI::Validator(check, ""));
}

FieldOptions::FieldOptions(CLI::App& command, const std::function<bool(const RequestField&)>& wanted) : command_(command) {
    options_.reserve(request_fields().size());
    for (const RequestField& field : request_fields()) {
        if (!field.option.empty() && wanted(field)) add(field);
    }
}

RequestOptions::RequestOptions(CLI::App& command) : fields_(command, [](const RequestField&) { return true; }) {
    const auto add_profile = [this](const std::vector<std::string>& names) {
        profiles_.insert(profiles_.end(), names.begin(), names.end());
    };
    command
        .add_option_function<std::vector<std::string>>(
            "--profile", add_profile,
            "Style profile, see `imagelab profiles list`; NAME:0.4 takes 0.4 of its words;\nrepeat it to mix several")
        ->type_name("NAME[:WEIGHT]")
        ->allow_extra_args(false);
    command.add_option("--request", file_,
                       "Read the request from a JSON file (- is standard input);\noptions given beside it override its fields");
    command
        .add_option("--mask-from", mask_from_,
                    "Paint anew what a network finds in the start picture, which becomes its mask: " + comma_list(mask_kinds()) +
                        ";\nsee `imagelab mask --help`")
        ->type_name("KIND")
        ->check(CLI::IsMember(mask_kinds()).description(""));
    command.add_flag("--allow-fetch", fetches_,
                     "Fetch pictures that a request names by an https address: at most 64 MiB and a minute each,\nnothing of this machine "
                     "or a private network");
    command.add_flag("--json", json_, "Print one JSON object to standard output and no progress");
}

Result<void> FieldOptions::override_fields(Request& request) const {
    Problems problems;
    for (const Given& given : options_) {
        if (given.option->count() == 0) continue;
        const RequestField& field = *given.field;
        if (field.value_name.empty()) {
            field.read(field.flag_value, nlohmann::json::object(), request, problems);
        } else if (field.item) {
            nlohmann::json list = nlohmann::json::array();
            for (const std::string& word : given.words) list.push_back(field.item(word).value());
            field.read(list, nlohmann::json::object(), request, problems);
        } else if (const auto set = set_field(request, field, given.word); !set) {
            problems.push_back(set.error());
        }
    }
    std::string text;
    for (const std::string& problem : problems) text += (text.empty() ? "" : "\n") + problem;
    if (!problems.empty()) return Failure{text};
    for (const Given& given : options_) {
        if (given.option->count() > 0) keep_from_suite(request, *given.field);
    }
    return {};
}

std::string FieldOptions::in_option_names(const std::string& problems) const {
    std::istringstream lines(problems);
    std::string text;
    for (std::string line; std::getline(lines, line);) {
        for (const Given& given : options_) {
            const std::string& path = given.field->path;
            if (given.option->count() > 0 && line.starts_with(path + ":")) line.replace(0, path.size(), given.option->get_name());
        }
        text += (text.empty() ? "" : "\n") + line;
    }
    return text;
}

Result<Request> RequestOptions::request() const {
    Request request;
    if (!file_.empty()) {
        auto read = read_request(file_, fetches_);
        if (!read) return read;
        request = std::move(*read);
    } else if (!given("conditioning.prompt") && !given("conditioning.init_latents")) {
        return Failure{"--prompt TEXT or --request FILE is needed"};
    }
    const bool other_words = !profiles_.empty() || given("conditioning.prompt") || given("hyperparameters.negative_prompt");
    if (other_words) request = in_own_words(std::move(request));
    if (const auto set = fields_.override_fields(request); !set) return Failure{in_option_names(set.error())};
    auto whole = with_suite_applied(std::move(request), data_dir());
    if (!whole) return Failure{in_option_names(whole.error())};
    request = std::move(*whole);
    if (const auto made = make_mask(request); !made) return Failure{"--mask-from: " + made.error()};
    // A model that cannot be opened is told of later.
    if (file_.empty()) ModelSettings(data_dir()).take(request, open_settings());
    if (!profiles_.empty()) request.style = {};
    for (const std::string& text : profiles_) {
        auto use = parse_style_use(text);
        if (!use) return Failure{"--profile: " + use.error()};
        request.style.profiles.push_back(std::move(*use));
    }
    if (const auto valid = validate(request); !valid) return Failure{in_option_names(valid.error())};
    return request.style.profiles.empty() ? request : with_profiles(std::move(request));
}

// A file like any other mask, so that the job is the same whenever it runs.
Result<void> RequestOptions::make_mask(Request& request) const {
    if (mask_from_.empty()) return {};
    if (request.init_image.empty()) return Failure{"name the picture with --init-image"};
    if (!request.mask.file.empty()) return Failure{"there is a mask already (--mask); leave one of them out"};
    const auto mask = mask_made({mask_kind(mask_from_).value(), request.init_image, {}}, request.device);
    if (!mask) return Failure{mask.error()};
    const auto file = kept_mask(mask->mask);
    if (!file) return Failure{file.error()};
    request.mask.file = *file;
    return {};
}

bool FieldOptions::given(const std::string& path) const {
    return std::any_of(options_.begin(), options_.end(),
                       [&](const Given& option) { return option.field->path == path && option.option->count() > 0; });
}

// What a request file says counts as chosen: its steps and sampler are required fields.
OpenSettings RequestOptions::open_settings() const {
    const bool file = !file_.empty();
    return {.steps = !file && !given("scheduler.steps"),
            .sampler = !file && !given("scheduler.type"),
            .spacing = !file && !given("scheduler.spacing"),
            .guidance = !file && !given("hyperparameters.guidance_scale")};
}

Result<Request> RequestOptions::with_profiles(Request request) const {
    const ProfileLibrary library = ProfileLibrary::load();
    if (const auto taken = take_settings(request, library, open_settings()); !taken) return Failure{taken.error()};
    if (request.dynamic_prompts) return request;  // their words join what is drawn (with_words_made)
    return apply_profiles(std::move(request), library);
}

}  // namespace imagelab
