#include <algorithm>
#include <set>
#include <sstream>

#include "app/shell_help.h"

namespace imagelab {
namespace {

// A line of text as roff takes it: no dash is a hyphen, no line a request.
std::string roff(const std::string& text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\')
            out += "\\e";
        else if (text[i] == '-')
            out += "\\-";
        else
            out += text[i];
        if (text[i] == '\n' && i + 1 < text.size() && (text[i + 1] == '.' || text[i + 1] == '\'')) out += "\\&";
    }
    return !text.empty() && (text[0] == '.' || text[0] == '\'') ? "\\&" + out : out;
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

std::string bold(const std::string& text) {
    return "\\fB" + roff(text) + "\\fR";
}
std::string italic(const std::string& text) {
    std::string out;  // which may break behind a comma
    for (const char c : roff(text)) out += c == ',' ? std::string(",\\:") : std::string(1, c);
    return "\\fI" + out + "\\fR";
}

std::string entry(const OptionTable& option) {
    std::string text = ".TP\n";
    for (const std::string& name : option.names) text += (text.size() > 4 ? ", " : "") + bold(name);
    if (!option.value.empty()) text += (option.names.empty() ? "" : " ") + italic(option.value);
    return text + "\n" + roff(option.text) + "\n";
}

std::string synopsis(const CommandTable& table) {
    std::string text = bold("imagelab" + (table.path.empty() ? "" : " " + table.path));
    if (!table.options.empty()) text += " [" + italic("OPTION") + " ...]";
    for (const OptionTable& word : table.words) text += " " + italic(word.value);
    return text;
}

std::vector<std::string> paragraphs(const std::string& text) {
    std::vector<std::string> found(1);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() && !found.back().empty()) found.emplace_back();
        if (!line.empty()) found.back() += line + "\n";
    }
    if (found.back().empty()) found.pop_back();
    return found;
}

// "Examples:" and the lines below it become a section, other paragraphs text; one that was printed before is left out.
std::string footer(const std::string& text, bool sections, std::set<std::string>& printed) {
    std::string out;
    for (const std::string& paragraph : paragraphs(text)) {
        if (!printed.insert(paragraph).second) continue;
        const size_t line = paragraph.find('\n');
        const bool headed = line > 0 && line != std::string::npos && paragraph[line - 1] == ':' && line + 1 < paragraph.size();
        if (headed && sections)
            out += ".SH " + roff(upper(paragraph.substr(0, line - 1))) + "\n.nf\n" + roff(paragraph.substr(line + 1)) + ".fi\n";
        else
            out += ".PP\n" + roff(paragraph);
    }
    return out;
}

}  // namespace

std::string man_page(const std::vector<CommandTable>& tables) {
    const CommandTable& program = tables.front();
    const size_t end = program.text.find('\n');
    std::string text = ".TH IMAGELAB 1 \"\" \"Image Lab " IMAGELAB_VERSION "\" \"User Commands\"\n.ad l\n.SH NAME\nimagelab \\- ";
    text += "makes pictures from words on your own machine\n.SH SYNOPSIS\n" + synopsis(program) + " [" + italic("COMMAND") + "]\n";
    text += ".SH DESCRIPTION\n" + roff(program.text.substr(0, end)) + "\n";
    if (end != std::string::npos) text += ".PP\n" + roff(program.text.substr(end + 1)) + "\n";
    text += ".SH OPTIONS\n";
    std::set<std::string> printed;
    for (const OptionTable& option : program.options) text += *printed.insert(entry(option)).first;
    const std::string last = footer(program.footer, true, printed);
    text += ".SH COMMANDS\n";
    for (const CommandTable& table : tables) {
        if (table.path.empty()) continue;
        text += ".SS " + synopsis(table) + "\n" + roff(table.text) + "\n";
        for (const OptionTable& word : table.words) {
            if (!word.text.empty()) text += entry(word);
        }
        for (const OptionTable& option : table.options) {
            if (!printed.contains(entry(option))) text += entry(option);
        }
        text += footer(table.footer, false, printed);
    }
    return text + last;
}

}  // namespace imagelab
