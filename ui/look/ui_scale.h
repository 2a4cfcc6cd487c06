#pragma once
#include <QSettings>

namespace imagelab {

// How large the window's text and controls are, in percent of what the screen asks for; chosen in the settings, kept under "scale".
constexpr int ui_scales[] = {80, 90, 100, 110, 125, 150, 175, 200};
int ui_scale(const QSettings& settings);  // the nearest of these
// For this process, by Qt's own factor; before the application is made. One that somebody gave in the environment stays.
void apply_ui_scale(const QSettings& settings);

}  // namespace imagelab
