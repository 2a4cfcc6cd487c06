#include "core/prompts/profiles.h"
#include "core/base/utf8.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "app/subcommand.h"

namespace imagelab {
namespace {

using nlohmann::json;

json profile_json(const StyleProfile& profile) {
    json settings = json::object();
    Request request;
    if (profile.steps) settings["steps"] = *profile.steps;
    if (profile.guidance) settings["guidance_scale"] = *profile.guidance;
    if (profile.sampler) request.sampler = *profile.sampler;
    if (profile.spacing) request.spacing = *profile.spacing;
    const json scheduler = request_to_json(request).at("scheduler");
    if (profile.sampler) settings["sampler"] = scheduler.at("type");
    if (profile.spacing) settings["spacing"] = scheduler.at("spacing");
    return {{"id", profile.id},
            {"name", profile.name},
            {"category", profile.category},
            {"about", profile.about},
            {"lead", profile.lead},
            {"phrases", profile.phrases},
            {"negative", profile.negative},
            {"settings", settings},
            {"file", profile.file.string()},
            {"own", profile.own}};
}

int list_profiles(bool json_wanted) {
    const ProfileLibrary library = ProfileLibrary::load();
    if (json_wanted) {
        json list = json::array();
        for (const StyleProfile& profile : library.profiles()) list.push_back(profile_json(profile));
        print_json({{"profiles", list}, {"problems", library.problems()}});
        return exit_done;
    }
    for (const StyleProfile& profile : library.profiles())
        std::printf("%-26s %-9s %s%s\n", profile.id.c_str(), profile.category.c_str(), profile.about.c_str(),
                    profile.own ? " (your own)" : "");
    for (const std::string& problem : library.problems()) std::fprintf(stderr, "imagelab: %s\n", problem.c_str());
    return exit_done;
}

// One profile as it is written, or what several make of a prompt.
int show_profiles(const std::vector<std::string>& names, const std::string& prompt, const std::string& negative, bool json_wanted) {
    const ProfileLibrary library = ProfileLibrary::load();
    Request request;
    request.prompt = prompt;
    if (!negative.empty()) request.negative_prompt = negative;
    json shown = json::array();
    for (const std::string& name : names) {
        const auto use = parse_style_use(name);
        if (!use) return fail(exit_usage, use.error(), json_wanted);
        const auto profile = library.find(use->name);
        if (!profile) return fail(exit_usage, profile.error(), json_wanted);
        request.style.profiles.push_back(*use);
        shown.push_back(profile_json(**profile));
    }
    if (const auto taken = take_settings(request, library, {}); !taken) return fail(exit_usage, taken.error(), json_wanted);
    const auto expanded = apply_profiles(request, library);
    if (!expanded) return fail(exit_usage, expanded.error(), json_wanted);
    if (json_wanted) {
        print_json({{"profiles", shown},
                    {"prompt", expanded->prompt},
                    {"negative_prompt", expanded->negative_prompt.value_or("")},
                    {"style", request_to_json(*expanded).at("style")}});
        return exit_done;
    }
    for (const json& profile : shown) {
        std::printf("%s (%s)%s\n  %s\n", profile["name"].get<std::string>().c_str(), profile["id"].get<std::string>().c_str(),
                    profile["own"].get<bool>() ? ", your own" : "", profile["about"].get<std::string>().c_str());
        std::printf("  words     %s\n", comma_list(profile["phrases"]).c_str());
        std::printf("  negative  %s\n", comma_list(profile["negative"]).c_str());
        std::printf("  settings  %s\n  file      %s\n", profile["settings"].dump().c_str(), profile["file"].get<std::string>().c_str());
    }
    std::printf("prompt          %s\nnegative prompt %s\n", expanded->prompt.c_str(), expanded->negative_prompt.value_or("").c_str());
    return exit_done;
}

}  // namespace

Subcommands add_profile_commands(CLI::App& app) {
    struct ProfilesOptions {
        bool json = false;
        std::vector<std::string> names;
        std::string prompt = "PROMPT", negative;
    };
    const auto options = std::make_shared<ProfilesOptions>();
    CLI::App* profiles = app.add_subcommand("profiles", "Style profiles: list them, show what they make of a prompt");
    profiles->require_subcommand(1);
    CLI::App* list = profiles->add_subcommand("list", "List the profiles, shipped ones and your own (DATA/profiles/*.json)");
    list->add_flag("--json", options->json, "Print one JSON object");
    CLI::App* show = profiles->add_subcommand("show", "Show a profile, or the prompt that several make");
    show->add_option("NAME", options->names, "Id or name, with :WEIGHT where less than all of it")->type_name("NAME[:WEIGHT]")->required();
    show->add_option("--prompt", options->prompt, "The prompt to expand")->type_name("TEXT");
    show->add_option("--negative-prompt", options->negative, "The negative prompt to expand")->type_name("TEXT");
    show->add_flag("--json", options->json, "Print one JSON object");
    return {{list, [options] { return list_profiles(options->json); }},
            {show, [options] { return show_profiles(options->names, options->prompt, options->negative, options->json); }}};
}

}  // namespace imagelab
