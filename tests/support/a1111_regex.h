#pragma once
#include <map>
#include <string>

namespace imagelab::test {

// A second reading of A1111's texts, made of its regular expressions as they are (modules/infotext_utils.py), for short texts only: the
// engine of <regex> recurses.
struct A1111Reading {
    std::string prompt, negative_prompt;
    std::map<std::string, std::string> settings;
};
A1111Reading read_a1111_by_regex(std::string text);

}  // namespace imagelab::test
