#pragma once
// Model Context Protocol (modelcontextprotocol.io/specification, revisions 2024-11-05 to 2025-06-18): JSON-RPC 2.0 messages by which chat
// programs and editors call tools that make pictures. The same messages come as lines (`imagelab mcp`) and over HTTP (POST /mcp).
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace imagelab::serve {

class Service;

// Why a call is not waited for any longer: its client takes it back, or is gone; what it put into the queue then goes on.
enum class McpStop { no, cancelled, gone };

struct McpCall {
    std::function<void(const nlohmann::json& notification)> notify = [](const nlohmann::json&) {};  // progress, while a tool works
    std::function<McpStop()> stop = [] { return McpStop::no; };
};

// What is answered to a message; nullopt: nothing, it was a notification or an answer. Never throws.
std::optional<nlohmann::json> mcp_answer(Service& service, const nlohmann::json& message, const McpCall& call);
// Of a line that is no JSON.
nlohmann::json mcp_parse_error();
// Reads messages line by line until the input ends, and answers on the output, each tool in a thread of its own; what the client cancels
// (notifications/cancelled) stops. Returns once all calls have ended;
// jobs that run stay in the queue.
void mcp_lines(Service& service, std::istream& in, const std::function<void(const std::string& line)>& out);

}  // namespace imagelab::serve
