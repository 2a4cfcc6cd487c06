#pragma once
#include <QStringList>

namespace imagelab {

// Prompts to begin with, such as the bundled model draws well: those that its README names (resources/models/demo). In English in every
// language of the window, for the model reads no other.
const QStringList& example_prompts();

}  // namespace imagelab
