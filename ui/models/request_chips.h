#pragma once
// What a request is, in a few words each: the line above Generate.
#include <QString>
#include <vector>

#include "core/library/model_suites.h"
#include "core/request/request.h"
#include "ui/models/profile_model.h"

namespace imagelab {

struct RequestChip {
    enum class Kind { text, start, suite, refiner, parts, style, lora, control, reference, region, enlarge, detail, seed, count };
    Kind kind = Kind::text;
    QString text;         // "From a picture · 0.6"
    QString explanation;  // what it means, in a sentence
    std::string name;     // of a style its id, of a LoRA its path or name, of a control, a reference, a region or a detailer its number
    bool removable = true;
    bool operator==(const RequestChip&) const = default;
};

// From what the picture is made comes first and is always there; then what else is not as usual.
std::vector<RequestChip> request_chips(const Request& request, const ProfileModel& profiles);
// `suite`: the one that the request names; null: there is none, or none of that name here.
Request without_chip(const Request& request, const RequestChip& chip, const ProfileModel& profiles, const ModelSuite* suite = nullptr);

}  // namespace imagelab
