#pragma once
// A night of pictures as it is asked for in the window. The program itself runs it as a process of its own (`imagelab night`), so that it
// goes on when the window is closed; its jobs stand in the queue.
#include <QString>
#include <QStringList>

#include "core/request/request.h"

namespace imagelab {

struct NightWish {
    enum class Styles { none, of_the_theme, all };
    QString theme;  // its id
    double hours = 8;
    int pictures = 0;  // 0: until the time is over
    Styles styles = Styles::of_the_theme;
    int hottest = 0;  // degrees Celsius beyond which a device rests; 0: no limit
};

// The program's arguments, with model, size, format and folder of the request. `output`: absolute.
QStringList night_arguments(const NightWish& wish, const Request& request, const QString& output);
// What the program expects of the night, from what it wrote with --dry-run --json: "about 480 pictures until 06:30, up to 1.2 GiB"; or,
// from what it wrote to the other channel, why it cannot be.
struct NightForecast {
    QString text;
    bool possible = false;
};
NightForecast night_forecast(const QByteArray& written, const QByteArray& errors);

}  // namespace imagelab
