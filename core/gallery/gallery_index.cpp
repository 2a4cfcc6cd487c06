#include "core/gallery/gallery_index.h"

#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/json_reader.h"
#include "core/base/utf8.h"
#include "core/gallery/sidecar.h"
#include "core/metadata/import.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace fs = std::filesystem;

// `id` is the modification time in microseconds, moved on while taken: newest first is the order of the full-text index itself. Files
// that do not belong into a gallery have a row without words, so that they are not read at every scan.
const Schema gallery_schema{0x494c4749,  // "ILGI"
                            {R"(
CREATE TABLE pictures (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, folder TEXT NOT NULL, member INTEGER NOT NULL,
  device INTEGER NOT NULL, inode INTEGER NOT NULL, modified_ns INTEGER NOT NULL, size INTEGER NOT NULL, sidecar_ns INTEGER NOT NULL,
  fingerprint TEXT NOT NULL, made INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, format TEXT NOT NULL,
  program TEXT NOT NULL, model TEXT NOT NULL, sampler TEXT NOT NULL, profiles TEXT NOT NULL, steps INTEGER NOT NULL, guidance REAL NOT NULL,
  seed INTEGER NOT NULL, rating INTEGER NOT NULL, favourite INTEGER NOT NULL, tags TEXT NOT NULL);
CREATE INDEX picture_folders ON pictures(folder);
CREATE INDEX picture_fingerprints ON pictures(fingerprint) WHERE fingerprint <> '';
CREATE INDEX members ON pictures(id) WHERE member = 1;
CREATE VIRTUAL TABLE words USING fts5(prompt, negative, model, profiles, tags, name, facets, prefix = '1 2 3', tokenize = 'porter unicode61 remove_diacritics 2');
)"}};

const char* const entry_columns =
    R"sql(p.id, p.path, p.made, p.width, p.height, p.format, p.program, w.prompt, w.negative, p.model, p.sampler, p.profiles,
        p.steps, p.guidance, p.seed, p.rating, p.favourite, p.tags)sql";

namespace {

// Stands between the items of a list, so that a phrase never spans two of them.
constexpr const char* between = " qxq ";

std::string listed(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) text += between + item;
    return items.empty() ? text : text + between;
}

// SQLite's integers have a sign: the same 64 bits. -1 is a seed that the picture does not say.
int64_t stored_seed(Seed seed) {
    return seed.is_open() ? -1 : static_cast<int64_t>(seed.value());
}
Seed seed_of_stored(int64_t stored) {
    return stored == -1 ? Seed() : Seed(static_cast<uint64_t>(stored));
}

std::string facets(const GalleryEntry& entry) {
    std::string text = "r" + std::to_string(entry.marks.rating) + " f" + entry.format + " s" + std::to_string(entry.width) + "x" +
                       std::to_string(entry.height) + " p" + sampler_word(entry.program) + " k" + sampler_word(entry.sampler);
    return entry.marks.favourite ? text + " fav" : text;
}

std::string profile_text(const Style& style) {
    std::string text;
    for (const StyleUse& use : style.profiles) {
        text += (text.empty() ? "" : ", ") + use.name;
        if (use.weight < 1) text += ":" + nlohmann::json(use.weight).dump();
    }
    return text;
}

void take_request(GalleryEntry& entry, const Imported& imported) {
    const Request& request = imported.request;
    entry.program = imported.program;
    entry.prompt = request.prompt;
    entry.negative_prompt = request.negative_prompt.value_or("");
    entry.model = request.model;
    entry.sampler = imported.sampler.empty() ? sampler_info(request.sampler).option : imported.sampler;
    entry.profiles = profile_text(request.style);
    entry.steps = request.steps;
    entry.guidance = request.guidance;
    entry.seed = request.seed;
}

int64_t free_id(const Database& index, int64_t wanted) {
    Statement taken = index.prepare("SELECT 1 FROM pictures WHERE id = ?");
    while (taken.with(wanted).step()) ++wanted;
    return wanted;
}

void insert(const Database& index, int64_t id, const ReadPicture& picture) {
    const GalleryEntry& entry = picture.entry;
    const FileState& state = picture.state;
    const bool member = !entry.format.empty();
    index.run("INSERT INTO pictures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", id,
              entry.path.string(), entry.path.parent_path().string(), member, state.device, state.inode, state.modified_ns, state.size,
              state.sidecar_ns, picture.fingerprint, static_cast<int64_t>(entry.made), entry.width, entry.height, entry.format,
              entry.program, entry.model, entry.sampler, entry.profiles, entry.steps, entry.guidance, stored_seed(entry.seed),
              entry.marks.rating, entry.marks.favourite,
              nlohmann::json(entry.marks.tags).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    if (!member) return;
    index.run("INSERT INTO words(rowid, prompt, negative, model, profiles, tags, name, facets) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", id,
              entry.prompt, entry.negative_prompt, entry.model, listed(profile_names(entry.profiles)), listed(entry.marks.tags),
              entry.path.stem().string(), facets(entry));
}

}  // namespace

std::vector<std::string> profile_names(const std::string& profiles) {
    std::vector<std::string> names;
    for (size_t at = 0; at < profiles.size();) {
        const size_t end = std::min(profiles.find(", ", at), profiles.size());
        const std::string use = profiles.substr(at, end - at);
        names.push_back(use.substr(0, use.find(':')));
        at = end + 2;
    }
    return names;
}

std::string sampler_word(const std::string& name) {
    std::string word;
    for (const char c : name) {
        if (std::isalnum(static_cast<unsigned char>(c))) word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        if (c == '+') word += 'p';  // DPM++ 2M and dpmpp_2m
    }
    return word;
}

std::optional<FileState> file_state(const fs::path& picture) {
    struct stat status {};
    if (::stat(picture.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    const auto nanoseconds = [](const timespec& time) { return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; };
    FileState state{static_cast<int64_t>(status.st_dev), static_cast<int64_t>(status.st_ino), nanoseconds(status.st_mtim), status.st_size,
                    0};
    struct stat sidecar {};
    if (::stat(sidecar_path(picture).c_str(), &sidecar) == 0) state.sidecar_ns = nanoseconds(sidecar.st_mtim);
    return state;
}

Result<std::optional<ReadPicture>> read_gallery_picture(const fs::path& picture) {
    const auto state = file_state(picture);
    if (!state) return Failure{picture.string() + ": there is no such file"};
    const auto metadata = read_metadata(picture);
    if (!metadata) return Failure{metadata.error()};
    ReadPicture read{.entry = {.path = picture}, .state = *state, .fingerprint = {}};
    GalleryEntry& entry = read.entry;
    entry.made = static_cast<std::time_t>(state->modified_ns / 1'000'000'000);
    entry.width = metadata->width;
    entry.height = metadata->height;
    const auto imported = import_request(*metadata);
    if (imported) take_request(entry, *imported);
    const auto sidecar = state->sidecar_ns != 0 ? read_sidecar(sidecar_path(picture)) : std::nullopt;
    entry.marks = sidecar ? sidecar->marks : metadata->marks;
    if (!imported && entry.marks.empty()) return std::optional<ReadPicture>();
    const auto fingerprint = fingerprint_of_file(picture);
    if (!fingerprint) return Failure{fingerprint.error()};
    read.fingerprint = *fingerprint;
    entry.format = picture_format_name(metadata->format);
    return std::optional(std::move(read));
}

void put_picture(const Database& index, const ReadPicture& picture) {
    int64_t id = 0;
    Statement known = index.prepare("SELECT id, modified_ns FROM pictures WHERE path = ?");
    if (known.with(picture.entry.path.string()).step()) {
        if (known.integer(1) == picture.state.modified_ns) id = known.integer(0);
        remove_picture(index, known.integer(0));
    }
    insert(index, id != 0 ? id : free_id(index, picture.state.modified_ns / 1000), picture);
}

void move_picture(const Database& index, int64_t id, const ReadPicture& picture) {
    remove_picture(index, id);
    index.run("DELETE FROM pictures WHERE path = ?", picture.entry.path.string());
    insert(index, id, picture);
}

void remove_picture(const Database& index, int64_t id) {
    index.run("DELETE FROM words WHERE rowid = ?", id);
    index.run("DELETE FROM pictures WHERE id = ?", id);
}

GalleryEntry entry_of_row(const Statement& row) {
    GalleryEntry entry{.id = row.integer(0), .path = row.text(1), .made = static_cast<std::time_t>(row.integer(2))};
    entry.width = static_cast<int>(row.integer(3));
    entry.height = static_cast<int>(row.integer(4));
    entry.format = row.text(5);
    entry.program = row.text(6);
    entry.prompt = row.text(7);
    entry.negative_prompt = row.text(8);
    entry.model = row.text(9);
    entry.sampler = row.text(10);
    entry.profiles = row.text(11);
    entry.steps = static_cast<int>(row.integer(12));
    entry.guidance = row.real(13);
    entry.seed = seed_of_stored(row.integer(14));
    entry.marks.rating = static_cast<int>(row.integer(15));
    entry.marks.favourite = row.integer(16) != 0;
    entry.marks.tags = tags_of(row.text(17));
    return entry;
}

std::vector<std::string> tags_of(const std::string& list) {
    std::vector<std::string> tags;
    const auto read = read_json(list);
    if (!read || !read->is_array()) return tags;
    for (const nlohmann::json& tag : *read) {
        if (tag.is_string()) tags.push_back(tag.get<std::string>());
    }
    return tags;
}

}  // namespace imagelab
