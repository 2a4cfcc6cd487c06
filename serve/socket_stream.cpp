#include "serve/socket_stream.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <utility>

#include "core/base/log.h"
#include "serve/plain_get.h"

namespace imagelab::serve {
namespace {

constexpr size_t largest_joined = 64 << 10;  // a body beyond it is sent from where it lies

bool send_all(socket_t socket, const char* from, size_t size) {
    while (size > 0) {
        const ssize_t sent = ::send(socket, from, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        from += sent, size -= static_cast<size_t>(sent);
    }
    return true;
}

ssize_t receive(socket_t socket, char* to, size_t size, int flags = 0) {
    for (;;) {
        const ssize_t count = ::recv(socket, to, size, flags);
        if (count >= 0 || errno != EINTR) return count;
    }
}

}  // namespace

SocketStream::SocketStream(socket_t socket, time_t read_timeout, time_t write_timeout)
    : socket_(socket), read_timeout_(read_timeout), write_timeout_(write_timeout), remote_(address_of(::getpeername)),
      local_(address_of(::getsockname)) {
    const timeval read{read_timeout, 0}, write{write_timeout, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &read, sizeof read);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &write, sizeof write);
}

SocketStream::Address SocketStream::address_of(int (*name)(int, sockaddr*, socklen_t*)) const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    char ip[NI_MAXHOST] = {}, port[NI_MAXSERV] = {};
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    if (name(socket_, plain, &size) != 0 || ::getnameinfo(plain, size, ip, sizeof ip, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return {};
    return {ip, std::atoi(port)};
}

ssize_t SocketStream::fill() {
    if (!flush()) return -1;
    const ssize_t count = receive(socket_, bytes_.data(), bytes_.size());
    begin_ = 0, end_ = static_cast<size_t>(std::max<ssize_t>(count, 0));
    return count;
}

bool SocketStream::wait_for_request() {
    head_may_wait_ = true;
    return begin_ < end_ || fill() > 0;
}

bool SocketStream::flush() const {
    const std::string bytes = std::exchange(held_, {});
    return send_all(socket_, bytes.data(), bytes.size());
}

bool SocketStream::ready(short events) const {
    const time_t seconds = events == POLLIN ? read_timeout_ : write_timeout_;
    pollfd asked{socket_, events, 0};
    int found = 0;
    while ((found = ::poll(&asked, 1, static_cast<int>(seconds * 1000))) < 0 && errno == EINTR) continue;
    return found > 0;
}

bool SocketStream::is_readable() const {
    return begin_ < end_ || (flush() && ready(POLLIN));
}

bool SocketStream::is_writable() const {
    char byte = 0;
    return flush() && ready(POLLOUT) && receive(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0;
}

ssize_t SocketStream::read(char* to, size_t size) {
    if (begin_ == end_) {
        head_may_wait_ = true;
        if (size >= bytes_.size()) return flush() ? receive(socket_, to, size) : -1;
        if (const ssize_t count = fill(); count <= 0) return count;
    }
    const size_t count = std::min(size, end_ - begin_);
    std::memcpy(to, bytes_.data() + begin_, count);
    begin_ += count;
    return static_cast<ssize_t>(count);
}

ssize_t SocketStream::write(const char* from, size_t size) {
    const auto whole = static_cast<ssize_t>(size);
    if (size > largest_joined) return flush() && send_all(socket_, from, size) ? whole : -1;
    held_.append(from, size);
    if (std::exchange(head_may_wait_, false)) return whole;
    return flush() ? whole : -1;
}

void SocketStream::get_remote_ip_and_port(std::string& ip, int& port) const {
    ip = remote_.ip, port = remote_.port;
}

void SocketStream::get_local_ip_and_port(std::string& ip, int& port) const {
    ip = local_.ip, port = local_.port;
}

bool PlainServer::process(SocketStream& stream, bool last) {
    constexpr std::string_view empty_line = "\r\n\r\n";
    const std::string_view waiting = stream.waiting();
    const size_t end = last || !answer_plain_get ? waiting.npos : waiting.find(empty_line);
    if (end != waiting.npos) {
        if (auto request = plain_get(waiting.substr(0, end + empty_line.size()))) {
            stream.pass(end + empty_line.size());
            request->from = stream.remote_ip();
            return answer_plain_get(*request, stream) && stream.flush();
        }
    }
    bool closed = false;
    const bool good = process_request(stream, last, closed, nullptr);
    return stream.flush() && good && !closed;
}

bool PlainServer::process_and_close_socket(socket_t socket) {
    SocketStream stream(socket, read_timeout_sec_, write_timeout_sec_);
    bool good = true;
    try {
        for (size_t left = keep_alive_max_count_; good && left > 0 && svr_sock_ != INVALID_SOCKET && stream.wait_for_request(); --left)
            good = process(stream, left == 1);
    } catch (const std::exception& error) {
        log_error(std::string("[serve] a connection: ") + error.what());
        good = false;
    }
    ::shutdown(socket, SHUT_RDWR);
    ::close(socket);
    return good;
}

}  // namespace imagelab::serve
