#pragma once
// How near a request's picture comes to that of the program whose numbers it means (Request::like), field by field.
#include <string>
#include <string_view>
#include <vector>

#include "core/request/request.h"

namespace imagelab {

std::string_view program_name(LikeProgram like);  // "ComfyUI", as people write it
NoiseSource usual_noise(LikeProgram like);        // whose random numbers it takes, unless told otherwise

struct ReplayVerdict {
    enum class Kind {
        exact,         // the same numbers, up to rounding
        same_formula,  // the same formula, and something in it that no file tells
        differs        // another way
    };
    std::string field;  // path of JSON: "scheduler.type"
    Kind kind = Kind::exact;
    std::string reason;  // a clause without a full stop; empty where it is exact
};
std::string_view verdict_name(ReplayVerdict::Kind kind);  // "exact", "same formula", "differs"

// One verdict for each field that the picture depends on; none where diffusers' numbers are meant.
std::vector<ReplayVerdict> replay_verdicts(const Request& request);
nlohmann::json replay_json(const Request& request);  // those: a list of "field", "verdict", "reason"
// "As A1111: exact but for scheduler.type, which differs: ..."; empty where diffusers' numbers are meant.
std::string replay_sentence(const Request& request);

}  // namespace imagelab
