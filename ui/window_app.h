#pragma once

namespace imagelab {

class Session;

// Opens the window and runs until it is closed; returns the exit code. Qt's own options and --theme=dark|light|system are read from
// argv, the rest is left alone; IMAGELAB_THEME does the same.
int run_window(Session& session, int argc, char** argv);

}  // namespace imagelab
