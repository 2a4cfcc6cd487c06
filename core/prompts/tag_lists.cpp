#include "core/prompts/tag_lists.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "core/base/folders.h"
#include "core/base/read_file.h"
#include "core/base/text_encoding.h"
#include "core/base/utf8.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr size_t most_tags = 500'000, most_aliases = 64, most_words = 16;  // of all lists; of a tag; of a name that are looked at
constexpr size_t longest_name = 200, longest_row = 64 << 10;               // bytes
constexpr size_t least_inside = 3;                                         // bytes typed, from which insides of words are looked at

std::string key_of(std::string_view text) {
    std::string key = ascii_lower(std::string(text));
    std::replace(key.begin(), key.end(), '_', ' ');
    return key;
}

bool is_letter(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

bool begins_word(std::string_view key, size_t at) {
    return at == 0 || (is_letter(key[at]) && !is_letter(key[at - 1]));
}

// Of one line (RFC 4180); a quoted field ends with its line at the latest.
std::vector<std::string> csv_fields(std::string_view line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (quoted && c == '"' && at + 1 < line.size() && line[at + 1] == '"') {
            fields.back() += line[++at];
        } else if (c == '"' && (quoted || fields.back().empty())) {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    return fields;
}

std::optional<int64_t> whole_number(std::string_view field) {
    field = trimmed(field);
    int64_t value = 0;
    const auto [rest, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    return error == std::errc() && rest == field.data() + field.size() ? std::optional(value) : std::nullopt;
}

bool is_tag_text(std::string_view text) {
    return !text.empty() && text.size() <= longest_name &&
           std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// https://danbooru.donmai.us/wiki_pages/api:tags, https://e621.net/help/tags
TagGroup group_of(int64_t category, bool e621) {
    switch (category) {
        case 1:
            return TagGroup::artist;
        case 3:
            return TagGroup::copyright;
        case 4:
            return TagGroup::character;
        case 5:
            return e621 ? TagGroup::species : TagGroup::meta;
        case 7:
            return e621 ? TagGroup::meta : TagGroup::general;
        case 8:
            return e621 ? TagGroup::lore : TagGroup::general;
        default:
            return TagGroup::general;
    }
}

// Which field of a row says what.
struct Columns {
    static constexpr size_t none = static_cast<size_t>(-1);
    size_t name = 0, group = 1, count = 2, aliases = 3;
    bool named = false, numbered = false;  // by a line of their names; which has one for an id, as e621's own lists

    static std::optional<Columns> read(const std::vector<std::string>& fields) {
        Columns columns{none, none, none, none, true, false};
        for (size_t i = 0; i < fields.size(); ++i) {
            const std::string field = ascii_lower(std::string(trimmed(fields[i])));
            if (field == "name" || field == "tag") columns.name = i;
            if (field == "category" || field == "type") columns.group = i;
            if (field == "post_count" || field == "count") columns.count = i;
            if (field == "aliases" || field == "alias") columns.aliases = i;
            if (field == "id") columns.numbered = true;
        }
        return fields.size() > 1 && columns.name != none ? std::optional(columns) : std::nullopt;
    }
};

}  // namespace

NameMatch match_name(std::string_view name, std::string_view typed) {
    if (typed.empty()) return NameMatch::none;
    const std::string key = key_of(name), wanted = key_of(typed);
    if (key == wanted) return NameMatch::whole;
    NameMatch best = NameMatch::none;
    for (size_t at = key.find(wanted); at != key.npos; at = key.find(wanted, at + 1)) {
        if (at == 0) return NameMatch::beginning;
        if (begins_word(key, at)) return NameMatch::word;
        best = NameMatch::inside;
    }
    return best;
}

// The rows of all files, before they are sorted.
struct TagLists::Parsed {
    struct Row {
        std::string name;
        std::vector<std::string> aliases;
        TagGroup group = TagGroup::general;
        uint64_t count = 0;
    };
    std::vector<Row> rows;
    std::unordered_map<std::string, size_t> known;  // by key
    std::vector<std::string>& notes;

    void take_file(const std::string& name, std::string_view text) {
        bool e621 = ascii_lower(name).find("e621") != std::string::npos, first = true;
        Columns columns;
        size_t left_out = 0;
        for (size_t at = 0; at < text.size();) {
            const size_t end = std::min(text.find('\n', at), text.size());
            const std::string_view line = trimmed(text.substr(at, end - at));
            at = end + 1;
            if (line.empty() || line.starts_with("# ")) continue;
            if (rows.size() >= most_tags) {
                notes.push_back(name + ": tag lists may have " + std::to_string(most_tags) + " tags together; the rest is left out");
                return;
            }
            if (line.size() > longest_row) {
                ++left_out;
                continue;
            }
            const std::vector<std::string> fields = csv_fields(line);
            if (std::exchange(first, false)) {
                if (const auto read = Columns::read(fields)) {
                    columns = *read;
                    e621 = e621 || columns.numbered;
                    continue;
                }
            }
            if (!take_row(line, fields, columns, e621)) ++left_out;
        }
        if (left_out > 0) notes.push_back(name + ": " + std::to_string(left_out) + " lines hold no tag (left out)");
    }

  private:
    bool take_row(std::string_view line, const std::vector<std::string>& fields, const Columns& columns, bool e621) {
        const auto field = [&](size_t at) { return at < fields.size() ? trimmed(fields[at]) : std::string_view(); };
        const bool plain = !columns.named && (fields.size() == 1 || (!whole_number(field(1)) && !line.starts_with('"')));
        Row row;
        row.name = plain ? line : field(columns.name);
        if (!is_tag_text(row.name)) return false;
        if (!plain) {
            const bool counted = !columns.named && fields.size() == 2;  // tag,count
            const auto count = whole_number(field(counted ? 1 : columns.count));
            row.count = count && *count > 0 ? static_cast<uint64_t>(*count) : 0;
            if (!counted) row.group = group_of(whole_number(field(columns.group)).value_or(0), e621);
            for (std::string& alias : csv_fields(field(columns.aliases))) {
                if (row.aliases.size() < most_aliases && is_tag_text(trimmed(alias))) row.aliases.emplace_back(trimmed(alias));
            }
        }
        const auto [known_row, is_new] = known.try_emplace(key_of(row.name), rows.size());
        if (is_new)
            rows.push_back(std::move(row));
        else if (Row& old = rows[known_row->second]; row.count > old.count)
            old = std::move(row);
        return true;
    }
};

TagLists::TagLists(const std::vector<std::pair<std::string, std::string>>& files) {
    Parsed parsed{{}, {}, notes_};
    for (const auto& [name, text] : files) parsed.take_file(name, decoded_text(text));
    std::sort(parsed.rows.begin(), parsed.rows.end(),
              [](const auto& a, const auto& b) { return std::tie(b.count, a.name) < std::tie(a.count, b.name); });
    for (const Parsed::Row& row : parsed.rows) {
        tags_.push_back({static_cast<uint32_t>(spellings_.size()), row.group, row.count});
        add_spelling(row.name);
        for (const std::string& alias : row.aliases) add_spelling(alias);
    }
    index();
}

std::vector<fs::path> TagLists::files(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code code;
    if (!fs::is_directory(folder, code)) return found;
    visit_directories(folder, [&](const fs::path& directory) {
        for (const auto& entry : fs::directory_iterator(directory, code)) {
            const std::string extension = ascii_lower(entry.path().extension().string());
            if ((extension == ".csv" || extension == ".txt") && !entry.path().filename().string().starts_with('.'))
                found.push_back(entry.path());
        }
    });
    std::sort(found.begin(), found.end());
    return found;
}

TagLists TagLists::read(const fs::path& folder) {
    std::vector<std::pair<std::string, std::string>> texts;
    std::vector<std::string> notes;
    size_t bytes = 0;
    for (const fs::path& file : files(folder)) {
        auto text = read_regular_file(file, text_file_limit - bytes);
        if (!text) {
            notes.push_back(text.error());
            continue;
        }
        bytes += text->size();
        texts.emplace_back(file.filename().string(), std::move(*text));
    }
    TagLists lists(texts);
    lists.notes_.insert(lists.notes_.begin(), notes.begin(), notes.end());
    return lists;
}

void TagLists::add_spelling(const std::string& text) {
    const auto begin = static_cast<uint32_t>(texts_.size());
    texts_ += text + '\n';
    keys_ += key_of(text) + '\n';
    spellings_.push_back({begin, static_cast<uint32_t>(texts_.size() - 1), static_cast<uint32_t>(tags_.size() - 1)});
}

void TagLists::index() {
    for (uint32_t spelling = 0; spelling < spellings_.size(); ++spelling) {
        const auto [begin, end, unused] = spellings_[spelling];
        const std::string_view key = std::string_view(keys_).substr(begin, end - begin);
        size_t words = 0;
        for (uint32_t at = 0; at < key.size() && words < most_words; ++at)
            if (begins_word(key, at)) starts_.push_back({begin + at, spelling}), ++words;
    }
    std::sort(starts_.begin(), starts_.end(),
              [this](const WordStart& a, const WordStart& b) { return std::pair(key_from(a), a.at) < std::pair(key_from(b), b.at); });
}

std::string_view TagLists::key_from(const WordStart& start) const {
    return std::string_view(keys_).substr(start.at, spellings_[start.spelling].end - start.at);
}

TagHit TagLists::hit(uint32_t spelling, NameMatch match) const {
    const auto text = [this](const Spelling& one) { return std::string_view(texts_).substr(one.begin, one.end - one.begin); };
    const Tag& tag = tags_[spellings_[spelling].tag];
    return {text(spellings_[tag.spelling]), spelling == tag.spelling ? std::string_view() : text(spellings_[spelling]), tag.group,
            tag.count, match};
}

std::vector<TagHit> TagLists::find(std::string_view typed, size_t most) const {
    std::vector<TagHit> hits;
    const std::string wanted = key_of(trimmed(typed));
    if (wanted.empty() || wanted.find('\n') != wanted.npos) return hits;
    // Spellings and tags are numbered from the most used on, a name before its aliases.
    using Candidate = std::tuple<NameMatch, uint32_t, uint32_t>;  // match, tag, spelling
    std::vector<Candidate> candidates;
    const auto first = std::partition_point(starts_.begin(), starts_.end(),
                                            [&](const WordStart& start) { return key_from(start).substr(0, wanted.size()) < wanted; });
    for (auto start = first; start != starts_.end() && key_from(*start).starts_with(wanted); ++start) {
        const Spelling& one = spellings_[start->spelling];
        const bool beginning = start->at == one.begin, whole = beginning && one.end - one.begin == wanted.size();
        candidates.emplace_back(whole ? NameMatch::whole : beginning ? NameMatch::beginning : NameMatch::word, one.tag, start->spelling);
    }
    std::make_heap(candidates.begin(), candidates.end(), std::greater<>());
    std::set<uint32_t> taken;
    const auto take = [&](uint32_t tag, uint32_t spelling, NameMatch match) {
        if (taken.insert(tag).second) hits.push_back(hit(spelling, match));
    };
    for (; !candidates.empty() && hits.size() < most; candidates.pop_back()) {
        std::pop_heap(candidates.begin(), candidates.end(), std::greater<>());
        const auto& [match, tag, spelling] = candidates.back();
        take(tag, spelling, match);
    }
    if (wanted.size() < least_inside) return hits;
    for (size_t at = keys_.find(wanted); at != keys_.npos && hits.size() < most;) {
        const auto next = std::partition_point(spellings_.begin(), spellings_.end(), [at](const Spelling& one) { return one.begin <= at; });
        take(std::prev(next)->tag, static_cast<uint32_t>(next - spellings_.begin() - 1), NameMatch::inside);
        at = keys_.find(wanted, std::prev(next)->end);
    }
    return hits;
}

}  // namespace imagelab
