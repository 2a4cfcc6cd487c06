// What strangers, broken clients and hostile bodies get.
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <fstream>
#include <random>
#include <thread>

#include "core/base/base64.h"
#include "core/base/digest.h"
#include "core/base/paths.h"
#include "serve/rate_limit.h"
#include "tests/support/certificate.h"
#include "tests/support/raw_connection.h"
#include "tests/support/run_program.h"
#include "tests/support/serve_lab.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using namespace std::chrono_literals;

TEST(HttpSecurity, TlsWithACertificateOfOnesOwn) {
    const TempFolder folder;
    write_certificate(folder.path());
    const serve::TlsFiles files{folder / "cert.pem", folder / "key.pem"};
    const ServeLab lab({}, SafetyAction::off, files);
    httplib::SSLClient client("127.0.0.1", lab.port());
    client.set_ca_cert_path(files.certificate.c_str());
    client.enable_server_certificate_verification(true);
    const auto reply = client.Get("/health");
    ASSERT_TRUE(reply) << httplib::to_string(reply.error());
    EXPECT_EQ(json::parse(reply->body)["status"], "ok");
    const auto list = client.Get("/v1/models");
    ASSERT_TRUE(list);
    EXPECT_EQ(list->status, 200);
    // A page of the same server, and one of elsewhere.
    const std::string own = "https://127.0.0.1:" + std::to_string(lab.port());
    EXPECT_EQ(client.Post("/api/jobs", {{"Origin", own}}, "{", "application/json")->status, 400);
    EXPECT_EQ(client.Post("/api/jobs", {{"Origin", "https://evil.example"}}, "{", "application/json")->status, 403);
    // Without TLS, and one that says nothing, nobody is served; others are.
    const Raw silent(lab.port());
    Raw plain(lab.port());
    plain.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    EXPECT_EQ(plain.status_line().find("200"), std::string::npos);
    EXPECT_EQ(client.Get("/health")->status, 200);
    httplib::SSLClient old("127.0.0.1", lab.port());
    old.enable_server_certificate_verification(false);
    SSL_CTX_set_max_proto_version(old.ssl_context(), TLS1_1_VERSION);
    EXPECT_FALSE(old.Get("/health"));
}

TEST(HttpSecurity, FilesOfTlsThatCannotBeUsed) {
    const TempFolder folder;
    write_certificate(folder.path());
    const std::string data = " --data " + (folder / "data").string(), cert = " --tls-cert " + (folder / "cert.pem").string(),
                      key = " --tls-key " + (folder / "key.pem").string();
    EXPECT_EQ(run_program("serve --port 0" + cert + data).exit_code, 2);
    EXPECT_EQ(run_program("serve --port 0" + key + data).exit_code, 2);
    EXPECT_EQ(run_program("serve --port 0" + cert + " --tls-key " + (folder / "none").string() + data).exit_code, 2);
    EXPECT_EQ(run_program("serve --port 0" + key + " --tls-cert " + (folder / "key.pem").string() + data).exit_code, 2);
    const TempFolder other;
    write_certificate(other.path());  // a key that is not this certificate's
    EXPECT_EQ(run_program("serve --port 0" + cert + " --tls-key " + (other / "key.pem").string() + data).exit_code, 2);
}

TEST(HttpSecurity, TheKeyFileMayHoldADigestAlone) {
    const TempFolder folder;
    Digest digest;
    digest.add("s3cret", 6);
    const std::string hex = digest.hex();
    const auto read = [&](const std::string& text) { return serve::read_key_digest(write_file(folder / "key", text)); };
    EXPECT_EQ(read("s3cret\n").value(), hex);
    EXPECT_EQ(read("sha256:" + hex + "\n").value(), hex);
    std::string upper = hex;
    for (char& letter : upper) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    EXPECT_EQ(read("sha256:" + upper).value(), hex);
    EXPECT_FALSE(read("sha256:" + hex.substr(1)));
    EXPECT_FALSE(read("sha256:" + hex.substr(1) + "g"));
    EXPECT_FALSE(read(" \n"));
    const ServeLab locked({.key_digest = hex});
    auto client = locked.client();
    EXPECT_EQ(client.Get("/api/jobs")->status, 401);
    EXPECT_EQ(client.Get("/api/jobs", {{"X-API-Key", hex}})->status, 401);  // the digest opens nothing
    EXPECT_EQ(client.Get("/api/jobs", {{"X-API-Key", "s3cret"}})->status, 200);
}

TEST(HttpSecurity, AnAddressMayAskOnlySoOften) {
    serve::RateLimit limit(2);
    const auto start = serve::RateLimit::Clock::time_point() + 1h;
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(limit.take("a", start)) << i;  // of two seconds
    EXPECT_FALSE(limit.take("a", start));
    EXPECT_TRUE(limit.take("b", start));
    EXPECT_TRUE(limit.take("a", start + 500ms));
    EXPECT_FALSE(limit.take("a", start + 500ms));
    for (int i = 0; i < 10'000; ++i) limit.take("10.0.0." + std::to_string(i), start);  // as many as it remembers
    EXPECT_FALSE(limit.take("new", start));
    EXPECT_TRUE(limit.take("new", start + 1h));  // by then the others are forgotten

    const ServeLab lab({.most_a_second = 1e-3});
    auto client = lab.client();
    EXPECT_EQ(client.Get("/api/jobs")->status, 200);
    const auto refused = client.Get("/api/jobs");
    expect_error(ServeLab::said(refused, 429), "too_many_requests", nullptr);
    EXPECT_EQ(refused->get_header_value("Retry-After"), "1");
    EXPECT_EQ(client.Get("/health")->status, 200);
}

TEST(HttpSecurity, NoPathLeadsOutOfIt) {
    const std::vector<std::string> paths = {"/../../../../etc/passwd",
                                            "/..%2f..%2f..%2fetc%2fpasswd",
                                            "/%2e%2e/%2e%2e/etc/passwd",
                                            "//etc/passwd",
                                            "/api/jobs/1/pictures/..%2f..%2f..%2fetc%2fpasswd",
                                            "/api/jobs/..%2f..%2fetc%2fpasswd/preview",
                                            "/v1/images/files/..%2f..%2f..%2fetc%2fpasswd",
                                            "/v1/models/..%2f..%2f..%2fetc%2fpasswd",
                                            "/api/memory/data/..%2fimagelab.db",
                                            "/api/device/%2fetc%2fpasswd",
                                            "/api/training/..%2f..%2fetc/progress",
                                            "/swagger/..%5c..%5cetc%5cpasswd",
                                            "/api/inference/models/%00/etc/passwd"};
    for (const std::string& path : paths) {
        httplib::Request request;
        request.method = "GET", request.path = path;
        const auto reply = lab().client().send(request);
        ASSERT_TRUE(reply) << path;
        EXPECT_GE(reply->status, 400) << path;
        EXPECT_LT(reply->status, 500) << path;
        EXPECT_EQ(reply->body.find("root:"), std::string::npos) << path;
    }
    for (const char* name : {"../../etc/passwd.png", "/etc/cron.d/x.png", "..\\x.png"}) {
        const httplib::MultipartFormDataItems parts{{"files", "text", name, "text/plain"}};
        const auto reply = lab().client().Post("/api/training/data/upload", parts);
        ASSERT_TRUE(reply);
        EXPECT_EQ(reply->status, 400) << name;
    }
}

// One of many ways to be a bad client; those that end by themselves do so at once.
std::unique_ptr<Raw> broken_client(int kind, int port) {
    auto client = std::make_unique<Raw>(port);
    const std::string head = "POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
    switch (kind) {
        case 0:
            break;  // says nothing
        case 1:
            client->send("POST /api/jobs HTTP/1.1\r\nHost: 127");
            break;
        case 2:
            client->send(head + "Content-Length: 50\r\n\r\n{");
            break;
        case 3:
            client->send(head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{");
            break;
        case 4:
            client->send(head + "Transfer-Encoding: chunked\r\n\r\nzzzz\r\n");
            break;
        case 5:
            client->send(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));  // TLS where there is none
            break;
        case 6:
            client->send(head + "Content-Length: 100000\r\n\r\n" + std::string(1000, ' '));
            client->reset();
            break;
        case 7:
            client->send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            client->reset();  // before it read the reply
            break;
        case 8:
            client->send("GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\n\r\n");
            break;
        default:
            client->send(
                "POST /v1/images/edits HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                "Content-Length: 5000\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\n");
    }
    return client;
}

TEST(HttpSecurity, TwoHundredBrokenClientsChangeNothing) {
    const json body = {{"prompt", "a cat"}, {"model", small_model}, {"size", "64x72"}, {"seed", 5}, {"steps", 6}, {"sampler", "euler"}};
    const json alone = lab().post("/v1/images/generations", body)["data"];
    std::vector<std::unique_ptr<Raw>> broken;
    for (int i = 0; i < 100; ++i) broken.push_back(broken_client(i % 10, lab().port()));
    json beside;
    std::thread draws([&] { beside = lab().post("/v1/images/generations", body)["data"]; });
    for (int i = 100; i < 200; ++i) {
        broken.push_back(broken_client(i % 10, lab().port()));
        EXPECT_TRUE(broken.back()->connected);
        EXPECT_EQ(lab().get("/health")["status"], "ok");
    }
    draws.join();
    EXPECT_EQ(beside, alone);
    EXPECT_EQ(lab().get("/api/device/list")["devices"].size(), 1u);
}

// --- bodies that were bent ---

// Bytes changed, cut out, doubled, as the seed draws it.
std::string bent(std::string text, std::mt19937& random) {
    const auto below = [&](size_t end) { return std::uniform_int_distribution<size_t>(0, end == 0 ? 0 : end - 1)(random); };
    const std::string letters = "{}[]\",:-\r\n0e.\\/u=;\xff";
    for (size_t i = 0; i <= below(4) && !text.empty(); ++i) {
        const size_t at = below(text.size()), length = below(std::min<size_t>(text.size() - at, 40)) + 1;
        switch (below(5)) {
            case 0:
                text[at] = letters[below(letters.size())];
                break;
            case 1:
                text.erase(at, length);
                break;
            case 2:
                text.insert(at, text.substr(at, length));
                break;
            case 3:
                text.resize(at);
                break;
            default:
                text[at] = static_cast<char>(below(256));
        }
    }
    return text;
}

// No 5xx and an error of the one shape, whatever is sent. The models named do not exist, so that nothing is drawn.
void send_bent(const std::string& path, const std::string& type, const std::string& body, int times, int wrong) {
    std::mt19937 random(20);
    auto client = lab().client();
    for (int i = 0; i < times; ++i) {
        const std::string sent = bent(body, random);
        const auto reply = client.Post(path, sent, type.c_str());
        ASSERT_TRUE(reply) << path << " " << i << " " << httplib::to_string(reply.error());
        ASSERT_LT(reply->status, 500) << path << " " << i << "\n" << sent << "\n" << reply->body;
        ASSERT_GE(reply->status, 400) << path << " " << i << "\n" << sent;
        const json said = json::parse(reply->body, nullptr, false);
        ASSERT_TRUE(said.is_object() && said.contains("error") && said["error"]["message"].is_string()) << reply->body;
        ASSERT_TRUE(reply->status == wrong || reply->status == 400 || reply->status == 404) << reply->status << " " << sent;
    }
}

TEST(HttpSecurity, BentJson) {
    const json request = {{"conditioning", {{"prompt", "a cat"}, {"loras", {{{"name", "ink"}, {"scale", 0.5}}}}}},
                          {"model", {{"base", "no such model"}, {"vae", ""}}},
                          {"scheduler", {{"type", "EulerC"}, {"steps", 2}}},
                          {"hyperparameters", {{"width", 64}, {"height", 64}, {"guidance_scale", 5.5}, {"seed", -1}}}};
    send_bent("/api/jobs", "application/json", request.dump(), 400, 400);
    send_bent("/v1/images/generations", "application/json",
              R"({"prompt":"a cat","model":"no such model","n":2,"size":"64x64","seed":5,"loras":["ink:0.5",{"name":"x","scale":1}]})", 400,
              400);
    send_bent(
        "/sdapi/v1/txt2img", "application/json",
        R"({"prompt":"a <lora:ink:0.5>","steps":2,"sampler_name":"No Such","scheduler":"x","alwayson_scripts":{"controlnet":{"args":[]}}})",
        400, 422);
    send_bent("/api/memory/copy", "application/json", R"({"source_id":"a","destination_id":"b","size_bytes":10,"source_offset":0})", 200,
              400);
    send_bent("/api/inference/run", "application/json",
              R"({"model_id":"model-9","inputs":{"x":{"dtype":"float32","shape":[1,2],"data":[0.5,1e3]}}})", 200, 400);
}

TEST(HttpSecurity, BentForms) {
    std::string form = "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n";
    form += "\x89PNG\r\n\x1a\nnothing\r\n";
    for (const auto& [name, value] : {std::pair("prompt", "a cat"), std::pair("model", "no such model"), std::pair("n", "2")})
        form += std::string("--x\r\nContent-Disposition: form-data; name=\"") + name + "\"\r\n\r\n" + value + "\r\n";
    form += "--x--\r\n";
    send_bent("/v1/images/edits", "multipart/form-data; boundary=x", form, 600, 400);
    send_bent("/api/training/data/upload", "multipart/form-data; boundary=x", form, 300, 400);
    for (const char* type : {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"x",
                             "multipart/form-data; boundary=y"}) {
        const auto reply = lab().client().Post("/v1/images/edits", form, type);
        ASSERT_TRUE(reply) << type;
        EXPECT_EQ(reply->status, 400) << type;
    }
}

}  // namespace
}  // namespace imagelab::test
