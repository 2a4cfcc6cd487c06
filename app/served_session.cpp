#include "app/served_session.h"

#include "app/devices.h"
#include "app/store_option.h"
#include "core/base/paths.h"

namespace imagelab {

Result<std::unique_ptr<ServedSession>> ServedSession::open(SafetyAction safety) {
    auto devices = make_devices(0);
    std::vector<Device*> known;
    for (const auto& device : devices) known.push_back(device.get());
    const auto watch = std::make_shared<serve::JobWatch>();
    SessionOptions options = with_queue({.previews = true});
    options.events = [watch](const JobEvent& event) { watch->hear(event); };
    auto session = Session::open(std::move(devices), std::move(options));
    if (!session) return Failure{session.error()};
    std::unique_ptr<ServedSession> served(new ServedSession);
    served->session_ = std::move(session).value();
    served->service_ =
        std::make_unique<serve::Service>(*served->session_, watch, serve::ServiceOptions{data_dir(), known, safety});
    return served;
}

ServedSession::~ServedSession() = default;

}  // namespace imagelab
