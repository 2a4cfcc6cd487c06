#pragma once
#include <span>

namespace imagelab {

// A rule of engine_words: what a message has, what the window says in its place (%1: the first capture), and the command that helps.
struct EngineRule {
    const char* pattern;
    const char* text;
    const char* command = "";
    const char* button = "";
};

// Of how models go together (core/library/compatibility.h).
std::span<const EngineRule> fit_rules();

}  // namespace imagelab
