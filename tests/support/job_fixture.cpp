#include "tests/support/job_fixture.h"

#include <atomic>

#include "core/metadata/import.h"

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

std::vector<std::vector<uint8_t>> JobFixture::drawn(Session& session, const Request& request) {
    const JobResult result = session.run(request, {}, CancelToken());
    EXPECT_EQ(result.status, JobResult::Status::done) << result.message;
    return pixels(result);
}

std::vector<std::vector<uint8_t>> JobFixture::undisturbed(const Request& request) {
    Session session = plain();
    return drawn(session, request);
}

std::filesystem::path JobFixture::own_copy(const std::filesystem::path& file, const char* name) {
    const std::filesystem::path copy = folder_ / name;
    std::filesystem::copy_file(file, copy);
    std::filesystem::permissions(copy, std::filesystem::perms::owner_all);
    return copy;
}

Request JobFixture::drawn_without(const std::filesystem::path& file, const Request& wanted) {
    const auto expected = undisturbed(wanted);
    const auto session = open(std::make_shared<DeviceWatch>());
    session->enqueue(wanted, {}).value();
    std::filesystem::remove(file);
    EXPECT_TRUE(session->run_until_empty(CancelToken()));
    const JobEvent done = next_end();
    EXPECT_EQ(done.state, JobState::done) << done.result.message;
    if (done.state != JobState::done) return {};
    EXPECT_EQ(pixels(done.result), expected);
    const auto settings = import_request(*read_metadata(done.result.images.front()));
    EXPECT_TRUE(settings);
    return settings ? settings->request : Request();
}

void JobFixture::expect_to_go_on_at_its_step(const Request& wanted, const std::function<void()>& between) {
    const auto expected = undisturbed(wanted);
    std::atomic<int> steps = 0;
    const auto watch = std::make_shared<DeviceWatch>();
    watch->before_run = [&](const std::string& output) {
        if (output == "noise" && ++steps == 3) throw Error("[test] device lost");
        if (output == "noise" && steps >= 7) throw Error("[test] no more of this device");
    };
    {
        const auto first = open(watch);
        first->enqueue(wanted, {}).value();
        first->start();
        ASSERT_EQ(next_end().state, JobState::failed) << "the second loss is one too many";
    }
    if (between) between();
    int later = 0;
    watch->before_run = [&](const std::string& output) { later += output == "noise"; };
    const auto second = open(watch);
    ASSERT_TRUE(second->retry(1));
    EXPECT_TRUE(second->run_until_empty(CancelToken()));
    const JobEvent done = next_end();
    ASSERT_EQ(done.state, JobState::done) << done.result.message;
    EXPECT_EQ(later, 3) << "steps 6 to 8 of 8: no step was made twice";
    EXPECT_EQ(pixels(done.result), expected);
}

std::string JobFixture::error(const Request& request) {
    Session session = plain();
    const auto plan = session.plan(request);
    return plan ? "" : plan.error();
}

}  // namespace imagelab::test
