#include "core/gallery/sidecar.h"

#include "core/base/paths.h"

namespace imagelab {
namespace fs = std::filesystem;

namespace {

constexpr uintmax_t largest = 1 << 20;
constexpr const char* fingerprint_key = "Fingerprint";

std::optional<std::string> packet_of(const fs::path& sidecar) {
    std::error_code code;
    const uintmax_t size = fs::file_size(sidecar, code);
    if (code || size > largest) return std::nullopt;
    try {
        return read_text_file(sidecar);
    } catch (const Error&) {
        return std::nullopt;
    }
}

}  // namespace

fs::path sidecar_path(const fs::path& picture) {
    return picture.string() + ".xmp";
}

std::optional<Sidecar> read_sidecar(const fs::path& sidecar) {
    const auto packet = packet_of(sidecar);
    if (!packet) return std::nullopt;
    auto xmp = parse_xmp(*packet);
    if (!xmp) return std::nullopt;
    Sidecar read{std::move(xmp->marks), {}};
    for (const PictureText& text : xmp->texts) {
        if (text.key == fingerprint_key) read.fingerprint = text.value;
    }
    return read;
}

Result<void> write_sidecar(const fs::path& picture, const Sidecar& sidecar) {
    const fs::path path = sidecar_path(picture);
    std::error_code code;
    const auto there = packet_of(path);
    if (!there && fs::exists(path, code)) return Failure{path.string() + " is there and cannot be read: move it away to mark the picture"};
    if (sidecar.marks.empty() && (!there || !says_more_than_marks(*there))) {
        fs::remove(path, code);
        if (code) return Failure{"could not remove " + path.string() + ": " + code.message()};
        return {};
    }
    try {
        const std::string packet = with_marks(there.value_or(""), {sidecar.marks, {{fingerprint_key, sidecar.fingerprint}}});
        write_file_atomically(path, packet.data(), packet.size());
        return {};
    } catch (const Error& error) {
        return Failure{path.string() + ": " + error.what()};
    }
}

void move_sidecar(const fs::path& from_sidecar, const fs::path& to_picture) {
    std::error_code code;
    const fs::path to = sidecar_path(to_picture);
    if (fs::exists(to, code) || !fs::exists(from_sidecar, code)) return;
    fs::rename(from_sidecar, to, code);
    if (code != std::errc::cross_device_link) return;
    if (fs::copy_file(from_sidecar, to, code)) fs::remove(from_sidecar, code);
}

}  // namespace imagelab
