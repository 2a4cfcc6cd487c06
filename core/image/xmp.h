#pragma once
// XMP packets (ISO 16684-1), read in one pass whatever they hold and changed where they say something of ours: every byte that another
// program wrote stays.
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/image/picture.h"

namespace imagelab {

// What people say about a picture.
struct Marks {
    int rating = 0;  // 0 (none) to 5
    bool favourite = false;
    std::vector<std::string> tags;
    bool operator==(const Marks&) const = default;
    bool empty() const { return *this == Marks{}; }
};

constexpr const char* imagelab_namespace = "https://imagelab.app/ns/1.0/";
constexpr size_t largest_xmp = 16 << 20;  // bytes

// Rating (xmp:Rating; what is no 1 to 5, as digiKam's -1 for rejected, is none), tags (dc:subject), favourite (imagelab:Favourite), our
// texts (namespace imagelab), and of others' "UserComment" (exif), "Description" (dc) and "Software" (xmp:CreatorTool).
struct Xmp {
    Marks marks;
    std::vector<PictureText> texts;
    std::vector<PictureText> others;
};
Result<Xmp> parse_xmp(const std::string& packet);

// `packet`, which may be empty, changed where it says other marks or texts than these. A mark that reads the same is left as it is
// written. Throws Error where `packet` is no XMP.
std::string with_marks(const std::string& packet, const Xmp& xmp);
// Whether there is anything that would be missed if the packet went: properties that are not ours, ratings that are not 0 to 5.
bool says_more_than_marks(const std::string& packet);

}  // namespace imagelab
