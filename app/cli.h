#pragma once

namespace imagelab {

int run_cli(int argc, char** argv);  // the whole program behind main; returns the exit code

}  // namespace imagelab
