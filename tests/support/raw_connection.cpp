#include "tests/support/raw_connection.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace imagelab::test {

Raw::Raw(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    const timeval limit{20, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

Raw::~Raw() {
    if (socket_ >= 0) ::close(socket_);
}

void Raw::send(const std::string& bytes) const {
    static_cast<void>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

std::string Raw::status_line() const {
    std::string line;
    for (char c; line.find("\r\n") == line.npos && ::recv(socket_, &c, 1, 0) == 1;) line += c;
    return line.substr(0, line.find("\r\n"));
}

std::string Raw::everything() const {
    std::string all;
    char bytes[4096];
    for (ssize_t count = 0; (count = ::recv(socket_, bytes, sizeof bytes, 0)) > 0;) all.append(bytes, static_cast<size_t>(count));
    return all;
}

void Raw::reset() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(socket_);
    socket_ = -1;
}

}  // namespace imagelab::test
