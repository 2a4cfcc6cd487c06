#pragma once
#include <QString>

namespace imagelab {

// A prompt in which a part is weighed, and what is selected afterwards.
struct Weighed {
    QString text;
    int begin = 0, end = 0;
};

// The selection, or without one the word under the cursor or the brackets around it, as "(words:1.1)": `steps` tenths more or less than
// before. A weight of 1 takes the brackets away. Nothing to weigh leaves all as it is.
Weighed weigh_words(const QString& text, int begin, int end, int steps);

}  // namespace imagelab
