#pragma once
// YAML and JSON from outside, within limits: yaml-cpp takes half a kilobyte for each node of its tree, and aliases let a small file stand
// for a tree that has no end.
#include <yaml-cpp/node/node.h>

#include <cstddef>
#include <string>

#include "core/base/error.h"

namespace imagelab {

constexpr size_t most_yaml_nodes = 400'000;

// The failure names file and line.
Result<YAML::Node> parse_yaml(const std::string& text, const std::string& file);

// What is read of a tree, aliases written out: nodes and bytes of their texts.
class YamlBudget {
  public:
    // False: it is exceeded.
    bool spend(size_t bytes) { return ++nodes_ <= most_yaml_nodes && (bytes_ += bytes) <= size_t{64} << 20; }
    static std::string exceeded() { return "its aliases (*name) stand for more than can be read: write fewer"; }

  private:
    size_t nodes_ = 0, bytes_ = 0;
};

}  // namespace imagelab
