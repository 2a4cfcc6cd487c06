#include "core/gallery/gallery.h"

#include <algorithm>

#include "core/base/digest.h"
#include "core/base/folders.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/gallery/gallery_index.h"
#include "core/gallery/sidecar.h"
#include "core/metadata/metadata.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

fs::path index_path(const fs::path& data) {
    return data / "gallery.sqlite";
}
fs::path folders_path(const fs::path& data) {
    return data / "gallery.json";
}

fs::path settled(const fs::path& path) {
    std::error_code code;
    fs::path whole = fs::weakly_canonical(fs::absolute(path), code);
    return whole.has_filename() ? whole : whole.parent_path();
}

Result<void> without_report(const Result<ScanReport>& report) {
    if (!report) return Failure{report.error()};
    return {};
}

void tidy(Marks& marks) {
    marks.rating = std::clamp(marks.rating, 0, 5);
    std::vector<std::string> tags;
    for (const std::string& given : marks.tags) {
        const std::string tag(trimmed(given));
        if (tag.empty() || !is_utf8(tag)) continue;
        if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
    }
    marks.tags = std::move(tags);
}

}  // namespace

Gallery::Gallery(fs::path data, Database index)
    : data_(std::move(data)), index_(std::move(index)), mutex_(std::make_unique<std::mutex>()) {}

Result<Gallery> Gallery::open(const fs::path& data) {
    auto index = Database::open(index_path(data), gallery_schema, false);
    if (!index) return Failure{"the gallery's index: " + index.error() + "; `imagelab gallery rebuild` makes it anew from the pictures"};
    index->script("PRAGMA synchronous = NORMAL");  // a lost index is made anew
    return Gallery(data, std::move(*index));
}

Result<ScanReport> Gallery::rebuild(const fs::path& data) {
    std::error_code code;
    for (const char* suffix : {"", "-wal", "-shm"}) {
        fs::remove(index_path(data).string() + suffix, code);
        if (code) return Failure{"could not remove the old index " + index_path(data).string() + ": " + code.message()};
    }
    auto gallery = open(data);
    if (!gallery) return Failure{gallery.error()};
    return gallery->scan();
}

std::vector<fs::path> Gallery::folders() const {
    return read_folder_list(folders_path(data_));
}

Result<ScanReport> Gallery::add_folder(const fs::path& named) {
    const fs::path folder = settled(named);
    std::error_code code;
    if (!fs::is_directory(folder, code)) return Failure{"there is no folder " + folder.string()};
    std::vector<fs::path> list = folders();
    const bool covered = std::any_of(list.begin(), list.end(), [&](const fs::path& known) { return is_inside(folder, known); });
    if (!covered) {
        std::erase_if(list, [&](const fs::path& known) { return is_inside(known, folder); });
        list.push_back(folder);
        if (const auto written = write_folder_list(folders_path(data_), list); !written) return Failure{written.error()};
    }
    return scan();
}

Result<void> Gallery::remove_folder(const fs::path& named) {
    const fs::path folder = settled(named);
    std::vector<fs::path> list = folders();
    if (std::erase(list, folder) == 0) return Failure{folder.string() + " is none of the gallery's folders"};
    if (const auto written = write_folder_list(folders_path(data_), list); !written) return written;
    const std::vector<fs::path> gone = directories_below(folder);
    const std::lock_guard lock(*mutex_);
    try {
        Transaction transaction(index_);
        for (const fs::path& directory : gone) {
            index_.run("DELETE FROM words WHERE rowid IN (SELECT id FROM pictures WHERE folder = ?)", directory.string());
            index_.run("DELETE FROM pictures WHERE folder = ?", directory.string());
        }
        transaction.commit();
        return {};
    } catch (const SqliteError& error) {
        return Failure{error.what()};
    }
}

Result<void> Gallery::add_picture(const fs::path& named) {
    const fs::path picture = settled(named), folder = picture.parent_path();
    std::vector<fs::path> list = folders();
    if (std::none_of(list.begin(), list.end(), [&](const fs::path& known) { return is_inside(folder, known); })) {
        list.push_back(folder);
        if (const auto written = write_folder_list(folders_path(data_), list); !written) return written;
    }
    const auto read = read_gallery_picture(picture);
    if (!read) return Failure{read.error()};
    if (!*read) return Failure{picture.string() + " does not say how it was made and has no rating, favourite or tag"};
    const std::lock_guard lock(*mutex_);
    try {
        Transaction transaction(index_);
        put_picture(index_, **read);
        transaction.commit();
        return {};
    } catch (const SqliteError& error) {
        return Failure{std::string("the gallery's index could not be written: ") + error.what()};
    }
}

Result<Marks> Gallery::mark(const fs::path& named, const std::function<void(Marks&)>& change) {
    const fs::path picture = settled(named);
    const auto metadata = read_metadata(picture);
    if (!metadata) return Failure{metadata.error()};
    const auto sidecar = read_sidecar(sidecar_path(picture));
    Marks marks = sidecar ? sidecar->marks : metadata->marks;
    change(marks);
    tidy(marks);
    const auto fingerprint = fingerprint_of_file(picture);
    if (!fingerprint) return Failure{fingerprint.error()};
    if (const auto written = write_sidecar(picture, {marks, *fingerprint}); !written) return Failure{written.error()};
    const auto read = read_gallery_picture(picture);
    const auto indexed = read && *read ? add_picture(picture) : without_report(scan_directories({picture.parent_path()}));
    if (!indexed) return Failure{indexed.error()};
    return marks;
}

Result<void> Gallery::forget(const std::vector<fs::path>& pictures) {
    const std::lock_guard lock(*mutex_);
    try {
        Transaction transaction(index_);
        Statement known = index_.prepare("SELECT id FROM pictures WHERE path = ?");
        std::error_code code;
        for (const fs::path& named : pictures) {
            const fs::path picture = settled(named);
            if (fs::exists(picture, code) || !known.with(picture.string()).step()) continue;
            const int64_t id = known.integer(0);
            known.reset();
            remove_picture(index_, id);
        }
        transaction.commit();
        return {};
    } catch (const SqliteError& error) {
        return Failure{std::string("the gallery's index could not be written: ") + error.what()};
    }
}

Result<void> remember_picture(const fs::path& data, const fs::path& picture) {
    auto gallery = Gallery::open(data);
    if (!gallery) return Failure{gallery.error()};
    return gallery->add_picture(picture);
}

}  // namespace imagelab
