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
    }
    EXPECT_EQ(names, (std::vector<std::string>{"make_picture", "edit_picture", "list_models", "show_queue", "cancel_job"}));
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
                                                 {message(1, "tools/call").dump(), -32602}};
    for (const auto& [line, code] : lines) {
        const auto replies = conversation({line});
        ASSERT_EQ(replies.size(), 1u) << line;
        EXPECT_EQ(replies[0]["error"]["code"], code) << line;
    }
    EXPECT_TRUE(conversation({"", R"({"jsonrpc": "2.0", "method": "notifications/whatever"})"}).empty());
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
