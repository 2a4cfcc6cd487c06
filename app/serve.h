#pragma once
#include "app/subcommand.h"

namespace imagelab {

Subcommands add_serve_commands(CLI::App& app);

}  // namespace imagelab
