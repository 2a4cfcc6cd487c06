#pragma once
#include "core/request/request.h"
#include "core/samplers/sampler_kind.h"
#include "core/weights/model_files.h"

namespace imagelab {

// What a model's authors sample with: for requests that leave these open.
struct PublishedSettings {
    int steps;
    double guidance;
    SamplerKind sampler;
};
PublishedSettings published_settings(ModelKind kind);

// A request that goes over from a model of one kind to another: what it left as the first one's authors have it becomes what the
// second one's have.
void change_published_settings(Request& request, ModelKind from, ModelKind to);

}  // namespace imagelab
