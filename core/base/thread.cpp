#include "core/base/thread.h"

#include <atomic>
#include <system_error>
#include <vector>

#include "core/base/log.h"

namespace imagelab {
namespace {

std::string no_thread(const std::string& what, const std::system_error& error) {
    return "no thread can be started for " + what + " (" + error.code().message() +
           "): too many run already; end other programs, or raise the limit (ulimit -u, TasksMax of the service)";
}

}  // namespace

void log_escaped(const char* what) noexcept {
    try {
        throw;
    } catch (const Cancelled&) {
    } catch (const std::exception& error) {
        log_error(std::string(what) + " ended early: " + error.what());
    } catch (...) {
        log_error(std::string(what) + " ended early: an exception of unknown kind");
    }
}

std::thread start_thread(const char* what, std::function<void()> work) {
    try {
        return std::thread(guarded(what, std::move(work)));
    } catch (const std::system_error& error) {
        throw Error(no_thread(what, error));
    }
}

std::jthread start_stoppable_thread(const char* what, std::function<void(const std::stop_token&)> work) {
    try {
        return std::jthread(guarded(what, std::move(work)));
    } catch (const std::system_error& error) {
        throw Error(no_thread(what, error));
    }
}

Result<void> threads_available(int count) {
    std::atomic<bool> go{false};
    std::vector<std::thread> threads;
    Result<void> result;
    try {
        while (static_cast<int>(threads.size()) < count) threads.emplace_back([&go] { go.wait(false); });
    } catch (const std::system_error& error) {
        result = Failure{no_thread("computing (" + std::to_string(threads.size()) + " of " + std::to_string(count) + ")", error)};
    }
    go = true;
    go.notify_all();
    for (std::thread& thread : threads) thread.join();
    return result;
}

}  // namespace imagelab
