#include "core/tokenizers/clip_vocabulary.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>

#include "core/base/json_reader.h"
#include "core/base/paths.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {
using Json = nlohmann::json;
using Ids = std::unordered_map<std::string, int>;
using Merges = std::vector<std::pair<std::string, std::string>>;

constexpr const char* start_text = "<|startoftext|>";
constexpr const char* end_text = "<|endoftext|>";
constexpr const char* word_end = "</w>";

struct SpecialToken {
    std::string content;
    bool normalized = false;
};

// The printable stand-ins of the 256 bytes (Radford et al. 2019, bytes_to_unicode): byte and character, in the order of CLIP's ids.
std::vector<std::pair<int, std::string>> byte_symbols() {
    const auto utf8 = [](int code) {
        return code < 0x80 ? std::string(1, static_cast<char>(code))
                           : std::string{static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 0x3F))};
    };
    std::vector<std::pair<int, std::string>> printable, rest;
    for (int byte = 0; byte < 256; ++byte) {
        const bool shown = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
        if (shown) printable.emplace_back(byte, utf8(byte));
        if (!shown) rest.emplace_back(byte, utf8(256 + static_cast<int>(rest.size())));
    }
    printable.insert(printable.end(), rest.begin(), rest.end());
    return printable;
}

Merges merges_of_file(const fs::path& path) {
    const std::string text = read_text_file(path);
    Merges merges;
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = std::min(text.find('\n', begin), text.size());
        std::string line = text.substr(begin, end - begin);
        begin = end + 1;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.empty() || line.starts_with("#version")) continue;
        const size_t space = line.find(' ');
        if (space == std::string::npos || line.find(' ', space + 1) != std::string::npos) {
            throw Error(path.string() + ": line " + std::to_string(merges.size() + 2) + " is no pair of tokens");
        }
        merges.emplace_back(line.substr(0, space), line.substr(space + 1));
    }
    return merges;
}

Merges merges_of_json(const Json& list) {
    Merges merges;
    for (const Json& entry : list) {
        if (entry.is_array()) {
            merges.emplace_back(entry.at(0).get<std::string>(), entry.at(1).get<std::string>());
        } else {
            const std::string text = entry.get<std::string>();
            const size_t space = text.find(' ');
            if (space == std::string::npos) throw Error("the merge \"" + text + "\" is no pair of tokens");
            merges.emplace_back(text.substr(0, space), text.substr(space + 1));
        }
    }
    return merges;
}

int id_of(const Ids& ids, const std::string& token) {
    const auto found = ids.find(token);
    if (found == ids.end()) throw Error("the vocabulary lacks \"" + token + "\", which its merges need");
    return found->second;
}

ClipVocabulary vocabulary_of(const Ids& ids, const Merges& merges) {
    ClipVocabulary vocabulary;
    vocabulary.size = ids.size();
    for (const auto& [byte, symbol] : byte_symbols()) {
        const auto within = ids.find(symbol), last = ids.find(symbol + word_end);
        vocabulary.bytes[byte] = within == ids.end() ? -1 : within->second;
        vocabulary.last_bytes[byte] = last == ids.end() ? -1 : last->second;
    }
    for (size_t rank = 0; rank < merges.size(); ++rank) {
        const auto& [left, right] = merges[rank];
        vocabulary.pairs.add(id_of(ids, left), id_of(ids, right), {static_cast<int>(rank), id_of(ids, left + right)});
    }
    return vocabulary;
}

// Later entries change the flag of earlier ones with the same text, as adding a token twice does.
int add(ClipVocabulary& vocabulary, const Ids& ids, const SpecialToken& token) {
    const auto same = [&](const ClipVocabulary::Added& added) { return added.content == token.content; };
    const auto known = std::find_if(vocabulary.added.begin(), vocabulary.added.end(), same);
    if (known != vocabulary.added.end()) {
        known->normalized = token.normalized;
        return known->id;
    }
    const auto found = ids.find(token.content);
    const int id = found != ids.end() ? found->second : static_cast<int>(vocabulary.size++);
    vocabulary.added.push_back({token.content, id, token.normalized});
    return id;
}

SpecialToken special_of(const Json& json) {
    if (json.is_string()) return {json.get<std::string>(), false};
    const SpecialToken token{json.at("content").get<std::string>(), json.value("normalized", false)};
    for (const char* flag : {"lstrip", "rstrip", "single_word"}) {
        if (json.value(flag, false)) throw Error("the token \"" + token.content + "\" has " + flag + ", which is not supported");
    }
    return token;
}

struct Roles {
    SpecialToken begin{start_text}, end{end_text}, unknown{end_text}, pad{end_text};
};

void read_roles(Roles& roles, const Json& json) {
    for (const auto& [key, role] :
         {std::pair{"bos_token", &roles.begin}, {"eos_token", &roles.end}, {"unk_token", &roles.unknown}, {"pad_token", &roles.pad}}) {
        if (json.contains(key) && !json.at(key).is_null()) *role = special_of(json.at(key));
    }
}

void take_roles(ClipVocabulary& vocabulary, const Ids& ids, const Roles& roles) {
    const std::vector<ClipVocabulary::Added> listed = vocabulary.added;  // their flags stand
    const auto take = [&](const SpecialToken& role) {
        for (const ClipVocabulary::Added& token : listed) {
            if (token.content == role.content) return token.id;
        }
        return add(vocabulary, ids, role);
    };
    vocabulary.begin = take(roles.begin);
    vocabulary.end = take(roles.end);
    vocabulary.unknown = take(roles.unknown);
    vocabulary.pad = take(roles.pad);
    for (auto* table : {&vocabulary.bytes, &vocabulary.last_bytes}) std::replace(table->begin(), table->end(), -1, vocabulary.unknown);
}

Json read_json(const fs::path& path) {
    return read_json_file(path).value();
}
Json read_json_if_there(const fs::path& path) {
    return fs::exists(path) ? read_json(path) : Json::object();
}

ClipVocabulary read_folder(const fs::path& folder) {
    const Json config = read_json_if_there(folder / "tokenizer_config.json");
    Json tokenizer = read_json_if_there(folder / "tokenizer.json");
    Ids ids;
    Merges merges;
    if (tokenizer.contains("model")) {
        ids = tokenizer.at("model").at("vocab").get<Ids>();
        merges = merges_of_json(tokenizer.at("model").at("merges"));
    } else {
        ids = read_json(folder / "vocab.json").get<Ids>();
        merges = merges_of_file(folder / "merges.txt");
    }
    ClipVocabulary vocabulary = vocabulary_of(ids, merges);
    Roles roles;
    read_roles(roles, config);
    if (config.contains("added_tokens_decoder")) {
        std::map<int, Json> by_id;
        for (const auto& [id, token] : config.at("added_tokens_decoder").items()) by_id.emplace(std::stoi(id), token);
        for (const auto& [id, token] : by_id) add(vocabulary, ids, special_of(token));
    } else {
        read_roles(roles, read_json_if_there(folder / "special_tokens_map.json"));
        for (const Json& token : tokenizer.value("added_tokens", Json::array())) add(vocabulary, ids, special_of(token));
    }
    take_roles(vocabulary, ids, roles);
    return vocabulary;
}

}  // namespace

Result<ClipVocabulary> ClipVocabulary::open(const fs::path& folder) {
    try {
        return read_folder(folder);
    } catch (const std::exception& error) {
        return Failure{"the tokenizer in " + folder.string() + " cannot be used: " + error.what()};
    }
}

Result<ClipVocabulary> ClipVocabulary::sdxl(const fs::path& merges_file, bool second) {
    try {
        const Merges merges = merges_of_file(merges_file);
        Ids ids;
        const auto append = [&](const std::string& token) { ids.try_emplace(token, static_cast<int>(ids.size())); };
        for (const auto& [byte, symbol] : byte_symbols()) append(symbol);
        for (const auto& [byte, symbol] : byte_symbols()) append(symbol + word_end);
        for (const auto& [left, right] : merges) append(left + right);
        append(start_text);
        append(end_text);
        ClipVocabulary vocabulary = vocabulary_of(ids, merges);
        // As published: dictionaries with "normalized" for start, end and unknown, a plain text for the padding.
        take_roles(vocabulary, ids, {{start_text, true}, {end_text, true}, {end_text, true}, {second ? "!" : end_text, false}});
        return vocabulary;
    } catch (const std::exception& error) {
        return Failure{"CLIP's vocabulary cannot be used: " + std::string(error.what())};
    }
}

}  // namespace imagelab
