#include "app/wrapped.h"

#include <sstream>

namespace imagelab {

std::string wrapped(const std::string& sentence) {
    constexpr size_t width = 78;
    std::istringstream words(sentence);
    std::string text;
    size_t line = 0;
    for (std::string word; words >> word;) {
        const bool breaks = line > 0 && line + 1 + word.size() > width;
        if (line > 0) text += breaks ? '\n' : ' ';
        line = breaks || line == 0 ? word.size() : line + 1 + word.size();
        text += word;
    }
    return text;
}

}  // namespace imagelab
