#pragma once
#include <filesystem>

namespace imagelab::test {

// A tagger of DATA/models/taggers whose tags follow a picture's mean colours: "blue sky" from blue, "green, quoted" from green, "^_^" from red,
// and the character "miku (robe)" from red as well. Gives its file.
std::filesystem::path put_tagger(const std::filesystem::path& data);

}  // namespace imagelab::test
