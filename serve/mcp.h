#pragma once
// Model Context Protocol (modelcontextprotocol.io/specification, revisions 2024-11-05 to 2025-06-18): JSON-RPC 2.0 messages by which chat
// programs and editors call tools that make pictures. The same messages come as lines (`imagelab mcp`) and over HTTP (POST /mcp).
#include <atomic>
#include <functional>
#include <istream>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

namespace imagelab::serve {

class Service;

// Why a call is not waited for any longer: its client takes it back, or is gone; what it put into the queue then goes on.
enum class McpStop { no, cancelled, gone };

struct McpCall {
    std::function<void(const nlohmann::json& notification)> notify = [](const nlohmann::json&) {};  // progress, while a tool works
    std::function<McpStop()> stop = [] { return McpStop::no; };
};

// Calls of tools that are under way, so that a notification takes one back. Any thread may use them.
class McpCalls {
  public:
    using Stop = std::shared_ptr<const std::atomic<McpStop>>;
    Stop begin(const std::string& client, const nlohmann::json& id);   // ends where nobody holds it any more
    void cancel(const std::string& client, const nlohmann::json& id);  // nothing where none is under way
    void leave(const std::string& client);                             // nobody waits for this client's any more

  private:
    using Flag = std::atomic<McpStop>;
    std::mutex mutex_;
    std::multimap<std::pair<std::string, std::string>, std::weak_ptr<Flag>> calls_;
};

// Who sends messages: numbers of requests are its own.
struct McpClient {
    std::string name;
    std::function<void(const nlohmann::json& notification)> notify = [](const nlohmann::json&) {};
    std::function<bool()> gone = [] { return false; };  // looked at while a tool works
};

// What a message, or several in a list (revision 2025-03-26), asks for: to be done once, perhaps in a thread of its own; calls of tools can be
// taken back from now on. It gives the answer; nullopt: none, they were notifications, answers or calls that were taken back. Neither throws.
using McpWork = std::function<std::optional<nlohmann::json>()>;
McpWork mcp_work(Service& service, McpCalls& calls, const McpClient& client, nlohmann::json message);
bool is_mcp_call(const nlohmann::json& message);  // of a tool, which may take minutes

// A revision that is spoken here.
bool mcp_speaks(const std::string& revision);
std::string mcp_revisions();  // "2025-06-18, ..."
// Reads messages line by line until the input ends, and answers on the output, each tool in a thread of its own; what the client cancels
// (notifications/cancelled) stops. Returns once all calls have ended; jobs that run stay in the queue.
void mcp_lines(Service& service, std::istream& in, const std::function<void(const std::string& line)>& out);

}  // namespace imagelab::serve
