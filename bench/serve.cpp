// How quickly does the server answer, and what does that cost the picture that is made meanwhile?
//   bench_serve PROGRAM OUT.json [STEPS] [ROUNDS]
// Starts the server on a data folder of its own. First each of the small requests by itself; then pictures of the bundled model, within each of
// which a few steps alone and a few beside 1,000 status requests a second on 8 connections take turns (the same with 200 slow and broken
// clients): what else the machine does meets both alike. The clients are a process of their own, whose processor seconds are told apart from
// those of the server's connections, because on few cores the step waits for both. At last as many requests as 8 connections bring through.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
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
    // More of what was not asked for by `ask`, and all of it.
    void receive() {
        char bytes[65536];
        const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
        if (count <= 0) throw std::runtime_error("the server closed a connection");
        read_.append(bytes, static_cast<size_t>(count));
    }
    std::string& received() { return read_; }

  private:
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
    pid_t pid() const { return pid_; }
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

// The threads of the server's connections, as many as there are now, and what they took of the processor.
class ConnectionThreads {
  public:
    explicit ConnectionThreads(const Server& server) {
        for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(server.pid()) + "/task")) {
            std::string name;
            std::getline(std::ifstream(entry.path() / "comm"), name);
            if (name == "http") files_.push_back(entry.path() / "schedstat");
        }
    }
    double seconds() const {
        double sum = 0;
        for (const auto& file : files_) {
            double ns = 0;
            if (std::ifstream(file) >> ns) sum += ns * 1e-9;
        }
        return sum;
    }

  private:
    std::vector<std::filesystem::path> files_;
};

// On or off, in the process that acts while it is on.
class Switch {
  public:
    void set(bool on) {
        const std::lock_guard lock(mutex_);
        on_ = on;
        changed_.notify_all();
    }
    void end() {
        const std::lock_guard lock(mutex_);
        ended_ = true;
        changed_.notify_all();
    }
    bool is_on() const { return on_ && !ended_; }
    bool wait() {  // until it is on; false: it ended
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return on_ || ended_; });
        return !ended_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::atomic<bool> on_ = false, ended_ = false;
};

// Clients in a process of their own.
class Clients {
  public:
    using Work = std::function<void(Switch& on, std::atomic<int64_t>& asked)>;
    explicit Clients(const Work& work) {
        void* memory = ::mmap(nullptr, sizeof *asked_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        int ends[2];
        if (memory == MAP_FAILED || ::pipe(ends) != 0) throw std::runtime_error("no shared memory");
        asked_ = new (memory) std::atomic<int64_t>(0);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::close(ends[1]);
            run(work, ends[0]);
        }
        ::close(ends[0]);
        control_ = ends[1];
        std::this_thread::sleep_for(300ms);  // they connect
    }
    ~Clients() {
        if (control_ >= 0) end();
    }
    Clients(const Clients&) = delete;
    Clients& operator=(const Clients&) = delete;

    void set(bool on) const {
        if (::write(control_, on ? "1" : "0", 1) != 1) throw std::runtime_error("the clients ended early");
    }
    int64_t asked() const { return *asked_; }
    double end() {  // the processor seconds that they took
        ::close(std::exchange(control_, -1));
        rusage used{};
        int status = 0;
        ::wait4(pid_, &status, 0, &used);
        if (status != 0) std::fprintf(stderr, "bench_serve: the clients failed\n");
        const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec); };
        return seconds(used.ru_utime) + seconds(used.ru_stime);
    }

  private:
    [[noreturn]] void run(const Work& work, int control) {
        Switch on;
        std::thread reader([&] {
            for (char c = 0; ::read(control, &c, 1) == 1;) on.set(c == '1');
            on.end();
        });
        try {
            work(on, *asked_);
            reader.join();
            ::_exit(0);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "bench_serve: %s\n", error.what());
            ::_exit(1);
        }
    }
    std::atomic<int64_t>* asked_ = nullptr;
    pid_t pid_ = -1;
    int control_ = -1;
};

// Status requests on 8 connections: `a_second` together, 0: as many as come through.
Clients::Work status_requests(int port, const std::string& path, double a_second) {
    return [=](Switch& on, std::atomic<int64_t>& asked) {
        constexpr int connections = 8;
        const auto between = a_second > 0 ? std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(connections / a_second))
                                          : Clock::duration::zero();
        const auto one = [&](int number) {
            constexpr int most_on_one = 5000;  // the server closes a connection after twice as many
            auto server = std::make_unique<Connection>(port);
            const std::string request = get(path);
            for (int on_this = 0; on.wait();) {
                for (auto next = Clock::now() + between * number / connections; on.is_on(); next += between) {
                    if (a_second > 0) std::this_thread::sleep_until(next);
                    if (++on_this % most_on_one == 0) server = std::make_unique<Connection>(port);
                    server->ask(request);
                    ++asked;
                }
            }
        };
        std::vector<std::thread> threads;
        for (int i = 0; i < connections; ++i) {
            threads.emplace_back([&, i] {
                try {
                    one(i);
                } catch (const std::exception& error) {
                    std::fprintf(stderr, "bench_serve: %s\n", error.what());
                    ::_exit(1);
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
    };
}

// Connections that say nothing, or half of something, and are opened anew when they are closed.
Clients::Work broken_clients(int port) {
    return [=](Switch& on, std::atomic<int64_t>& opened) {
        const std::string head = "POST /api/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
        const std::string starts[] = {"", "POST /api/jobs HTTP/1.1\r\nHost: 127", head + "Content-Length: 50\r\n\r\n{",
                                      head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"};
        while (on.wait()) {
            std::vector<std::unique_ptr<Connection>> all;
            for (size_t i = 0; on.is_on(); ++i, ++opened) {
                if (all.size() < 200)
                    all.push_back(std::make_unique<Connection>(port));
                else
                    all[i % 200] = std::make_unique<Connection>(port);  // the server gave it up after five seconds at most
                if (const std::string& start = starts[i % 4]; !start.empty()) all[i % all.size()]->send(start);
                if (all.size() == 200) std::this_thread::sleep_for(25ms);
            }
        }
    };
}

// Draws a picture of so many steps and tells of each once it is done.
void draw(int port, int steps, const std::function<void(int step)>& told) {
    Connection server(port);
    json request = json::parse(server.ask(get("/api/request")));
    request["conditioning"]["prompt"] = "a red apple";
    request["scheduler"]["steps"] = steps;
    request["hyperparameters"].update({{"width", 256}, {"height", 256}, {"seed", 7}});
    const std::string id = json::parse(server.ask(post("/api/jobs", request.dump()), 201))["id"].dump();
    server.received().clear();
    server.send(get("/api/jobs/" + id + "/events"));
    const std::string mark = R"("stage":"denoising","step":)", end = "\r\n0\r\n\r\n";
    std::string& text = server.received();
    for (size_t at = 0; !text.ends_with(end);) {
        server.receive();
        for (size_t found = 0; (found = text.find(mark, at)) != text.npos; at = found + mark.size()) {
            const size_t digits = found + mark.size();
            if (text.find_first_not_of("0123456789", digits) == text.npos) break;  // cut
            told(std::atoi(text.c_str() + digits));
        }
    }
    if (text.find(R"("state":"done")") == text.npos) throw std::runtime_error("no picture: " + text.substr(text.size() - std::min<size_t>(text.size(), 2000)));
}

double median(std::vector<double> values) {
    if (values.empty()) throw std::runtime_error("too few steps to compare");
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

// One half of all lies between the quarters.
json spread(std::vector<double> values) {
    const double middle = median(values);
    std::sort(values.begin(), values.end());
    return {{"median", middle}, {"quarter", values[values.size() / 4]}, {"three_quarters", values[values.size() * 3 / 4]}, {"count", values.size()}};
}

// What steps beside clients took, of those around them.
class Turns {
  public:
    Turns(const Server& server, const Clients& clients, int block) : server_(server), clients_(clients), block_(block) {}

    // A picture, of whose blocks of steps every second one is beside the clients.
    void picture(int steps) {
        const ConnectionThreads threads(server_);
        std::vector<Block> blocks;
        draw(server_.port, steps, [&](int step) {
            const auto now = Clock::now();
            const auto number = static_cast<size_t>(step / block_);
            if (number >= blocks.size()) {
                const double cpu = threads.seconds();
                const int64_t asked = clients_.asked();
                if (!blocks.empty()) blocks.back().cpu += cpu, blocks.back().asked += asked;
                blocks.resize(number + 1);
                blocks[number].cpu = -cpu, blocks[number].asked = -asked;
                clients_.set(number % 2 == 1);
                return;  // its first step is theirs that come and go
            }
            Block& block = blocks[number];
            (block.first == 0 ? block.first : block.last) = step;
            (block.last == 0 ? block.begin : block.end) = now;
        });
        clients_.set(false);
        blocks.pop_back();  // decoded within it
        for (size_t i = 1; i + 1 < blocks.size(); i += 2) {
            if (blocks[i - 1].last == 0 || blocks[i].last == 0 || blocks[i + 1].last == 0) continue;
            const double around = (blocks[i - 1].step_s() + blocks[i + 1].step_s()) / 2;
            alone_ms.push_back(1e3 * around);
            ratios.push_back(blocks[i].step_s() / around);
            const double wall = blocks[i].step_s() * block_;
            seconds_on += wall;
            server_s += blocks[i].cpu - (blocks[i - 1].cpu + blocks[i + 1].cpu) / 2;
            asked += blocks[i].asked;
        }
    }

    std::vector<double> alone_ms, ratios;
    double seconds_on = 0, server_s = 0;  // beside the clients: by the clock, and what they took of the server's processor
    int64_t asked = 0;

  private:
    struct Block {
        int first = 0, last = 0;
        Clock::time_point begin, end;
        double cpu = 0;
        int64_t asked = 0;
        double step_s() const { return std::chrono::duration<double>(end - begin).count() / (last - first); }
    };
    const Server& server_;
    const Clients& clients_;
    const int block_;
};

json beside_pictures(const Server& server, int steps, int rounds) {
    draw(server.port, 2, [](int) {});  // loads the model
    const auto cores = static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN));
    json found;
    {
        Clients clients(status_requests(server.port, "/health", 1000));
        Turns turns(server, clients, 8);
        for (int i = 0; i < rounds; ++i) turns.picture(steps);
        const auto asked = static_cast<double>(clients.asked());
        const double client_s = clients.end(), rate = static_cast<double>(turns.asked) / turns.seconds_on;
        const double server_us = 1e6 * turns.server_s / static_cast<double>(turns.asked), client_us = 1e6 * client_s / asked;
        found["step_ms"] = spread(turns.alone_ms);
        found["requests_a_second"] = rate;
        found["beside_requests"] = spread(turns.ratios);
        found["cores"] = cores;
        found["server_us"] = server_us, found["server_percent"] = 1e-4 * server_us * rate / cores;
        found["client_us"] = client_us, found["client_percent"] = 1e-4 * client_us * rate / cores;
        std::printf("a step takes %.2f ms alone, x %.3f beside %.0f requests a second; of %.0f cores the server takes %.2f %% for them (%.0f us each), "
                    "the client %.2f %% (%.0f us)\n",
                    median(turns.alone_ms), median(turns.ratios), rate, cores, found["server_percent"].get<double>(), server_us,
                    found["client_percent"].get<double>(), client_us);
        std::fflush(stdout);
    }
    const Clients clients(broken_clients(server.port));
    Turns turns(server, clients, 40);
    for (int i = 0; i < rounds; ++i) turns.picture(steps);
    found["beside_broken_clients"] = spread(turns.ratios);
    std::printf("x %.3f beside 200 slow and broken clients\n", median(turns.ratios));
    std::fflush(stdout);
    return found;
}

json most_requests(int port) {
    json found;
    for (const char* path : {"/health", "/api/jobs/1", "/api/memory/status", "/api/integration/health", "/sdapi/v1/progress"}) {
        const Clients clients(status_requests(port, path, 0));
        const int64_t before = clients.asked();
        clients.set(true);
        std::this_thread::sleep_for(3s);
        found[path] = static_cast<double>(clients.asked() - before) / 3;
        std::printf("%s: %.0f a second\n", path, found[path].get<double>());
        std::fflush(stdout);
    }
    return found;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "bench_serve PROGRAM OUT.json [STEPS] [ROUNDS]\n");
        return 2;
    }
    const int steps = argc > 3 ? std::atoi(argv[3]) : 600, rounds = argc > 4 ? std::atoi(argv[4]) : 3;
    try {
        const Server server(argv[1]);
        json result = {{"single", single_requests(server.port)}};
        result["pictures"] = beside_pictures(server, steps, rounds);
        result["most_a_second"] = most_requests(server.port);
        std::ofstream(argv[2]) << result.dump(1) << "\n";
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_serve: %s\n", error.what());
        return 1;
    }
    return 0;
}
