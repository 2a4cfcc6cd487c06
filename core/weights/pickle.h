#pragma once
// Python's pickles (docs.python.org pickle; CPython Lib/pickletools.py describes every opcode) as inert data: nothing is imported, called
// or built. What a pickle would call stays a node that names it.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

struct PickleNode {
    enum class Kind : uint8_t {
        none,
        boolean,
        integer,
        real,
        text,  // str, bytes, bytearray; of a pickle of protocol 0 with its escapes as written
        big,   // an integer beyond 64 bits: two's complement, little-endian
        tuple,
        list,  // and set
        dict,
        global,      // "module name", of a class or function
        persistent,  // what the file around the pickle keeps: items[0] names it
        call,        // items: what would be called, its arguments, then the state that would be set; pairs or elements put in later follow
    };
    Kind kind = Kind::none;
    int64_t integer = 0;  // and boolean
    double real = 0;
    std::string_view text;        // within the pickle
    std::vector<uint32_t> items;  // nodes; of a dict: key, value, key, value ...
    std::vector<uint32_t> added;  // call: key, value ... of what was put into the object by SETITEM
};

struct Pickle {
    std::vector<PickleNode> nodes;
    uint32_t root = 0;
    size_t bytes = 0;  // that it takes
    const PickleNode& operator[](uint32_t node) const { return nodes[node]; }
};

// The pickle that `bytes` start with; views point into them. The graph may hold cycles. Memory is bounded whatever the bytes say: at most
// `max_steps` opcodes, each of which makes at most one node of some 100 bytes. Throws Error that names the byte, not the file.
constexpr size_t max_pickle_steps = 4'000'000;
Pickle read_pickle(std::string_view bytes, size_t max_steps = max_pickle_steps);

}  // namespace imagelab
