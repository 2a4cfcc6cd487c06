// Completion scripts. Each walks the words of the line, from which it knows the command that is being written, and offers that command's
// options, commands and values.
#include <algorithm>
#include <functional>

#include "app/shell_help.h"

namespace imagelab {
namespace {

std::string joined(const std::vector<std::string>& words, const std::string& between) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
    return text;
}

std::vector<OptionTable> all_options(const CommandTable& table) {
    std::vector<OptionTable> options = table.options;
    options.insert(options.end(), table.inherited.begin(), table.inherited.end());
    return options;
}

bool takes_files(const CommandTable& table) {
    return std::any_of(table.words.begin(), table.words.end(),
                       [](const OptionTable& word) { return word.kind == ValueKind::file || word.kind == ValueKind::folder; });
}

std::vector<std::string> choices_of_words(const CommandTable& table) {
    std::vector<std::string> choices;
    for (const OptionTable& word : table.words) choices.insert(choices.end(), word.choices.begin(), word.choices.end());
    return choices;
}

// "queue:add" for the command add behind queue, as the scripts' loops look words up.
std::vector<std::string> steps_to_commands(const std::vector<CommandTable>& tables) {
    std::vector<std::string> steps;
    for (const CommandTable& table : tables) {
        for (const std::string& command : table.commands) steps.push_back('"' + table.path + ':' + command + '"');
    }
    return steps;
}

// "queue add:--model" for each name of the options of a kind.
std::vector<std::string> options_of_kind(const std::vector<CommandTable>& tables, ValueKind kind) {
    std::vector<std::string> found;
    for (const CommandTable& table : tables) {
        for (const OptionTable& option : all_options(table)) {
            if (option.kind != kind) continue;
            for (const std::string& name : option.names) found.push_back('"' + table.path + ':' + name + '"');
        }
    }
    return found;
}

// One line for each set of choices of an option: what `line` makes of the option's places and the choices.
std::string lines_of_choices(const std::vector<CommandTable>& tables,
                             const std::function<std::string(const std::string& places, const std::string& choices)>& line) {
    std::string text;
    for (const CommandTable& table : tables) {
        for (const OptionTable& option : all_options(table)) {
            if (option.choices.empty()) continue;
            std::vector<std::string> places;
            for (const std::string& name : option.names) places.push_back('"' + table.path + ':' + name + '"');
            text += line(joined(places, " | "), joined(option.choices, " "));
        }
    }
    return text;
}

std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

// zsh reads "name:text": colons of the name are escaped.
std::string described(const std::string& name, const std::string& text) {
    std::string out;
    for (const char c : name) out += c == ':' ? std::string("\\:") : std::string(1, c);
    return quoted(out + ":" + text);
}

std::string fish_quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return out + "'";
}

const CommandTable& below(const std::vector<CommandTable>& tables, const CommandTable& parent, const std::string& name) {
    const std::string path = parent.path + (parent.path.empty() ? "" : " ") + name;
    return *std::find_if(tables.begin(), tables.end(), [&](const CommandTable& table) { return table.path == path; });
}

std::string fish_option(const OptionTable& option) {
    std::string text;
    for (const std::string& name : option.names) text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (option.kind == ValueKind::choice) text += " -x -a " + fish_quoted(joined(option.choices, " "));
    if (option.kind == ValueKind::file) text += " -r -F";
    if (option.kind == ValueKind::folder) text += " -x -a '(__fish_complete_directories)'";
    if (option.kind == ValueKind::other) text += " -x";
    return text + " -d " + fish_quoted(option.text) + "\n";
}

}  // namespace

std::string bash_completion(const std::vector<CommandTable>& tables) {
    std::string text = R"sh(# Completion of imagelab in bash.
_imagelab() {
    local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD - 1]}" command= words= files= i
    [ "$current" = "=" ] && current=
    [ "$previous" = "=" ] && previous="${COMP_WORDS[COMP_CWORD - 2]}"
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$command:${COMP_WORDS[i]}" in
            )sh";
    text += joined(steps_to_commands(tables), " | ") + ") command=\"${command:+$command }${COMP_WORDS[i]}\" ;;\n";
    text += "        esac\n    done\n    case \"$command:$previous\" in\n";
    text += lines_of_choices(tables, [](const std::string& places, const std::string& choices) {
        return "        " + places + ") mapfile -t COMPREPLY < <(compgen -W \"" + choices + "\" -- \"$current\"); return ;;\n";
    });
    const auto kind = [&](ValueKind of, const std::string& what) {
        if (const auto places = options_of_kind(tables, of); !places.empty())
            text += "        " + joined(places, " | ") + ") " + what + " ;;\n";
    };
    kind(ValueKind::file, "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); return");
    kind(ValueKind::folder, "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$current\"); return");
    kind(ValueKind::other, "COMPREPLY=(); return");
    text += "    esac\n    case \"$command\" in\n";
    for (const CommandTable& table : tables) {
        std::vector<std::string> words = table.commands;
        for (const OptionTable& option : all_options(table)) words.insert(words.end(), option.names.begin(), option.names.end());
        const auto choices = choices_of_words(table);
        words.insert(words.end(), choices.begin(), choices.end());
        text += "        \"" + table.path + "\") words=\"" + joined(words, " ") + "\"" + (takes_files(table) ? " files=1" : "") + " ;;\n";
    }
    return text + R"sh(    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    if [ -n "$files" ] && [[ "$current" != -* ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current")
    fi
}
complete -F _imagelab imagelab
)sh";
}

std::string zsh_completion(const std::vector<CommandTable>& tables) {
    std::string text = R"sh(#compdef imagelab
# Completion of imagelab in zsh.
_imagelab() {
    local command= files= i
    local -a commands options choices
    for ((i = 2; i < CURRENT; i++)); do
        case "$command:${words[i]}" in
            )sh";
    text += joined(steps_to_commands(tables), " | ") + ") command=\"${command:+$command }${words[i]}\" ;;\n";
    text += "        esac\n    done\n    case \"$command:${words[CURRENT - 1]}\" in\n";
    text += lines_of_choices(tables, [](const std::string& places, const std::string& choices) {
        return "        " + places + ") compadd -- " + choices + "; return ;;\n";
    });
    const auto kind = [&](ValueKind of, const std::string& what) {
        if (const auto places = options_of_kind(tables, of); !places.empty())
            text += "        " + joined(places, " | ") + ") " + what + " ;;\n";
    };
    kind(ValueKind::file, "_files; return");
    kind(ValueKind::folder, "_files -/; return");
    kind(ValueKind::other, "return");
    text += "    esac\n    case \"$command\" in\n";
    for (const CommandTable& table : tables) {
        text += "        \"" + table.path + "\")\n            commands=(";
        for (const std::string& name : table.commands)
            text += "\n                " + described(name, one_line(below(tables, table, name).text));
        text += ")\n            options=(";
        for (const OptionTable& option : all_options(table)) {
            for (const std::string& name : option.names) text += "\n                " + described(name, option.text);
        }
        text += ")\n            choices=(" + joined(choices_of_words(table), " ") + ")" + (takes_files(table) ? " files=1" : "") + " ;;\n";
    }
    return text + R"sh(    esac
    if [[ "${words[CURRENT]}" == -* ]]; then
        _describe -o option options
        return
    fi
    (( ${#commands} )) && _describe command commands
    (( ${#choices} )) && compadd -- $choices
    [[ -n "$files" ]] && _files
}
if [ "$funcstack[1]" = "_imagelab" ]; then _imagelab "$@"; else compdef _imagelab imagelab; fi
)sh";
}

std::string fish_completion(const std::vector<CommandTable>& tables) {
    std::string text = R"sh(# Completion of imagelab in fish.
function __imagelab_at
    set -l command ''
    for word in (commandline -opc)[2..]
        switch "$command:$word"
            case )sh";
    text += joined(steps_to_commands(tables), " ") + R"sh(
                set command (string trim -- "$command $word")
        end
    end
    test "$command" = "$argv[1]"
end
complete -c imagelab -f
)sh";
    for (const CommandTable& table : tables) {
        const std::string here = "complete -c imagelab -n " + fish_quoted("__imagelab_at \"" + table.path + "\"");
        for (const std::string& name : table.commands)
            text += here + " -a " + name + " -d " + fish_quoted(one_line(below(tables, table, name).text)) + "\n";
        for (const OptionTable& option : all_options(table)) text += here + fish_option(option);
        if (const auto choices = choices_of_words(table); !choices.empty())
            text += here + " -a " + fish_quoted(joined(choices, " ")) + "\n";
        if (takes_files(table)) text += here + " -F\n";
    }
    return text;
}

}  // namespace imagelab
