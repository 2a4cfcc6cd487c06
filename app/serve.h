#pragma once
#include "app/subcommand.h"

namespace imagelab {

Subcommands add_serve_commands(CLI::App& app);
Subcommands add_self_test_commands(CLI::App& app);

}  // namespace imagelab
