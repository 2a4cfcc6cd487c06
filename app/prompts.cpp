// imagelab prompts list|show|make|check
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/json_output.h"
#include "app/subcommand.h"
#include "core/base/paths.h"
#include "core/prompts/generator.h"
#include "core/prompts/theme.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct PromptsOptions {
    std::string theme, text;
    std::vector<std::string> files;
    int64_t count = 1, skip = 0, seed = -1;
    bool json = false;
};

json theme_json(const Theme& theme) {
    json out = {{"id", theme.id},
                {"name", theme.name},
                {"genre", theme.genre},
                {"about", theme.about},
                {"combinations", theme.space.combinations().get_str()},
                {"negative_prompt", theme.negative},
                {"profiles", theme.profiles},
                {"notes", theme.notes},
                {"file", theme.file.string()}};
    return out;
}

// "3,456,789"; beyond 15 digits "about 1.2e34".
std::string readable(const mpz_class& number) {
    std::string digits = number.get_str();
    if (digits.size() > 15) return "about " + digits.substr(0, 1) + "." + digits.substr(1, 1) + "e" + std::to_string(digits.size() - 1);
    for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<size_t>(at), ",");
    return digits;
}

// Counted, never made one by one.
std::string how_many(const Theme& theme) {
    return readable(theme.space.combinations()) + (theme.space.combinations() == 1 ? " prompt" : " combinations");
}

void print_notes(const Theme& theme) {
    for (const std::string& note : theme.notes) std::fprintf(stderr, "imagelab: %s\n", note.c_str());
}

int list_themes(const PromptsOptions& options) {
    json themes = json::array(), problems = json::array();
    for (const ThemeFile& file : theme_files(data_dir())) {
        const auto theme = read_theme(file.path, data_dir());
        if (!theme) {
            problems.push_back(theme.error());
            continue;
        }
        for (const std::string& note : theme->notes) problems.push_back(note);
        themes.push_back(theme_json(*theme));
        themes.back()["own"] = file.own;
        if (!options.json)
            std::printf("%-18s %-16s %22s  %s\n", file.id.c_str(), theme->genre.c_str(), readable(theme->space.combinations()).c_str(),
                        theme->about.c_str());
    }
    if (options.json) print_json({{"themes", themes}, {"problems", problems}});
    for (const json& problem : problems) std::fprintf(stderr, "imagelab: %s\n", problem.get<std::string>().c_str());
    return exit_done;
}

Result<Theme> wanted_theme(const PromptsOptions& options) {
    if (!options.text.empty() && !options.theme.empty()) return Failure{"name a theme or give --template, not both"};
    if (!options.text.empty()) return theme_of_template(options.text, data_dir());
    if (options.theme.empty()) return Failure{"name a theme (`imagelab prompts list`) or give --template TEXT"};
    const auto file = find_theme(options.theme, data_dir());
    if (!file) return Failure{file.error()};
    return read_theme(*file, data_dir());
}

int make_prompts(const PromptsOptions& options) {
    const auto theme = wanted_theme(options);
    if (!theme) return fail(exit_usage, theme.error(), options.json);
    print_notes(*theme);
    const auto seed = options.seed >= 0 ? static_cast<uint64_t>(options.seed) : std::random_device()();
    PromptGenerator generator(theme->space, seed);
    for (int64_t i = 0; i < options.skip; ++i) generator.next();
    json prompts = json::array();
    for (int64_t i = 0; i < options.count; ++i) {
        const std::string prompt = generator.next();
        if (options.json) {
            prompts.push_back(prompt);
        } else {
            std::cout << prompt << '\n';
        }
    }
    std::cout.flush();
    if (options.json)
        print_json({{"theme", theme->id},
                    {"seed", seed},
                    {"skip", options.skip},
                    {"negative_prompt", theme->negative},
                    {"prompts", prompts},
                    {"notes", theme->notes},
                    {"round", generator.round()}});
    if (generator.round() > 0) std::fprintf(stderr, "imagelab: all prompts of %s have come, so they come again\n", theme->name.c_str());
    return exit_done;
}

int show_theme(const PromptsOptions& options) {
    const auto theme = wanted_theme(options);
    if (!theme) return fail(exit_usage, theme.error(), options.json);
    PromptGenerator generator(theme->space, 1);
    print_notes(*theme);
    if (options.json) {
        print_json(theme_json(*theme));
        return exit_done;
    }
    std::printf("%s (%s)\n%s\n%s: %s\n", theme->name.c_str(), theme->genre.c_str(), theme->about.c_str(), theme->file.c_str(),
                how_many(*theme).c_str());
    if (!theme->negative.empty()) std::printf("negative prompt: %s\n", theme->negative.c_str());
    std::string profiles;
    for (const std::string& profile : theme->profiles) profiles += (profiles.empty() ? "" : ", ") + profile;
    if (!profiles.empty()) std::printf("profiles that suit it: %s\n", profiles.c_str());
    for (int i = 0; i < 5 && generator.round() == 0; ++i) std::printf("  %s\n", generator.next().c_str());
    return exit_done;
}

int check_themes(const PromptsOptions& options) {
    json problems = json::array(), sound = json::array();
    for (const std::string& file : options.files) {
        const auto theme = read_theme(file, data_dir());
        if (!theme) {
            problems.push_back(theme.error());
            std::fprintf(stderr, "%s\n", theme.error().c_str());
            continue;
        }
        sound.push_back(theme_json(*theme));
        for (const std::string& note : theme->notes) problems.push_back(note);
        print_notes(*theme);
        if (!options.json) std::printf("%s: %s\n", file.c_str(), how_many(*theme).c_str());
    }
    if (options.json) print_json({{"themes", sound}, {"problems", problems}});
    return problems.empty() ? exit_done : exit_usage;
}

}  // namespace

Subcommands add_prompt_commands(CLI::App& app) {
    const auto options = std::make_shared<PromptsOptions>();
    CLI::App* prompts =
        app.add_subcommand("prompts", "Prompts from themes: {a|b}, {2$$a|b|c}, __wildcards__, ${variables}; none comes twice");
    prompts->require_subcommand(1);
    prompts->footer(
        "\nThemes are YAML or JSON (docs/prompts.md). Your own lie in DATA/themes, lists for all themes in DATA/wildcards. The same\n"
        "theme and seed give the same prompts, and none comes again before all have come.\n");
    Subcommands commands;
    const auto add = [&](const char* name, const char* help, int (*run)(const PromptsOptions&)) {
        CLI::App* command = prompts->add_subcommand(name, help);
        command->add_flag("--json", options->json, "Print one JSON object");
        commands.push_back({command, [options, run] { return run(*options); }});
        return command;
    };
    add("list", "List the themes and how many prompts each can make", list_themes);
    CLI::App* show = add("show", "What a theme is, how many prompts it can make, some of them", show_theme);
    CLI::App* make = add("make", "Print prompts, one a line", make_prompts);
    for (CLI::App* command : {show, make}) {
        command->add_option("THEME", options->theme, "A name of `prompts list`, or a file")->type_name("THEME");
        command->add_option("--template", options->text, "One template instead of a theme")->type_name("TEXT");
    }
    make->add_option("--count", options->count, "How many (default 1)")
        ->type_name("N")
        ->check(CLI::Range(int64_t{1}, int64_t{10'000'000}).description(""));
    make->add_option("--skip", options->skip, "Leave out the first N of the order")
        ->type_name("N")
        ->check(CLI::Range(int64_t{0}, int64_t{10'000'000}).description(""));
    make->add_option("--seed", options->seed, "Determines the order; -1 draws one (default -1)")
        ->type_name("N")
        ->check(CLI::Range(int64_t{-1}, INT64_MAX).description(""));
    CLI::App* check = add("check", "Read themes and say what is wrong, with file and line", check_themes);
    check->add_option("FILE", options->files, "Theme files")->type_name("FILE")->required();
    return commands;
}

}  // namespace imagelab
