#pragma once
#include <QIcon>
#include <QString>

namespace imagelab {

// resources/icons/NAME.svg drawn in the palette's text colour (its `currentColor`), in every size and in both themes. Empty where
// the program's resources are missing: every button has an accessible name and a tooltip besides.
QIcon icon(const QString& name);
QIcon application_icon();  // in its own colours

}  // namespace imagelab
