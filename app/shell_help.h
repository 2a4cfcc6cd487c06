#pragma once
// What a shell and `man` know of the program, written from the tables of its own command line, so that nothing is written twice.
#include <CLI/App.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace imagelab {

// What may stand behind an option.
enum class ValueKind : uint8_t { none, choice, file, folder, other };

struct OptionTable {
    std::vector<std::string> names;  // with their dashes, "-h", "--help"; none: a word that stands by itself
    std::string value;               // "FILE"; empty: a flag
    std::string text;                // in one line
    ValueKind kind = ValueKind::none;
    std::vector<std::string> choices;
};

struct CommandTable {
    std::string path;  // behind the program's name: "queue add", empty for the program itself
    std::string text;
    std::string footer;
    std::vector<OptionTable> options;
    std::vector<OptionTable> inherited;  // the program's, which may also stand behind this command
    std::vector<OptionTable> words;      // that stand by themselves
    std::vector<std::string> commands;
    std::string name() const { return path.substr(path.rfind(' ') + 1); }
};

// The program and all its commands, hidden ones left out; each before its own commands.
std::vector<CommandTable> command_tables(CLI::App& app);

std::string bash_completion(const std::vector<CommandTable>& tables);
std::string zsh_completion(const std::vector<CommandTable>& tables);
std::string fish_completion(const std::vector<CommandTable>& tables);

std::string one_line(std::string text);

// roff, section 1.
std::string man_page(const std::vector<CommandTable>& tables);

}  // namespace imagelab
