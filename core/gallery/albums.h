#pragma once
// Albums: pictures that belong together. An album is a tag of its own kind in its pictures' sidecars, "album/Harbour", which other programs
// show as a tag below "album": it moves with the pictures, needs no other file, and is gone with its last picture.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imagelab {

inline constexpr std::string_view album_prefix = "album/";

inline std::string album_tag(std::string_view album) {
    return std::string(album_prefix) + std::string(album);
}
inline std::optional<std::string> album_of(std::string_view tag) {  // none: it is a plain tag
    if (!tag.starts_with(album_prefix) || tag.size() == album_prefix.size()) return std::nullopt;
    return std::string(tag.substr(album_prefix.size()));
}
inline std::vector<std::string> albums_of(const std::vector<std::string>& tags) {
    std::vector<std::string> albums;
    for (const std::string& tag : tags)
        if (auto album = album_of(tag)) albums.push_back(std::move(*album));
    return albums;
}

}  // namespace imagelab
