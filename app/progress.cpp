#include "app/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "core/base/number.h"

namespace imagelab {
namespace {

std::string bar(double fraction, int width, bool unicode) {
    static const char* const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    fraction = std::clamp(fraction, 0.0, 1.0);
    const int filled = static_cast<int>(fraction * width * 8);
    const int whole = filled / 8, rest = filled % 8;
    std::string text = unicode ? "▕" : "[";
    for (int i = 0; i < whole; ++i) text += unicode ? "█" : "#";
    if (unicode && rest > 0) text += eighths[rest];
    text += std::string(width - whole - (unicode && rest > 0 ? 1 : 0), unicode ? ' ' : '.');
    return text + (unicode ? "▏" : "]");
}

bool utf8_locale() {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char* value = std::getenv(name);
        if (!value || !*value) continue;
        const std::string locale = value;
        return locale.find("UTF-8") != std::string::npos || locale.find("utf8") != std::string::npos;
    }
    return false;
}

int terminal_columns() {
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

std::string duration_text(double seconds) {
    char text[64];
    const int64_t whole = std::llround(seconds);
    if (whole < 10) return fixed_text(seconds, 1) + " s";
    if (whole < 60) return std::to_string(whole) + " s";
    if (whole < 3600) {
        std::snprintf(text, sizeof text, "%d min %02d s", static_cast<int>(whole / 60), static_cast<int>(whole % 60));
    } else {
        std::snprintf(text, sizeof text, "%lld h %02d min", static_cast<long long>(whole / 3600), static_cast<int>(whole % 3600 / 60));
    }
    return text;
}

std::string progress_line(const Progress& progress, double steps_per_second, int columns, bool unicode) {
    std::string before = progress.pictures > 1 ? std::to_string(progress.picture + 1) + "/" + std::to_string(progress.pictures) + " " : "";
    before += stage_info(progress.stage).says;
    before.resize(std::max<size_t>(before.size(), 10), ' ');
    std::string after;
    if (has_steps(progress.stage) && progress.steps > 0) {
        after += "  " + std::to_string(progress.step) + (progress.about ? "/about " : "/") + std::to_string(progress.steps);
        if (steps_per_second >= 1) after += "  " + fixed_text(steps_per_second, 1) + " it/s";
        if (steps_per_second > 0 && steps_per_second < 1) after += "  " + fixed_text(1 / steps_per_second, 1) + " s/it";
    }
    if (progress.loss) after += "  loss " + fixed_text(*progress.loss, 4);
    if (progress.seconds_left >= 0) after += "  " + duration_text(progress.seconds_left) + " left";
    if (columns <= 0) return before + after;
    const int room = columns - static_cast<int>(before.size() + after.size()) - 4;
    if (room < 8) return (before + after).substr(0, columns - 1);
    return before + " " + bar(progress.fraction, std::min(room, 40), unicode) + after;
}

PercentDisplay::PercentDisplay(bool shown) : shown_(shown), terminal_(::isatty(STDERR_FILENO) == 1) {}

PercentDisplay::~PercentDisplay() {
    clear();
}

void PercentDisplay::clear() {
    if (terminal_ && last_ >= 0) std::fprintf(stderr, "\r\033[K");
}

void PercentDisplay::show(double share) {
    const int percent = static_cast<int>(share * 100), mark = terminal_ ? percent : percent / 10;
    if (!shown_ || mark == last_) return;
    last_ = mark;
    const double passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    const std::string left = passed > 1 && share > 0.02 && share < 1 ? ", " + duration_text(passed * (1 - share) / share) + " left" : "";
    std::fprintf(stderr, terminal_ ? "\r%3d %%%s\033[K" : "%3d %%%s\n", percent, left.c_str());
}

ProgressDisplay::ProgressDisplay() : terminal_(::isatty(STDERR_FILENO) == 1), unicode_(utf8_locale()) {}

ProgressDisplay::~ProgressDisplay() {
    if (drawn_) draw("");
}

// Mean over the steps of this picture that were seen.
double ProgressDisplay::speed(const Progress& progress) {
    const auto now = Clock::now();
    if (progress.picture != picture_ || progress.stage != stage_ || progress.step < first_step_) {
        first_step_ = progress.step;
        first_step_at_ = now;
    }
    const double elapsed = std::chrono::duration<double>(now - first_step_at_).count();
    return progress.step > first_step_ && elapsed > 0 ? (progress.step - first_step_) / elapsed : 0;
}

void ProgressDisplay::draw(const std::string& line) {
    std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
    std::fflush(stderr);
    drawn_ = !line.empty();
}

void ProgressDisplay::print_plain(const Progress& progress, double steps_per_second) {
    const int tenth = progress.steps > 0 ? progress.step * 10 / progress.steps : 0;
    const bool changed = progress.stage != stage_ || progress.picture != picture_;
    if (!changed && tenth == printed_tenth_) return;
    printed_tenth_ = tenth;
    std::fprintf(stderr, "%3d %%  %s\n", static_cast<int>(progress.fraction * 100),
                 progress_line(progress, steps_per_second, 0, false).c_str());
}

void ProgressDisplay::show(const Progress& progress) {
    const double steps_per_second = speed(progress);
    const auto now = Clock::now();
    const bool changed = progress.stage != stage_ || progress.picture != picture_;
    if (!terminal_) {
        print_plain(progress, steps_per_second);
    } else if (changed || now - last_drawn_ > std::chrono::milliseconds(40)) {
        draw(progress_line(progress, steps_per_second, terminal_columns(), unicode_));
        last_drawn_ = now;
    }
    stage_ = progress.stage;
    picture_ = progress.picture;
}

}  // namespace imagelab
