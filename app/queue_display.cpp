#include "app/queue_display.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "app/progress.h"

namespace imagelab {

QueueDisplay::QueueDisplay() : terminal_(::isatty(STDERR_FILENO) == 1) {}

QueueDisplay::~QueueDisplay() {
    if (drawn_) std::fprintf(stderr, "\r\x1b[K");
}

void QueueDisplay::print(const std::string& line) {
    std::fprintf(stderr, "%s%s\n", drawn_ ? "\r\x1b[K" : "", line.c_str());
    drawn_ = false;
}

void QueueDisplay::draw() {
    winsize size{};
    const size_t columns = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
    std::string line;
    for (const auto& [job, shown] : running_) {
        line +=
            (line.empty() ? "" : " | ") + shown.device + " job " + std::to_string(job) + " " + progress_line(shown.progress, 0, 0, false);
    }
    if (waiting_ > 0) {
        line += " | " + std::to_string(waiting_) + " waiting";
        if (waiting_seconds_ >= 0) line += ", about " + duration_text(waiting_seconds_);
    }
    std::fprintf(stderr, "\r\x1b[K%s", line.substr(0, columns - 1).c_str());
    std::fflush(stderr);
    drawn_ = true;
    last_drawn_ = Clock::now();
}

void QueueDisplay::waiting(int jobs, double seconds) noexcept {
    const std::lock_guard lock(mutex_);
    waiting_ = jobs;
    waiting_seconds_ = seconds;
}

void QueueDisplay::show(const JobEvent& event) {
    const std::lock_guard lock(mutex_);
    const std::string name = "job " + std::to_string(event.job);
    switch (event.kind) {
        case JobEvent::Kind::started:
            running_[event.job] = {event.device};
            if (!terminal_) print(name + " began on " + event.device);
            return;
        case JobEvent::Kind::progress: {
            Shown& shown = running_[event.job];
            const bool new_stage = shown.progress.stage != event.progress.stage;
            shown.progress = event.progress;
            shown.progress.preview = nullptr;
            const int tenth = event.progress.steps > 0 ? event.progress.step * 10 / event.progress.steps : 0;
            if (terminal_) {
                if (new_stage || Clock::now() - last_drawn_ > std::chrono::milliseconds(40)) draw();
            } else if (has_steps(event.progress.stage) && tenth != shown.printed_tenth) {
                shown.printed_tenth = tenth;
                print(name + " " + progress_line(event.progress, 0, 0, false));
            }
            return;
        }
        case JobEvent::Kind::ended:
            running_.erase(event.job);
            print(name + " " + state_name(event.state) +
                  ((event.state == JobState::failed || event.state == JobState::done) && !event.result.message.empty()
                       ? ": " + event.result.message
                       : ""));
            return;
        case JobEvent::Kind::trouble:
            print("imagelab: " + event.message);
            return;
    }
}

}  // namespace imagelab
