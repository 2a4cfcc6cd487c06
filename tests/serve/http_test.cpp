// What the server answers over a real connection.
#include <gtest/gtest.h>
#include <httplib.h>
#include <signal.h>

#include <atomic>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/base64.h"
#include "core/base/paths.h"
#include "core/cpu/cpu_device.h"
#include "core/image/picture.h"
#include "core/jobs/session.h"
#include "serve/benchmark_history.h"
#include "tests/build_paths.h"
#include "tests/support/queue_program.h"
#include "tests/support/raw_connection.h"
#include "tests/support/run_program.h"
#include "tests/support/serve_lab.h"
#include "tests/support/temp_folder.h"

namespace imagelab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using namespace std::chrono_literals;

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
    expect_error(ServeLab::said(wrong_method, 405), "method_not_allowed", nullptr);
    EXPECT_EQ(wrong_method->get_header_value("Allow"), "GET, HEAD");
    expect_error(ServeLab::said(lab().client().Post("/api/jobs", "{}", "text/plain"), 415), "unsupported_media_type", nullptr);
    expect_error(ServeLab::said(lab().client().Post("/api/jobs", "{", "application/json"), 400), "bad_request", nullptr);
    expect_error(lab().get("/api/jobs?limit=none", 400), "bad_request", "limit");
    expect_error(lab().get("/api/jobs?colour=red", 400), "bad_request", "colour");
    expect_error(lab().get("/api/jobs/77", 404), "not_found", nullptr);
    Raw nonsense(lab().port());
    nonsense.send("NONSENSE\r\n\r\n");
    EXPECT_EQ(nonsense.status_line(), "HTTP/1.1 400 Bad Request");
}

TEST(Http, ALargeBodyIsRefusedAndTheServerGoesOn) {
    const std::string large((size_t{64} << 20) + 1, ' ');
    expect_error(ServeLab::said(lab().client().Post("/api/jobs", large, "application/json"), 413), "too_large", nullptr);
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
        expect_error(ServeLab::said(reply, route.wrong), serve::error_code(route.wrong), nullptr);
    }
}

// Every route, every body that is none: an error of the client's, in the one shape.
TEST(Http, NoBodyMakesTheServerFail) {
    const std::vector<std::string> bodies = {"",
                                             "null",
                                             "[]",
                                             "1",
                                             "\"x\"",
                                             "{",
                                             "{\"a\":",
                                             "\xff\xfe",
                                             "{\"\xff\":1}",
                                             "{\"prompt\":1e999}",
                                             "{\"model\":[],\"device_id\":{}}",
                                             "{\"nothing\":1}",
                                             "{\"steps\":-1,\"size_bytes\":99999999999999999999}"};
    auto client = lab().client();
    for (const serve::Route& route : lab().routes) {
        if (route.method == "GET" && route.path.find('{') == route.path.npos) continue;
        std::string path = route.path;
        for (size_t at = 0; (at = path.find('{')) != path.npos;) path.replace(at, path.find('}') - at + 1, "no-such");
        for (const std::string& body : bodies) {
            if (body.empty() && route.path.find("test") != path.npos) continue;  // those draw pictures
            for (const char* type : {"application/json", "application/octet-stream", "multipart/form-data; boundary=x", ""}) {
                httplib::Request request;
                request.method = route.method, request.path = path, request.body = body;
                if (*type) request.set_header("Content-Type", type);
                const auto reply = client.send(request);
                ASSERT_TRUE(reply) << route.method << " " << path << " " << type << " " << body;
                ASSERT_LT(reply->status, 500) << route.method << " " << path << " " << type << " " << body << "\n" << reply->body;
                if (reply->status >= 400)
                    expect_error(json::parse(reply->body, nullptr, false), serve::error_code(reply->status),
                                 json::parse(reply->body)["error"]["param"]);
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
        if (!reply) return 0;
        EXPECT_EQ(reply->get_header_value("Access-Control-Allow-Origin"), "");
        return reply->status;
    };
    for (const std::string& host : std::vector<std::string>{"localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port})
        EXPECT_EQ(status("GET", {{"Host", host}}), 200) << host;
    for (const std::string& host :
         std::vector<std::string>{"evil.example:" + port, "127.0.0.1:1", "localhost.evil.example:" + port, "127.0.0.1.nip.io:" + port})
        EXPECT_EQ(status("GET", {{"Host", host}}), 403) << host;
    EXPECT_EQ(status("GET", {{"Origin", "https://evil.example"}}), 200);
    EXPECT_EQ(status("POST", {{"Origin", "https://evil.example"}}), 403);
    EXPECT_EQ(status("POST", {{"Origin", "null"}}), 403);
    EXPECT_EQ(status("OPTIONS", {{"Origin", "https://evil.example"}, {"Access-Control-Request-Method", "POST"}}), 403);
    EXPECT_EQ(status("POST", {{"Host", "127.0.0.1:" + port}, {"Origin", "http://127.0.0.1:" + port}}), 400);  // as far as its body
}

TEST(Http, AKeyIsAskedForAndCompared) {
    const ServeLab locked({.key = "s3cret", .origins = {"https://friend.example"}});
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
    for (const char* elsewhere : {"src=", "@import", "http://", "https://"})
        EXPECT_EQ(page->body.find(elsewhere), std::string::npos) << elsewhere;
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
    expect_error(ServeLab::said(lab().client().Delete(address), 409), "conflict", nullptr);
    lab().get(address + "/pictures/7", 404);
    lab().get(address + "/preview", 404);
}

TEST(HttpJobs, AGridIsAGroupOfJobs) {
    const json added = lab().post("/api/jobs?grid_x=steps%3D1-2&grid_z=sampler%3Deuler,ddim", small_request(1000), 201);
    ASSERT_EQ(added["ids"].size(), 4u);
    const json last = lab().get("/api/jobs/" + added["ids"][3].dump());
    EXPECT_TRUE(last["group"].get<std::string>().starts_with("grid-"));
    EXPECT_EQ(last["request"]["scheduler"]["steps"], 2);
    EXPECT_EQ(last["request"]["scheduler"]["type"], "DDIM");
    for (const json& id : added["ids"]) lab().client().Delete("/api/jobs/" + id.dump());
    expect_error(lab().post("/api/jobs?grid_x=weather%3Drain", small_request(), 400), "bad_request", "grid_x");
    expect_error(lab().post("/api/jobs?grid_x=steps%3D1&count=2", small_request(), 400), "bad_request", "count");
    expect_error(lab().post("/api/jobs?grid_x=seed%3D1-2000", small_request(), 400), "bad_request", "grid_x");
    expect_error(lab().post("/api/jobs?grid_x=model%3Dnone-such", small_request(), 400), "bad_request", "model.base");
    lab().post("/api/jobs?grid_x=lora%3D/etc/passwd:0.5", small_request(), 400);
    lab().post("/api/jobs?grid_x=vae%3D/etc/passwd", small_request(), 400);
}

TEST(HttpJobs, AJobThatRunsIsCancelled) {
    json request = small_request(1000);
    request["hyperparameters"]["batch_size"] = 64;
    const json added = lab().post("/api/jobs", request, 201);
    const std::string address = "/api/jobs/" + added["id"].dump();
    ServeLab::said(lab().client().Delete(address), 200);
    std::string last;
    lab().client().Get(address + "/events", [&](const char* data, size_t size) {
        last.append(data, size);
        return true;
    });
    EXPECT_EQ(lab().get(address)["state"], "cancelled");
    ServeLab::said(lab().client().Post(address + "/retry", "", "application/json"), 200);
    ServeLab::said(lab().client().Delete(address), 200);
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
    for (const char* latents :
         {IMAGELAB_SOURCE_DIR "/tests/reference/golden/tiny64/vae/diffusion_pytorch_model.safetensors", "bm90aGluZw=="}) {
        request = small_request();
        request["conditioning"]["init_latents"] = latents;
        expect_error(lab().post("/api/jobs", request, 400), "bad_request", "conditioning.init_latents");
    }
}

// --- devices, memory, inference, testing ---

TEST(HttpDevices, MemoryIsTakenCopiedClearedAndGivenBack) {
    const json devices = lab().get("/api/device/list")["devices"];
    ASSERT_EQ(devices.size(), 1u);
    EXPECT_EQ(devices[0]["id"], "cpu");
    EXPECT_TRUE(devices[0]["vendor"].is_string());
    EXPECT_EQ(lab().get("/api/device/cpu")["name"], devices[0]["name"]);
    lab().get("/api/device/vulkan%3A9", 404);
    const json a = lab().post("/api/memory/allocate", {{"device_id", "cpu"}, {"size_bytes", 1000.0}});
    const json b = lab().post("/api/memory/allocate", {{"device_id", "cpu"}, {"size_bytes", 600}});
    EXPECT_EQ(a["size_bytes"], 1000);
    const std::string first = a["allocation_id"], second = b["allocation_id"];
    auto client = lab().client();
    const auto put = [&](const std::string& query, const std::string& bytes) {
        return client.Put("/api/memory/data/" + first + query, bytes, "application/octet-stream")->status;
    };
    EXPECT_EQ(put("?offset=10", "hello"), 204);
    EXPECT_EQ(put("?offset=996", "hello"), 400);
    EXPECT_EQ(client.Get("/api/memory/data/" + first + "?offset=9&length=7")->body, std::string("\0hello\0", 7));
    EXPECT_EQ(lab().post("/api/memory/copy", {{"source_id", first},
                                              {"destination_id", second},
                                              {"source_offset", 10},
                                              {"destination_offset", 1},
                                              {"size_bytes", 5}})["copied_bytes"],
              5);
    EXPECT_EQ(client.Get("/api/memory/data/" + second + "?length=6")->body, std::string("\0hello", 6));
    EXPECT_EQ(lab().post("/api/memory/copy", {{"source_id", first}, {"destination_id", second}})["copied_bytes"], 600);
    expect_error(lab().post("/api/memory/copy", {{"source_id", first}, {"destination_id", second}, {"size_bytes", 601}}, 400),
                 "bad_request", "size_bytes");
    EXPECT_EQ(lab().post("/api/memory/clear/" + first, json::object())["cleared_bytes"], 1000);
    EXPECT_EQ(client.Get("/api/memory/data/" + first)->body, std::string(1000, '\0'));
    json status = lab().get("/api/memory/device/cpu");
    EXPECT_EQ(status["allocated_bytes"], 1600);
    EXPECT_EQ(status["allocations"], 2);
    EXPECT_EQ(status["used_bytes"].get<int64_t>() + status["free_bytes"].get<int64_t>(), status["total_bytes"].get<int64_t>());
    EXPECT_EQ(lab().get("/api/memory/allocations")["allocations"].size(), 2u);
    expect_error(lab().post("/api/memory/allocate", {{"device_id", "cpu"}, {"size_bytes", int64_t{1} << 49}}, 409), "conflict",
                 "size_bytes");
    expect_error(lab().post("/api/memory/allocate", {{"device_id", "cpu"}, {"size_bytes", 0}}, 400), "bad_request", "size_bytes");
    expect_error(lab().post("/api/memory/allocate", {{"device_id", "gpu"}, {"size_bytes", 1}}, 404), "not_found", "device_id");
    EXPECT_EQ(ServeLab::said(client.Delete("/api/memory/deallocate/" + first), 200)["freed_bytes"], 1000);
    ServeLab::said(client.Delete("/api/memory/" + first), 404);
    ServeLab::said(client.Delete("/api/memory/" + second), 200);
    EXPECT_EQ(lab().get("/api/memory/cpu/status")["allocated_bytes"], 0);
}

TEST(HttpDevices, MemoryGoesWithItsOwnerAndWithItsLease) {
    const auto allocate = [&](const json& more) {
        json body = {{"device_id", "cpu"}, {"size_bytes", 1000}};
        body.update(more);
        return lab().post("/api/memory/allocate", body);
    };
    EXPECT_EQ(allocate({{"owner", "me"}})["owner"], "me");
    allocate({{"owner", "me"}});
    EXPECT_FALSE(allocate({{"owner", nullptr}}).contains("owner"));
    const auto held = [&] { return lab().get("/api/memory/allocations")["allocations"].size(); };
    EXPECT_EQ(held(), 3u);
    EXPECT_EQ(ServeLab::said(lab().client().Delete("/api/memory/owner/me"), 200)["freed_bytes"], 2000);
    EXPECT_EQ(ServeLab::said(lab().client().Delete("/api/memory/owner/me"), 200)["freed_bytes"], 0);
    ASSERT_EQ(held(), 1u);
    const std::string kept = lab().get("/api/memory/allocations")["allocations"][0]["allocation_id"];
    // A model's memory goes with the model.
    const json model = lab().post("/api/inference/load-model", {{"model", small_model}, {"device_id", "cpu"}, {"dtype", "f32"}});
    allocate({{"owner", model["model_id"]}});
    allocate({{"owner", model["session_id"]}});
    EXPECT_EQ(held(), 3u);
    ServeLab::said(lab().client().Delete("/api/inference/model/" + model["model_id"].get<std::string>()), 200);
    EXPECT_EQ(held(), 1u);
    const std::string leased = allocate({{"lease_s", 0.01}})["allocation_id"];
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (held() > 1 && std::chrono::steady_clock::now() < end) {
    }
    ServeLab::said(lab().client().Delete("/api/memory/" + leased), 404);
    ServeLab::said(lab().client().Delete("/api/memory/" + kept), 200);
    expect_error(lab().post("/api/memory/allocate", {{"device_id", "cpu"}, {"size_bytes", 1}, {"lease_s", 0}}, 400), "bad_request",
                 "lease_s");
}

TEST(HttpInference, AModelIsLoadedRunAndUnloaded) {
    const json model = lab().post("/api/inference/load-model", {{"model", small_model}, {"device_id", "cpu"}, {"dtype", "f32"}});
    EXPECT_EQ(model["kind"], "sdxl");
    EXPECT_GT(model["memory_bytes"].get<int64_t>(), 0);
    const std::string id = model["model_id"];
    EXPECT_EQ(lab().get("/api/inference/models/" + id)["device_id"], "cpu");
    json request = small_request();
    request["model"]["base"] = "";
    const json ran = lab().post("/api/inference/run", {{"model_id", id}, {"request", request}});
    Request ours = same_request_of_ours();
    ours.negative_prompt = std::nullopt, ours.height = 64, ours.guidance = 5, ours.sampler = SamplerKind::euler,
    ours.spacing = Spacing::published, ours.dtype = DType::f32;
    EXPECT_EQ(pixels_of(bytes_of_base64(ran["images"][0].get<std::string>()).value()), drawn(ours).front());
    EXPECT_EQ(ran["request"]["hyperparameters"]["seed"], 5);
    request["scheduler"]["steps"] = 0;
    expect_error(lab().post("/api/inference/execute", {{"model_id", id}, {"request", request}}, 400), "bad_request",
                 "request.scheduler.steps");
    bool found = false;
    const json sessions = lab().get("/api/inference/sessions")["sessions"];
    for (const json& session : sessions) found = found || (session["session_id"] == ran["session_id"] && session["state"] == "done");
    EXPECT_TRUE(found);
    EXPECT_GT(ServeLab::said(lab().client().Delete("/api/inference/unload-model/" + id), 200)["freed_bytes"].get<int64_t>(), 0);
    ServeLab::said(lab().client().Delete("/api/inference/model/" + id), 404);
    expect_error(lab().post("/api/inference/load-model", {{"model", "no such model"}}, 404), "not_found", "model");
}

TEST(HttpTesting, TheProcessorPassesItsTests) {
    const json health = lab().get("/api/integration/health/cpu");
    EXPECT_EQ(health["state"], "healthy");
    EXPECT_TRUE(lab().get("/api/integration/availability")["devices"][0]["available"].is_boolean());
    EXPECT_EQ(lab().get("/api/integration/statistics/cpu?hours=1")["hours"], 1);
    expect_error(lab().get("/api/integration/statistics/cpu?hours=-1", 400), "bad_request", "hours");
    const json whole = lab().post("/api/testing/end-to-end", {{"device_id", "cpu"}});
    EXPECT_TRUE(whole["passed"].get<bool>()) << whole.dump(2);
    EXPECT_GE(whole["checks"].size(), 5u);
    const json first = lab().post("/api/testing/performance-benchmark", {{"device_id", "cpu"}})["results"];
    EXPECT_GE(first.size(), 3u);
    EXPECT_TRUE(first[0]["earlier"].is_null());
    DeviceInfo cpu = lab().session().devices().front();
    const serve::BenchmarkHistory history(lab().data());
    const double value = first[0]["value"];
    const std::string name = first[0]["name"];
    EXPECT_EQ(history.of(cpu).at(name).median, value);
    EXPECT_TRUE(history.add(cpu, {{name, 3 * value, ""}}) && history.add(cpu, {{name, 2 * value, ""}}));
    EXPECT_EQ(history.of(cpu).at(name).runs, 3);
    EXPECT_EQ(history.of(cpu).at(name).median, 2 * value);
    EXPECT_EQ(serve::comparison({name, value, ""}, history.of(cpu)), "0.50 of the median of 3 earlier runs");
    std::ofstream(lab().data() / "benchmarks.jsonl", std::ios::app) << "{\n[]\n{\"device\": 1}\nnull\n";
    EXPECT_EQ(history.of(cpu).at(name).runs, 3);
    cpu.driver += " of another version";
    EXPECT_TRUE(history.of(cpu).empty());
    EXPECT_TRUE(lab().post("/api/inference/test-pytorch-directml", json::object())["passed"].get<bool>());
}

// --- the program ---

TEST(ServeProgram, WhatItRefusesToStartWith) {
    const TempFolder folder;
    const std::string data = " --data " + (folder / "data").string();
    EXPECT_EQ(run_program("serve --host 0.0.0.0 --port 0" + data).exit_code, 2);
    const fs::path empty = write_file(folder / "empty.key", " \n");
    EXPECT_EQ(run_program("serve --host 0.0.0.0 --port 0 --key-file " + empty.string() + data).exit_code, 2);
    EXPECT_EQ(run_program("serve --port 0 --key-file " + (folder / "none").string() + data).exit_code, 2);
    EXPECT_EQ(run_program("serve --port 65536" + data).exit_code, 2);
    EXPECT_FALSE(fs::exists(folder / "data"));
}

TEST(ServeProgram, SigtermEndsItAlsoBesideASlowConnection) {
    const TempFolder folder;
    Child program({"serve", "--port", "0", "--data", (folder / "data").string()}, folder / "out");
    std::string address;
    while (address.empty()) {
        std::this_thread::sleep_for(20ms);
        std::ifstream(folder / "out") >> address;
        ASSERT_FALSE(program.wait_for(0)) << "it ended";
    }
    const int port = std::stoi(address.substr(address.rfind(':') + 1));
    const Raw idle(port), slow(port);
    slow.send("POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{");
    EXPECT_EQ(httplib::Client("127.0.0.1", port).Get("/health")->status, 200);
    program.signal(SIGTERM);
    const auto code = program.wait_for(20'000);
    ASSERT_TRUE(code);
    EXPECT_EQ(*code, 130);
}

}  // namespace
}  // namespace imagelab::test
