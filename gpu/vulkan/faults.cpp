#include "gpu/vulkan/faults.h"

#include <atomic>
#include <mutex>

namespace imagelab::gpu {
namespace {

std::atomic<Fault> wanted{Fault::none};
int calls_left = 0;
std::mutex mutex;

}  // namespace

void inject_fault(Fault fault, int calls) {
    const std::lock_guard lock(mutex);
    calls_left = calls;
    wanted = fault;
}

bool fault_due(Fault fault) {
    if (wanted.load() != fault) return false;
    const std::lock_guard lock(mutex);
    if (wanted.load() != fault || calls_left-- > 0) return false;
    wanted = Fault::none;
    return true;
}

}  // namespace imagelab::gpu
