#include "serve/mcp.h"

#include <algorithm>
#include <stdexcept>
#include <thread>
#include <vector>

#include "core/base/json_reader.h"
#include "core/base/utf8.h"
#include "serve/mcp_tools.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

constexpr size_t most_messages = 100;  // in a list
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
    const json asked = params.value("protocolVersion", json(""));
    if (!asked.is_string()) throw std::invalid_argument("protocolVersion: allowed: text, as " + std::string(revisions[0]));
    return {{"protocolVersion", mcp_speaks(asked.get<std::string>()) ? asked : json(revisions[0])},
            {"capabilities", {{"tools", json::object()}}},
            {"serverInfo", {{"name", "imagelab"}, {"title", "Image Lab"}, {"version", IMAGELAB_VERSION}}},
            {"instructions",
             "Makes pictures on this machine. make_picture draws from words; its answer names the picture (JOB/NUMBER), by which "
             "edit_picture takes it up again. A picture takes seconds on a GPU and may take minutes without one."}};
}

// All of them at once: there is no further page.
json tool_list(const json& params) {
    if (has(params, "cursor")) throw std::invalid_argument("cursor: is none of ours; leave it out");
    json list = json::array();
    for (const McpTool& tool : mcp_tools()) {
        list.push_back({{"name", tool.name},
                        {"title", tool.title},
                        {"description", tool.about},
                        {"inputSchema", tool.takes},
                        {"annotations",
                         {{"title", tool.title},
                          {"readOnlyHint", tool.does == McpTool::Does::reads},
                          {"destructiveHint", tool.does == McpTool::Does::destroys},
                          {"openWorldHint", false}}}});
    }
    return {{"tools", list}};
}

json failed(const std::string& why) {
    return {{"content", {{{"type", "text"}, {"text", why}}}}, {"isError", true}};
}

bool is_id(const json& id) {
    return id.is_string() || id.is_number_integer();
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
        if (!is_id(token)) return;
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
    if (method == "tools/list") return result_message(id, tool_list(params));
    if (method != "tools/call") return error_message(id, method_not_found, "there is no method " + method.substr(0, 60));
    if (!params.contains("name") || !params["name"].is_string()) return error_message(id, invalid_params, "name: is missing");
    return result_message(id, called(service, params, call));
}

json cancelled_id(const json& message) {
    const json params = message.value("params", json::object());
    return params.is_object() ? params.value("requestId", json()) : json();
}

std::optional<json> one_answer(Service& service, const json& message, const McpCall& call) {
    if (!message.is_object() || message.value("jsonrpc", json()) != "2.0")
        return error_message(nullptr, invalid_request, "allowed: a JSON-RPC 2.0 message, or a list of a hundred at most");
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

json method_of(const json& message) {
    return message.is_object() ? message.value("method", json()) : json();
}

}  // namespace

McpCalls::Stop McpCalls::begin(const std::string& client, const json& id) {
    const std::lock_guard lock(mutex_);
    std::erase_if(calls_, [](const auto& call) { return call.second.expired(); });
    const auto flag = std::make_shared<Flag>(McpStop::no);
    calls_.emplace(std::pair(client, id.dump()), flag);
    return flag;
}

void McpCalls::cancel(const std::string& client, const json& id) {
    const std::lock_guard lock(mutex_);
    const auto [from, to] = calls_.equal_range(std::pair(client, id.dump()));
    for (auto call = from; call != to; ++call) {
        if (const auto flag = call->second.lock()) *flag = McpStop::cancelled;
    }
}

void McpCalls::leave(const std::string& client) {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, call] : calls_) {
        McpStop waiting = McpStop::no;
        if (const auto flag = call.lock(); flag && key.first == client) flag->compare_exchange_strong(waiting, McpStop::gone);
    }
}

bool mcp_speaks(const std::string& revision) {
    return std::find(std::begin(revisions), std::end(revisions), revision) != std::end(revisions);
}

std::string mcp_revisions() {
    return comma_list(std::vector<std::string>(std::begin(revisions), std::end(revisions)));
}

bool is_mcp_call(const json& message) {
    return method_of(message) == "tools/call";
}

McpWork mcp_work(Service& service, McpCalls& calls, const McpClient& client, json message) {
    if (message.is_array() && !message.empty() && message.size() <= most_messages) {
        std::vector<McpWork> parts;
        for (json& item : message) {
            // Of a list within the list it is said that it is no message.
            parts.push_back(item.is_array() ? [&service, item] { return one_answer(service, item, {}); }
                                            : mcp_work(service, calls, client, std::move(item)));
        }
        return [parts] {
            json answers = json::array();
            for (const McpWork& part : parts) {
                if (auto answer = part()) answers.push_back(std::move(*answer));
            }
            return answers.empty() ? std::nullopt : std::optional(std::move(answers));
        };
    }
    if (method_of(message) == "notifications/cancelled") calls.cancel(client.name, cancelled_id(message));
    if (!is_mcp_call(message)) return [&service, message = std::move(message)] { return one_answer(service, message, {}); };
    return [&service, client, stop = calls.begin(client.name, message.value("id", json())), message = std::move(message)] {
        const auto told = [&] {
            const McpStop known = stop->load();
            return known == McpStop::no && client.gone() ? McpStop::gone : known;
        };
        auto answer = one_answer(service, message, {client.notify, told});
        return *stop == McpStop::cancelled ? std::nullopt : std::move(answer);
    };
}

void mcp_lines(Service& service, std::istream& in, const std::function<void(const std::string&)>& out) {
    std::mutex mutex;  // of what is written
    McpCalls calls;
    const auto write = [&](const json& message) {
        const std::lock_guard lock(mutex);
        out(json_text(message));
    };
    const McpClient client{.name = "", .notify = write};
    std::vector<std::jthread> threads;
    for (std::string line; std::getline(in, line);) {
        if (line.find_first_not_of(" \t\r") == line.npos) continue;
        auto message = read_json(line);
        if (!message) {
            write(error_message(nullptr, parse_error, message.error()));
            continue;
        }
        const bool waits = message->is_array() || is_mcp_call(*message);
        const auto answer = [&write, work = mcp_work(service, calls, client, std::move(*message))] {
            if (const auto said = work()) write(*said);
        };
        if (waits)
            threads.emplace_back(answer);
        else
            answer();
    }
    calls.leave(client.name);
}

}  // namespace imagelab::serve
