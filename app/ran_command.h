#pragma once
// Programs of the system that are asked something.
#include <optional>
#include <string>
#include <vector>

namespace imagelab {

struct RanCommand {
    int exit_code = -1;
    std::string said;  // on both its outputs, the first 16 MiB
};
// nullopt: there is no such program.
std::optional<RanCommand> ran_command(const std::vector<std::string>& words);

std::string shell_quoted(const std::string& word);

}  // namespace imagelab
