// The Model Context Protocol, as lines and over HTTP.
#include "serve/mcp.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "core/base/base64.h"
#include "tests/support/serve_lab.h"

namespace imagelab::test {
namespace {

using nlohmann::json;

json message(int id, const std::string& method, const json& params = json::object()) {
    return {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}};
}

json picture_arguments(int seed) {
    return {{"prompt", "a cat"}, {"model", small_model}, {"steps", 2}, {"width", 64}, {"height", 64}, {"seed", seed}};
}

// What comes back for lines, in the order it came.
std::vector<json> conversation(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    std::istringstream in(text);
    std::vector<json> replies;
    serve::mcp_lines(lab().service(), in, [&](const std::string& line) { replies.push_back(json::parse(line)); });
    return replies;
}

TEST(Mcp, AClientIsGreetedAndSeesTheTools) {
    const auto replies = conversation(
        {message(1, "initialize", {{"protocolVersion", "2025-03-26"}, {"capabilities", json::object()}}).dump(),
         R"({"jsonrpc": "2.0", "method": "notifications/initialized"})", message(2, "tools/list").dump(), message(3, "ping").dump()});
    ASSERT_EQ(replies.size(), 3u);
    EXPECT_EQ(replies[0]["result"]["protocolVersion"], "2025-03-26");
    EXPECT_EQ(replies[0]["result"]["serverInfo"]["name"], "imagelab");
    std::vector<std::string> names;
    for (const json& tool : replies[1]["result"]["tools"]) {
        names.push_back(tool["name"]);
        EXPECT_EQ(tool["inputSchema"]["type"], "object") << tool.dump();
        EXPECT_NE(tool["description"], "");
        EXPECT_EQ(tool["annotations"]["readOnlyHint"], tool["name"] == "list_models" || tool["name"] == "show_queue");
        EXPECT_EQ(tool["annotations"]["destructiveHint"], tool["name"] == "cancel_job");
    }
    EXPECT_EQ(names, (std::vector<std::string>{"make_picture", "edit_picture", "enlarge_picture", "list_models", "show_queue", "cancel_job"}));
    EXPECT_EQ(replies[2]["result"], json::object());
    EXPECT_EQ(conversation({message(1, "initialize", {{"protocolVersion", "1999"}}).dump()})[0]["result"]["protocolVersion"], "2025-06-18");
}

TEST(Mcp, WhatIsNoMessageIsAnError) {
    const std::pair<std::string, int> lines[] = {{"{", -32700},
                                                 {"[]", -32600},
                                                 {R"({"id": 1, "method": "ping"})", -32600},
                                                 {R"({"jsonrpc": "2.0", "id": [], "method": "ping"})", -32600},
                                                 {message(1, "resources/list").dump(), -32601},
                                                 {R"({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": 3})", -32602},
                                                 {message(1, "tools/call", {{"name", "fly"}}).dump(), -32602},
                                                 {message(1, "tools/call").dump(), -32602},
                                                 {message(1, "initialize", {{"protocolVersion", 2}}).dump(), -32602},
                                                 {message(1, "tools/list", {{"cursor", "2"}}).dump(), -32602},
                                                 {std::string(100'000, '['), -32700}};
    for (const auto& [line, code] : lines) {
        const auto replies = conversation({line});
        ASSERT_EQ(replies.size(), 1u) << line;
        EXPECT_EQ(replies[0]["error"]["code"], code) << line;
    }
    EXPECT_TRUE(conversation({"", R"({"jsonrpc": "2.0", "method": "notifications/whatever"})"}).empty());
}

// Revision 2025-03-26 has lists of messages.
TEST(Mcp, AListIsAnsweredByAList) {
    const json list = {message(1, "ping"), {{"jsonrpc", "2.0"}, {"method", "notifications/whatever"}}, message(2, "nothing"),
                       message(3, "tools/call", {{"name", "list_models"}}), json::array({message(4, "ping")})};
    for (const json& answers : {conversation({list.dump()}).at(0), lab().post("/mcp", list)}) {
        ASSERT_EQ(answers.size(), 4u) << answers;
        EXPECT_EQ(answers[0]["result"], json::object());
        EXPECT_EQ(answers[1]["error"]["code"], -32601);
        EXPECT_EQ(answers[2]["result"]["isError"], false);
        EXPECT_EQ(answers[3]["error"]["code"], -32600);
    }
    EXPECT_TRUE(conversation({R"([{"jsonrpc": "2.0", "method": "notifications/whatever"}])"}).empty());
    EXPECT_EQ(conversation({json(std::vector<json>(101, message(1, "ping"))).dump()}).at(0)["error"]["code"], -32600);
}

// Over HTTP each message is answered when its tool is done.
json call(const std::string& tool, const json& arguments) {
    return lab().post("/mcp", message(7, "tools/call", {{"name", tool}, {"arguments", arguments}}))["result"];
}

TEST(Mcp, PicturesAreMadeAndEdited) {
    const json made = call("make_picture", picture_arguments(5));
    ASSERT_EQ(made["isError"], false) << made.dump().substr(0, 300);
    ASSERT_EQ(made["content"].size(), 2u);
    const std::string said = made["content"][0]["text"];
    EXPECT_NE(said.find("seed 5, 64x64"), std::string::npos) << said;
    EXPECT_EQ(made["content"][1]["mimeType"], "image/png");
    const std::string bytes = bytes_of_base64(made["content"][1]["data"].get<std::string>()).value();
    EXPECT_TRUE(bytes.starts_with("\x89PNG"));

    const std::string name = said.substr(8, said.find(',') - 8);  // "Picture 3/0, seed ..."
    json arguments = picture_arguments(6);
    arguments["picture"] = name, arguments["strength"] = 0.5;
    const json by_name = call("edit_picture", arguments);
    arguments["picture"] = made["content"][1]["data"];
    const json by_bytes = call("edit_picture", arguments);
    ASSERT_EQ(by_name["isError"], false) << by_name.dump().substr(0, 300);
    ASSERT_EQ(by_bytes["isError"], false) << by_bytes.dump().substr(0, 300);
    EXPECT_NE(by_name["content"][1]["data"], made["content"][1]["data"]);
    EXPECT_NE(call("show_queue", json::object())["content"][0]["text"].get<std::string>().find("done: a cat"), std::string::npos);
    EXPECT_TRUE(call("list_models", json::object())["content"][0]["text"].get<std::string>().starts_with("demo ("));
}

TEST(Mcp, AToolSaysWhatIsWrong) {
    const std::pair<json, const char*> wrong[] = {{{{"prompt", 3}}, "prompt"},
                                                  {{{"prompt", "a"}, {"colour", "red"}}, "colour"},
                                                  {{{"prompt", "a"}, {"model", "no such model"}}, "no such model"},
                                                  {{{"prompt", "a"}, {"width", 60}}, "width"},
                                                  {{{"prompt", "a"}, {"sampler", "no such"}}, "sampler"}};
    for (const auto& [arguments, part] : wrong) {
        const json result = call("make_picture", arguments);
        EXPECT_EQ(result["isError"], true) << arguments;
        EXPECT_NE(result["content"][0]["text"].get<std::string>().find(part), std::string::npos) << result.dump();
    }
    json arguments = picture_arguments(1);
    for (const char* picture : {"99999999/0", "x", "http://127.0.0.1/a.png", "99999999999999999999/0"}) {
        arguments["picture"] = picture;
        EXPECT_EQ(call("edit_picture", arguments)["isError"], true) << picture;
    }
    EXPECT_EQ(call("cancel_job", {{"job", 99999999}})["isError"], true);
    EXPECT_EQ(lab().client().Post("/mcp", R"({"jsonrpc": "2.0", "method": "notifications/initialized"})", "application/json")->status, 202);
}

// "Streamable HTTP", revision 2025-06-18.
TEST(McpOverHttp, HasSessionsAndSpeaksItsRevisions) {
    auto client = lab().client();
    const auto send = [&](const json& said, const httplib::Headers& headers) { return client.Post("/mcp", headers, said.dump(), "application/json"); };
    const auto greeted = send(message(1, "initialize", {{"protocolVersion", "2025-06-18"}}), {});
    const std::string session = greeted->get_header_value("Mcp-Session-Id");
    EXPECT_EQ(session.size(), 32u);
    EXPECT_NE(send(message(1, "initialize"), {})->get_header_value("Mcp-Session-Id"), session);
    EXPECT_EQ(send(message(2, "ping"), {{"Mcp-Session-Id", session}, {"MCP-Protocol-Version", "2025-06-18"}})->status, 200);
    EXPECT_EQ(send(message(2, "ping"), {})->get_header_value("Mcp-Session-Id"), "");
    expect_error(ServeLab::said(send(message(2, "ping"), {{"MCP-Protocol-Version", "1999-01-01"}}), 400), "bad_request", "MCP-Protocol-Version");
    expect_error(ServeLab::said(send(message(2, "ping"), {{"Mcp-Session-Id", "none"}}), 404), "not_found", "Mcp-Session-Id");
    const auto notified = send({{"jsonrpc", "2.0"}, {"method", "notifications/initialized"}}, {{"Mcp-Session-Id", session}});
    EXPECT_EQ(notified->status, 202);
    EXPECT_EQ(notified->body, "");
    expect_error(ServeLab::said(send({{"jsonrpc", "1.0"}}, {}), 400), "bad_request", nullptr);
    const auto stream = client.Get("/mcp", {{"Accept", "text/event-stream"}});
    expect_error(ServeLab::said(stream, 405), "method_not_allowed", nullptr);
    EXPECT_EQ(stream->get_header_value("Allow"), "POST, DELETE");
    EXPECT_EQ(send(message(2, "ping"), {{"Origin", "https://evil.example"}})->status, 403);
    EXPECT_EQ(client.Delete("/mcp")->status, 400);
    EXPECT_EQ(client.Delete("/mcp", httplib::Headers{{"Mcp-Session-Id", session}})->status, 204);
    EXPECT_EQ(client.Delete("/mcp", httplib::Headers{{"Mcp-Session-Id", session}})->status, 404);
    EXPECT_EQ(send(message(2, "ping"), {{"Mcp-Session-Id", session}})->status, 404);
}

const httplib::Headers both_kinds{{"Accept", "application/json, text/event-stream"}};

// What the events of a stream say.
std::vector<json> messages_of(const std::string& events) {
    std::vector<json> all;
    std::istringstream lines(events);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("data: ")) all.push_back(json::parse(line.substr(6)));
    }
    return all;
}

TEST(McpOverHttp, ACallIsAStreamWithItsProgress) {
    json sent = message(5, "tools/call", {{"name", "make_picture"}, {"arguments", picture_arguments(12)}, {"_meta", {{"progressToken", 3}}}});
    const auto reply = lab().client().Post("/mcp", both_kinds, sent.dump(), "application/json");
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->get_header_value("Content-Type"), "text/event-stream");
    const auto said = messages_of(reply->body);
    ASSERT_GE(said.size(), 2u) << reply->body;
    EXPECT_EQ(said.front()["method"], "notifications/progress");
    EXPECT_EQ(said.front()["params"]["progressToken"], 3);
    EXPECT_EQ(said.back()["id"], 5);
    EXPECT_EQ(said.back()["result"]["content"][1]["mimeType"], "image/png");
    const auto list = lab().client().Post("/mcp", both_kinds, message(6, "tools/list").dump(), "application/json");
    EXPECT_EQ(list->get_header_value("Content-Type"), "application/json");
}

TEST(McpOverHttp, OnlyItsOwnClientTakesACallBack) {
    auto client = lab().client();
    const auto session = [&] {
        return client.Post("/mcp", message(1, "initialize").dump(), "application/json")->get_header_value("Mcp-Session-Id");
    };
    const std::string own = session(), other = session();
    const auto cancel = [&](const std::string& from) {
        const json note = {{"jsonrpc", "2.0"}, {"method", "notifications/cancelled"}, {"params", {{"requestId", 1}}}};
        EXPECT_EQ(lab().client().Post("/mcp", {{"Mcp-Session-Id", from}}, note.dump(), "application/json")->status, 202);
    };
    json arguments = picture_arguments(13);
    arguments["steps"] = 1000;
    httplib::Request request;
    request.method = "POST", request.path = "/mcp", request.headers = both_kinds;
    request.set_header("Mcp-Session-Id", own);
    request.set_header("Content-Type", "application/json");
    request.body = message(1, "tools/call", {{"name", "make_picture"}, {"arguments", arguments}, {"_meta", {{"progressToken", "p"}}}}).dump();
    std::string events;
    size_t told = 0;
    request.content_receiver = [&](const char* data, size_t size, uint64_t, uint64_t) {
        events.append(data, size);
        told += events.find("notifications/progress") != events.npos;
        if (told == 1) cancel(other);
        if (told == 2) cancel(own);
        return true;
    };
    ASSERT_TRUE(client.send(request));
    EXPECT_GE(told, 2u);
    EXPECT_EQ(events.find("\"result\""), std::string::npos) << events;
}

TEST(Mcp, PicturesAreEnlarged) {
    json arguments = picture_arguments(14);
    const json made = call("make_picture", arguments);
    ASSERT_EQ(made["isError"], false) << made.dump().substr(0, 300);
    const json enlarged = call("enlarge_picture", {{"picture", made["content"][1]["data"]}, {"scale", 1.5}, {"upscaler", "Lanczos"}});
    ASSERT_EQ(enlarged["isError"], false) << enlarged.dump().substr(0, 300);
    EXPECT_EQ(enlarged["content"][0]["text"], "Enlarged by Lanczos to 96x96");
    EXPECT_EQ(pixels_of(bytes_of_base64(enlarged["content"][1]["data"].get<std::string>()).value()).size(), 96u * 96 * 3);
    const json none = call("enlarge_picture", {{"picture", made["content"][1]["data"]}, {"upscaler", "no such"}});
    EXPECT_EQ(none["isError"], true);
    EXPECT_TRUE(none["content"][0]["text"].get<std::string>().starts_with("upscaler: ")) << none;
}

// A stream that gives its lines, then waits until it may end.
class HeldStream : public std::streambuf {
  public:
    HeldStream(std::string text, std::function<void()> before_end) : text_(std::move(text)), before_end_(std::move(before_end)) {
        setg(text_.data(), text_.data(), text_.data() + text_.size());
    }

  protected:
    int underflow() override {
        if (before_end_) std::exchange(before_end_, nullptr)();
        return traits_type::eof();
    }

  private:
    std::string text_;
    std::function<void()> before_end_;
};

TEST(Mcp, AToolTellsItsProgressAndIsAnsweredBeforeTheEnd) {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<json> replies;
    bool answered = false;
    HeldStream held(
        message(4, "tools/call", {{"name", "make_picture"}, {"arguments", picture_arguments(8)}, {"_meta", {{"progressToken", "p"}}}})
                .dump() +
            "\n",
        [&] {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, std::chrono::minutes(2), [&] { return answered; });
        });
    std::istream in(&held);
    serve::mcp_lines(lab().service(), in, [&](const std::string& line) {
        const std::lock_guard lock(mutex);
        replies.push_back(json::parse(line));
        answered = replies.back().contains("result");
        changed.notify_all();
    });
    ASSERT_GE(replies.size(), 2u);
    EXPECT_EQ(replies.front()["method"], "notifications/progress");
    EXPECT_EQ(replies.front()["params"]["progressToken"], "p");
    EXPECT_EQ(replies.back()["id"], 4);
    EXPECT_EQ(replies.back()["result"]["content"][1]["type"], "image");
}

TEST(Mcp, ACancelledCallIsNotAnsweredAndItsJobStops) {
    json arguments = picture_arguments(9);
    arguments["steps"] = 1000;
    const auto before = lab().session().queue().list(true);
    const auto ended = [&] {
        for (const Job& job : lab().session().queue().list(true)) {
            const bool is_new = std::none_of(before.begin(), before.end(), [&](const Job& one) { return one.id == job.id; });
            if (is_new && job.state == JobState::cancelled) return true;
        }
        return false;
    };
    HeldStream held(message(11, "tools/call", {{"name", "make_picture"}, {"arguments", arguments}}).dump() + "\n" +
                        R"({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 11}})" + "\n",
                    [&] {
                        for (int i = 0; i < 1200 && !ended(); ++i) lab().service().watch().wait(0, 100);
                    });
    std::istream in(&held);
    std::vector<std::string> replies;
    serve::mcp_lines(lab().service(), in, [&](const std::string& line) { replies.push_back(line); });
    EXPECT_TRUE(ended());
    EXPECT_TRUE(replies.empty()) << replies.front();
}

}  // namespace
}  // namespace imagelab::test
