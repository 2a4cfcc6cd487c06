#pragma once
#include "core/base/cancel.h"

namespace imagelab {

// While it lives, the first Ctrl-C or SIGTERM asks for a stop and the second ends the program. One at a time.
class InterruptGuard {
  public:
    explicit InterruptGuard(const CancelToken& cancel);
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;
};

}  // namespace imagelab
