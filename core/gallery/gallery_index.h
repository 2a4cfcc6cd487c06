#pragma once
// The index's tables; core/gallery/gallery.h is what others use.
#include <filesystem>
#include <optional>
#include <string>

#include "core/gallery/gallery.h"

namespace imagelab {

extern const Schema gallery_schema;

// What tells that a file is the one that was read: as stat says.
struct FileState {
    int64_t device = 0, inode = 0, modified_ns = 0, size = 0, sidecar_ns = 0;  // sidecar_ns 0: it has none
    bool operator==(const FileState&) const = default;
};
std::optional<FileState> file_state(const std::filesystem::path& picture);

struct IndexedFile {
    int64_t id = 0;
    std::filesystem::path path;
    FileState state;
    std::string fingerprint;
};

// The picture as it is on the disk, with its marks; nullopt: nothing that belongs into a gallery. Failure: it could not be read.
struct ReadPicture {
    GalleryEntry entry;
    FileState state;
    std::string fingerprint;
};
Result<std::optional<ReadPicture>> read_gallery_picture(const std::filesystem::path& picture);

// Throw SqliteError. The caller holds a transaction.
void put_picture(const Database& index, const ReadPicture& picture);  // replaces the entry of the same path
void move_picture(const Database& index, int64_t id, const ReadPicture& picture);
void remove_picture(const Database& index, int64_t id);
void spell_older_pictures(const Database& index);  // of an index of version 1, in a transaction of its own; seconds for 100,000

GalleryEntry entry_of_row(const Statement& row);  // of `entry_columns`
extern const char* const entry_columns;

std::vector<std::string> profile_names(const std::string& profiles);  // of "anime:0.3, cinematic"
std::vector<std::string> tags_of(const std::string& list);            // of ["anime", "sky"]; what is no list of texts has none
std::string sampler_word(const std::string& name);                    // "euler_a" and "Euler a" -> "eulera"

}  // namespace imagelab
