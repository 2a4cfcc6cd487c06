#pragma once
#include "ui/session_bridge.h"

namespace imagelab {

// The window's engine is the session.
class SessionEngine final : public Engine {
  public:
    explicit SessionEngine(Session& session) : session_(session) {}
    JobId submit(Request request, JobCallbacks callbacks) override;
    void cancel(JobId job) override;
    Result<JobPlan> plan(const Request& request) override;
    std::vector<Session::DeviceInfo> devices() const override;

  private:
    Session& session_;
};

}  // namespace imagelab
