#include "core/families/published_settings.h"

namespace imagelab {

void change_published_settings(Request& request, const PublishedSettings& from, const PublishedSettings& to) {
    if (request.steps == from.steps) request.steps = to.steps;
    if (request.guidance == from.guidance) request.guidance = to.guidance;
    if (request.sampler == from.sampler) request.sampler = to.sampler;
}

}  // namespace imagelab
