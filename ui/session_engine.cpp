#include "ui/session_engine.h"

namespace imagelab {

JobId SessionEngine::submit(Request request, JobCallbacks callbacks) {
    return session_.submit(std::move(request), std::move(callbacks));
}
void SessionEngine::cancel(JobId job) {
    session_.cancel(job);
}
Result<JobPlan> SessionEngine::plan(const Request& request) {
    return session_.plan(request);
}
std::vector<Session::DeviceInfo> SessionEngine::devices() const {
    return session_.devices();
}

}  // namespace imagelab
