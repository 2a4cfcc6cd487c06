#include <algorithm>
#include <cstdlib>

#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/device/device.h"

namespace imagelab {

PackedPlace packed_place() {
    namespace fs = std::filesystem;
    constexpr int64_t usual = int64_t{16} << 30;
    PackedPlace place{cache_dir()};
    if (place.folder.empty()) return {};
    std::error_code code;
    fs::create_directories(place.folder, code);
    const fs::space_info disk = fs::space(place.folder, code);
    place.folder /= "packed";
    const char* said = std::getenv("PACKED_CACHE_BYTES");
    if (const auto bytes = said ? parsed_bytes(said) : std::nullopt)
        place.most_bytes = *bytes;
    else
        place.most_bytes = code ? 0 : std::min(usual, static_cast<int64_t>(disk.available / 4));
    return place.most_bytes > 0 ? place : PackedPlace{};
}

}  // namespace imagelab
