// Model Context Protocol over HTTP ("Streamable HTTP", revision 2025-06-18): each message is a POST of its own. What it answers comes as JSON; of
// a tool's call, where the client reads such, as a stream of events with its progress before. GET opens no stream: 405.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <deque>
#include <memory>
#include <mutex>
#include <random>

#include "serve/mcp.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr const char *session_header = "mcp-session-id", *revision_header = "mcp-protocol-version";
constexpr auto mcp_quiet = std::chrono::seconds(15);  // after which a stream says that it lives

// Clients by the name that `initialize` gives them: what one takes back is its own.
class McpSessions {
  public:
    std::string open() {
        std::random_device random;
        std::string name;
        for (int word = 0; word < 4; ++word) {
            char digits[9];
            std::snprintf(digits, sizeof digits, "%08x", random());
            name += digits;
        }
        const std::lock_guard lock(mutex_);
        open_.push_back(name);
        if (open_.size() > most) open_.pop_front();
        return name;
    }
    bool has(const std::string& name) const {
        const std::lock_guard lock(mutex_);
        return std::find(open_.begin(), open_.end(), name) != open_.end();
    }
    void close(const std::string& name) {
        {
            const std::lock_guard lock(mutex_);
            std::erase(open_, name);
        }
        calls.leave(name);
    }
    McpCalls calls;

  private:
    static constexpr size_t most = 1000;
    mutable std::mutex mutex_;
    std::deque<std::string> open_;
};

// "": the client knows of none. Throws HttpError.
std::string session_of(const McpSessions& sessions, const HttpRequest& http) {
    const std::string name = http.header(session_header), revision = http.header(revision_header);
    if (!revision.empty() && !mcp_speaks(revision))
        throw HttpError(400, "MCP-Protocol-Version: is " + revision.substr(0, 60) + "; allowed: " + mcp_revisions(), "MCP-Protocol-Version");
    if (!name.empty() && !sessions.has(name))
        throw HttpError(404, "Mcp-Session-Id: there is no such session any more; initialize anew", "Mcp-Session-Id");
    return name;
}

HttpReply mcp_stream(Service& service, McpSessions& sessions, const std::string& session, const json& message) {
    HttpReply reply;
    reply.type = "text/event-stream";
    // Taken up here, so that a notification in the next request finds it.
    struct Listener {
        const Send* send = nullptr;
        bool there = true;
        Clock::time_point told = Clock::now();
    };
    const auto listener = std::make_shared<Listener>();
    const auto tell = [listener](const std::string& text) {
        if (!listener->there || !(listener->there = (*listener->send)(text)) || text.empty()) return;
        listener->told = Clock::now();
    };
    const auto event = [tell](const json& said) { tell("event: message\ndata: " + json_text(said) + "\n\n"); };
    const auto gone = [listener, tell] {
        tell(Clock::now() - listener->told > mcp_quiet ? ": still here\n\n" : "");
        return !listener->there;
    };
    reply.stream = [listener, event, work = mcp_work(service, sessions.calls, {session, event, gone}, message)](const Send& send) {
        listener->send = &send;
        if (const auto answer = work()) event(*answer);
    };
    return reply;
}

HttpReply mcp_message(Service& service, McpSessions& sessions, const HttpRequest& http) {
    const std::string session = session_of(sessions, http);
    if (is_mcp_call(http.json) && http.header("accept").find("text/event-stream") != std::string::npos)
        return mcp_stream(service, sessions, session, http.json);
    const auto answer = mcp_work(service, sessions.calls, {.name = session, .gone = [&] { return service.pictures().stopping(); }}, http.json)();
    if (!answer) return HttpReply{.status = 202, .type = ""};
    if (answer->is_object() && (*answer)["id"].is_null()) throw HttpError(400, (*answer)["error"]["message"].get<std::string>());
    HttpReply reply = HttpReply::of(*answer);
    const bool greeted = http.json.is_object() && http.json.value("method", json()) == "initialize" && answer->contains("result");
    if (greeted) reply.headers.emplace_back("Mcp-Session-Id", sessions.open());
    return reply;
}

HttpReply mcp_end(McpSessions& sessions, const HttpRequest& http) {
    const std::string session = session_of(sessions, http);
    if (session.empty()) throw HttpError(400, "Mcp-Session-Id: is missing", "Mcp-Session-Id");
    sessions.close(session);
    return HttpReply{.status = 204, .type = ""};
}

}  // namespace

void add_mcp_routes(Routes& routes, Service& service) {
    const auto sessions = std::make_shared<McpSessions>();
    const Schema answer = open_object({{"jsonrpc*", text()}, {"id*", anything()}});
    routes.push_back({.method = "POST",
                      .path = "/mcp",
                      .group = "Service",
                      .about = "Model Context Protocol: a JSON-RPC message, or a list of them; a call's progress where event streams are accepted",
                      .handler = [&service, sessions](HttpRequest& r) { return mcp_message(service, *sessions, r); },
                      .body = Body::json,
                      .takes = anything("JSON-RPC 2.0"),
                      .gives = {{"anyOf", {answer, list_of(answer)}}},
                      .errors = {404},
                      .may_stream = true,
                      .taken = 202});
    routes.push_back({.method = "DELETE",
                      .path = "/mcp",
                      .group = "Service",
                      .about = "End a session of the Model Context Protocol (Mcp-Session-Id); jobs stay in the queue",
                      .handler = [sessions](HttpRequest& r) { return mcp_end(*sessions, r); },
                      .gives_type = "",
                      .status = 204,
                      .errors = {404}});
}

}  // namespace imagelab::serve
