#include "core/gallery/thumbnail.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "core/base/digest.h"
#include "core/base/paths.h"
#include "core/image/picture.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

Result<fs::path> cache_folder(ThumbnailSize size) {
    const char *cache = std::getenv("XDG_CACHE_HOME"), *home = std::getenv("HOME");
    if (!(cache && *cache) && !(home && *home)) return Failure{"there is no home folder for thumbnails: set HOME"};
    const fs::path base = cache && *cache ? fs::path(cache) : fs::path(home) / ".cache";
    return base / "thumbnails" / (size == ThumbnailSize::normal ? "normal" : "large");
}

bool is_current(const fs::path& thumbnail, const std::string& uri, const std::string& modified) {
    const auto texts = read_png_texts(thumbnail);
    if (!texts) return false;
    const auto says = [&](const char* key, const std::string& value) {
        return std::any_of(texts->begin(), texts->end(), [&](const PictureText& text) { return text.key == key && text.value == value; });
    };
    return says("Thumb::URI", uri) && says("Thumb::MTime", modified);
}

}  // namespace

std::string file_uri(const fs::path& absolute) {
    constexpr std::string_view kept = "!$&'()*+,-./:=@_~";
    std::string uri = "file://";
    for (const char c : absolute.string()) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x80 && (std::isalnum(code) || kept.find(c) != std::string_view::npos)) {
            uri += c;
        } else {
            uri += {'%', "0123456789ABCDEF"[code >> 4], "0123456789ABCDEF"[code & 15]};
        }
    }
    return uri;
}

Result<fs::path> thumbnail_of(const fs::path& named, ThumbnailSize size) {
    const auto folder = cache_folder(size);
    if (!folder) return folder;
    std::error_code code;
    const fs::path picture = fs::weakly_canonical(fs::absolute(named), code);
    struct stat status {};
    if (::stat(picture.c_str(), &status) != 0) return Failure{picture.string() + ": there is no such file"};
    const std::string uri = file_uri(picture), modified = std::to_string(status.st_mtim.tv_sec);
    const fs::path thumbnail = *folder / (md5(uri) + ".png");
    if (is_current(thumbnail, uri, modified)) return thumbnail;
    const auto image = read_picture(picture);
    if (!image) return Failure{image.error()};
    const int most = size == ThumbnailSize::normal ? 128 : 256, longest = std::max(image->width, image->height);
    const auto side = [&](int pixels) {
        return longest <= most ? pixels : std::max(1, static_cast<int>(int64_t{pixels} * most / longest));
    };
    try {
        fs::create_directories(*folder);
        fs::permissions(folder->parent_path(), fs::perms::owner_all, code);
        fs::permissions(*folder, fs::perms::owner_all, code);
        write_png(thumbnail, resize(*image, side(image->width), side(image->height)),
                  {{"Thumb::URI", uri}, {"Thumb::MTime", modified}, {"Software", "Image Lab"}});
        fs::permissions(thumbnail, fs::perms::owner_read | fs::perms::owner_write, code);
        return thumbnail;
    } catch (const std::exception& error) {
        return Failure{std::string("the thumbnail could not be written: ") + error.what()};
    }
}

}  // namespace imagelab
