#include <algorithm>
#include <map>
#include <set>

#include "core/base/digest.h"
#include "core/base/folders.h"
#include "core/gallery/gallery_index.h"
#include "core/gallery/sidecar.h"

namespace imagelab {

namespace fs = std::filesystem;

// One look at a set of directories.
class GalleryScan {
  public:
    explicit GalleryScan(const Database& index) : index_(index) {}

    ScanReport run(const std::set<fs::path>& directories) {
        for (const fs::path& directory : directories) list(directory);
        for (size_t at = 0; at < fresh_.size(); at += batch) {
            Transaction transaction(index_);
            for (size_t i = at; i < std::min(fresh_.size(), at + batch); ++i) take(fresh_[i]);
            transaction.commit();
        }
        forget_missing();
        return std::move(report_);
    }

  private:
    static constexpr size_t batch = 500;

    void list(const fs::path& directory) {
        std::set<std::string> names;
        std::error_code code;
        for (const auto& entry : fs::directory_iterator(directory, fs::directory_options::skip_permission_denied, code))
            names.insert(entry.path().filename().string());
        Statement rows =
            index_.prepare("SELECT id, path, device, inode, modified_ns, size, sidecar_ns, fingerprint FROM pictures WHERE folder = ?");
        std::map<std::string, IndexedFile> known;
        for (rows.with(directory.string()); rows.step();) {
            IndexedFile file{rows.integer(0),
                             rows.text(1),
                             {rows.integer(2), rows.integer(3), rows.integer(4), rows.integer(5), rows.integer(6)},
                             rows.text(7)};
            const std::string name = file.path.filename().string();
            if (!names.contains(name)) {
                missing_.push_back(file);
            } else {
                known[name] = std::move(file);
            }
        }
        for (const std::string& name : names) {
            const fs::path path = directory / name;
            if (name.ends_with(".xmp") && !names.contains(name.substr(0, name.size() - 4))) orphans_.push_back(path);
            if (name.starts_with(".") || !picture_format_of_file(name)) continue;
            const auto state = file_state(path);
            if (!state) continue;
            ++report_.seen;
            const auto found = known.find(name);
            if (found == known.end() || !(found->second.state == *state)) fresh_.push_back(path);
        }
    }

    void take(const fs::path& path) {
        auto read = read_gallery_picture(path);
        if (!read) report_.problems.push_back(read.error());
        const bool had = has_row(path);
        if (read && adopt_sidecar(path, *read ? (*read)->fingerprint : "")) read = read_gallery_picture(path);
        if (!read || !*read) return remember_as_no_member(path);
        const ReadPicture& picture = **read;
        if (had) {
            put_picture(index_, picture);
            ++report_.changed;
        } else if (const auto from = moved_from(picture)) {
            move_picture(index_, *from, picture);
            ++report_.moved;
        } else {
            put_picture(index_, picture);
            ++report_.added;
        }
    }

    bool has_row(const fs::path& path) const {
        Statement row = index_.prepare("SELECT member FROM pictures WHERE path = ?");
        return row.with(path.string()).step() && row.integer(0) == 1;
    }

    void remember_as_no_member(const fs::path& path) const {
        const auto state = file_state(path);
        if (state) put_picture(index_, {.entry = {.path = path}, .state = *state, .fingerprint = {}});
    }

    // The entry of the same content whose file is gone: by content, which also holds across disks.
    std::optional<int64_t> moved_from(const ReadPicture& picture) const {
        Statement rows = index_.prepare("SELECT id, path FROM pictures WHERE fingerprint = ? AND path <> ?");
        std::error_code code;
        for (rows.with(picture.fingerprint, picture.entry.path.string()); rows.step();) {
            if (!fs::exists(rows.text(1), code)) return rows.integer(0);
        }
        return std::nullopt;
    }

    // Marks that were left behind when the picture was moved: beside its old path, or in any sidecar without a picture that names it.
    bool adopt_sidecar(const fs::path& path, std::string fingerprint) {
        std::error_code code;
        if (fs::exists(sidecar_path(path), code)) return false;
        const auto& left = left_behind();
        if (fingerprint.empty() && !left.empty()) {
            const auto made = fingerprint_of_file(path);
            if (made) fingerprint = *made;
        }
        const auto found = left.find(fingerprint);
        if (fingerprint.empty() || found == left.end()) return false;
        move_sidecar(found->second, path);
        left_behind_.erase(fingerprint);
        return fs::exists(sidecar_path(path), code);
    }

    const std::map<std::string, fs::path>& left_behind() {
        for (; looked_at_ < missing_.size(); ++looked_at_) orphans_.push_back(sidecar_path(missing_[looked_at_].path));
        for (const fs::path& orphan : orphans_) {
            if (!read_orphans_.insert(orphan).second) continue;
            const auto sidecar = read_sidecar(orphan);
            if (sidecar && !sidecar->fingerprint.empty()) left_behind_.emplace(sidecar->fingerprint, orphan);
        }
        orphans_.clear();
        return left_behind_;
    }

    void forget_missing() {
        Transaction transaction(index_);
        Statement row = index_.prepare("SELECT member FROM pictures WHERE id = ? AND path = ?");
        for (const IndexedFile& file : missing_) {
            if (!row.with(file.id, file.path.string()).step()) continue;  // it moved
            if (row.integer(0) == 1) ++report_.removed;
            row.reset();
            remove_picture(index_, file.id);
        }
        transaction.commit();
    }

    const Database& index_;
    std::vector<fs::path> fresh_, orphans_;
    std::vector<IndexedFile> missing_;
    std::map<std::string, fs::path> left_behind_;  // fingerprint -> sidecar
    std::set<fs::path> read_orphans_;
    size_t looked_at_ = 0;  // of missing_
    ScanReport report_;
};

std::vector<fs::path> Gallery::directories_below(const fs::path& directory) const {
    const std::lock_guard lock(*mutex_);
    const std::string below = (directory / "").string();
    Statement rows = index_.prepare("SELECT DISTINCT folder FROM pictures WHERE folder = ? OR (folder >= ? AND folder < ?)");
    std::vector<fs::path> found;
    for (rows.with(directory.string(), below, below.substr(0, below.size() - 1) + "0"); rows.step();) found.emplace_back(rows.text(0));
    return found;
}

Result<ScanReport> Gallery::scan() {
    std::set<fs::path> directories;
    std::vector<std::string> problems;
    std::error_code code;
    for (const fs::path& folder : folders()) {
        if (!fs::is_directory(folder, code)) {
            problems.push_back("the folder " + folder.string() + " is not there; its pictures stay in the index");
            continue;
        }
        visit_directories(folder, [&](const fs::path& directory) { directories.insert(directory); });
        for (const fs::path& known : directories_below(folder)) directories.insert(known);
    }
    auto report = scan_directories({directories.begin(), directories.end()});
    if (report) report->problems.insert(report->problems.begin(), problems.begin(), problems.end());
    return report;
}

Result<ScanReport> Gallery::scan_directories(const std::vector<fs::path>& directories) {
    const std::lock_guard lock(*mutex_);
    try {
        return GalleryScan(index_).run({directories.begin(), directories.end()});
    } catch (const SqliteError& error) {
        return Failure{std::string("the gallery's index could not be written: ") + error.what()};
    }
}

}  // namespace imagelab
