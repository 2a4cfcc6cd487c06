#pragma once
#include "ui/look/fit_rules.h"

namespace imagelab {

// Of trainings (core/training), without the name of the field, beneath which they stand.
std::span<const EngineRule> training_rules();

}  // namespace imagelab
