#pragma once
// A connection to loopback on which bytes go as they are.
#include <string>

namespace imagelab::test {

class Raw {
  public:
    explicit Raw(int port);
    ~Raw();
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;
    void send(const std::string& bytes) const;
    std::string status_line() const;  // of the reply; empty: the other side closed before it was whole
    std::string everything() const;   // until the other side closes
    void reset();                     // closes at once, so that the other side hears of an error
    bool connected = false;

  private:
    int socket_;
};

}  // namespace imagelab::test
