#pragma once
#include "core/request/request.h"
#include "core/samplers/sampler_kind.h"

namespace imagelab {

// What a model's authors sample with: for requests that leave these open.
struct PublishedSettings {
    int steps;
    double guidance;
    SamplerKind sampler;
    bool operator==(const PublishedSettings&) const = default;
};

// A request that goes over from a model of one family to another's: what it left as the first one's authors have it becomes what the
// second one's have.
void change_published_settings(Request& request, const PublishedSettings& from, const PublishedSettings& to);

}  // namespace imagelab
