#pragma once
#include <string>
#include <string_view>

namespace imagelab {

// What a file that holds no weights looks like from its first bytes (256 are enough), as a sentence for people that says what to do;
// empty where nothing is recognised.
std::string describe_foreign_file(std::string_view start);

}  // namespace imagelab
