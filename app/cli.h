#pragma once

namespace imagelab {

// The whole program behind main; returns the exit code (app/exit_codes.h). Throws nothing.
int run_cli(int argc, char** argv);

}  // namespace imagelab
