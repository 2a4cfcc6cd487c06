#include "serve/gate.h"

#include <algorithm>

#include "core/base/base64.h"
#include "core/base/digest.h"
#include "core/base/read_file.h"
#include "core/base/utf8.h"

namespace imagelab::serve {
namespace {

std::string sha256(std::string_view text) {
    Digest digest;
    digest.add(text.data(), text.size());
    return digest.hex();
}

// Takes as long wherever the two differ.
bool same_digest(const std::string& a, const std::string& b) {
    unsigned difference = a.size() == b.size() ? 0 : 1;
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
    return difference == 0;
}

}  // namespace

bool is_loopback(const std::string& host) {
    return host == "localhost" || host == "::1" || host == "[::1]" ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

Result<std::string> read_key_digest(const std::filesystem::path& file) {
    const auto text = read_regular_file(file, 4096);
    if (!text) return Failure{"--key-file: " + text.error()};
    const std::string key(trimmed(*text));
    if (key.empty()) return Failure{"--key-file: " + file.string() + " holds no key: write one into it, such as of `openssl rand -hex 32`"};
    constexpr std::string_view hashed = "sha256:";
    if (!key.starts_with(hashed)) return sha256(key);
    const std::string digest = ascii_lower(key.substr(hashed.size()));
    if (digest.size() != sha256("").size() || digest.find_first_not_of("0123456789abcdef") != digest.npos)
        return Failure{"--key-file: " + file.string() + ": after sha256: stand the 64 digits of `printf %s KEY | sha256sum`"};
    return digest;
}

Gate::Gate(GateOptions options) : options_(std::move(options)), key_digest_(options_.key_digest) {
    if (!options_.key.empty()) key_digest_ = sha256(options_.key);
    options_.key.clear();
    for (const std::string name : {"127.0.0.1", "localhost", "[::1]"}) {
        names_.push_back(name);
        names_.push_back(name + ":" + std::to_string(options_.port));
    }
    if (options_.most_a_second > 0) rate_ = std::make_shared<RateLimit>(options_.most_a_second);
}

bool Gate::knows_host(const std::string& host) const {
    return std::find(names_.begin(), names_.end(), ascii_lower(host)) != names_.end();
}

bool Gate::is_key(const std::string& given) const {
    return same_digest(sha256(given), key_digest_);
}

bool Gate::has_key(const HttpRequest& request) const {
    if (const std::string key = request.header("x-api-key"); !key.empty()) return is_key(key);
    const std::string authorization = request.header("authorization");
    const size_t space = authorization.find(' ');
    if (space == authorization.npos) return false;
    const std::string scheme = ascii_lower(authorization.substr(0, space)), value(trimmed(authorization.substr(space)));
    if (scheme == "bearer") return is_key(value);
    if (scheme != "basic") return false;
    const auto pair = bytes_of_base64(value);
    if (!pair) return false;
    const size_t colon = pair->find(':');
    return colon != pair->npos && is_key(pair->substr(colon + 1));
}

bool Gate::is_named_origin(const std::string& origin) const {
    return std::find(options_.origins.begin(), options_.origins.end(), origin) != options_.origins.end();
}

std::optional<HttpReply> Gate::turn_away(const HttpRequest& request, bool open) const {
    if (rate_ && !open && !rate_->take(request.from, RateLimit::Clock::now())) {
        HttpReply reply = error_reply(429, "more requests a second than one address may send; ask again in a second");
        reply.headers.emplace_back("Retry-After", "1");
        return reply;
    }
    const std::string host = request.header("host"), origin = request.header("origin");
    // A page of elsewhere may make a browser ask a name of its own that leads here (DNS rebinding): the name tells.
    if (key_digest_.empty() && !knows_host(host))
        return error_reply(403, "the Host of the request is none of this server's names; ask 127.0.0.1:" + std::to_string(options_.port));
    const bool own = !origin.empty() && (origin == "http://" + host || origin == "https://" + host);
    const bool named = !origin.empty() && is_named_origin(origin);
    if (request.method == "OPTIONS" && named && !request.header("access-control-request-method").empty()) {
        HttpReply reply;
        reply.status = 204;
        reply.type.clear();
        reply.headers = {{"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE"},
                         {"Access-Control-Allow-Headers", "Authorization, Content-Type, X-API-Key"},
                         {"Access-Control-Max-Age", "600"}};
        return reply;
    }
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (!reads && !origin.empty() && !own && !named)
        return error_reply(403, "pages of this Origin may not ask here; --allow-origin names those that may");
    if (open || key_digest_.empty() || has_key(request)) return std::nullopt;
    HttpReply reply = error_reply(401, "a key is needed: Authorization: Bearer KEY, X-API-Key: KEY, or Basic with the key as password");
    reply.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"imagelab\", Basic realm=\"imagelab\", charset=\"UTF-8\"");
    return reply;
}

void Gate::mark(const HttpRequest& request, HttpReply& reply) const {
    if (options_.origins.empty()) return;
    reply.headers.emplace_back("Vary", "Origin");
    if (const std::string origin = request.header("origin"); !origin.empty() && is_named_origin(origin))
        reply.headers.emplace_back("Access-Control-Allow-Origin", origin);
}

}  // namespace imagelab::serve
