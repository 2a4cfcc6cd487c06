#pragma once
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

}  // namespace imagelab
