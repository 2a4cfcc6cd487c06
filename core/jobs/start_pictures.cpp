#include "core/jobs/start_pictures.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <set>

#include "core/base/digest.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/base/read_file.h"
#include "core/jobs/queue.h"
#include "core/jobs/request_models.h"
#include "core/request/picture_files.h"
#include "core/store/postgres_store.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

fs::path folder_of(const fs::path& data) {
    return fs::absolute(data) / "start_pictures";
}

// The one file of a content's folder; empty: there is none.
fs::path copy_in(const fs::path& folder) {
    std::error_code code;
    for (const auto& file : fs::directory_iterator(folder, code)) {
        if (!file.path().filename().string().starts_with('.')) return file.path();
    }
    return {};
}

// Under a hidden name until it is whole. The time of change is that of the copying.
Result<fs::path> copy_whole(const fs::path& original, const fs::path& folder, const std::string& digest, const std::string& field) {
    const fs::path copy = folder / original.filename(), part = folder / ("." + std::to_string(::getpid()) + ".part");
    std::error_code code;
    fs::create_directories(folder, code);
    if (!code) fs::copy_file(original, part, fs::copy_options::overwrite_existing, code);
    const auto copied = code ? Result<std::string>(Failure{""}) : sha256_of_file(part);
    const bool changed = copied && *copied != digest;
    if (!code && !changed) fs::rename(part, copy, code);
    if (!code && !changed) return copy;
    std::error_code ignored;
    fs::remove(part, ignored);
    fs::remove(folder, ignored);  // where it is empty
    if (changed) return Failure{field + ": " + original.string() + " changes while it is read: try again when it is whole"};
    return Failure{field + ": " + original.string() + " cannot be copied to " + folder.parent_path().string() + " (" + code.message() +
                   "): is there room, and may you write there?"};
}

// Empty: it stays where it is.
Result<fs::path> kept_copy(const fs::path& original, const fs::path& folder, const std::string& field) {
    if (original.parent_path().parent_path() == folder) return fs::path();
    std::error_code ignored;
    const auto digest = fs::is_regular_file(original, ignored) ? sha256_of_file(original) : Result<std::string>(Failure{""});
    if (!digest) return fs::path();
    const fs::path copy = copy_in(folder / *digest);
    return copy.empty() ? copy_whole(original, folder / *digest, *digest, field) : copy;
}

}  // namespace

Result<Request> with_kept_start_picture(Request request, const fs::path& data) {
    if (data.empty()) return request;
    for (const auto& [file, field] : picture_files(request)) {
        auto kept = kept_copy(fs::absolute(*file), folder_of(data), field);
        if (!kept) return Failure{kept.error()};
        if (!kept->empty()) *file = kept->string();
    }
    return request;
}

Result<fs::path> keep_made_picture(const fs::path& data, const std::string& name, const std::function<void(const fs::path&)>& write) {
    static std::atomic<int> made{0};  // several devices work at once
    const fs::path folder = folder_of(data), own = folder / (".made-" + std::to_string(::getpid()) + "-" + std::to_string(++made));
    std::error_code code;
    try {
        fs::create_directories(own / "new");
        write(own / "new" / name);
        auto kept = kept_copy(own / "new" / name, folder, name);
        fs::remove_all(own, code);
        if (kept && kept->empty()) return Failure{name + " cannot be read back from " + folder.string()};
        return kept;
    } catch (const std::exception& error) {
        fs::remove_all(own, code);
        return Failure{error.what()};
    }
}

namespace {

// Of DATA/start_pictures/SHA256/NAME; empty: the file is none of those.
std::string digest_in(const fs::path& file) {
    const std::string digest = file.parent_path().filename().string();
    const bool hex = digest.size() == 64 && digest.find_first_not_of("0123456789abcdef") == std::string::npos;
    return hex && file.parent_path().parent_path().filename() == "start_pictures" ? digest : std::string();
}

}  // namespace

Result<void> share_start_pictures(Request request, Queue& queue) {
    for (const auto& [path, field] : picture_files(request)) {
        const fs::path file = *path;
        const std::string digest = digest_in(file);
        if (digest.empty() || queue.keeps_file(digest)) continue;
        const auto bytes = read_regular_file(file, shared_file_limit);
        if (!bytes) return Failure{std::string(field) + ": " + bytes.error() + "; a shared store keeps pictures of up to 64 MiB"};
        queue.keep_file(digest, *bytes);
    }
    return {};
}

Request with_files_of_this_machine(Request request, const fs::path& data, Queue& queue) {
    for (const auto& [file, field] : picture_files(request)) {
        const fs::path named = *file;
        const std::string digest = digest_in(named);
        if (digest.empty()) continue;
        const fs::path folder = folder_of(data) / digest, there = copy_in(folder);
        *file = (there.empty() ? folder / named.filename() : there).string();
        if (!there.empty()) continue;
        const auto bytes = queue.kept_file(digest);
        Digest read;
        if (bytes) read.add(bytes->data(), bytes->size());
        if (!bytes || read.hex() != digest) throw Error(std::string(field) + ": the picture is not in the store: add the job anew");
        fs::create_directories(folder);
        write_file_atomically(*file, bytes->data(), bytes->size());
    }
    return with_models_here(std::move(request));
}

void remove_unused_start_pictures(const fs::path& data, const Database& store, int spared_s) {
    const fs::path folder = folder_of(data);
    std::error_code code;
    const fs::directory_iterator contents(folder, code);
    if (code) return;
    std::set<fs::path> used;
    Statement row = store.prepare(
        R"sql(SELECT DISTINCT json_valid(request), tree.atom
            FROM jobs LEFT JOIN json_tree(CASE WHEN json_valid(request) THEN request ELSE '{}' END) AS tree
                ON tree.atom LIKE '%start_pictures%'
            WHERE request LIKE '%start_pictures%')sql");
    while (row.step()) {
        if (row.integer(0) == 0) return;  // which pictures a damaged request names is not known
        used.insert(fs::path(row.text(1)).parent_path());
    }
    const auto spared = fs::file_time_type::clock::now() - std::chrono::seconds(spared_s);
    for (const auto& content : contents) {
        std::error_code ignored;
        if (used.contains(content.path()) || fs::last_write_time(content.path(), ignored) > spared) continue;
        fs::remove_all(content.path(), ignored);
        log_info(content.path().string() + " is removed: no job starts from it");
    }
}

}  // namespace imagelab
