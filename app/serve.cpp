// imagelab serve
#include <signal.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/served_session.h"
#include "app/subcommand.h"
#include "core/base/log.h"
#include "serve/server.h"

namespace imagelab {
namespace {

using namespace std::chrono_literals;

constexpr int grace_ms = 6000;  // for connections that are there when the server stops; a service manager waits ten seconds

struct ServeOptions {
    std::string host = "127.0.0.1", key_file, tls_cert, tls_key;
    int port = 7860;
    double rate_limit = 0;
    std::vector<std::string> origins;
};

// Where people find it.
std::string address_of(const std::string& host, int port, bool encrypted) {
    const bool six = host.find(':') != host.npos && !host.starts_with('[');
    return (encrypted ? "https://" : "http://") + (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

int serve_command(const ServeOptions& options) {
    serve::GateOptions gate{.origins = options.origins, .most_a_second = options.rate_limit};
    if (options.tls_cert.empty() != options.tls_key.empty())
        return fail(exit_usage, "--tls-cert and --tls-key: a certificate needs its key, and a key its certificate", false);
    if (!options.key_file.empty()) {
        const auto key = serve::read_key_digest(options.key_file);
        if (!key) return fail(exit_usage, key.error(), false);
        gate.key_digest = *key;
    } else if (!serve::is_loopback(options.host)) {
        return fail(exit_usage, "--host " + options.host + " can be reached from other machines: --key-file FILE with a key is needed",
                    false);
    }
    auto opened = serve::Server::open(options.host, options.port, {options.tls_cert, options.tls_key});
    if (!opened) return fail(opened.error().starts_with("--tls") ? exit_usage : exit_failed, opened.error(), false);
    const std::unique_ptr<serve::Server> server = std::move(opened).value();
    gate.port = server->port();

    auto served = ServedSession::open(serve::is_loopback(options.host) ? SafetyAction::off : SafetyAction::blur);
    if (!served) return fail(exit_disk, served.error(), false);
    serve::Service& service = (*served)->service();

    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    const std::string address = address_of(options.host, server->port(), !options.tls_cert.empty());
    server->start(serve::Router(service.routes(), serve::Gate(std::move(gate))));
    (*served)->session().start();
    std::printf("%s\n", address.c_str());
    std::fflush(stdout);
    std::fprintf(stderr, "imagelab: listening on %s; Ctrl-C stops\n", address.c_str());
    while (!cancel.requested()) std::this_thread::sleep_for(50ms);

    service.stop();
    const bool ended = server->stop(grace_ms);
    if (!ended) {
        // Somebody sends a request so slowly that its thread cannot be waited for. What must not be lost is on the disk already: jobs that
        // run count as those of a process that died, and go on at their step.
        log_warning("[serve] connections that do not end are cut off");
        std::fflush(nullptr);
        ::_exit(exit_cancelled);
    }
    return exit_cancelled;
}

}  // namespace

Subcommands add_serve_commands(CLI::App& app) {
    const auto options = std::make_shared<ServeOptions>();
    CLI::App* serve =
        app.add_subcommand("serve", "Answer over HTTP: jobs, devices, AUTOMATIC1111's and OpenAI's interfaces (docs/http.md)");
    serve->add_option("--host", options->host, "Address to listen on (default 127.0.0.1: this machine alone); any other needs --key-file")
        ->type_name("HOST");
    serve->add_option("--port", options->port, "Port (default 7860); 0: a free one, which is printed")
        ->type_name("N")
        ->check(CLI::Range(0, 65535).description(""));
    serve->add_option("--key-file", options->key_file, "File with the key that every request must carry, or sha256: and its SHA-256")
        ->type_name("FILE");
    serve->add_option("--tls-cert", options->tls_cert, "Certificate, with those that vouch for it, in PEM: answer over HTTPS alone")
        ->type_name("FILE");
    serve->add_option("--tls-key", options->tls_key, "Its private key, in PEM")->type_name("FILE");
    serve->add_option("--rate-limit", options->rate_limit, "Requests a second that one address may send (default: no limit)")
        ->type_name("N")
        ->check(CLI::Range(0.0, 1e6).description(""));
    serve
        ->add_option("--allow-origin", options->origins,
                     "Origin whose pages may ask from a browser, as https://example.org; repeat it for several")
        ->type_name("ORIGIN")
        ->allow_extra_args(false);
    return {{serve, [options] { return serve_command(*options); }}};
}

}  // namespace imagelab
