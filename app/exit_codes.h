#pragma once

namespace imagelab {

// What the program tells scripts; docs/cli.md and --help list them.
enum ExitCode : int {
    exit_done = 0,
    exit_failed = 1,      // anything not below
    exit_usage = 2,       // options or request
    exit_model = 3,       // the model is missing, damaged or of a kind that is not known
    exit_device = 4,      // no such device, arithmetic it lacks, not enough memory
    exit_disk = 5,        // the output cannot be written, or the store not reached
    exit_cancelled = 130  // Ctrl-C or SIGTERM; finished pictures are kept
};

}  // namespace imagelab
