#include <algorithm>
#include <functional>

#include "core/gallery/gallery_index.h"
#include "core/gallery/gallery_words.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

// A string of FTS5's query language.
std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '\0') continue;
        out += c;
        if (c == '"') out += '"';
    }
    return out + "\"";
}

std::vector<std::string> split(const std::string& words) {
    std::vector<std::string> found;
    for (size_t at = 0; at < words.size();) {
        const size_t begin = words.find_first_not_of(" \t\r\n", at);
        if (begin == std::string::npos) break;
        const size_t end = std::min(words.find_first_of(" \t\r\n", begin), words.size());
        found.push_back(words.substr(begin, end - begin));
        at = end;
    }
    return found;
}

constexpr int most_words = 1000;  // of the vocabulary that hold a part of a word

// *ouse: every word that was seen and holds it. Without one the word itself, which finds nothing.
std::string words_with(const Database& index, const std::string& part) {
    const std::vector<std::string> folded = plain_words(part);
    if (folded.empty()) return quoted(part);
    Statement row =
        index.prepare("SELECT word FROM vocabulary WHERE instr(word, ?) > 0 ORDER BY length(word) LIMIT " + std::to_string(most_words));
    row.bind(1, folded.front());
    std::string any;
    while (row.step()) any += (any.empty() ? "" : " OR ") + quoted(row.text(0));
    return any.empty() ? quoted(part) : "(" + any + ")";
}

// MATCH expressions of the two indexes; empty: it says nothing.
struct Match {
    std::string words, parts;
};

void and_also(std::string& expression, const std::string& term) {
    expression += (expression.empty() ? "" : " AND ") + term;
}

// A whole word streams from the index; a beginning is merged of all its words, which takes longer.
std::string word_match(const Database& index, const std::string& columns, const std::string& word) {
    const size_t begin = word.find_first_not_of('*');
    if (begin != std::string::npos && begin > 0) return columns + " : " + words_with(index, word.substr(begin));
    return columns + " : " + quoted(word) + (word.ends_with('*') ? " *" : "");
}

Match match_of(const Database& index, const GalleryQuery& query) {
    Match match;
    const auto all = [&](const std::string& term) { and_also(match.words, term); };
    const auto item = [&](const char* column, const std::string& text) {
        if (has_letter(text)) all(std::string(column) + " : " + quoted("qxq " + text + " qxq"));
    };
    const auto facet = [&](const std::string& word) { all("facets : " + quoted(word)); };
    for (const std::string& word : split(query.words)) {
        const QueryRuns runs = runs_of(word);
        for (const std::string& run : runs.plain) {
            if (has_letter(run)) all(word_match(index, "{prompt tags profiles model name}", run));
        }
        for (const std::string& run : runs.spelled) and_also(match.parts, quoted(run));
    }
    for (const std::string& word : split(query.model)) {
        if (has_letter(word)) all(word_match(index, "model", word));
    }
    item("profiles", query.profile);
    for (const std::string& tag : query.tags) item("tags", tag);
    if (!query.sampler.empty()) facet("k" + sampler_word(query.sampler));
    if (!query.program.empty()) facet("p" + sampler_word(query.program));
    if (!query.format.empty()) facet("f" + query.format);
    if (query.width > 0 && query.height > 0) facet("s" + std::to_string(query.width) + "x" + std::to_string(query.height));
    if (query.favourites) facet("fav");
    if (query.least_rating > 0) {
        std::string any;
        for (int rating = std::min(query.least_rating, 5); rating <= 5; ++rating)
            any += (any.empty() ? "" : " OR ") + quoted("r" + std::to_string(rating));
        all("facets : (" + any + ")");
    }
    return match;
}

// What stands behind FROM, and the values of its parameters in order.
struct Selection {
    std::string sql;
    std::vector<std::string> texts;
    std::vector<int64_t> numbers;
    std::string id;
};

Selection selection_of(const Database& index, const GalleryQuery& query) {
    Selection selection;
    const Match match = match_of(index, query);
    const bool side = (query.width > 0) != (query.height > 0), folder = !query.folder.empty();
    const bool by_row = query.sort != GallerySort::newest && query.sort != GallerySort::oldest;
    std::string where;
    const auto holds = [&](const std::string& condition) { where += (where.empty() ? " WHERE " : " AND ") + condition; };
    const auto matches = [&](const std::string& condition, const std::string& expression) {
        holds(condition);
        selection.texts.push_back(expression);
    };
    const std::string table = !match.words.empty() ? "words" : match.parts.empty() ? "pictures p" : "parts";
    if (table == "pictures p") {
        selection.sql = table;
        selection.id = "p.id";
        holds("p.member = 1");
    } else {
        selection.id = table + ".rowid";
        selection.sql = table + (folder || side || by_row ? " JOIN pictures p ON p.id = " + selection.id : "");
        matches(table + " MATCH ?", table == "words" ? match.words : match.parts);
        if (table == "words" && !match.parts.empty())
            matches("+words.rowid IN (SELECT rowid FROM parts WHERE parts MATCH ?)", match.parts);  // +: looked up, not driven by it
    }
    if (folder) {
        const std::string below = (query.folder / "").string();
        matches("p.path >= ?", below);
        matches("p.path < ?", below.substr(0, below.size() - 1) + "0");  // '0' follows '/'
    }
    const auto number = [&](const std::string& condition, int64_t value) {
        holds(condition);
        selection.numbers.push_back(value);
    };
    if (query.from) number(selection.id + " >= ?", int64_t{*query.from} * 1'000'000);
    if (query.to) number(selection.id + " <= ?", int64_t{*query.to} * 1'000'000 + 999'999);
    if (side) number(query.width > 0 ? "p.width = ?" : "p.height = ?", std::max(query.width, query.height));
    selection.sql += where;
    return selection;
}

// The ids are the time of the files, so that by time the index streams.
std::string order_of(GallerySort sort, const std::string& id) {
    switch (sort) {
        case GallerySort::newest:
            break;
        case GallerySort::oldest:
            return id;
        case GallerySort::rating:
            return "p.rating DESC, p.favourite DESC, " + id + " DESC";
        case GallerySort::model:
            return "p.model, " + id + " DESC";
        case GallerySort::name:
            return "p.path";
        case GallerySort::largest:
            return "p.width * p.height DESC, " + id + " DESC";
    }
    return id + " DESC";
}

Statement prepared(const Database& index, const Selection& selection, const std::string& sql) {
    Statement statement = index.prepare(sql);
    int parameter = 0;
    for (const std::string& text : selection.texts) statement.bind(++parameter, text);
    for (const int64_t value : selection.numbers) statement.bind(++parameter, value);
    return statement;
}

std::vector<int64_t> read_ids(const Database& index, const GalleryQuery& query, int64_t limit, int64_t offset) {
    const Selection selection = selection_of(index, query);
    Statement statement = prepared(index, selection,
                                   "SELECT " + selection.id + " FROM " + selection.sql + " ORDER BY " + order_of(query.sort, selection.id) +
                                       " LIMIT " + std::to_string(limit) + " OFFSET " + std::to_string(offset));
    std::vector<int64_t> ids;
    while (statement.step()) ids.push_back(statement.integer(0));
    return ids;
}

std::vector<GalleryEntry> read_entries(const Database& index, const std::vector<int64_t>& ids) {
    Statement row =
        index.prepare("SELECT " + std::string(entry_columns) + " FROM pictures p JOIN words w ON w.rowid = p.id WHERE p.id = ?");
    std::vector<GalleryEntry> entries;
    entries.reserve(ids.size());
    for (const int64_t id : ids) {
        if (row.with(id).step()) entries.push_back(entry_of_row(row));
    }
    return entries;
}

Failure cannot_search(const SqliteError& error) {
    return {std::string("the gallery's index could not be searched: ") + error.what() + "; `imagelab gallery rebuild` makes it anew"};
}

}  // namespace

Result<std::vector<GalleryEntry>> Gallery::search(const GalleryQuery& query) const {
    const std::lock_guard lock(*mutex_);
    try {
        return read_entries(index_, read_ids(index_, query, std::max(0, query.limit), std::max<int64_t>(0, query.offset)));
    } catch (const SqliteError& error) {
        return cannot_search(error);
    }
}

Result<std::vector<int64_t>> Gallery::ids(const GalleryQuery& query) const {
    const std::lock_guard lock(*mutex_);
    try {
        return read_ids(index_, query, -1, 0);
    } catch (const SqliteError& error) {
        return cannot_search(error);
    }
}

Result<std::vector<GalleryEntry>> Gallery::entries(const std::vector<int64_t>& ids) const {
    const std::lock_guard lock(*mutex_);
    try {
        return read_entries(index_, ids);
    } catch (const SqliteError& error) {
        return cannot_search(error);
    }
}

Result<int64_t> Gallery::count(const GalleryQuery& query) const {
    const std::lock_guard lock(*mutex_);
    try {
        const Selection selection = selection_of(index_, query);
        Statement statement = prepared(index_, selection, "SELECT count(*) FROM " + selection.sql);
        statement.step();
        return statement.integer(0);
    } catch (const SqliteError& error) {
        return Failure{std::string("the gallery's index could not be searched: ") + error.what()};
    }
}

std::optional<GalleryEntry> Gallery::find(const fs::path& picture) const {
    const std::lock_guard lock(*mutex_);
    Statement row =
        index_.prepare("SELECT " + std::string(entry_columns) + " FROM pictures p JOIN words w ON w.rowid = p.id WHERE p.path = ?");
    std::error_code code;
    if (!row.with(fs::weakly_canonical(picture, code).string()).step()) return std::nullopt;
    return entry_of_row(row);
}

}  // namespace imagelab
