#pragma once
// Threads that let nothing escape: an exception that leaves a thread's function ends the program. Whatever runs in a thread of its own is
// started here, or in a pool as guarded work.
#include <functional>
#include <stop_token>
#include <thread>
#include <utility>

#include "core/base/error.h"

namespace imagelab {

// Logs the exception that is being handled as an error of the thread `what`; nothing where it says that work was cancelled.
void log_escaped(const char* what) noexcept;

// `work`, out of which no exception comes: it is logged under the name `what`, a literal.
template <class Work>
auto guarded(const char* what, Work work) {
    return [what, work = std::move(work)](auto&&... arguments) mutable -> void {
        try {
            work(std::forward<decltype(arguments)>(arguments)...);
        } catch (...) {
            log_escaped(what);
        }
    };
}

// Throw Error, which says what to do, where the system starts no further thread.
std::thread start_thread(const char* what, std::function<void()> work);
std::jthread start_stoppable_thread(const char* what, std::function<void(const std::stop_token&)> work);

// Whether so many more threads can run at once. The libraries that compute end the program where they cannot start theirs, so it is asked
// before.
Result<void> threads_available(int count);

}  // namespace imagelab
