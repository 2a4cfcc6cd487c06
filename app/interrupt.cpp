#include "app/interrupt.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>

namespace imagelab {
namespace {

std::atomic<const CancelToken*> stop = nullptr;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<const CancelToken*>::is_always_lock_free, "used in a signal handler");

void on_signal(int) {
    if (const CancelToken* token = stop.load()) token->request();
    constexpr char text[] = "\nstopping; once more ends the program at once\n";
    [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, text, sizeof text - 1);
}

void handle(void (*handler)(int), int flags) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

InterruptGuard::InterruptGuard(const CancelToken& cancel) {
    stop = &cancel;
    handle(on_signal, SA_RESETHAND | SA_RESTART);
}

InterruptGuard::~InterruptGuard() {
    handle(SIG_DFL, 0);
    stop = nullptr;
}

}  // namespace imagelab
