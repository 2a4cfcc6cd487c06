#pragma once
// The server itself, over cpp-httplib, which only server.cpp sees.
#include <memory>
#include <string>

#include "core/base/error.h"
#include "serve/router.h"

namespace imagelab::serve {

class Server {
  public:
    // Port 0: a free one. The failure says why the address cannot be taken. `stopping` is asked by replies that take their time.
    static Result<std::unique_ptr<Server>> open(const std::string& host, int port);
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
