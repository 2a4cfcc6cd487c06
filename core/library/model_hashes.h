#pragma once
// SHA-256 of model files, remembered in DATA/models.sqlite by path, size and time of change.
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/base/cancel.h"
#include "core/store/sqlite.h"

namespace imagelab {

// A file as it was hashed.
struct HashedFile {
    std::string path;  // absolute
    int64_t bytes = 0, modified_ns = 0;
    auto operator<=>(const HashedFile&) const = default;
};
std::optional<HashedFile> hashed_file(const std::filesystem::path& path);  // none: no regular file

// A LoRA's hash as A1111 and Civitai have it (AutoV3; modules/hashes.py addnet_hash_safetensors): the first 12 digits of the SHA-256 of a
// .safetensors file behind its header. Empty: it cannot be read, or is of another format.
std::string lora_hash(const std::filesystem::path& path);
// All of its digits; throws Cancelled.
std::string lora_data_sha256(const std::filesystem::path& path, const CancelToken& cancel = {});

// Where the store cannot be used nothing is remembered. Throws SqliteError where it fails later.
class HashStore {
  public:
    explicit HashStore(const std::filesystem::path& data);  // empty: none
    // Empty: not known. A file that was renamed or moved is known by size and time, where its old place is empty, just one
    // such is, and the time is not one that an archive gave to many files (whole seconds).
    std::string find(const HashedFile& file) const;
    void remember(const HashedFile& file, const std::string& sha256) const;
    // The same of a LoRA behind its header.
    std::string find_data(const HashedFile& file) const;
    void remember_data(const HashedFile& file, const std::string& sha256) const;

  private:
    std::string find_in(const char* table, const HashedFile& file) const;
    std::optional<Database> store_;
};

// For those who must not wait: a thread at the lowest priority finds out what is asked for. Safe to call from several threads.
class ModelHashes {
  public:
    explicit ModelHashes(std::filesystem::path data) : data_(std::move(data)) {}
    ~ModelHashes();  // gives up what is computed
    ModelHashes(const ModelHashes&) = delete;
    ModelHashes& operator=(const ModelHashes&) = delete;

    std::string sha256(const std::filesystem::path& file);  // returns at once; empty: not known yet, or no single file

  private:
    void work();

    const std::filesystem::path data_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::map<HashedFile, std::string> known_;  // empty: asked for
    std::deque<HashedFile> wanted_;
    CancelToken stop_;
    std::thread thread_;
};

}  // namespace imagelab
