#include "serve/server.h"

#include <httplib.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <thread>

#include "core/base/log.h"
#include "core/base/number.h"
#include "core/base/thread.h"
#include "core/base/utf8.h"
#include "serve/socket_stream.h"

namespace imagelab::serve {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int most_threads = 1024, most_idle = 16;
constexpr int waiting_connections = 512;              // that the system holds until they are accepted
constexpr size_t most_discarded = size_t{256} << 20;  // bytes of a body that nobody wants, so that its client reads the reply
constexpr auto body_time = 120s;                      // that a whole body may take
constexpr int read_timeout_s = 5, write_timeout_s = 15;
constexpr int most_on_a_connection = 10'000;  // requests

// A thread for each connection, however many are idle or slow: none waits for another.
class Threads final : public httplib::TaskQueue {
  public:
    void enqueue(std::function<void()> work) override {
        const std::lock_guard lock(state_->mutex);
        state_->work.push_back(std::move(work));
        if (state_->idle >= static_cast<int>(state_->work.size()) || state_->threads >= most_threads) {
            state_->wake.notify_one();
            return;
        }
        try {
            start_thread("a connection", [state = state_] { serve(*state); }).detach();
            ++state_->threads;
        } catch (const Error&) {  // the threads that there are take it
            state_->wake.notify_one();
        }
    }
    void shutdown() override {
        std::unique_lock lock(state_->mutex);
        state_->stop = true;
        state_->wake.notify_all();
        state_->ended.wait(lock, [this] { return state_->threads == 0; });
    }

  private:
    struct State {
        std::mutex mutex;
        std::condition_variable wake, ended;
        std::deque<std::function<void()>> work;
        int threads = 0, idle = 0;
        bool stop = false;
    };
    static void serve(State& state) {
        ::pthread_setname_np(::pthread_self(), "http");  // what bench/serve.cpp counts
        std::unique_lock lock(state.mutex);
        for (;;) {
            if (state.work.empty() && !state.stop && state.idle < most_idle) {
                ++state.idle;
                state.wake.wait(lock, [&] { return state.stop || !state.work.empty(); });
                --state.idle;
            }
            if (state.work.empty()) break;
            auto work = std::move(state.work.front());
            state.work.pop_front();
            lock.unlock();
            guarded("a connection", work)();
            work = nullptr;
            lock.lock();
        }
        --state.threads;
        state.ended.notify_all();
    }
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

HttpRequest plain(const httplib::Request& from) {
    HttpRequest request;
    request.method = from.method;
    request.path = from.path;
    request.from = from.remote_addr;
    for (const auto& [name, value] : from.params) request.query.emplace(name, value);
    for (const auto& [name, value] : from.headers) request.headers.emplace(ascii_lower(name), value);
    return request;
}

// What httplib says of the connection, too. The phrase behind the status means nothing to programs (RFC 9112, section 4).
std::string head_of(const HttpReply& reply, const std::string& length) {
    std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " " + (reply.status < 400 ? "OK" : error_code(reply.status)) + "\r\n";
    const auto add = [&](const std::string& name, const std::string& value) { head.append(name).append(": ").append(value).append("\r\n"); };
    if (!reply.type.empty()) add("Content-Type", reply.type);
    for (const auto& [name, value] : reply.headers) add(name, value);
    return head + "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nKeep-Alive: timeout=" + std::to_string(read_timeout_s) +
           ", max=" + std::to_string(most_on_a_connection) + "\r\n" + length + "\r\n\r\n";
}

// As chunks (RFC 9112, section 7.1); false: the client has gone.
bool write_stream(const HttpReply& reply, SocketStream& to, const std::atomic<bool>& stopping) {
    const auto write = [&](const std::string& bytes) { return to.write(bytes.data(), bytes.size()) >= 0; };
    bool whole = write(head_of(reply, "Transfer-Encoding: chunked"));
    reply.stream([&](std::string_view bytes) {
        whole = whole && !stopping && to.is_writable();
        if (!whole || bytes.empty()) return whole;
        char size[20];
        std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
        return whole = write(size + std::string(bytes) + "\r\n");
    });
    return whole && !stopping && write("0\r\n\r\n");
}

// In the log nothing that came from outside breaks a line.
std::string loggable(const std::string& text) {
    std::string out;
    for (const char c : text.substr(0, 200)) out += static_cast<unsigned char>(c) < 0x21 || c == 0x7f ? '?' : c;
    return out;
}

// Nobody is there to be asked for a passphrase.
int no_passphrase(char*, int, int, void*) {
    return 0;
}

// Sets up what the server proves itself with; what is wrong with the files.
std::string tls_problem(SSL_CTX& context, const TlsFiles& tls) {
    SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION);
    SSL_CTX_set_default_passwd_cb(&context, no_passphrase);
    if (SSL_CTX_use_certificate_chain_file(&context, tls.certificate.c_str()) != 1)
        return "--tls-cert: " + tls.certificate.string() + " cannot be read as a certificate in PEM";
    if (SSL_CTX_use_PrivateKey_file(&context, tls.key.c_str(), SSL_FILETYPE_PEM) != 1)
        return "--tls-key: " + tls.key.string() + " cannot be read as the certificate's private key in PEM, without a passphrase";
    return {};
}

}  // namespace

class Server::Impl {
  public:
    explicit Impl(std::unique_ptr<httplib::Server> server, bool encrypted) : held_(std::move(server)), encrypted_(encrypted) {
        server_.new_task_queue = [] { return new Threads; };
        server_.set_socket_options([this](socket_t socket) {
            const int yes = 1;
            ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
            socket_ = socket;
        });
        server_.set_tcp_nodelay(true);
        server_.set_read_timeout(read_timeout_s);
        server_.set_write_timeout(write_timeout_s);
        server_.set_keep_alive_max_count(most_on_a_connection);
        server_.set_keep_alive_timeout(read_timeout_s);
        server_.set_payload_max_length(most_discarded);
        // What never reaches a route: a line that is no request, an address that is too long.
        server_.set_error_handler(httplib::Server::HandlerWithResponse([](const httplib::Request&, httplib::Response& response) {
            if (response.body.empty() && !response.content_provider_)
                response.set_content(error_reply(response.status, "the request could not be read").body, "application/json");
            return httplib::Server::HandlerResponse::Handled;
        }));
        server_.set_exception_handler([](const httplib::Request&, httplib::Response& response, std::exception_ptr) {
            response.status = 400;
            response.set_content(error_reply(400, "the request could not be read").body, "application/json");
        });
        server_.set_expect_100_continue_handler([](const httplib::Request& request, httplib::Response& response) {
            const bool large = request.get_header_value<uint64_t>("Content-Length") > largest_body;
            if (large) response.status = 413;
            return large ? 413 : 100;
        });
        // Before httplib goes through its routes, which match each address with a regular expression.
        server_.set_pre_routing_handler([this](const httplib::Request& from, httplib::Response& to) {
            if (from.method != "GET" && from.method != "HEAD" && from.method != "OPTIONS") return httplib::Server::HandlerResponse::Unhandled;
            answer(from, to, [&](HttpRequest&, bool) {
                const bool more = from.has_header("Transfer-Encoding") || from.get_header_value<uint64_t>("Content-Length") > 0;
                return more ? BodyRead::broken : BodyRead::whole;
            });
            return httplib::Server::HandlerResponse::Handled;
        });
        const auto with_body = [this](const httplib::Request& from, httplib::Response& to, const httplib::ContentReader& reader) {
            answer(from, to, [&](HttpRequest& request, bool keep) { return read(from, reader, request, keep); });
        };
        if (auto* own = dynamic_cast<PlainServer*>(&server_))
            own->answer_plain_get = [this](HttpRequest& request, SocketStream& to) { return answer_plainly(request, to); };
        const std::string all = R"([\s\S]*)";
        server_.Post(all, with_body).Put(all, with_body).Patch(all, with_body).Delete(all, with_body);
    }

    Result<void> open(const std::string& host, int port) {
        const std::string name = host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
        port_ = port > 0 ? port : server_.bind_to_any_port(name);
        const bool bound = port > 0 ? server_.bind_to_port(name, port) : port_ > 0;
        if (!bound)
            return Failure{"port " + std::to_string(port) + " of " + host +
                           " cannot be listened on: another program has it, or the host is none of "
                           "this machine; choose another --port"};
        ::listen(socket_, waiting_connections);  // httplib holds five
        return {};
    }

    int port() const { return port_; }

    void start(Router router) {
        router_ = std::make_unique<Router>(std::move(router));
        thread_ = start_thread("the server", [this] {
            server_.listen_after_bind();
            const std::lock_guard lock(mutex_);
            ended_ = true;
            changed_.notify_all();
        });
        while (!server_.is_running()) std::this_thread::sleep_for(1ms);
    }

    bool stop(int milliseconds) {
        stopping_ = true;
        if (!thread_.joinable()) return true;
        server_.stop();
        {
            std::unique_lock lock(mutex_);
            if (!changed_.wait_for(lock, std::chrono::milliseconds(milliseconds), [this] { return ended_; })) return false;
        }
        thread_.join();
        return true;
    }

    ~Impl() {
        stop(0);
        if (thread_.joinable()) thread_.join();
    }

  private:
    BodyRead read(const httplib::Request& from, const httplib::ContentReader& reader, HttpRequest& request, bool keep) {
        const bool chunked = from.has_header("Transfer-Encoding");
        const auto length = from.get_header_value<uint64_t>("Content-Length");
        if (!chunked && length == 0) return BodyRead::whole;
        if (length > most_discarded) return keep ? BodyRead::too_large : BodyRead::broken;
        const auto end = Clock::now() + body_time;
        size_t bytes = 0;
        bool too_large = length > largest_body;
        const auto count = [&](size_t more) {
            bytes += more;
            too_large = too_large || bytes > largest_body;
            return bytes <= most_discarded && Clock::now() < end && !stopping_;
        };
        bool whole = false;
        if (from.is_multipart_form_data()) {
            whole = reader(
                [&](const httplib::MultipartFormData& part) {
                    if (keep && !too_large) request.parts.push_back({part.name, part.filename, part.content_type, ""});
                    return true;
                },
                [&](const char* data, size_t size) {
                    if (keep && !too_large && !request.parts.empty()) request.parts.back().content.append(data, size);
                    return count(size);
                });
        } else {
            whole = reader([&](const char* data, size_t size) {
                if (keep && !too_large) request.body.append(data, size);
                return count(size);
            });
        }
        if (too_large && keep) return BodyRead::too_large;
        return whole ? BodyRead::whole : BodyRead::broken;
    }

    void answer(const httplib::Request& from, httplib::Response& to, const ReadBody& read_body) {
        const auto begin = Clock::now();
        const_cast<httplib::Request&>(from).ranges.clear();  // whole replies only; httplib would cut them
        HttpRequest request = plain(from);
        request.encrypted = encrypted_;
        HttpReply reply = router_->answer(request, read_body);
        send(reply, to);
        note(request, reply.status, begin);
    }

    // Without httplib: the reply and its head are the same.
    bool answer_plainly(HttpRequest& request, SocketStream& to) {
        const auto begin = Clock::now();
        const HttpReply reply = router_->answer(request, [](HttpRequest&, bool) { return BodyRead::whole; });
        bool sent = false;
        if (reply.stream) {
            sent = write_stream(reply, to, stopping_);
        } else {
            const std::string head = head_of(reply, "Content-Length: " + std::to_string(reply.body.size()));
            sent = to.write(head.data(), head.size()) >= 0 && to.write(reply.body.data(), reply.body.size()) >= 0;
        }
        note(request, reply.status, begin);
        return sent;
    }

    static void note(const HttpRequest& request, int status, Clock::time_point begin) {
        const double ms = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
        log_info("http method=" + loggable(request.method) + " path=" + loggable(request.path) + " status=" + std::to_string(status) +
                 " ms=" + fixed_text(ms, 1) + " from=" + request.from);
    }

    void send(HttpReply& reply, httplib::Response& to) {
        to.status = reply.status;
        for (const auto& [name, value] : reply.headers) to.set_header(name, value);
        to.set_header("X-Content-Type-Options", "nosniff");
        to.set_header("Cache-Control", "no-store");
        if (reply.stream) {
            to.set_chunked_content_provider(reply.type, [this, stream = reply.stream](size_t, httplib::DataSink& sink) {
                stream([&](std::string_view bytes) {
                    return !stopping_ && sink.is_writable() && (bytes.empty() || sink.write(bytes.data(), bytes.size()));
                });
                if (stopping_) return false;
                sink.done();
                return true;
            });
        } else if (reply.close) {
            // A provider that says no once it sent everything: httplib closes the connection, which has bytes in it that nobody read.
            to.set_header("Connection", "close");
            to.set_content_provider(reply.body.size(), reply.type, [body = reply.body](size_t at, size_t length, httplib::DataSink& sink) {
                sink.write(body.data() + at, length);
                return false;
            });
        } else if (!reply.type.empty()) {
            to.set_content(reply.body, reply.type);
        }
    }

    const std::unique_ptr<httplib::Server> held_;
    httplib::Server& server_ = *held_;
    const bool encrypted_;
    socket_t socket_ = INVALID_SOCKET;
    int port_ = 0;
    std::unique_ptr<Router> router_;
    std::atomic<bool> stopping_ = false;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool ended_ = false;
    std::thread thread_;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::open(const std::string& host, int port, const TlsFiles& tls) {
    std::unique_ptr<httplib::Server> server;
    if (tls.certificate.empty()) {
        server = std::make_unique<PlainServer>();
    } else {
        std::string problem;
        auto encrypted = std::make_unique<httplib::SSLServer>([&](SSL_CTX& context) {
            problem = tls_problem(context, tls);
            return problem.empty();
        });
        if (!problem.empty()) return Failure{problem};
        server = std::move(encrypted);
    }
    auto impl = std::make_unique<Impl>(std::move(server), !tls.certificate.empty());
    if (const auto opened = impl->open(host, port); !opened) return Failure{opened.error()};
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}
int Server::port() const {
    return impl_->port();
}
void Server::start(Router router) {
    impl_->start(std::move(router));
}
bool Server::stop(int milliseconds) {
    return impl_->stop(milliseconds);
}

}  // namespace imagelab::serve
