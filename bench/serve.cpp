// How quickly does the server answer, and what does that cost the picture that is made meanwhile?
//   bench_serve PROGRAM OUT.json [STEPS] [ROUNDS]
// Starts the server on a data folder of its own. First each of the small requests by itself; then pictures of the bundled model, in turns
// alone, beside 1,000 status requests a second on 8 connections, and beside 200 slow and broken clients; at last as many requests as 8
// connections bring through.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;
using namespace std::chrono_literals;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

// One connection that stays; as little work of its own as can be, for it runs beside what it measures.
class Connection {
  public:
    explicit Connection(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("no connection");
        const int yes = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }
    ~Connection() { ::close(socket_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void send(const std::string& bytes) const {
        if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
            throw std::runtime_error("not sent");
    }
    // The body of a reply of a known length; the status is checked.
    std::string ask(const std::string& request, int status = 200) {
        send(request);
        size_t head = 0;
        read_.clear();
        while ((head = read_.find("\r\n\r\n")) == read_.npos) receive();
        if (std::atoi(read_.c_str() + 9) != status) throw std::runtime_error(request.substr(0, 80) + " gave " + read_.substr(0, 400));
        const size_t field = read_.find("Content-Length: ");
        const size_t length = field < head ? std::strtoull(read_.c_str() + field + 16, nullptr, 10) : 0;
        while (read_.size() < head + 4 + length) receive();
        return read_.substr(head + 4);
    }

  private:
    void receive() {
        char bytes[65536];
        const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
        if (count <= 0) throw std::runtime_error("the server closed a connection");
        read_.append(bytes, static_cast<size_t>(count));
    }
    int socket_;
    std::string read_;
};

std::string get(const std::string& path, const char* method = "GET") {
    return std::string(method) + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
}
std::string post(const std::string& path, const std::string& body, const char* method = "POST", const char* type = "application/json") {
    return std::string(method) + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class Server {
  public:
    explicit Server(const std::string& program) {
        char name[] = "/tmp/imagelab_bench_XXXXXX";
        folder_ = ::mkdtemp(name);
        int out[2];
        if (::pipe(out) != 0) throw std::runtime_error("no pipe");
        pid_ = ::fork();
        if (pid_ == 0) {
            ::dup2(out[1], 1);
            std::freopen((folder_ / "log").c_str(), "w", stderr);
            ::execl(program.c_str(), program.c_str(), "serve", "--port", "0", "--data", (folder_ / "data").c_str(), nullptr);
            ::_exit(127);
        }
        ::close(out[1]);
        std::string line;
        for (char c; ::read(out[0], &c, 1) == 1 && c != '\n';) line += c;
        ::close(out[0]);
        if (line.rfind(':') == line.npos) throw std::runtime_error("the server did not start");
        port = std::atoi(line.c_str() + line.rfind(':') + 1);
    }
    ~Server() {
        ::kill(pid_, SIGTERM);
        ::waitpid(pid_, nullptr, 0);
        std::filesystem::remove_all(folder_);
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    int port = 0;

  private:
    pid_t pid_ = -1;
    std::filesystem::path folder_;
};

// Milliseconds: median and largest.
template <class Action>
json timed(int times, const Action& action) {
    std::vector<double> ms;
    for (int i = 0; i < times; ++i) {
        const auto begin = Clock::now();
        action();
        ms.push_back(1e3 * seconds_since(begin));
    }
    std::sort(ms.begin(), ms.end());
    return {{"median_ms", ms[ms.size() / 2]}, {"largest_ms", ms.back()}};
}

json single_requests(int port) {
    Connection server(port);
    json found;
    const auto simple = [&](const char* name, const std::string& path) { found[name] = timed(50, [&] { server.ask(get(path)); }); };
    simple("device list", "/api/device/list");
    simple("memory status", "/api/memory/status");
    simple("health of devices", "/api/integration/health");
    simple("health", "/health");
    const std::string size = std::to_string(16 << 20);
    const auto allocate = [&] {
        return json::parse(server.ask(post("/api/memory/allocate", R"({"device_id":"cpu","size_bytes":)" + size + "}")))["allocation_id"]
            .get<std::string>();
    };
    std::vector<std::string> ids;
    found["allocate 16 MiB"] = timed(20, [&] { ids.push_back(allocate()); });
    found["copy 16 MiB"] =
        timed(20, [&] { server.ask(post("/api/memory/copy", R"({"source_id":")" + ids[0] + R"(","destination_id":")" + ids[1] + "\"}")); });
    found["clear 16 MiB"] = timed(20, [&] { server.ask(post("/api/memory/clear/" + ids[0], "{}")); });
    found["free 16 MiB"] = timed(20, [&] {
        server.ask(get("/api/memory/" + ids.back(), "DELETE"));
        ids.pop_back();
    });
    return found;
}

// Status requests on 8 connections until it ends: `a_second` together, 0: as many as come through.
class Load {
  public:
    Load(int port, std::string path, double a_second) : path_(std::move(path)), begin_(Clock::now()) {
        constexpr int connections = 8;
        for (int i = 0; i < connections; ++i) {
            threads_.emplace_back([this, port, a_second, i, connections] {
                constexpr int most_on_one = 5000;  // the server closes a connection after twice as many
                auto server = std::make_unique<Connection>(port);
                int on_this = 0;
                const std::string request = get(path_);
                const auto between =
                    a_second > 0 ? std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(connections / a_second))
                                 : Clock::duration::zero();
                auto next = Clock::now() + between * i / connections;
                while (!stop_) {
                    if (a_second > 0) std::this_thread::sleep_until(next);
                    next += between;
                    if (++on_this % most_on_one == 0) server = std::make_unique<Connection>(port);
                    server->ask(request);
                    ++asked_;
                }
            });
        }
    }
    ~Load() {
        stop_ = true;
        for (std::thread& thread : threads_) thread.join();
    }
    double a_second() const { return static_cast<double>(asked_) / seconds_since(begin_); }

  private:
    std::string path_;
    Clock::time_point begin_;
    std::atomic<bool> stop_ = false;
    std::atomic<int64_t> asked_ = 0;
    std::vector<std::thread> threads_;
};

// Connections that say nothing, or half of something, and are opened anew when they are closed.
class BrokenClients {
  public:
    explicit BrokenClients(int port) {
        thread_ = std::thread([this, port] {
            const std::string head = "POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
            const std::string starts[] = {"", "POST /api/jobs HTTP/1.1\r\nHost: 127", head + "Content-Length: 50\r\n\r\n{",
                                          head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"};
            std::vector<std::unique_ptr<Connection>> all;
            for (size_t i = 0; !stop_; ++i) {
                if (all.size() < 200)
                    all.push_back(std::make_unique<Connection>(port));
                else
                    all[i % 200] = std::make_unique<Connection>(port);  // the server gave it up after five seconds at most
                if (const std::string& start = starts[i % 4]; !start.empty()) all[i % all.size()]->send(start);
                if (all.size() == 200) std::this_thread::sleep_for(25ms);
            }
        });
    }
    ~BrokenClients() {
        stop_ = true;
        thread_.join();
    }

  private:
    std::atomic<bool> stop_ = false;
    std::thread thread_;
};

double picture_seconds(int port, int steps) {
    Connection server(port);
    const auto begin = Clock::now();
    server.ask(
        post("/v1/images/generations", R"({"prompt":"a red apple","size":"256x256","seed":7,"steps":)" + std::to_string(steps) + "}"));
    return seconds_since(begin);
}

json spread(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return {{"median", values[values.size() / 2]}, {"least", values.front()}, {"largest", values.back()}};
}

json beside_pictures(int port, int steps, int rounds) {
    picture_seconds(port, 2);  // loads the model
    std::vector<double> alone, loaded, broken, rates;
    for (int round = 0; round < rounds; ++round) {
        alone.push_back(picture_seconds(port, steps));
        {
            const Load load(port, "/health", 1000);
            loaded.push_back(picture_seconds(port, steps) / alone.back());
            rates.push_back(load.a_second());
        }
        {
            const BrokenClients clients(port);
            broken.push_back(picture_seconds(port, steps) / alone.back());
        }
        std::printf("round %d: %.3f s alone, x %.3f beside %.0f requests a second, x %.3f beside broken clients\n", round + 1, alone.back(),
                    loaded.back(), rates.back(), broken.back());
        std::fflush(stdout);
    }
    return {{"picture_s", spread(alone)},
            {"beside_requests", spread(loaded)},
            {"requests_a_second", spread(rates)},
            {"beside_broken_clients", spread(broken)}};
}

json most_requests(int port) {
    json found;
    for (const char* path : {"/health", "/api/jobs/1", "/api/memory/status", "/api/integration/health", "/sdapi/v1/progress"}) {
        const Load load(port, path, 0);
        std::this_thread::sleep_for(3s);
        found[path] = load.a_second();
    }
    return found;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "bench_serve PROGRAM OUT.json [STEPS] [ROUNDS]\n");
        return 2;
    }
    const int steps = argc > 3 ? std::atoi(argv[3]) : 40, rounds = argc > 4 ? std::atoi(argv[4]) : 9;
    try {
        const Server server(argv[1]);
        json result = {{"single", single_requests(server.port)}};
        result["pictures"] = beside_pictures(server.port, steps, rounds);
        result["most_a_second"] = most_requests(server.port);
        std::ofstream(argv[2]) << result.dump(1) << "\n";
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_serve: %s\n", error.what());
        return 1;
    }
    return 0;
}
