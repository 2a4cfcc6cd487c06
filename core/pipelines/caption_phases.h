#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/request/prompt_schedule.h"

namespace imagelab {

// What a model is told until a step, counted from 1 (core/request/prompt_schedule.h). A prompt may be composed of several; a negative one
// is always one, as in AUTOMATIC1111.
struct CaptionPhase {
    int last_step = 0;
    std::vector<ComposedPrompt> prompts;
    std::optional<std::string> negative;
    bool operator==(const CaptionPhase&) const = default;
};

// At least one; the last ends at `steps`. `syntax` false: brackets and AND are text. first_pass: as
// prompt_phases.
std::vector<CaptionPhase> caption_phases(const std::string& prompt, const std::optional<std::string>& negative, bool syntax, int steps,
                                         std::optional<int> first_pass = {});

}  // namespace imagelab
