#include <pthread.h>
#include <unistd.h>

#include <cstdlib>

#include "app/cli.h"

// Threads of a parallel loop that spin long while they wait take the processor from the one that works as soon as anything else runs: a
// picture took ten times as long on a busy machine. libgomp reads this when it is loaded, so it is set before any library starts.
static void wait_briefly(int, char**, char**) {
    if (std::getenv("OMP_WAIT_POLICY") == nullptr) ::setenv("GOMP_SPINCOUNT", "1000", 0);
}
[[gnu::section(".preinit_array"), gnu::used]] static void (*const before_libraries)(int, char**, char**) = &wait_briefly;

// Libraries behind OpenImageIO start threads while they are loaded, and end the program with a dump where they cannot: whether some can be
// started is tried before. The sanitizers are not ready yet at this point.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static void* pass_gate(void*) {
    ::pthread_mutex_lock(&gate);
    ::pthread_mutex_unlock(&gate);
    return nullptr;
}
static void try_threads(int, char**, char**) {
    constexpr int needed = 8;
    pthread_t threads[needed];
    int started = 0;
    ::pthread_mutex_lock(&gate);
    while (started < needed && ::pthread_create(&threads[started], nullptr, pass_gate, nullptr) == 0) ++started;
    ::pthread_mutex_unlock(&gate);
    for (int i = 0; i < started; ++i) ::pthread_join(threads[i], nullptr);
    if (started == needed) return;
    constexpr char why[] =
        "imagelab: no thread can be started: too many run already; end other programs, or raise the limit (ulimit -u, TasksMax of the "
        "service)\n";
    static_cast<void>(!::write(STDERR_FILENO, why, sizeof why - 1));
    ::_exit(1);
}
[[gnu::section(".preinit_array"), gnu::used]] static void (*const threads_before_libraries)(int, char**, char**) = &try_threads;
#endif

int main(int argc, char** argv) {
    return imagelab::run_cli(argc, argv);
}
