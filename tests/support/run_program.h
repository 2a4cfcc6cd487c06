#pragma once
#include <string>

namespace imagelab {

struct Ran {
    int exit_code = -1;
    std::string out, err;
};

// The built program with `arguments` as a shell reads them, without a display.
Ran run_program(const std::string& arguments);

}  // namespace imagelab
