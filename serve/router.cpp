#include "serve/router.h"

#include <algorithm>

#include "core/base/json_reader.h"
#include "core/base/log.h"
#include "core/base/utf8.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

constexpr JsonLimits limits{.bytes = largest_body};

std::string media_type(const HttpRequest& request) {
    const std::string header = request.header("content-type");
    return ascii_lower(std::string(trimmed(header.substr(0, header.find(';')))));
}

bool is_json(const std::string& type) {
    return type == "application/json" || type.ends_with("+json");
}

// The body is to be read as JSON.
bool comes_as_json(const Route& route, const HttpRequest& request) {
    return route.body == Body::json || (route.body == Body::form && !route.takes_json.is_null() && is_json(media_type(request)));
}

// Says what is wrong with the body's type; empty: nothing.
std::string wrong_type(const Route& route, const HttpRequest& request) {
    const std::string type = media_type(request);
    const std::string encoding = ascii_lower(request.header("content-encoding"));
    if (!encoding.empty() && encoding != "identity") return "bodies are taken without Content-Encoding";
    if (comes_as_json(route, request) && route.body == Body::form) return {};
    if (route.body == Body::form) return type == "multipart/form-data" ? "" : "the body must be multipart/form-data";
    if (type.empty()) return {};
    if (route.body == Body::bytes) return type == "application/octet-stream" ? "" : "the body must be application/octet-stream";
    if (route.body == Body::json && !is_json(type)) return "the body must be application/json";
    return {};
}

bool has_body(const HttpRequest& request) {
    const std::string length = request.header("content-length");
    return !request.header("transfer-encoding").empty() || (!length.empty() && length != "0");
}

void check(const Schema& schema, const json& value, int status) {
    const Disagreement found = disagreement(schema, value);
    if (found.message.empty()) return;
    throw HttpError(status, found.field.empty() ? "the body " + found.message : found.field + ": " + found.message, found.field);
}

void read_query(const Route& route, HttpRequest& request) {
    request.query_values = json::object();
    for (const auto& [name, word] : request.query) {
        const auto known =
            std::find_if(route.query.begin(), route.query.end(), [&, &name = name](const Property& p) { return p.name == name; });
        if (known == route.query.end()) throw HttpError(route.wrong, name + ": is no parameter of this address that is known here", name);
        const json value = value_of_word(known->schema, word);
        const Disagreement found = disagreement(known->schema, value, name);
        if (!found.message.empty()) throw HttpError(route.wrong, name + ": " + found.message, name);
        request.query_values[name] = value;
    }
}

void read_json_body(const Route& route, HttpRequest& request) {
    if (trimmed(request.body).empty() && !route.body_needed) {
        request.json = json::object();
        return;
    }
    auto body = read_json(request.body, limits);
    if (!body) throw HttpError(route.wrong, "the body: " + body.error());
    request.json = std::move(*body);
    check(route.body == Body::form ? route.takes_json : route.takes, request.json, route.wrong);
}

// A form's texts as JSON, several of one name (or NAME[]) as the last; files stay parts.
void read_form(const Route& route, HttpRequest& request) {
    request.json = json::object();
    const auto& known = route.takes["properties"];
    for (FormPart& part : request.parts) {
        if (part.name.ends_with("[]")) part.name.resize(part.name.size() - 2);
        const auto schema = known.find(part.name);
        const bool binary = schema != known.end() && schema->value("format", "") == "binary";
        if (binary || !part.file_name.empty()) {
            if (schema != known.end() && !binary) throw HttpError(route.wrong, part.name + ": is a file; allowed: a text", part.name);
            if (schema == known.end()) throw HttpError(route.wrong, part.name + ": is no field that is known here", part.name);
            request.json[part.name] = "";  // that it is there
            continue;
        }
        request.json[part.name] = schema == known.end() ? json(part.content) : value_of_word(*schema, part.content);
    }
    check(route.takes, request.json, route.wrong);
}

}  // namespace

std::optional<std::vector<std::string>> path_values(const std::string& pattern, const std::string& path) {
    std::vector<std::string> values;
    size_t p = 0, at = 0;
    while (p < pattern.size()) {
        if (pattern[p] != '{') {
            if (at >= path.size() || path[at] != pattern[p]) return std::nullopt;
            ++p, ++at;
            continue;
        }
        p = pattern.find('}', p) + 1;
        const size_t end = std::min(path.find('/', at), path.size());
        if (end == at) return std::nullopt;
        values.push_back(path.substr(at, end - at));
        at = end;
    }
    if (at != path.size()) return std::nullopt;
    return values;
}

Router::Router(Routes routes, Gate gate) : routes_(std::move(routes)), gate_(std::move(gate)) {
    for (size_t i = 0; i < routes_.size(); ++i) beginning_[routes_[i].path.substr(0, routes_[i].path.find('{'))].push_back(i);
}

// In the order of the table, of those alone that begin as the path does.
const Route* Router::find(HttpRequest& request, std::string& allowed) const {
    const std::string_view path = request.path, method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
    std::vector<size_t> near;
    const auto take = [&](std::string_view beginning) {
        if (const auto found = beginning_.find(beginning); found != beginning_.end())
            near.insert(near.end(), found->second.begin(), found->second.end());
    };
    for (size_t slash = 0; (slash = path.find('/', slash)) != path.npos && ++slash < path.size();) take(path.substr(0, slash));
    take(path);
    std::sort(near.begin(), near.end());
    for (const size_t i : near) {
        const Route& route = routes_[i];
        auto values = path_values(route.path, request.path);
        if (!values) continue;
        if (route.method == method) {
            request.path_values = std::move(*values);
            return &route;
        }
        if (allowed.find(route.method) == allowed.npos)
            allowed += (allowed.empty() ? "" : ", ") + route.method + (route.method == "GET" ? ", HEAD" : "");
    }
    return nullptr;
}

HttpReply Router::run(const Route& route, HttpRequest& request, const ReadBody& read_body) const {
    const bool may_be_empty = !route.body_needed && !has_body(request);
    if (route.body != Body::none && !may_be_empty) {
        if (const std::string wrong = wrong_type(route, request); !wrong.empty()) {
            HttpReply reply = error_reply(415, wrong);
            reply.close = read_body(request, false) != BodyRead::whole;
            return reply;
        }
    }
    if (route.body == Body::none) {  // one that is sent all the same is passed over
        const bool passed = read_body(request, false) == BodyRead::whole;
        read_query(route, request);
        HttpReply reply = route.handler(request);
        reply.close = reply.close || !passed;
        return reply;
    }
    const BodyRead read = read_body(request, true);
    if (read == BodyRead::too_large) {
        HttpReply reply = error_reply(413, "the body has more than the " + std::to_string(largest_body >> 20) + " MiB that are taken");
        reply.close = true;
        return reply;
    }
    if (read == BodyRead::broken) {
        HttpReply reply = error_reply(400, "the body could not be read: it ends early, comes too slowly, or is no form");
        reply.close = true;
        return reply;
    }
    read_query(route, request);
    if (comes_as_json(route, request)) {
        read_json_body(route, request);
    } else if (route.body == Body::form) {
        read_form(route, request);
    }
    return route.handler(request);
}

HttpReply Router::answer(HttpRequest& request, const ReadBody& read_body) const {
    std::string allowed;
    const Route* route = find(request, allowed);
    const auto past_the_body = [&](HttpReply reply) {
        reply.close = read_body(request, false) != BodyRead::whole;
        return reply;
    };
    HttpReply reply;
    if (auto turned_away = gate_.turn_away(request, route && route->open)) {
        reply = past_the_body(std::move(*turned_away));
    } else if (!route && !allowed.empty()) {
        reply = past_the_body(error_reply(405, "this address takes " + allowed));
        reply.headers.emplace_back("Allow", allowed);
    } else if (!route) {
        reply = past_the_body(error_reply(404, "there is no such address; GET /openapi.json lists those that are"));
    } else {
        try {
            reply = run(*route, request, read_body);
        } catch (const HttpError& error) {
            reply = error_reply(error.status, error.what(), error.param);
        } catch (const std::exception& error) {
            log_error("[serve] " + route->method + " " + route->path + ": " + error.what());
            reply = error_reply(500, error.what());
        }
    }
    gate_.mark(request, reply);
    return reply;
}

}  // namespace imagelab::serve
