#pragma once
// A connection as httplib reads and writes it, at two system calls a small request: a read waits in the system itself (httplib's own stream
// first asks whether there is anything to read, ten milliseconds at a time), and the head of a reply leaves together with what follows it.
#include <httplib.h>

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "serve/http.h"

namespace imagelab::serve {

class SocketStream final : public httplib::Stream {
  public:
    // The socket stays the caller's. Seconds that a single read or write may wait.
    SocketStream(socket_t socket, time_t read_timeout, time_t write_timeout);

    // Waits for the first bytes of a request; false: none came in time, or the client has gone.
    bool wait_for_request();
    // What was received and not read yet, and that much of it read.
    std::string_view waiting() const { return {bytes_.data() + begin_, end_ - begin_}; }
    void pass(size_t bytes) { begin_ += bytes; }
    // Sends what is held; false: the client has gone or takes nothing.
    bool flush() const;

    bool is_readable() const override;
    bool is_writable() const override;  // flushes; false once the client has gone
    ssize_t read(char* to, size_t size) override;
    ssize_t write(const char* from, size_t size) override;
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    const std::string& remote_ip() const { return remote_.ip; }
    socket_t socket() const override { return socket_; }

  private:
    struct Address {
        std::string ip;
        int port = 0;
    };
    Address address_of(int (*name)(int, sockaddr*, socklen_t*)) const;
    bool ready(short events) const;
    ssize_t fill();  // bytes received; 0: the client sends no more; below 0: nothing came in time

    const socket_t socket_;
    const time_t read_timeout_, write_timeout_;
    const Address remote_, local_;
    std::array<char, 4096> bytes_;  // received and not yet read: [begin_, end_)
    size_t begin_ = 0, end_ = 0;
    bool head_may_wait_ = false;  // the first write after a read; later ones leave at once, as events of a stream must
    mutable std::string held_;
};

// httplib's server over such streams. What is a plain GET (serve/plain_get.h) never reaches it.
class PlainServer final : public httplib::Server {
  public:
    // Writes the reply; false: the connection is of no use any more. Set before it listens.
    std::function<bool(HttpRequest& request, SocketStream& to)> answer_plain_get;

  private:
    bool process_and_close_socket(socket_t socket) override;
    bool process(SocketStream& stream, bool last);
};

}  // namespace imagelab::serve
