#pragma once
// A session with what programs outside ask it for: behind `imagelab serve` and `imagelab mcp`.
#include <memory>

#include "core/base/error.h"
#include "serve/service.h"

namespace imagelab {

class ServedSession {
  public:
    // On all devices and DATA; the failure says what to do. `safety`: of requests that say nothing about it.
    static Result<std::unique_ptr<ServedSession>> open(SafetyAction safety = SafetyAction::off);
    ~ServedSession();

    Session& session() { return *session_; }
    serve::Service& service() { return *service_; }

  private:
    ServedSession() = default;
    std::unique_ptr<Session> session_;
    std::unique_ptr<serve::Service> service_;  // what it holds of devices goes before the session that owns them
};

}  // namespace imagelab
