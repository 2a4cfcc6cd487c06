#include "tests/support/serve_lab.h"

#include <OpenImageIO/imageio.h>
#include <gtest/gtest.h>

#include <mutex>

#include "core/cpu/cpu_device.h"
#include "core/image/picture.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// The libraries that its jobs run on end before what is static here.
std::unique_ptr<ServeLab> shared_lab;
class EndOfTheLab final : public testing::Environment {
    void TearDown() override { shared_lab.reset(); }
};
[[maybe_unused]] const testing::Environment* const registered = testing::AddGlobalTestEnvironment(new EndOfTheLab);

}  // namespace

ServeLab::ServeLab(serve::GateOptions gate, SafetyAction safety, const serve::TlsFiles& tls) {
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_cpu_device(1));
    std::vector<Device*> known{devices.front().get()};
    SessionOptions options{.data = folder_ / "data", .previews = true};
    options.events = [watch = watch_](const JobEvent& event) { watch->hear(event); };
    session_ = std::move(Session::open(std::move(devices), std::move(options))).value();
    service_ = std::make_unique<serve::Service>(*session_, watch_, serve::ServiceOptions{folder_ / "data", known, safety});
    server_ = std::move(serve::Server::open("127.0.0.1", 0, tls)).value();
    gate.port = server_->port();
    routes = service_->routes();
    server_->start(serve::Router(routes, serve::Gate(std::move(gate))));
    session_->start();
}

ServeLab::~ServeLab() {
    service_->stop();
    server_->stop(60'000);
    service_.reset();
    session_.reset();
}

httplib::Client ServeLab::client() const {
    httplib::Client client("127.0.0.1", port());
    client.set_read_timeout(120);
    return client;
}

json ServeLab::post(const std::string& path, const json& body, int status) const {
    return said(client().Post(path, body.dump(), "application/json"), status);
}

json ServeLab::said(const httplib::Result& reply, int status) {
    if (!reply) {
        ADD_FAILURE() << httplib::to_string(reply.error());
        return {};
    }
    EXPECT_EQ(reply->status, status) << reply->body.substr(0, 500);
    return json::parse(reply->body, nullptr, false);
}

ServeLab& lab() {
    static std::mutex mutex;  // a test asks from several threads at once
    const std::lock_guard lock(mutex);
    if (!shared_lab) shared_lab = std::make_unique<ServeLab>();
    return *shared_lab;
}

void expect_error(const json& body, const std::string& code, const json& param) {
    ASSERT_TRUE(body.is_object() && body.contains("error") && body.contains("detail")) << body.dump();
    EXPECT_TRUE(body["error"]["message"].is_string());
    EXPECT_EQ(body["error"]["code"], code) << body.dump();
    EXPECT_EQ(body["error"]["param"], param) << body.dump();
    EXPECT_TRUE(body["detail"].is_string());
    EXPECT_EQ(body.size(), 2u);
    EXPECT_EQ(body["error"].size(), 3u);
}

std::vector<uint8_t> pixels_of(const std::string& bytes) {
    const TempFolder folder;
    const auto picture = read_picture(write_file(folder / "picture.png", bytes));
    return picture ? picture->pixels : std::vector<uint8_t>{};
}

fs::path write_transparent_png(const fs::path& path) {
    std::vector<uint8_t> samples(64 * 72 * 4, 255);
    for (size_t i = 64 * 24; i < 64 * 48; ++i) samples[4 * i + 3] = 0;
    const auto writer = OIIO::ImageOutput::create(path.string());
    const OIIO::ImageSpec spec(64, 72, 4, OIIO::TypeDesc::UINT8);
    EXPECT_TRUE(writer->open(path.string(), spec) && writer->write_image(OIIO::TypeDesc::UINT8, samples.data()) && writer->close());
    return path;
}

std::vector<std::vector<uint8_t>> drawn(Request request) {
    const TempFolder folder;
    request.output = (folder / "").string();
    std::vector<std::unique_ptr<Device>> devices;
    devices.push_back(make_cpu_device(1));
    Session session(std::move(devices));
    std::vector<std::vector<uint8_t>> all;
    const JobResult result = session.run(request, {}, CancelToken());
    EXPECT_EQ(result.message, "");
    for (const fs::path& image : result.images) all.push_back(read_picture(image)->pixels);
    return all;
}

Request same_request_of_ours() {
    Request request;
    request.model = small_model;
    request.prompt = "a cat";
    request.negative_prompt = "a dog";
    request.steps = 2;
    request.width = 64, request.height = 72;
    request.seed = 5;
    request.guidance = 4;
    request.sampler = SamplerKind::dpmpp_2m;
    request.spacing = Spacing::karras;
    return request;
}

}  // namespace imagelab::test
