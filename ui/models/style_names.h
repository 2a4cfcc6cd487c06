#pragma once
// What people call a style: requests and the gallery's index hold its id.
#include <QString>
#include <string>

#include "core/prompts/profiles.h"

namespace imagelab {

void set_style_names(const ProfileLibrary& library);  // of those that there are; from any thread, as style_name()
QString style_name(const std::string& id);            // the id where no style has it

}  // namespace imagelab
