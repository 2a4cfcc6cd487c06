#include "app/fetched_pictures.h"

#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/image/picture.h"
#include "core/library/download.h"
#include "core/request/file_uri.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

Result<fs::path> kept_picture(const std::string& address) {
    const auto bytes = fetch(address);
    if (!bytes) return Failure{bytes.error()};
    Digest digest;
    digest.add(bytes->data(), bytes->size());
    const fs::path folder = data_dir() / "fetched", path = folder / (digest.hex().substr(0, 32) + ".picture");
    try {
        fs::create_directories(folder);
        write_file_atomically(path, bytes->data(), bytes->size());
    } catch (const std::exception& error) {
        return Failure{std::string("the picture cannot be kept: ") + error.what()};
    }
    if (const auto picture = read_picture(path); !picture) {
        std::error_code ignored;
        fs::remove(path, ignored);
        return Failure{address + " is no picture"};
    }
    return path;
}

}  // namespace

Result<void> fetch_pictures(nlohmann::json& request) {
    const nlohmann::json::json_pointer field("/conditioning/reference_images");
    if (!request.is_object() || !request.contains(field) || !request.at(field).is_array()) return {};
    for (nlohmann::json& address : request.at(field)) {
        if (!address.is_string() || !ascii_lower(address.get<std::string>().substr(0, 8)).starts_with("https://")) continue;
        const auto path = kept_picture(address);
        if (!path) return Failure{"conditioning.reference_images: " + path.error()};
        address = file_uri_of_path(*path);
    }
    return {};
}

}  // namespace imagelab
