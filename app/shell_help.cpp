#include "app/shell_help.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "app/exit_codes.h"
#include "app/subcommand.h"

namespace imagelab {
namespace {

// What a check says of "?"; empty: it takes it, or cannot read it.
std::string refusal(const CLI::Validator& check) {
    try {
        return check(std::string("?"));
    } catch (const CLI::Error&) {
        return "";
    }
}

// CLI::IsMember keeps its words to itself, but names them all when it refuses one: "? not in {f32,bf16,f16}".
std::vector<std::string> choices_of(CLI::Option& option) {
    std::vector<std::string> choices;
    try {
        for (int i = 0;; ++i) {
            const std::string refused = refusal(*option.get_validator(i));
            if (!refused.starts_with("? not in {") || !refused.ends_with("}")) continue;
            const size_t begin = refused.find('{') + 1;
            choices = CLI::detail::split(refused.substr(begin, refused.size() - begin - 1), ',');
        }
    } catch (const CLI::OptionNotFound&) {  // that was the last one
    }
    return choices;
}

ValueKind kind_of(const OptionTable& option) {
    const auto begins = [&](std::string_view type) { return std::string_view(option.value).starts_with(type); };
    if (option.value.empty()) return ValueKind::none;
    if (!option.choices.empty()) return ValueKind::choice;
    if (begins("DIR")) return ValueKind::folder;
    if (begins("FILE") || begins("PATH") || begins("MODEL") || begins("VAE")) return ValueKind::file;
    return ValueKind::other;
}

OptionTable table_of(CLI::Option& option) {
    OptionTable table;
    for (const std::string& name : option.get_lnames()) table.names.push_back("--" + name);
    for (const std::string& name : option.get_snames()) table.names.push_back("-" + name);
    if (option.get_type_size_max() > 0) {
        table.value = option.get_type_name();
        table.choices = choices_of(option);
        if (table.value.empty()) table.value = option.get_name(true);
    }
    table.text = one_line(option.get_description());
    table.kind = kind_of(table);
    return table;
}

void add_tables(CLI::App& app, const std::string& path, const std::vector<OptionTable>& inherited, std::vector<CommandTable>& tables) {
    CommandTable table{path, app.get_description(), app.get_footer(), {}, inherited, {}, {}};
    for (CLI::Option* option : app.get_options()) {
        if (option->get_group().empty()) continue;
        (option->nonpositional() ? table.options : table.words).push_back(table_of(*option));
    }
    std::vector<OptionTable> below = inherited;
    for (const OptionTable& option : table.options) {
        if (path.empty() && !option.value.empty()) below.push_back(option);
    }
    const auto commands =
        app.get_subcommands([](CLI::App* command) { return !command->get_name().empty() && !command->get_group().empty(); });
    for (const CLI::App* command : commands) table.commands.push_back(command->get_name());
    tables.push_back(std::move(table));
    for (CLI::App* command : commands) add_tables(*command, path + (path.empty() ? "" : " ") + command->get_name(), below, tables);
}

}  // namespace

std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

std::vector<CommandTable> command_tables(CLI::App& app) {
    std::vector<CommandTable> tables;
    add_tables(app, "", {}, tables);
    return tables;
}

Subcommands add_shell_help_commands(CLI::App& app) {
    CLI::App* completion = app.add_subcommand("completion", "Print the completion script of a shell")->group("");
    const auto shell = std::make_shared<std::string>();
    completion->add_option("SHELL", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}).description(""));
    CLI::App* man = app.add_subcommand("man", "Print the manual page")->group("");
    const auto print = [](const std::string& text) {
        return std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0 ? exit_done : exit_disk;
    };
    return {
        {completion,
         [&app, shell, print] {
             const auto tables = command_tables(app);
             return print(*shell == "bash" ? bash_completion(tables) : *shell == "zsh" ? zsh_completion(tables) : fish_completion(tables));
         }},
        {man, [&app, print] { return print(man_page(command_tables(app))); }}};
}

}  // namespace imagelab
