#include <algorithm>
#include <functional>

#include "core/gallery/gallery_index.h"
#include "core/gallery/search_words.h"
#include "core/metadata/metadata.h"
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

// Every column that people search; a picture has all of them.
constexpr const char* text_columns[] = {"prompt", "tags", "profiles", "model", "name"};

// What is typed, and the words of a model's name.
std::vector<SearchTerm> terms_of(const GalleryQuery& query) {
    std::vector<SearchTerm> terms = search_terms(query.words);
    for (SearchTerm& term : search_terms(query.model)) {
        term.column = "model";
        term.without = false;
        terms.push_back(std::move(term));
    }
    return terms;
}

std::string term_match(const SearchTerm& term) {
    return (term.column.empty() ? "{prompt tags profiles model name}" : term.column) + " : " + quoted(term.text) +
           (term.kind == SearchTerm::Kind::beginning ? " *" : "");
}

// Holds for every picture: it has some rating.
constexpr const char* any_picture = "(facets : (r0 OR r1 OR r2 OR r3 OR r4 OR r5))";

// A pattern of LIKE that holds where `text` is anywhere.
std::string like_pattern(const std::string& text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

// FTS5's MATCH expression; empty: every picture.
std::string match_of(const GalleryQuery& query) {
    std::string match;
    const auto all = [&](const std::string& term) { match += (match.empty() ? "" : " AND ") + term; };
    const auto item = [&](const char* column, const std::string& text) {
        if (has_token(text)) all(std::string(column) + " : " + quoted("qxq " + text + " qxq"));
    };
    const auto facet = [&](const std::string& word) { all("facets : " + quoted(word)); };
    // A whole word streams from the index; a beginning is merged of all its words, which takes longer.
    const std::vector<SearchTerm> terms = terms_of(query);
    for (const SearchTerm& term : terms) {
        if (term.kind != SearchTerm::Kind::part && !term.without) all(term_match(term));
    }
    item("profiles", query.profile);
    for (const std::string& tag : query.tags) item("tags", tag);
    if (!query.sampler.empty()) {
        const SamplerInfo* known = sampler_named(query.sampler);
        facet("k" + sampler_word(known ? known->option : query.sampler));
    }
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
    for (const SearchTerm& term : terms) {
        if (term.without && term.kind != SearchTerm::Kind::part)
            match = "(" + (match.empty() ? std::string(any_picture) : match) + ") NOT (" + term_match(term) + ")";
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

Selection selection_of(const GalleryQuery& query) {
    Selection selection;
    const std::string match = match_of(query);
    const bool side = (query.width > 0) != (query.height > 0), folder = !query.folder.empty();
    const bool by_row = query.sort != GallerySort::newest && query.sort != GallerySort::oldest;
    std::string where;
    const auto and_also = [&](const std::string& condition) { where += (where.empty() ? " WHERE " : " AND ") + condition; };
    if (match.empty()) {
        selection.sql = "pictures p";
        selection.id = "p.id";
        and_also("p.member = 1");
    } else {
        selection.sql = folder || side || by_row ? "words JOIN pictures p ON p.id = words.rowid" : "words";
        selection.id = "words.rowid";
        and_also("words MATCH ?");
        selection.texts.push_back(match);
    }
    if (folder) {
        const std::string below = (query.folder / "").string();
        and_also("p.path >= ?");
        and_also("p.path < ?");
        selection.texts.push_back(below);
        selection.texts.push_back(below.substr(0, below.size() - 1) + "0");  // '0' follows '/'
    }
    for (const SearchTerm& term : terms_of(query)) {
        if (term.kind != SearchTerm::Kind::part) continue;
        std::string any;
        for (const char* column : text_columns) {
            if (!term.column.empty() && term.column != column) continue;
            any += (any.empty() ? "" : " OR ") + std::string(column) + " LIKE ? ESCAPE '\\'";
            selection.texts.push_back(like_pattern(term.text));
        }
        and_also(selection.id + (term.without ? " NOT IN" : " IN") + " (SELECT rowid FROM words WHERE " + any + ")");
    }
    const auto number = [&](const std::string& condition, int64_t value) {
        and_also(condition);
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
    const Selection selection = selection_of(query);
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
        const Selection selection = selection_of(query);
        Statement statement = prepared(index_, selection, "SELECT count(*) FROM " + selection.sql);
        statement.step();
        return statement.integer(0);
    } catch (const SqliteError& error) {
        return Failure{std::string("the gallery's index could not be searched: ") + error.what()};
    }
}

Result<std::vector<GalleryEntry>> Gallery::plain_pictures() const {
    std::vector<GalleryEntry> all;
    try {
        const std::lock_guard lock(*mutex_);
        Statement row = index_.prepare("SELECT id, path, modified_ns FROM pictures WHERE member = 0 ORDER BY id DESC");
        while (row.step())
            all.push_back({.id = row.integer(0), .path = row.text(1), .made = static_cast<std::time_t>(row.integer(2) / 1'000'000'000)});
    } catch (const SqliteError& error) {
        return Failure{std::string("the gallery's index could not be searched: ") + error.what()};
    }
    std::erase_if(all, [](const GalleryEntry& entry) { return !read_metadata(entry.path); });  // no pictures, or gone
    return all;
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
