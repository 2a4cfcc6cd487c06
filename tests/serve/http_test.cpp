// A real server on a free port of loopback, over a session with a processor device and a small model of random weights.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/base64.h"
#include "core/base/paths.h"
#include "core/cpu/cpu_device.h"
#include "core/image/picture.h"
#include "core/jobs/session.h"
#include "serve/server.h"
#include "serve/service.h"
#include "tests/build_paths.h"
#include "tests/support/run_program.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using namespace std::chrono_literals;

constexpr const char* small_model = IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64";

// A server with its session; made once, for what follows changes nothing that others see.
class Lab {
  public:
    explicit Lab(serve::GateOptions gate = {}) {
        std::vector<std::unique_ptr<Device>> devices;
        devices.push_back(make_cpu_device(1));
        std::vector<Device*> known{devices.front().get()};
        SessionOptions options{.data = folder_ / "data", .previews = true};
        options.events = [watch = watch_](const JobEvent& event) { watch->hear(event); };
        session_ = std::move(Session::open(std::move(devices), std::move(options))).value();
        service_ = std::make_unique<serve::Service>(*session_, watch_, serve::ServiceOptions{folder_ / "data", known});
        server_ = std::move(serve::Server::open("127.0.0.1", 0)).value();
        gate.port = server_->port();
        routes = service_->routes();
        server_->start(serve::Router(routes, serve::Gate(std::move(gate))));
        session_->start();
    }
    ~Lab() {
        service_->stop();
        server_->stop(60'000);
        service_.reset();
        session_.reset();
    }
    int port() const { return server_->port(); }
    httplib::Client client() const {
        httplib::Client client("127.0.0.1", port());
        client.set_read_timeout(120);
        return client;
    }
    json get(const std::string& path, int status = 200) const { return said(client().Get(path), status); }
    json post(const std::string& path, const json& body, int status = 200) const {
        return said(client().Post(path, body.dump(), "application/json"), status);
    }
    static json said(const httplib::Result& reply, int status) {
        if (!reply) {
            ADD_FAILURE() << httplib::to_string(reply.error());
            return {};
        }
        EXPECT_EQ(reply->status, status) << reply->body.substr(0, 500);
        return json::parse(reply->body, nullptr, false);
    }
    fs::path data() const { return folder_ / "data"; }
    Session& session() { return *session_; }

    serve::Routes routes;

  private:
    TempFolder folder_;
    std::shared_ptr<serve::JobWatch> watch_ = std::make_shared<serve::JobWatch>();
    std::unique_ptr<Session> session_;
    std::unique_ptr<serve::Service> service_;
    std::unique_ptr<serve::Server> server_;
};

Lab& lab() {
    static Lab one;
    return one;
}

// Bytes as they are, and what comes back until the other side closes or `until` is there.
class Raw {
  public:
    explicit Raw(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        const timeval limit{20, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }
    ~Raw() { ::close(socket_); }
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;
    void send(const std::string& bytes) const { ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
    std::string status_line() const {
        std::string line;
        for (char c; line.find("\r\n") == line.npos && ::recv(socket_, &c, 1, 0) == 1;) line += c;
        return line.substr(0, line.find("\r\n"));
    }
    bool connected = false;

  private:
    int socket_;
};

void expect_error(const json& body, const std::string& code, const json& param) {
    ASSERT_TRUE(body.is_object() && body.contains("error") && body.contains("detail")) << body.dump();
    EXPECT_TRUE(body["error"]["message"].is_string());
    EXPECT_EQ(body["error"]["code"], code) << body.dump();
    EXPECT_EQ(body["error"]["param"], param) << body.dump();
    EXPECT_TRUE(body["detail"].is_string());
    EXPECT_EQ(body.size(), 2u);
    EXPECT_EQ(body["error"].size(), 3u);
}

json small_request(int steps = 2, int64_t seed = 5) {
    return {{"conditioning", {{"prompt", "a cat"}}},
            {"model", {{"base", small_model}, {"vae", ""}, {"refiner", ""}}},
            {"scheduler", {{"type", "EulerC"}, {"steps", steps}}},
            {"hyperparameters", {{"width", 64}, {"height", 64}, {"guidance_scale", 5}, {"seed", seed}}},
            {"performance", {{"dtype", "fp32"}, {"device", "cpu"}}}};
}

// --- the service ---

TEST(Http, HealthSaysThatItIsThere) {
    EXPECT_EQ(lab().get("/health"), (json{{"status", "ok"}, {"version", IMAGELAB_VERSION}}));
    const auto head = lab().client().Head("/health");
    ASSERT_TRUE(head);
    EXPECT_EQ(head->status, 200);
    EXPECT_EQ(head->body, "");
}

TEST(Http, ErrorsLookTheSameEverywhere) {
    expect_error(lab().get("/nowhere", 404), "not_found", nullptr);
    const auto wrong_method = lab().client().Put("/health", "", "text/plain");
    expect_error(Lab::said(wrong_method, 405), "method_not_allowed", nullptr);
    EXPECT_EQ(wrong_method->get_header_value("Allow"), "GET, HEAD");
    expect_error(Lab::said(lab().client().Post("/api/jobs", "{}", "text/plain"), 415), "unsupported_media_type", nullptr);
    expect_error(Lab::said(lab().client().Post("/api/jobs", "{", "application/json"), 400), "bad_request", nullptr);
    expect_error(lab().get("/api/jobs?limit=none", 400), "bad_request", "limit");
    expect_error(lab().get("/api/jobs?colour=red", 400), "bad_request", "colour");
    expect_error(lab().get("/api/jobs/77", 404), "not_found", nullptr);
    Raw nonsense(lab().port());
    nonsense.send("NONSENSE\r\n\r\n");
    EXPECT_EQ(nonsense.status_line(), "HTTP/1.1 400 Bad Request");
}

TEST(Http, ALargeBodyIsRefusedAndTheServerGoesOn) {
    const std::string large((size_t{64} << 20) + 1, ' ');
    expect_error(Lab::said(lab().client().Post("/api/jobs", large, "application/json"), 413), "too_large", nullptr);
    Raw chunked(lab().port());  // no length tells it beforehand
    chunked.send("POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = "1000000\r\n" + std::string(16 << 20, ' ') + "\r\n";
    for (int i = 0; i < 5; ++i) chunked.send(chunk);
    chunked.send("0\r\n\r\n");
    EXPECT_EQ(chunked.status_line(), "HTTP/1.1 413 Payload Too Large");
    lab().get("/health");
}

TEST(Http, DeepJsonIsRefused) {
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    for (const serve::Route& route : lab().routes) {
        if (route.method != "POST" || route.body != serve::Body::json) continue;
        std::string path = route.path;
        if (path.find('{') != path.npos) continue;
        const auto reply = lab().client().Post(path, deep, "application/json");
        expect_error(Lab::said(reply, route.wrong), serve::error_code(route.wrong), nullptr);
    }
}

// Every route, every body that is none: an error of the client's, in the one shape.
TEST(Http, NoBodyMakesTheServerFail) {
    const std::vector<std::string> bodies = {"",        "null",   "[]",        "1",           "\"x\"",         "{",
                                             "{\"a\":", "\xff\xfe", "{\"\xff\":1}", "{\"prompt\":1e999}", "{\"model\":[],\"device_id\":{}}", "{\"nothing\":1}",
                                             "{\"steps\":-1,\"size_bytes\":99999999999999999999}"};
    auto client = lab().client();
    for (const serve::Route& route : lab().routes) {
        if (route.method == "GET" && route.path.find('{') == route.path.npos) continue;
        std::string path = route.path;
        for (size_t at = 0; (at = path.find('{')) != path.npos;) path.replace(at, path.find('}') - at + 1, "no-such");
        for (const std::string& body : bodies) {
            for (const char* type : {"application/json", "application/octet-stream", "multipart/form-data; boundary=x", ""}) {
                httplib::Request request;
                request.method = route.method, request.path = path, request.body = body;
                if (*type) request.set_header("Content-Type", type);
                const auto reply = client.send(request);
                ASSERT_TRUE(reply) << route.method << " " << path << " " << type << " " << body;
                ASSERT_LT(reply->status, 500) << route.method << " " << path << " " << type << " " << body << "\n" << reply->body;
                if (reply->status >= 400) expect_error(json::parse(reply->body, nullptr, false), serve::error_code(reply->status), json::parse(reply->body)["error"]["param"]);
            }
        }
    }
}

TEST(Http, OnlyOurOwnNamesAndPagesMayAsk) {
    auto client = lab().client();
    const std::string port = std::to_string(lab().port());
    const auto status = [&](const char* method, const httplib::Headers& headers) {
        httplib::Request request;
        request.method = method, request.path = "/api/jobs", request.headers = headers;
        const auto reply = client.send(request);
        if (reply) EXPECT_EQ(reply->get_header_value("Access-Control-Allow-Origin"), "");
        return reply ? reply->status : 0;
    };
    for (const std::string host : {"localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port}) EXPECT_EQ(status("GET", {{"Host", host}}), 200) << host;
    for (const std::string host : {"evil.example:" + port, "127.0.0.1:1", "localhost.evil.example:" + port, "127.0.0.1.nip.io:" + port})
        EXPECT_EQ(status("GET", {{"Host", host}}), 403) << host;
    EXPECT_EQ(status("GET", {{"Origin", "https://evil.example"}}), 200);
    EXPECT_EQ(status("POST", {{"Origin", "https://evil.example"}}), 403);
    EXPECT_EQ(status("POST", {{"Origin", "null"}}), 403);
    EXPECT_EQ(status("OPTIONS", {{"Origin", "https://evil.example"}, {"Access-Control-Request-Method", "POST"}}), 403);
    EXPECT_EQ(status("POST", {{"Host", "127.0.0.1:" + port}, {"Origin", "http://127.0.0.1:" + port}}), 400);  // as far as its body
}

TEST(Http, AKeyIsAskedForAndCompared) {
    const Lab locked({.key = "s3cret", .origins = {"https://friend.example"}});
    auto client = locked.client();
    const auto status = [&](const httplib::Headers& headers) { return client.Get("/api/jobs", headers)->status; };
    const auto refused = client.Get("/api/jobs");
    ASSERT_TRUE(refused);
    expect_error(json::parse(refused->body), "unauthorized", nullptr);
    EXPECT_EQ(refused->status, 401);
    EXPECT_NE(refused->get_header_value("WWW-Authenticate").find("Bearer"), std::string::npos);
    EXPECT_EQ(client.Get("/health")->status, 200);
    EXPECT_EQ(client.Get("/openapi.json")->status, 401);
    EXPECT_EQ(status({{"Authorization", "Bearer s3cret"}}), 200);
    EXPECT_EQ(status({{"Authorization", "bearer s3cret"}}), 200);
    EXPECT_EQ(status({{"X-API-Key", "s3cret"}}), 200);
    EXPECT_EQ(status({{"Authorization", "Basic " + base64_of("anybody:s3cret")}}), 200);
    EXPECT_EQ(status({{"X-API-Key", "s3cret"}, {"Host", "lab.example"}}), 200);  // with a key any name
    for (const char* wrong : {"Bearer s3cre", "Bearer s3cret2", "Basic s3cret", "Basic ====", "s3cret", "Bearer", ""})
        EXPECT_EQ(status({{"Authorization", wrong}}), 401) << wrong;
    const auto friendly = client.Get("/api/jobs", {{"X-API-Key", "s3cret"}, {"Origin", "https://friend.example"}});
    EXPECT_EQ(friendly->get_header_value("Access-Control-Allow-Origin"), "https://friend.example");
    const auto asks = client.Options("/api/jobs", {{"Origin", "https://friend.example"}, {"Access-Control-Request-Method", "POST"}});
    EXPECT_EQ(asks->status, 204);
}

TEST(Http, IdleAndSlowConnectionsKeepNobodyWaiting) {
    std::vector<std::unique_ptr<Raw>> slow;
    for (int i = 0; i < 200; ++i) {
        slow.push_back(std::make_unique<Raw>(lab().port()));
        ASSERT_TRUE(slow.back()->connected);
        if (i % 3 == 1) slow.back()->send("POST /api/jobs HTTP/1.1\r\nHost: 127");
        if (i % 3 == 2) slow.back()->send("POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{");
    }
    const auto begin = std::chrono::steady_clock::now();
    lab().get("/health");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);  // a slow one is given up after five
}

TEST(Http, TheDescriptionKnowsEveryRoute) {
    const json api = lab().get("/openapi.json");
    EXPECT_EQ(api["openapi"], "3.1.0");
    size_t described = 0;
    for (const auto& [path, methods] : api["paths"].items()) described += methods.size();
    EXPECT_EQ(described, lab().routes.size());
    for (const serve::Route& route : lab().routes) {
        std::string method = route.method;
        std::transform(method.begin(), method.end(), method.begin(), [](unsigned char c) { return std::tolower(c); });
        ASSERT_TRUE(api["paths"].contains(route.path) && api["paths"][route.path].contains(method)) << route.path;
        const json& told = api["paths"][route.path][method];
        EXPECT_TRUE(told["responses"].contains(std::to_string(route.status))) << route.path;
        EXPECT_EQ(told.contains("requestBody"), route.body != serve::Body::none) << route.path;
    }
    EXPECT_TRUE(api["components"]["schemas"]["Request"]["properties"].contains("hyperparameters"));
    const auto page = lab().client().Get("/swagger");
    ASSERT_TRUE(page);
    for (const char* elsewhere : {"src=", "@import", "http://", "https://"}) EXPECT_EQ(page->body.find(elsewhere), std::string::npos) << elsewhere;
}

// What every GET without a parameter says fits what the description promises.
TEST(Http, RepliesAreAsDescribed) {
    auto client = lab().client();
    for (const serve::Route& route : lab().routes) {
        if (route.method != "GET" || route.path.find('{') != route.path.npos || route.gives_type != "application/json") continue;
        const auto reply = client.Get(route.path);
        ASSERT_TRUE(reply) << route.path;
        EXPECT_EQ(reply->status, route.status) << route.path << reply->body;
        const serve::Disagreement found = serve::disagreement(route.gives, json::parse(reply->body, nullptr, false));
        EXPECT_EQ(found.message, "") << route.path << " " << found.field << " " << reply->body.substr(0, 500);
    }
}

// --- jobs ---

TEST(HttpJobs, ARequestBecomesAJobWhoseEventsEndWithItsPicture) {
    const json added = lab().post("/api/jobs", small_request(3), 201);
    const std::string address = "/api/jobs/" + added["id"].dump();
    std::string events;
    ASSERT_TRUE(lab().client().Get(address + "/events", [&](const char* data, size_t size) {
        events.append(data, size);
        return true;
    }));
    const std::string last = events.substr(events.rfind("data: ") + 6);
    const json job = json::parse(last);
    EXPECT_EQ(job["state"], "done") << last;
    EXPECT_EQ(job["request"]["hyperparameters"]["seed"], 5);
    ASSERT_EQ(job["pictures"].size(), 1u);
    const auto picture = lab().client().Get(job["pictures"][0]["url"].get<std::string>());
    ASSERT_TRUE(picture);
    EXPECT_EQ(picture->get_header_value("Content-Type"), "image/png");
    const fs::path file = write_file(lab().data() / "fetched.png", picture->body);
    EXPECT_EQ(read_picture(file)->width, 64);
    EXPECT_EQ(lab().get(address)["state"], "done");
    expect_error(Lab::said(lab().client().Delete(address), 409), "conflict", nullptr);
    lab().get(address + "/pictures/7", 404);
    lab().get(address + "/preview", 404);
}

TEST(HttpJobs, AJobThatRunsIsCancelled) {
    json request = small_request(1000);
    request["hyperparameters"]["batch_size"] = 64;
    const json added = lab().post("/api/jobs", request, 201);
    const std::string address = "/api/jobs/" + added["id"].dump();
    Lab::said(lab().client().Delete(address), 200);
    std::string last;
    lab().client().Get(address + "/events", [&](const char* data, size_t size) {
        last.append(data, size);
        return true;
    });
    EXPECT_EQ(lab().get(address)["state"], "cancelled");
    Lab::said(lab().client().Post(address + "/retry", "", "application/json"), 200);
    Lab::said(lab().client().Delete(address), 200);
}

TEST(HttpJobs, WhatIsWrongIsNamed) {
    json request = small_request();
    request["scheduler"]["steps"] = 0;
    expect_error(lab().post("/api/jobs", request, 400), "bad_request", "scheduler.steps");
    request = small_request();
    request["hyperparameters"]["colour"] = "red";
    expect_error(lab().post("/api/jobs", request, 400), "bad_request", "hyperparameters.colour");
    request = small_request();
    request["model"]["base"] = "no such model";
    expect_error(lab().post("/api/jobs", request, 400), "bad_request", "model.base");
    // No address writes or reads a file elsewhere.
    for (const char* path : {"/tmp/elsewhere.png", "../elsewhere.png", "a/../../elsewhere.png"}) {
        request = small_request();
        request["output"] = {{"path", path}};
        expect_error(lab().post("/api/jobs", request, 400), "bad_request", "output.path");
    }
    request = small_request();
    request["conditioning"]["init_image"] = IMAGELAB_SOURCE_DIR "/resources/models/demo/samples.png";
    expect_error(lab().post("/api/jobs", request, 400), "bad_request", "conditioning.init_image");
}

}  // namespace
}  // namespace imagelab::test
