#pragma once
#include <string>

#include "core/request/request.h"

namespace imagelab {

// What the safety checker (core/pipelines/safety_checker.h) said of a picture and what was done with it: off where the picture passed.
struct SafetyVerdict {
    double score = 0;  // 0 to 1: how sure it is that the picture is not for everybody
    SafetyAction done = SafetyAction::off;
};
std::string safety_text(const SafetyVerdict& verdict);  // "the safety checker took this picture for unsafe (0.93) and blurred it"
const char* safety_done_name(SafetyAction done);        // "none", "mark", "blur", "refuse"

}  // namespace imagelab
