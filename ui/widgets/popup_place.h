#pragma once
class QWidget;

namespace imagelab {

// Moves a popup below its button, whole on the button's screen; `right`: their right edges meet.
void place_below(QWidget* popup, const QWidget* button, bool right = false);

}  // namespace imagelab
