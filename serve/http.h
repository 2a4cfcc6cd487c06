#pragma once
// What passes between a connection and a route, as plain data.
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace imagelab::serve {

constexpr size_t largest_body = size_t{64} << 20;  // bytes

struct FormPart {  // of multipart/form-data
    std::string name, file_name, type, content;
};

struct HttpRequest {
    std::string method, path;  // path: decoded, without the query
    std::string from;          // the client's address
    bool encrypted = false;    // by TLS
    std::multimap<std::string, std::string> query;
    std::multimap<std::string, std::string> headers;  // names in lower case
    std::string body;
    std::vector<FormPart> parts;
    std::vector<std::string> path_values;  // of {...} in the route's path, in order
    nlohmann::json json;                   // the body, as the route's schema wants it
    nlohmann::json query_values;           // as the route's table of them wants them; those that are absent are not there

    std::string header(const std::string& name) const;  // "" where it is absent
};

// Sends what it is given; false: nobody listens any more, or the server stops.
using Send = std::function<bool(std::string_view)>;

struct HttpReply {
    int status = 200;
    std::string type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::function<void(const Send&)> stream;  // instead of body: called once
    bool close = false;                       // the connection, once this was sent

    static HttpReply of(const nlohmann::json& value, int status = 200);
};

// What a client did wrong, or what cannot be had. Every error of every door looks as `error_reply` makes it.
struct HttpError : Error {
    HttpError(int status, const std::string& message, std::string param = {});
    int status;
    std::string code, param;  // param: the field; empty: none
};

std::string error_code(int status);  // "not_found"
HttpReply error_reply(int status, const std::string& message, const std::string& param = {});

std::string json_text(const nlohmann::json& value);  // bytes that are no UTF-8 are replaced

}  // namespace imagelab::serve
