#pragma once
// Files from the net: resumed where they broke off, checked, renamed when whole.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "core/base/cancel.h"
#include "core/base/error.h"

namespace imagelab {

struct Download {
    std::string url;           // http or https
    std::filesystem::path to;  // a file, or a folder that is there: then the server or the address names the file
    std::string sha256;        // hex; empty: what Hugging Face says of the file (X-Linked-ETag), else not checked
    std::string token;         // sent as "Authorization: Bearer", to the address's own host only
    int tries = 5;             // of a connection that breaks
    int pause_ms = 1000;       // before the second try; doubled each time
};

struct DownloadProgress {
    uint64_t done = 0, total = 0;  // bytes; total 0: the server does not say
    double bytes_per_s = 0;
};

// The finished file. While it is not whole it is called NAME.part and stays after a failure, so that the next call goes on (if the
// server's ETag is still the same). What is there already under its name is taken as it is, its checksum compared where one is given.
// The failure says what to do. Throws Cancelled.
Result<std::filesystem::path> download(const Download& wish, const std::function<void(const DownloadProgress&)>& progress = {},
                                       const CancelToken& cancel = {});

// What an address that a request names may cost, and where it may lie.
struct FetchLimits {
    uint64_t bytes = 64 << 20;
    long seconds = 60;
    bool inside = false;  // also http, and addresses of this machine and of private networks
};
// The bytes behind an https address. Every address its name means, and those it is redirected to, must be of the public net. The failure
// says what to do. Throws Cancelled.
Result<std::string> fetch(const std::string& url, const FetchLimits& limits = {}, const CancelToken& cancel = {});

// Whether an address (IPv4, or IPv6 with what it may hold of IPv4) is of the public net: no loopback, private, link-local, shared,
// multicast, documentation or reserved one (RFC 6890).
bool is_public_ip(const std::string& address);

// A small text (an API's JSON), at most 8 MiB.
Result<std::string> fetch_text(const std::string& url, const std::string& token = {});

}  // namespace imagelab
