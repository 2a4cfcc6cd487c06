#include "serve/http.h"

namespace imagelab::serve {

using nlohmann::json;

std::string HttpRequest::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

std::string json_text(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

HttpReply HttpReply::of(const json& value, int status) {
    HttpReply reply;
    reply.status = status;
    reply.body = json_text(value);
    return reply;
}

std::string error_code(int status) {
    switch (status) {
        case 400:
            return "bad_request";
        case 401:
            return "unauthorized";
        case 403:
            return "forbidden";
        case 404:
            return "not_found";
        case 405:
            return "method_not_allowed";
        case 409:
            return "conflict";
        case 413:
            return "too_large";
        case 414:
            return "address_too_long";
        case 415:
            return "unsupported_media_type";
        case 416:
            return "range_not_satisfiable";
        case 422:
            return "unprocessable";
        case 429:
            return "too_many_requests";
        case 503:
            return "stopping";
        default:
            return status < 500 ? "bad_request" : "failed";
    }
}

HttpError::HttpError(int status, const std::string& message, std::string param)
    : Error(message), status(status), code(error_code(status)), param(std::move(param)) {}

HttpReply error_reply(int status, const std::string& message, const std::string& param) {
    return HttpReply::of({{"error", {{"message", message}, {"code", error_code(status)}, {"param", param.empty() ? json() : json(param)}}},
                          {"detail", message}},
                         status);
}

}  // namespace imagelab::serve
