#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "core/jobs/session.h"

namespace imagelab {

std::string duration_text(double seconds);  // "0.8 s", "12 s", "3 min 05 s", "1 h 02 min"

// One line of less than `columns` characters: which picture, the stage, a bar, step x/n, speed, time left. columns 0: no bar, any length;
// steps_per_second 0: not known.
std::string progress_line(const Progress& progress, double steps_per_second, int columns, bool unicode);

// How much of one piece of work is done, and the time left, on standard error: one line that is drawn over where that is a terminal, else a
// line for each tenth.
class PercentDisplay {
  public:
    explicit PercentDisplay(bool shown);
    ~PercentDisplay();  // clears the line
    PercentDisplay(const PercentDisplay&) = delete;
    PercentDisplay& operator=(const PercentDisplay&) = delete;
    void show(double share);
    void clear();  // the line, before something else is printed

  private:
    bool shown_, terminal_;
    int last_ = -1;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// Shows a job on standard error: one line that is drawn over where that is a terminal, else a plain line for each stage and each
// tenth of the steps.
class ProgressDisplay {
  public:
    ProgressDisplay();
    ~ProgressDisplay();  // clears the line
    void show(const Progress& progress);

  private:
    using Clock = std::chrono::steady_clock;
    double speed(const Progress& progress);
    void draw(const std::string& line);
    void print_plain(const Progress& progress, double steps_per_second);

    bool terminal_ = false, unicode_ = false, drawn_ = false;
    Clock::time_point last_drawn_;
    Stage stage_ = Stage::waiting;
    int picture_ = -1, printed_tenth_ = 0;
    int first_step_ = 0;
    Clock::time_point first_step_at_;
};

}  // namespace imagelab
