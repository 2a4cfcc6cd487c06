#pragma once
// Where people's marks live: an XMP file beside the picture, "cat.png.xmp" as darktable names it. Not inside the picture, because then
// rating it would rewrite a file of which there is one copy, change its content hash, and do so in five ways for five formats; a sidecar
// is small, written whole or not at all, and digiKam, darktable and Lightroom read it. It carries the picture's fingerprint, so that
// it finds its picture again after the picture was moved without it.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/image/exif.h"

namespace imagelab {

std::filesystem::path sidecar_path(const std::filesystem::path& picture);

struct Sidecar {
    Marks marks;
    std::string fingerprint;  // of the picture; empty where another program wrote the file
};
// nullopt where there is none or it is no XMP.
std::optional<Sidecar> read_sidecar(const std::filesystem::path& sidecar);

// Writes the marks and keeps what other programs wrote; removes the file where nothing is left to say. Fails where the disk refuses or the
// file there is no XMP.
Result<void> write_sidecar(const std::filesystem::path& picture, const Sidecar& sidecar);

// The mask with which the picture was painted over last, as the bytes of a picture file, white where it is painted: in the sidecar, so that
// it goes where the picture's marks go. `mask` empty: it is taken away. Fails where the disk refuses, the sidecar is no XMP or the mask has
// more than 5 MiB.
Result<void> write_sidecar_mask(const std::filesystem::path& picture, std::string_view mask);
std::optional<std::string> read_sidecar_mask(const std::filesystem::path& picture);  // nullopt: there is none

// The marks of a moved picture follow it, also to another disk; a sidecar that is there already stays.
void move_sidecar(const std::filesystem::path& from_sidecar, const std::filesystem::path& to_picture);

}  // namespace imagelab
