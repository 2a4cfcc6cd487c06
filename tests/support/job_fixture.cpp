#include "tests/support/job_fixture.h"

namespace imagelab::test {

Session JobFixture::plain(const std::shared_ptr<DeviceWatch>& watch) {
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_watched_device(watch));
    return Session(std::move(devices));
}

std::unique_ptr<Session> JobFixture::open(const std::shared_ptr<DeviceWatch>& watch) {
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_watched_device(watch));
    SessionOptions options{.data = folder_ / "data"};
    options.events = ended_.listener();
    return std::move(Session::open(std::move(devices), std::move(options))).value();
}

std::vector<RgbImage> JobFixture::pictures(const JobResult& result) {
    EXPECT_EQ(result.status, JobResult::Status::done) << result.message;
    std::vector<RgbImage> all;
    for (const std::filesystem::path& path : result.images) all.push_back(read_picture(path).value());
    return all;
}

std::vector<std::vector<uint8_t>> JobFixture::pixels(const JobResult& result) {
    std::vector<std::vector<uint8_t>> all;
    for (const std::filesystem::path& path : result.images) all.push_back(read_picture(path).value().pixels);
    return all;
}

std::string JobFixture::error(const Request& request) {
    Session session = plain();
    const auto plan = session.plan(request);
    return plan ? "" : plan.error();
}

}  // namespace imagelab::test
