#pragma once
#include <atomic>
#include <memory>

#include "core/base/error.h"

namespace imagelab {

// A flag shared by the one who asks for a stop and the work that looks at it between operations. Copies share the flag.
class CancelToken {
  public:
    void request() const { flag_->store(true, std::memory_order_relaxed); }
    bool requested() const { return flag_->load(std::memory_order_relaxed); }
    void check() const {
        if (requested()) throw Cancelled();
    }

  private:
    std::shared_ptr<std::atomic<bool>> flag_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace imagelab
