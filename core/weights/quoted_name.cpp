#include "core/weights/quoted_name.h"

#include <algorithm>

namespace imagelab {

std::string quoted_name(std::string_view name) {
    constexpr size_t longest = 200;
    std::string text(name.substr(0, longest));
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 32 || c == 127; }, '?');
    return '"' + text + (name.size() > longest ? "...\"" : "\"");
}

}  // namespace imagelab
