// imagelab worker
#include <poll.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cerrno>
#include <csignal>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/served_session.h"
#include "app/subcommand.h"
#include "serve/worker.h"

namespace imagelab {
namespace {

// Lines of a pipe, while nobody asks for a stop. Of one that is too long what is beyond the limit is read past.
class LineReader {
  public:
    LineReader(int file, size_t longest, CancelToken cancel) : file_(file), longest_(longest), cancel_(std::move(cancel)) {}

    std::optional<std::string> next() {
        std::string line;
        for (;;) {
            const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(at_), end = std::find(begin, buffer_.end(), '\n');
            if (line.size() <= longest_) line.append(begin, end);
            const bool whole = end != buffer_.end();
            at_ = static_cast<size_t>(end - buffer_.begin()) + (whole ? 1 : 0);
            if (whole) return line;
            if (!fill()) return line.empty() || cancel_.requested() ? std::nullopt : std::optional(line);
        }
    }

  private:
    bool fill() {
        while (!cancel_.requested()) {
            pollfd wait{file_, POLLIN, 0};
            const int ready = ::poll(&wait, 1, 100);
            if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
            buffer_.resize(size_t{1} << 16);
            const ssize_t got = ::read(file_, buffer_.data(), buffer_.size());
            buffer_.resize(got > 0 ? static_cast<size_t>(got) : 0);
            at_ = 0;
            return got > 0;
        }
        return false;
    }

    const int file_;
    const size_t longest_;
    CancelToken cancel_;
    std::string buffer_;
    size_t at_ = 0;
};

bool write_line(std::string line) {
    line += '\n';
    for (size_t at = 0; at < line.size();) {
        const ssize_t wrote = ::write(STDOUT_FILENO, line.data() + at, line.size() - at);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return false;
        at += static_cast<size_t>(wrote);
    }
    return true;
}

int worker_command() {
    std::signal(SIGPIPE, SIG_IGN);  // who embeds us may go first
    auto served = ServedSession::open();
    if (!served) return fail(exit_disk, served.error(), false);
    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    serve::WorkerLines lines;
    lines.cancel = cancel;
    LineReader reader(STDIN_FILENO, lines.longest_line, cancel);
    lines.next = [&] { return reader.next(); };
    lines.write = write_line;
    lines.close = [&] { served->reset(); };
    serve::Service& service = (*served)->service();
    serve::worker_lines(service, lines);
    return cancel.requested() ? exit_cancelled : exit_done;
}

}  // namespace

Subcommands add_worker_commands(CLI::App& app) {
    CLI::App* worker = app.add_subcommand(
        "worker",
        "Take requests as JSON lines on standard input and answer on standard output, for programs that embed this one (docs/worker.md)");
    return {{worker, worker_command}};
}

}  // namespace imagelab
