#pragma once
// Who may ask (docs/http.md): names of this host, origins, the key.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "serve/http.h"
#include "serve/rate_limit.h"

namespace imagelab::serve {

struct GateOptions {
    int port = 0;
    std::string key;                   // empty: none is needed, unless:
    std::string key_digest;            // SHA-256 of the key, in hexadecimal digits
    std::vector<std::string> origins;  // that browsers' pages may ask from, beside our own
    double most_a_second = 0;          // requests of one address; 0: as many as it likes
};

class Gate {
  public:
    explicit Gate(GateOptions options);

    // A reply where the request is turned away, or is a browser's question whether it may ask. `open`: no key is needed.
    std::optional<HttpReply> turn_away(const HttpRequest& request, bool open) const;
    // What allows a page of an origin that was named to read the reply.
    void mark(const HttpRequest& request, HttpReply& reply) const;

  private:
    bool knows_host(const std::string& host) const;
    bool has_key(const HttpRequest& request) const;
    bool is_key(const std::string& given) const;
    bool is_named_origin(const std::string& origin) const;

    GateOptions options_;
    std::vector<std::string> names_;  // of this server, as a Host tells them
    std::string key_digest_;
    std::shared_ptr<RateLimit> rate_;
};

// SHA-256 of the key in a file, in hexadecimal digits. The file holds the key, or sha256: and those digits, so that whoever reads the file
// has no key; white space around it does not count. Fails where there is none.
Result<std::string> read_key_digest(const std::filesystem::path& file);

bool is_loopback(const std::string& host);  // an address or name that only this machine reaches

}  // namespace imagelab::serve
