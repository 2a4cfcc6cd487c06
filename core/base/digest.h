#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/cancel.h"
#include "core/base/error.h"

namespace imagelab {

// Digests by OpenSSL, as lower-case hex.
class Digest {
  public:
    enum class Kind { sha256, md5 };
    explicit Digest(Kind kind = Kind::sha256);
    ~Digest();
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;
    void add(const void* data, size_t bytes);
    std::string hex();  // once, at the end

  private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string md5(std::string_view text);

// SHA-256 of a file from a byte on, read in pieces whose pages are given back; throws Cancelled. `progress` gets the bytes read so far.
Result<std::string> sha256_of_file(const std::filesystem::path& path, const CancelToken& cancel = {},
                                   const std::function<void(uint64_t)>& progress = {}, uint64_t from_byte = 0);

// Tells files apart without reading all of them: SHA-256 of the size, the first and the last 64 KiB. Pictures hold their request at the
// front and compressed pixels at the end.
Result<std::string> fingerprint_of_file(const std::filesystem::path& path);

}  // namespace imagelab
