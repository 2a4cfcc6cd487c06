#include "core/gallery/sidecar.h"

#include <algorithm>

#include "core/base/base64.h"
#include "core/base/digest.h"
#include "core/base/paths.h"
#include "core/metadata/metadata.h"

namespace imagelab {
namespace fs = std::filesystem;

namespace {

constexpr uintmax_t largest = 8 << 20;
constexpr size_t largest_mask = 5 << 20;
constexpr const char *fingerprint_key = "Fingerprint", *mask_key = "Mask";

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

std::string text_of(const Xmp& xmp, std::string_view key) {
    const auto found = std::find_if(xmp.texts.begin(), xmp.texts.end(), [&](const PictureText& text) { return text.key == key; });
    return found == xmp.texts.end() ? "" : found->value;
}

bool holds_mask(const std::string& packet) {
    const auto xmp = parse_xmp(packet);
    return xmp && !text_of(*xmp, mask_key).empty();
}

Result<void> write_packet(const fs::path& path, const std::optional<std::string>& there, const Xmp& xmp) {
    std::error_code code;
    if (!there && fs::exists(path, code)) return Failure{path.string() + " is there and cannot be read: move it away to mark the picture"};
    try {
        const std::string packet = with_marks(there.value_or(""), xmp);
        write_file_atomically(path, packet.data(), packet.size());
        return {};
    } catch (const Error& error) {
        return Failure{path.string() + ": " + error.what()};
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
    return Sidecar{xmp->marks, text_of(*xmp, fingerprint_key)};
}

Result<void> write_sidecar(const fs::path& picture, const Sidecar& sidecar) {
    const fs::path path = sidecar_path(picture);
    const auto there = packet_of(path);
    if (!sidecar.marks.empty() || (there && (says_more_than_marks(*there) || holds_mask(*there))))
        return write_packet(path, there, {sidecar.marks, {{fingerprint_key, sidecar.fingerprint}}, {}});
    std::error_code code;
    if (!there && fs::exists(path, code)) return Failure{path.string() + " is there and cannot be read: move it away to mark the picture"};
    fs::remove(path, code);
    if (code) return Failure{"could not remove " + path.string() + ": " + code.message()};
    return {};
}

Result<void> write_sidecar_mask(const fs::path& picture, std::string_view mask) {
    if (mask.size() > largest_mask)
        return Failure{picture.string() + ": its mask of " + std::to_string(mask.size() >> 20) + " MiB is too large to be kept beside it"};
    const fs::path path = sidecar_path(picture);
    const auto there = packet_of(path);
    const auto read = there ? parse_xmp(*there) : Result<Xmp>(Failure{""});
    // A new sidecar speaks for the picture: it says what the picture itself says of its marks.
    Marks marks = read ? read->marks : Marks();
    if (!there) {
        const auto metadata = read_metadata(picture);
        if (!metadata) return Failure{metadata.error()};
        marks = metadata->marks;
    }
    const auto fingerprint = fingerprint_of_file(picture);
    if (!fingerprint) return Failure{fingerprint.error()};
    if (mask.empty() && !there) return {};
    if (auto written = write_packet(path, there, {marks, {{fingerprint_key, *fingerprint}, {mask_key, base64_of(mask)}}, {}}); !written)
        return written;
    return mask.empty() ? write_sidecar(picture, {marks, *fingerprint}) : Result<void>();
}

std::optional<std::string> read_sidecar_mask(const fs::path& picture) {
    const auto packet = packet_of(sidecar_path(picture));
    const auto xmp = packet ? parse_xmp(*packet) : Result<Xmp>(Failure{""});
    if (!xmp) return std::nullopt;
    auto mask = bytes_of_base64(text_of(*xmp, mask_key));
    if (!mask || mask->empty()) return std::nullopt;
    return std::move(*mask);
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
