#include "core/request/prompt_syntax.h"

#include <algorithm>
#include <optional>

#include "core/base/number.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

constexpr size_t shown_bytes = 40;

bool is_word(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool holds_word(std::string_view text, std::string_view word) {
    for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const size_t end = at + word.size();
        if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) return true;
    }
    return false;
}

// <hypernet:name:0.8>
std::optional<std::string_view> first_network(std::string_view text) {
    for (size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        size_t name = at + 1;
        while (name < text.size() && is_word(text[name])) ++name;
        if (name == at + 1 || name == text.size() || text[name] != ':') continue;
        const std::string_view kind = text.substr(at + 1, name - at - 1);
        if (kind == "lora" || kind == "lyco") continue;  // core/request/lora_use.h
        const size_t end = text.find_first_of("<>\n", name);
        if (end == std::string_view::npos) return std::nullopt;
        if (text[end] == '>' && end > name + 1) return text.substr(at, end - at + 1);
    }
    return std::nullopt;
}

}  // namespace

std::string shortened(std::string_view text, size_t bytes) {
    std::string out(text);
    std::replace_if(
        out.begin(), out.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    if (out.size() <= bytes) return out;
    size_t end = bytes - 3;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;
    return out.substr(0, end) + "...";
}

std::vector<std::string> named_embeddings(std::string_view text) {
    constexpr std::string_view mark = "embedding:";
    std::vector<std::string> names;
    for (size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
        const size_t begin = at + mark.size(), end = std::min(text.find_first_of(" \t\r\n,()[]<>:", begin), text.size());
        if ((at > 0 && is_word(text[at - 1])) || end == begin) continue;
        std::string_view name = text.substr(begin, end - begin);
        for (const std::string_view extension : {".safetensors", ".pt", ".bin"})
            if (name.ends_with(extension)) name.remove_suffix(extension.size());
        names.emplace_back(name);
    }
    return names;
}

std::vector<std::string> unread_syntax(std::string_view prompt, bool chunks, PromptRole role) {
    std::vector<std::string> sentences;
    const auto say = [&](std::string_view what, const char* as) {
        sentences.push_back(shortened(what, shown_bytes) + " is read as " + as);
    };
    if (!chunks && holds_word(prompt, "BREAK")) say("BREAK", "a word: this model reads a prompt whole");
    if (role == PromptRole::negative && holds_word(prompt, "AND")) say("AND", "a word: a negative prompt is always one");
    if (const auto network = first_network(prompt)) say(*network, "plain words: no such network is applied");
    return sentences;
}

std::string first_weight(std::string_view prompt) {
    for (size_t open = prompt.find('('); open != std::string_view::npos; open = prompt.find('(', open + 1)) {
        const size_t end = prompt.find_first_of("()", open + 1);
        if (end == std::string_view::npos) break;
        const std::string_view inside = prompt.substr(open + 1, end - open - 1);
        const size_t colon = inside.rfind(':');
        const bool escaped = open > 0 && prompt[open - 1] == '\\';
        if (prompt[end] == ')' && !escaped && colon != std::string_view::npos && parsed_number(trimmed(inside.substr(colon + 1))))
            return shortened(prompt.substr(open, end - open + 1), shown_bytes);
    }
    return "";
}

}  // namespace imagelab
