#include "tests/support/run_program.h"
#include "tests/build_paths.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace imagelab {

Ran run_program(const std::string& arguments) {
    const auto errors = std::filesystem::temp_directory_path() / ("imagelab_stderr_" + std::to_string(::getpid()));
    // What the program keeps goes into a folder of the tests, never into that of whoever runs them.
    ::setenv("IMAGELAB_DATA", (std::filesystem::temp_directory_path() / ("imagelab_data_" + std::to_string(::getpid()))).c_str(), 0);
    FILE* pipe = ::popen(("env -u DISPLAY -u WAYLAND_DISPLAY '" IMAGELAB_PROGRAM "' " + arguments + " 2>" + errors.string()).c_str(), "r");
    Ran ran;
    std::array<char, 4096> part;
    for (size_t got; (got = std::fread(part.data(), 1, part.size(), pipe)) > 0;) ran.out.append(part.data(), got);
    const int status = ::pclose(pipe);
    ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    std::ifstream in(errors);
    ran.err.assign(std::istreambuf_iterator<char>(in), {});
    std::filesystem::remove(errors);
    return ran;
}

}  // namespace imagelab
