#pragma once
// The server itself, over cpp-httplib, which only server.cpp sees.
#include <filesystem>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "serve/router.h"

namespace imagelab::serve {

// Files in PEM: a certificate with those that vouch for it, and its private key without a passphrase. Empty: no TLS.
struct TlsFiles {
    std::filesystem::path certificate, key;
};

class Server {
  public:
    // Port 0: a free one. The failure says why the address cannot be taken, or what is wrong with the files.
    static Result<std::unique_ptr<Server>> open(const std::string& host, int port, const TlsFiles& tls = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    int port() const;
    void start(Router router);  // answers on threads of its own from now on
    // No new connections; waits up to so many milliseconds for those that are there. False: some are there still.
    bool stop(int milliseconds);

  private:
    class Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace imagelab::serve
