#include "core/base/digest.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "core/base/read_file.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

Failure unreadable(const fs::path& path) {
    return Failure{"could not read " + path.string() + ": " + std::strerror(errno)};
}

}  // namespace

struct Digest::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~State() { EVP_MD_CTX_free(context); }
};

Digest::Digest(Kind kind) : state_(std::make_unique<State>()) {
    if (EVP_DigestInit_ex(state_->context, kind == Kind::md5 ? EVP_md5() : EVP_sha256(), nullptr) != 1)
        throw Error("[digest] OpenSSL offers no such digest");
}

Digest::~Digest() = default;

void Digest::add(const void* data, size_t bytes) {
    EVP_DigestUpdate(state_->context, data, bytes);
}

std::string Digest::hex() {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_DigestFinal_ex(state_->context, bytes, &size);
    std::string text;
    for (unsigned int i = 0; i < size; ++i) text += {"0123456789abcdef"[bytes[i] >> 4], "0123456789abcdef"[bytes[i] & 15]};
    return text;
}

std::string md5(std::string_view text) {
    Digest digest(Digest::Kind::md5);
    digest.add(text.data(), text.size());
    return digest.hex();
}

Result<std::string> sha256_of_file(const fs::path& path, const CancelToken& cancel, const std::function<void(uint64_t)>& progress,
                                   uint64_t from_byte) {
    const Result<OpenFile> opened = open_regular_file(path);
    if (!opened) return Failure{opened.error()};
    const OpenFile& file = *opened;
    if (::lseek(file, static_cast<off_t>(from_byte), SEEK_SET) < 0) return unreadable(path);
    Digest digest;
    std::vector<char> part(4 << 20);
    uint64_t done = from_byte;
    for (;;) {
        cancel.check();
        const ssize_t got = ::read(file, part.data(), part.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return unreadable(path);
        if (got == 0) return digest.hex();
        digest.add(part.data(), static_cast<size_t>(got));
        ::posix_fadvise(file, static_cast<off_t>(done), got, POSIX_FADV_DONTNEED);  // a model need not push other files out of the cache
        done += static_cast<uint64_t>(got);
        if (progress) progress(done);
    }
}

Result<std::string> fingerprint_of_file(const fs::path& path) {
    constexpr off_t part_bytes = 64 << 10;
    const Result<OpenFile> opened = open_regular_file(path);
    if (!opened) return Failure{opened.error()};
    const OpenFile& file = *opened;
    struct stat status {};
    if (::fstat(file, &status) != 0) return unreadable(path);
    Digest digest;
    const std::string size = std::to_string(status.st_size);
    digest.add(size.data(), size.size());
    std::vector<char> part(part_bytes);
    for (const off_t from : {off_t{0}, std::max<off_t>(part_bytes, status.st_size - part_bytes)}) {
        if (from > 0 && from >= status.st_size) break;
        const ssize_t got = ::pread(file, part.data(), part.size(), from);
        if (got < 0) return unreadable(path);
        digest.add(part.data(), static_cast<size_t>(got));
    }
    return digest.hex();
}

}  // namespace imagelab
