#include <pthread.h>
#include <unistd.h>

#include <cstring>

#include "app/cli.h"

// What runs before the constructors of the libraries. The sanitizers are not ready yet at this point.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

// Threads of a parallel loop that spin long while they wait take the processor from the one that works as soon as anything else runs: a
// picture took ten times as long on a busy machine. libgomp reads its environment in its constructor, out of the array that the kernel gave
// and that cannot grow: the variable takes the place of one that is nothing to this program. Where there is none, they spin. (To start the
// program anew with the variable would load its 280 libraries twice.)
static void wait_briefly(int, char**, char** environment) {
    static char spin[] = "GOMP_SPINCOUNT=1000";
    const auto is = [](const char* entry, const char* name) { return std::strncmp(entry, name, std::strlen(name)) == 0; };
    char** place = nullptr;
    for (char** entry = environment; *entry != nullptr; ++entry) {
        if (is(*entry, "OMP_WAIT_POLICY=") || is(*entry, "GOMP_SPINCOUNT=")) return;
        for (const char* idle : {"_=", "OLDPWD=", "SHLVL=", "LS_COLORS=", "LESSOPEN=", "MAIL="}) {
            if (is(*entry, idle)) place = entry;
        }
    }
    if (place != nullptr) *place = spin;
}
[[gnu::section(".preinit_array"), gnu::used]] static void (*const before_libraries)(int, char**, char**) = &wait_briefly;

// Libraries behind OpenImageIO start threads while they are loaded, and end the program with a dump where they cannot: whether some can be
// started is tried before.
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
