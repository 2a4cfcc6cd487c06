#pragma once
#include <QString>
#include <vector>

#include "ui/models/request_difference.h"

namespace imagelab {

// Whether a text is more than a prompt: A1111's text of a picture, with "Steps: ..." and further settings, or with a line that begins with
// "Negative prompt: ".
bool holds_settings(const QString& text);
// `mine` with what such a text says; of one without settings the two prompts alone. As with_settings_of().
Restored with_pasted_settings(const Request& mine, const QString& text, const std::vector<ModelFile>& models);

}  // namespace imagelab
