#pragma once
#include <string>
#include <vector>

namespace imagelab {

// The whole program behind main; returns the exit code (app/exit_codes.h). Throws nothing.
int run_cli(int argc, char** argv);

// The arguments behind the program's name as CLI11 wants them: last first, and "--option=" as "--option" and "", because CLI11 would
// take the next argument for the value.
std::vector<std::string> parser_arguments(int argc, const char* const* argv);

}  // namespace imagelab
