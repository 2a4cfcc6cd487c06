#pragma once
#include <QString>
#include <string>

namespace imagelab {

// A message of the engine as the window says it: a sentence in the window's language where such a message is common, without command lines
// and names of options. Where a command of the window does what the message advises, its name and what a button for it says.
struct EngineWords {
    QString text;
    QString command;  // of ui/window/commands.h, or "retry": the job that failed; empty: none
    QString button;
};
EngineWords engine_words(const std::string& message);

}  // namespace imagelab
