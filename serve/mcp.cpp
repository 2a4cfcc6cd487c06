#include "serve/mcp.h"

#include <algorithm>
#include <atomic>
#include <istream>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "serve/mcp_tools.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

constexpr const char* revisions[] = {"2025-06-18", "2025-03-26", "2024-11-05"};  // newest first
// JSON-RPC 2.0, section 5.1
constexpr int parse_error = -32700, invalid_request = -32600, method_not_found = -32601, invalid_params = -32602, internal_error = -32603;

json result_message(const json& id, json result) {
    return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}};
}
json error_message(const json& id, int code, const std::string& message) {
    return {{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", message}}}};
}

json initialized(const json& params) {
    const std::string asked = params.value("protocolVersion", "");
    const bool known = std::find(std::begin(revisions), std::end(revisions), asked) != std::end(revisions);
    return {{"protocolVersion", known ? asked : revisions[0]},
            {"capabilities", {{"tools", json::object()}}},
            {"serverInfo", {{"name", "imagelab"}, {"title", "Image Lab"}, {"version", IMAGELAB_VERSION}}},
            {"instructions",
             "Makes pictures on this machine. make_picture draws from words; its answer names the picture (JOB/NUMBER), by which "
             "edit_picture takes it up again. A picture takes seconds on a GPU and may take minutes without one."}};
}

json tool_list() {
    json list = json::array();
    for (const McpTool& tool : mcp_tools()) {
        list.push_back({{"name", tool.name}, {"title", tool.title}, {"description", tool.about}, {"inputSchema", tool.takes}});
    }
    return {{"tools", list}};
}

json failed(const std::string& why) {
    return {{"content", {{{"type", "text"}, {"text", why}}}}, {"isError", true}};
}

json called(Service& service, const json& params, const McpCall& call) {
    const std::string name = params.at("name").get<std::string>();
    const auto& tools = mcp_tools();
    const auto tool = std::find_if(tools.begin(), tools.end(), [&](const McpTool& one) { return one.name == name; });
    if (tool == tools.end()) throw std::invalid_argument("there is no tool " + name.substr(0, 60));
    const json arguments = params.contains("arguments") && !params["arguments"].is_null() ? params["arguments"] : json::object();
    if (const Disagreement wrong = disagreement(tool->takes, arguments); !wrong.message.empty())
        return failed((wrong.field.empty() ? "" : wrong.field + ": ") + wrong.message);
    const json token = params.contains("_meta") && params["_meta"].is_object() ? params["_meta"].value("progressToken", json()) : json();
    const auto progress = [&](double fraction, const std::string& what) {
        if (token.is_null()) return;
        call.notify({{"jsonrpc", "2.0"},
                     {"method", "notifications/progress"},
                     {"params", {{"progressToken", token}, {"progress", fraction}, {"total", 1}, {"message", what}}}});
    };
    try {
        return {{"content", tool->run(service, arguments, {progress, call.stop})}, {"isError", false}};
    } catch (const HttpError& error) {  // what a model can mend itself is the tool's answer
        return failed(error.what());
    }
}

json answered(Service& service, const json& id, const std::string& method, const json& params, const McpCall& call) {
    if (method == "initialize") return result_message(id, initialized(params));
    if (method == "ping") return result_message(id, json::object());
    if (method == "tools/list") return result_message(id, tool_list());
    if (method != "tools/call") return error_message(id, method_not_found, "there is no method " + method.substr(0, 60));
    if (!params.contains("name") || !params["name"].is_string()) return error_message(id, invalid_params, "name: is missing");
    return result_message(id, called(service, params, call));
}

std::string cancelled_id(const json& message) {
    const json params = message.value("params", json::object());
    return params.is_object() ? params.value("requestId", json()).dump() : "";
}

bool is_id(const json& id) {
    return id.is_string() || id.is_number_integer();
}

}  // namespace

json mcp_parse_error() {
    return error_message(nullptr, parse_error, "this is no JSON");
}

std::optional<json> mcp_answer(Service& service, const json& message, const McpCall& call) {
    if (!message.is_object() || message.value("jsonrpc", json()) != "2.0")
        return error_message(nullptr, invalid_request, "allowed: one JSON-RPC 2.0 message");
    const json id = message.value("id", json());
    if (!message.contains("method")) return is_id(id) ? std::nullopt : std::optional(error_message(nullptr, invalid_request, "no method"));
    if (!message["method"].is_string()) return error_message(nullptr, invalid_request, "method: is no text");
    if (!message.contains("id")) return std::nullopt;
    if (!is_id(id)) return error_message(nullptr, invalid_request, "id: allowed: text or an integer");
    const json params = message.value("params", json::object());
    if (!params.is_object()) return error_message(id, invalid_params, "params: allowed: an object");
    try {
        return answered(service, id, message["method"].get<std::string>(), params, call);
    } catch (const std::invalid_argument& wrong) {
        return error_message(id, invalid_params, wrong.what());
    } catch (const std::exception& error) {
        return error_message(id, internal_error, error.what());
    }
}

void mcp_lines(Service& service, std::istream& in, const std::function<void(const std::string&)>& out) {
    std::mutex mutex;  // of what is written, and of the calls
    std::map<std::string, std::shared_ptr<std::atomic<McpStop>>> calls;
    const auto write = [&](const json& message) {
        const std::lock_guard lock(mutex);
        out(json_text(message));
    };
    std::vector<std::jthread> threads;
    for (std::string line; std::getline(in, line);) {
        if (line.find_first_not_of(" \t\r") == line.npos) continue;
        const json message = json::parse(line, nullptr, false);
        const json method = message.is_object() ? message.value("method", json()) : json();
        if (message.is_discarded()) {
            write(mcp_parse_error());
        } else if (method == "notifications/cancelled") {
            const std::lock_guard lock(mutex);
            const auto call = calls.find(cancelled_id(message));
            if (call != calls.end()) *call->second = McpStop::cancelled;
        } else if (method != "tools/call") {
            if (const auto answer = mcp_answer(service, message, {})) write(*answer);
        } else {
            const auto stop = std::make_shared<std::atomic<McpStop>>(McpStop::no);
            const std::string id = message.value("id", json()).dump();
            {
                const std::lock_guard lock(mutex);
                calls[id] = stop;
            }
            threads.emplace_back([&, message, id, stop] {
                const auto answer = mcp_answer(service, message, {write, [stop] { return stop->load(); }});
                if (answer && *stop != McpStop::cancelled) write(*answer);
                const std::lock_guard lock(mutex);
                calls.erase(id);
            });
        }
    }
    const std::lock_guard lock(mutex);
    for (const auto& [id, stop] : calls) {
        McpStop waiting = McpStop::no;
        stop->compare_exchange_strong(waiting, McpStop::gone);
    }
}

}  // namespace imagelab::serve
