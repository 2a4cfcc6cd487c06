#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/cpu/cpu_device.h"
#include "core/jobs/session.h"
#include "serve/mcp.h"
#include "serve/server.h"
#include "serve/service.h"
#include "serve/worker.h"
#include "tests/fuzz/targets.h"

namespace imagelab::fuzz {
namespace {

namespace fs = std::filesystem;

// A server as it is once it stops: what a request says is read and looked up, and nothing is drawn, trained or kept.
class Doors {
  public:
    Doors() {
        char name[] = "/tmp/imagelab_doors_XXXXXX";
        folder_ = ::mkdtemp(name);
        std::vector<std::unique_ptr<Device>> devices;
        devices.push_back(make_cpu_device(1));
        std::vector<Device*> known{devices.front().get()};
        session_ = std::move(Session::open(std::move(devices), {.data = folder_})).value();
        service_ = std::make_unique<serve::Service>(*session_, std::make_shared<serve::JobWatch>(), serve::ServiceOptions{folder_, known});
        service_->stop();
        server_ = std::move(serve::Server::open("127.0.0.1", 0)).value();
        serve::Routes routes = service_->routes();
        std::erase_if(routes, [](const serve::Route& route) {  // they compute or take memory whatever the service says
            for (const char* part : {"/api/testing/", "test-pytorch", "inference/load", "model/load", "/api/memory/allocate"}) {
                if (route.path.find(part) != route.path.npos) return true;
            }
            return false;
        });
        server_->start(serve::Router(std::move(routes), serve::Gate(serve::GateOptions{.port = server_->port()})));
    }
    ~Doors() {
        server_->stop(60'000);
        service_.reset();
        session_.reset();
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
    int port() const { return server_->port(); }
    void clear() const {  // what requests may leave
        std::error_code ignored;
        for (const char* folder : {"training", "suites"}) fs::remove_all(folder_ / folder, ignored);
    }
    serve::Service& service() { return *service_; }

  private:
    fs::path folder_;
    std::unique_ptr<Session> session_;
    std::unique_ptr<serve::Service> service_;
    std::unique_ptr<serve::Server> server_;
};

Doors& doors() {
    static Doors doors;
    return doors;
}

std::string answer_to(const std::string& request) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(doors().port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{30, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    std::string reply;
    if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
        for (size_t sent = 0; sent < request.size();) {
            const ssize_t count = ::send(socket, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) break;
            sent += static_cast<size_t>(count);
        }
        ::shutdown(socket, SHUT_WR);
        char bytes[16384];
        for (ssize_t count = 0; (count = ::recv(socket, bytes, sizeof bytes, 0)) > 0;) reply.append(bytes, static_cast<size_t>(count));
    }
    ::close(socket);
    return reply;
}

// Each answer is a line, and says nothing of a fault of ours.
class Answers {
  public:
    explicit Answers(const char* fault) : fault_(fault) {}
    void take(const std::string& line) {
        const std::lock_guard lock(mutex_);
        if (line.find('\n') != line.npos || line.find(fault_) != line.npos) wrong_ = line;
    }
    void check() const {
        if (!wrong_.empty()) throw std::logic_error("a line is answered by " + wrong_.substr(0, 1000));
    }

  private:
    const std::string fault_;
    std::mutex mutex_;
    std::string wrong_;
};

std::string_view text_of_bytes(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

// The length of the body is added, so that what changes it need not change its head.
void run_http(std::span<const std::byte> bytes) {
    constexpr std::string_view empty_line = "\r\n\r\n";
    std::string request(text_of_bytes(bytes));
    const size_t end = request.find(empty_line);
    if (end != request.npos && request.size() > end + empty_line.size())
        request.insert(end, "\r\nContent-Length: " + std::to_string(request.size() - end - empty_line.size()));
    const std::string reply = answer_to(request);
    doors().clear();
    if (reply.empty()) return;
    const int status = reply.starts_with("HTTP/1.1 ") ? std::atoi(reply.c_str() + 9) : 0;
    if (status < 100 || (status >= 500 && status != 503)) throw std::logic_error("a request is answered by " + reply.substr(0, 1000));
}

void run_mcp(std::span<const std::byte> bytes) {
    std::istringstream in{std::string(text_of_bytes(bytes))};
    Answers answers(R"("code":-32603)");
    serve::mcp_lines(doors().service(), in, [&](const std::string& line) { answers.take(line); });
    answers.check();
}

void run_worker(std::span<const std::byte> bytes) {
    std::istringstream in{std::string(text_of_bytes(bytes))};
    Answers answers(R"("code":"failed")");
    serve::WorkerLines lines;
    lines.next = [&in]() -> std::optional<std::string> {
        std::string line;
        if (!std::getline(in, line)) return std::nullopt;
        const bool loads = line.find("load_model") != line.npos;  // it would bring a model to the processor
        return loads ? std::string("{}") : line;
    };
    lines.write = [&](const std::string& line) {
        answers.take(line);
        return true;
    };
    lines.close = [] {};
    serve::worker_lines(doors().service(), lines);
    answers.check();
}

}  // namespace imagelab::fuzz
