#pragma once
#include <QString>

#include "ui/bridge/session_bridge.h"

namespace imagelab {

// What the Generate button says about a request.
struct Verdict {
    // not_now: fits this machine, but not beside what runs on it at the moment; the session refuses it until memory is free.
    enum class Level { unknown, fits, not_now, impossible };
    Level level = Level::unknown;
    QString price;            // "about 14 s · 5.1 of 23 GiB"
    QString note;             // why it cannot run or spoils the picture, what to do; empty otherwise
    QString command, button;  // of the window, that does what the note advises; empty: none
    bool can_run() const { return level == Level::unknown || level == Level::fits; }
};
Verdict judge(const Price& price);

}  // namespace imagelab
