#include "core/library/model_hashes.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <array>
#include <fstream>

#include "core/base/digest.h"
#include "core/base/little_endian.h"
#include "core/base/thread.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

const Schema hashes_schema{
    0x494c4d4f,  // "ILMO"
    {"CREATE TABLE hashes (path TEXT PRIMARY KEY, size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 TEXT NOT NULL)",
     "CREATE TABLE data_hashes (path TEXT PRIMARY KEY, size INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 TEXT NOT NULL)"}};

}  // namespace

std::optional<HashedFile> hashed_file(const fs::path& path) {
    struct stat status {};
    if (path.empty() || ::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    return HashedFile{fs::absolute(path).lexically_normal().string(), status.st_size,
                      int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

std::string lora_hash(const fs::path& path) {
    return lora_data_sha256(path).substr(0, 12);
}

std::string lora_data_sha256(const fs::path& path, const CancelToken& cancel) {
    std::array<char, 8> start{};
    std::ifstream file(path, std::ios::binary);
    if (!file.read(start.data(), start.size())) return "";
    const uint64_t header = little_endian({start.data(), start.size()});
    std::error_code code;
    if (header > fs::file_size(path, code) - start.size()) return "";
    const auto digest = sha256_of_file(path, cancel, {}, header + start.size());
    return digest ? *digest : "";
}

HashStore::HashStore(const fs::path& data) {
    if (data.empty()) return;
    auto store = Database::open(data / "models.sqlite", hashes_schema, false);
    if (store) store_ = std::move(*store);
}

std::string HashStore::find(const HashedFile& file) const {
    return find_in("hashes", file);
}
std::string HashStore::find_data(const HashedFile& file) const {
    return find_in("data_hashes", file);
}

std::string HashStore::find_in(const char* table, const HashedFile& file) const {
    if (!store_) return "";
    Statement row =
        store_->prepare(std::string("SELECT path, sha256 FROM ") + table + " WHERE size = ? AND modified_ns = ? ORDER BY path = ? DESC");
    row.with(file.bytes, file.modified_ns, file.path);
    std::string moved;
    std::error_code code;
    while (row.step()) {
        if (row.text(0) == file.path) return row.text(1);
        const std::string hash = row.text(1);
        if (file.modified_ns % 1'000'000'000 == 0 || fs::exists(row.text(0), code) || (!moved.empty() && moved != hash)) return "";
        moved = hash;
    }
    return moved;
}

void HashStore::remember(const HashedFile& file, const std::string& sha256) const {
    if (store_) store_->run("INSERT OR REPLACE INTO hashes VALUES (?, ?, ?, ?)", file.path, file.bytes, file.modified_ns, sha256);
}

void HashStore::remember_data(const HashedFile& file, const std::string& sha256) const {
    if (store_) store_->run("INSERT OR REPLACE INTO data_hashes VALUES (?, ?, ?, ?)", file.path, file.bytes, file.modified_ns, sha256);
}

ModelHashes::~ModelHashes() {
    {
        const std::lock_guard lock(mutex_);
        stop_.request();
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

std::string ModelHashes::sha256(const fs::path& path) {
    const auto file = hashed_file(path);
    if (!file) return "";
    const std::lock_guard lock(mutex_);
    const auto [entry, added] = known_.try_emplace(*file);
    if (added) {
        wanted_.push_back(*file);
        if (!thread_.joinable()) thread_ = start_thread("the hashing of models", [this] { work(); });
        wake_.notify_all();
    }
    return entry->second;
}

void ModelHashes::work() {
    ::setpriority(PRIO_PROCESS, 0, 19);  // of this thread
    std::unique_lock lock(mutex_);
    while (!stop_.requested()) {
        if (wanted_.empty()) {
            wake_.wait(lock);
            continue;
        }
        const HashedFile file = wanted_.front();
        wanted_.pop_front();
        lock.unlock();
        std::string hash;
        try {
            const HashStore store(data_);
            hash = store.find(file);
            if (hash.empty()) {
                if (const auto computed = sha256_of_file(file.path, stop_)) hash = *computed;
                if (hashed_file(file.path) != file) hash.clear();  // it was changed meanwhile
                if (!hash.empty()) store.remember(file, hash);
            }
        } catch (const std::exception&) {  // given up, or the store is full: then it is known for this time
        }
        lock.lock();
        known_[file] = hash;
    }
}

}  // namespace imagelab
