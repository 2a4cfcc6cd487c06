// Heads that are read without httplib: only plain ones, and to the same end.
#include "serve/plain_get.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/raw_connection.h"
#include "tests/support/serve_lab.h"

namespace imagelab::test {
namespace {

TEST(PlainGet, ReadsWhatProgramsSend) {
    const auto request = serve::plain_get(
        "GET /sdapi/v1/progress?skip_current_image=true&x=1 HTTP/1.1\r\nHost: 127.0.0.1:7860\r\nUser-Agent:  curl/8.5.0 \r\nConnection: Keep-Alive\r\n"
        "X-API-Key: a b\r\n\r\n");
    ASSERT_TRUE(request);
    EXPECT_EQ(request->method, "GET");
    EXPECT_EQ(request->path, "/sdapi/v1/progress");
    EXPECT_EQ(request->query, (std::multimap<std::string, std::string>{{"skip_current_image", "true"}, {"x", "1"}}));
    EXPECT_EQ(request->header("host"), "127.0.0.1:7860");
    EXPECT_EQ(request->header("user-agent"), "curl/8.5.0");
    EXPECT_EQ(request->header("x-api-key"), "a b");
    EXPECT_EQ(request->headers.size(), 4u);
    EXPECT_TRUE(serve::plain_get("GET / HTTP/1.1\r\n\r\n"));
}

TEST(PlainGet, LeavesAllElseToHttplib) {
    const std::string host = "Host: a\r\n";
    std::string many;
    for (int i = 0; i < 65; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
    const std::string heads[] = {"",
                                 "\r\n\r\n",
                                 "GET\r\n\r\n",
                                 "GET HTTP/1.1\r\n\r\n",
                                 "GET  HTTP/1.1\r\n\r\n",
                                 "POST / HTTP/1.1\r\n\r\n",
                                 "HEAD / HTTP/1.1\r\n\r\n",
                                 "get / HTTP/1.1\r\n\r\n",
                                 "GET / HTTP/1.0\r\n\r\n",
                                 "GET / HTTP/1.1\r\n",
                                 "GET / HTTP/1.1\n\n",
                                 "GET / HTTP/1.1\r\n\r\nGET",
                                 "GET http://a/ HTTP/1.1\r\n\r\n",
                                 "GET /a b HTTP/1.1\r\n\r\n",
                                 "GET /%41 HTTP/1.1\r\n\r\n",
                                 "GET /a#b HTTP/1.1\r\n\r\n",
                                 "GET /\x7f HTTP/1.1\r\n\r\n",
                                 "GET /\xc3\xa4 HTTP/1.1\r\n\r\n",
                                 "GET /a? HTTP/1.1\r\n\r\n",
                                 "GET /a?b HTTP/1.1\r\n\r\n",
                                 "GET /a?b= HTTP/1.1\r\n\r\n",
                                 "GET /a?=b HTTP/1.1\r\n\r\n",
                                 "GET /a?b=c=d HTTP/1.1\r\n\r\n",
                                 "GET /a?b=c& HTTP/1.1\r\n\r\n",
                                 "GET /a?b=c+d HTTP/1.1\r\n\r\n",
                                 "GET / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n",
                                 "GET / HTTP/1.1\r\n" + host + "transfer-encoding: chunked\r\n\r\n",
                                 "GET / HTTP/1.1\r\n" + host + "EXPECT: 100-continue\r\n\r\n",
                                 "GET / HTTP/1.1\r\n" + host + "Range: bytes=0-1\r\n\r\n",
                                 "GET / HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n",
                                 "GET / HTTP/1.1\r\n" + host + "X: a%20b\r\n\r\n",
                                 "GET / HTTP/1.1\r\n" + host + "X: a\tb\r\n\r\n",
                                 "GET / HTTP/1.1\r\n" + host + "X: \xff\r\n\r\n",
                                 "GET / HTTP/1.1\r\n" + host + "X:\r\n\r\n",
                                 "GET / HTTP/1.1\r\n" + host + "X : a\r\n\r\n",
                                 "GET / HTTP/1.1\r\n" + host + " folded: a\r\n\r\n",
                                 "GET / HTTP/1.1\r\n" + host + ": a\r\n\r\n",
                                 "GET / HTTP/1.1\r\n" + host + "nothing\r\n\r\n",
                                 "GET / HTTP/1.1\r\n" + many + "\r\n"};
    for (const std::string& head : heads) EXPECT_FALSE(serve::plain_get(head)) << head;
}

// A wish for a part makes httplib read the head, and whole replies come all the same.
TEST(PlainGet, IsAnsweredAsHttplibAnswersIt) {
    auto client = lab().client();
    client.set_keep_alive(true);
    const httplib::Headers plainly{{"Accept-Encoding", "identity"}}, in_parts{{"Accept-Encoding", "identity"}, {"Range", "bytes=0-3"}};
    for (const char* path : {"/health", "/sdapi/v1/samplers", "/nowhere", "/api/jobs?limit=none", "/api/jobs?limit=3", "/api/memory/nothing/status", "/swagger",
                             "/v1/models", "/api/jobs/99999999"}) {
        const auto plain = client.Get(path, plainly), other = client.Get(path, in_parts);
        ASSERT_TRUE(plain && other) << path;
        EXPECT_EQ(plain->status, other->status) << path;
        EXPECT_EQ(plain->body, other->body) << path;
        for (const char* name : {"Content-Type", "Content-Length", "Cache-Control", "X-Content-Type-Options", "Content-Security-Policy", "Keep-Alive"})
            EXPECT_EQ(plain->get_header_value(name), other->get_header_value(name)) << path << " " << name;
    }
}

// Chunks end where the events do, and the connection goes on.
TEST(PlainGet, EventsComeAsChunks) {
    const nlohmann::json added = lab().post("/api/jobs", request_to_json(same_request_of_ours()), 201);
    const std::string address = "/api/jobs/" + added["id"].dump();
    auto client = lab().client();
    client.set_keep_alive(true);
    const auto events = client.Get(address + "/events");
    ASSERT_TRUE(events) << httplib::to_string(events.error());
    EXPECT_EQ(events->get_header_value("Transfer-Encoding"), "chunked");
    EXPECT_EQ(events->get_header_value("Content-Type"), "text/event-stream");
    const std::string last = events->body.substr(events->body.rfind("data: ") + 6);
    const nlohmann::json told = nlohmann::json::parse(last), job = nlohmann::json::parse(client.Get(address)->body);
    EXPECT_EQ(told["state"], "done") << last;
    EXPECT_EQ(told, job);
    EXPECT_EQ(job["progress"], nullptr);
    const auto again = client.Get(address + "/events");
    EXPECT_EQ(again->body, "event: job\ndata: " + client.Get(address)->body + "\n\n") << "what is over is told once";
}

TEST(PlainGet, SeveralInOnePacketAreAnsweredInTheirOrder) {
    const Raw raw(lab().port());
    const std::string host = " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    raw.send("GET /health" + host + "\r\nGET /nowhere" + host + "Range: bytes=0-1\r\n\r\nGET /v1/models" + host + "Connection: close\r\n\r\n");
    const std::string all = raw.everything();
    std::vector<size_t> at;
    for (const char* part : {R"("status":"ok")", R"("code":"not_found")", R"("object":"list")"}) at.push_back(all.find(part));
    EXPECT_TRUE(std::is_sorted(at.begin(), at.end()) && at.back() != all.npos) << all;
}

}  // namespace
}  // namespace imagelab::test
