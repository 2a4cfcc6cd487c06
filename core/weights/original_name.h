#pragma once
#include <string>

namespace imagelab {

// What an original checkpoint calls a module; both names are without ".weight" and ".bias".
struct OriginalName {
    std::string canonical, original;
    // Where the original has one module for several of ours (q, k and v): this is number `part` of `parts` equal ranges of its rows.
    int part = 0, parts = 1;
};

}  // namespace imagelab
