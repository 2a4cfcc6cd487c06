#pragma once
#include "ui/bridge/session_engine.h"

namespace imagelab {

// Opens the session on the data folder (core/base/paths.h) and the window, and runs until it is closed; returns the exit code. Qt's own
// options and --theme=dark|light|system are read from argv, the rest is left alone; IMAGELAB_THEME does the same.
int run_window(const OpenSession& open, int argc, char** argv);

}  // namespace imagelab
