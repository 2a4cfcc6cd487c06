#include <cstdlib>

#include "app/cli.h"

// Threads of a parallel loop that spin long while they wait take the processor from the one that works as soon as anything else runs: a
// picture took ten times as long on a busy machine. libgomp reads this when it is loaded, so it is set before any library starts.
static void wait_briefly(int, char**, char**) {
    if (std::getenv("OMP_WAIT_POLICY") == nullptr) ::setenv("GOMP_SPINCOUNT", "1000", 0);
}
[[gnu::section(".preinit_array"), gnu::used]] static void (*const before_libraries)(int, char**, char**) = &wait_briefly;

int main(int argc, char** argv) {
    return imagelab::run_cli(argc, argv);
}
