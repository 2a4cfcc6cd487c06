#pragma once
// The gallery: pictures that say how they were made, in the user's folders. Files are the truth; the index (DATA/gallery.sqlite) only makes
// them quick to find and can be deleted and rebuilt. Plain photographs without a rating or tag are left out.
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/image/exif.h"
#include "core/request/request.h"
#include "core/store/sqlite.h"

namespace imagelab {

struct GalleryEntry {
    int64_t id = 0;  // larger is newer
    std::filesystem::path path;
    std::time_t made = 0;  // the file's modification time
    int width = 0, height = 0;
    std::string format, program, prompt, negative_prompt, model, sampler, profiles;  // sampler as on the command line
    int steps = 0;
    double guidance = 0;
    Seed seed;
    Marks marks;
};

enum class GallerySort { newest, oldest, rating, model, name, largest };  // among equals the newest first; name: with its folder

// Everything that is set must hold. Words are looked for in prompt, tags, profiles, model and file name, as core/gallery/search_words.h
// reads them. Case and accents do not matter.
struct GalleryQuery {
    std::string words, model, profile, sampler, program, format;
    std::vector<std::string> tags;
    int width = 0, height = 0;            // 0: any
    std::optional<std::time_t> from, to;  // made
    int least_rating = 0;
    bool favourites = false;
    std::filesystem::path folder;  // and below
    int limit = 100;
    int64_t offset = 0;
    GallerySort sort = GallerySort::newest;
};

// What the gallery's pictures say, each value with the number of its pictures, the most frequent first.
struct GalleryFacets {
    struct Value {
        std::string text;
        int64_t pictures = 0;
    };
    std::vector<Value> models, profiles, samplers, programs, tags, folders;
    std::vector<Value> sizes;  // "1024x768"
    int64_t pictures = 0;
};

struct ScanReport {
    int64_t seen = 0, added = 0, changed = 0, moved = 0, removed = 0;
    std::vector<std::string> problems;  // folders that are not there, files that could not be read
};

class Gallery {
  public:
    // `data`: the program's folder (data_dir()). A damaged index is a failure that names `gallery rebuild`.
    static Result<Gallery> open(const std::filesystem::path& data);
    // Deletes the index and reads every folder again. The folders are kept apart from the index, in DATA/gallery.json.
    static Result<ScanReport> rebuild(const std::filesystem::path& data);

    std::vector<std::filesystem::path> folders() const;
    Result<ScanReport> add_folder(const std::filesystem::path& folder);  // and below; reads it
    Result<void> remove_folder(const std::filesystem::path& folder);     // its pictures leave the index, nothing else
    // A finished picture. Its folder joins the gallery's.
    Result<void> add_picture(const std::filesystem::path& picture);

    // Looks at every file's name, time and size, and reads what is new. A moved file keeps its entry and its marks come along; the entries
    // of a folder that is not there (an unplugged disk) stay.
    Result<ScanReport> scan();
    // The same for some directories, without those below them.
    Result<ScanReport> scan_directories(const std::vector<std::filesystem::path>& directories);
    std::vector<std::filesystem::path> directories_below(const std::filesystem::path& directory) const;  // that the index knows

    Result<std::vector<GalleryEntry>> search(const GalleryQuery& query) const;  // in the query's order
    Result<std::vector<int64_t>> ids(const GalleryQuery& query) const;          // of all that hold, in order, whatever limit and offset
    Result<std::vector<GalleryEntry>> entries(const std::vector<int64_t>& ids) const;  // those that are there, in this order
    Result<GalleryFacets> facets() const;
    Result<int64_t> count(const GalleryQuery& query) const;  // of all that hold, whatever limit and offset
    std::optional<GalleryEntry> find(const std::filesystem::path& picture) const;
    // Photographs without a mark in its folders, as of the last scan: none of its entries. Of each its id, path and time alone; the newest first.
    Result<std::vector<GalleryEntry>> plain_pictures() const;

    // Changes a picture's marks, in its sidecar and in the index.
    Result<Marks> mark(const std::filesystem::path& picture, const std::function<void(Marks&)>& change);
    // Pictures whose files are gone leave the index.
    Result<void> forget(const std::vector<std::filesystem::path>& pictures);

  private:
    Gallery(std::filesystem::path data, Database index);
    friend class GalleryScan;

    std::filesystem::path data_;
    Database index_;
    std::unique_ptr<std::mutex> mutex_;  // of the connection
};

// What the door that finished a picture calls: adds it to the gallery of `data`.
Result<void> remember_picture(const std::filesystem::path& data, const std::filesystem::path& picture);

}  // namespace imagelab
