#include "serve/plain_get.h"

#include <algorithm>

#include "core/base/utf8.h"

namespace imagelab::serve {
namespace {

constexpr size_t most_headers = 64;

bool printable(char c) {
    return c > 0x20 && c < 0x7f;
}

// httplib decodes what is escaped, in headers too.
bool header_value(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || (printable(c) && c != '%'); });
}

bool header_name(std::string_view text) {
    const auto may_stand = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; };
    return !text.empty() && std::all_of(text.begin(), text.end(), may_stand);
}

// "a=1&b=2" behind the question mark.
bool take_query(std::string_view text, HttpRequest& request) {
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        const size_t equals = pair.find('=');
        const bool plain = equals != pair.npos && equals > 0 && equals + 1 < pair.size() && pair.find('=', equals + 1) == pair.npos;
        if (!plain) return false;
        request.query.emplace(pair.substr(0, equals), pair.substr(equals + 1));
        const bool more = pair.size() < text.size();
        text.remove_prefix(pair.size() + (more ? 1 : 0));
        if (more && text.empty()) return false;
    }
    return true;
}

bool take_target(std::string_view target, HttpRequest& request) {
    const auto special = [](char c) { return !printable(c) || c == '%' || c == '+' || c == '#'; };
    if (!target.starts_with('/') || std::any_of(target.begin(), target.end(), special)) return false;
    const size_t question = target.find('?');
    request.path = target.substr(0, question);
    return question == target.npos || (question + 1 < target.size() && take_query(target.substr(question + 1), request));
}

bool take_header(std::string_view line, HttpRequest& request) {
    const size_t colon = line.find(':');
    if (colon == line.npos || !header_name(line.substr(0, colon))) return false;
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!header_value(value)) return false;
    std::string name = ascii_lower(std::string(line.substr(0, colon)));
    for (const char* other : {"content-length", "transfer-encoding", "expect", "range"}) {
        if (name == other) return false;
    }
    if (name == "connection" && ascii_lower(std::string(value)) != "keep-alive") return false;
    request.headers.emplace(std::move(name), value);
    return true;
}

}  // namespace

std::optional<HttpRequest> plain_get(std::string_view head) {
    constexpr std::string_view method = "GET ", version = " HTTP/1.1", end = "\r\n";
    const size_t first = head.find(end);
    if (first == head.npos || !head.starts_with(method) || !head.substr(0, first).ends_with(version) ||
        first < method.size() + version.size())
        return std::nullopt;
    HttpRequest request;
    request.method = "GET";
    if (!take_target(head.substr(method.size(), first - method.size() - version.size()), request)) return std::nullopt;
    for (size_t at = first + end.size();;) {
        const size_t next = head.find(end, at);
        if (next == head.npos) return std::nullopt;
        if (next == at) return next + end.size() == head.size() ? std::optional(std::move(request)) : std::nullopt;
        if (request.headers.size() == most_headers || !take_header(head.substr(at, next - at), request)) return std::nullopt;
        at = next + end.size();
    }
}

}  // namespace imagelab::serve
