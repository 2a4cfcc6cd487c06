#pragma once
#include <QString>

#include "ui/session_bridge.h"

namespace imagelab {

// What the Generate button says about a request.
struct Verdict {
    enum class Level { unknown, fits, tight, impossible };
    Level level = Level::unknown;
    QString price;  // "about 14 s · 5.1 of 23 GiB"
    QString note;   // why it is tight or impossible, what to do; empty otherwise
};
Verdict judge(const Price& price);

}  // namespace imagelab
