#include "core/base/number.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <string>

#include "tests/build_paths.h"

namespace imagelab {
namespace {

TEST(Numbers, AreWrittenAsPrintfDoesInC) {
    EXPECT_EQ(general_text(0.1 + 0.2), "0.3");
    EXPECT_EQ(general_text(6.25, 6), "6.25");
    EXPECT_EQ(general_text(1e20, 6), "1e+20");
    EXPECT_EQ(general_text(100000, 3), "1e+05");
    EXPECT_EQ(general_text(7), "7");
    EXPECT_EQ(fixed_text(2.5, 0), "2");
    EXPECT_EQ(fixed_text(-1234.567, 2), "-1234.57");
    EXPECT_EQ(padded("7", 3), "  7");
}

TEST(Numbers, AreReadAsAWhole) {
    EXPECT_EQ(parsed_number("0.5"), 0.5);
    EXPECT_EQ(parsed_number("+.5"), 0.5);
    EXPECT_EQ(parsed_number("-2."), -2);
    EXPECT_EQ(parsed_number("1e-3"), 0.001);
    for (const char* bad : {"", "0,5", "1.5x", " 1", "inf", "nan", "1e999"}) EXPECT_FALSE(parsed_number(bad)) << bad;
}

// What follows LC_NUMERIC: the C library's printf of %f and its kin, scanf, strtod. std::to_string of a double does too, which no text
// tells: that is what the comma_locale run is for.
TEST(Numbers, NoSourceWritesOrReadsThemByTheLocale) {
    const std::regex of_a_double(R"("[^"]*%[-+ #0-9.*]*l?[aefgAEFG][^"]*")");
    const auto follows = [&](const std::string& line) {
        for (const char* call : {"stod(", "stof(", "stold(", "strtod(", "strtof(", "strtold(", "atof("}) {
            if (line.find(call) != std::string::npos) return true;
        }
        const bool formats = line.find("printf(") != std::string::npos || line.find("scanf(") != std::string::npos;
        return formats && std::regex_search(line, of_a_double);
    };
    for (const char* layer : {"core", "app", "ui", "gpu"}) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(std::filesystem::path(IMAGELAB_SOURCE_DIR) / layer)) {
            if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
            std::ifstream in(entry.path());
            for (std::string line; std::getline(in, line);) {
                EXPECT_FALSE(follows(line)) << entry.path() << ": " << line;
            }
        }
    }
}

}  // namespace
}  // namespace imagelab
