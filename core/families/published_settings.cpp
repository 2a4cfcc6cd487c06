#include "core/families/published_settings.h"

namespace imagelab {

PublishedSettings published_settings(ModelKind kind) {
    switch (kind) {
        case ModelKind::sdxl:
            return {30, 5.0, SamplerKind::euler};
        case ModelKind::pixart:  // PixArtSigmaPipeline
            return {20, 4.5, SamplerKind::dpmpp_2m};
    }
    throw Error("[model] unknown kind");
}

void change_published_settings(Request& request, ModelKind from, ModelKind to) {
    const PublishedSettings old = published_settings(from), now = published_settings(to);
    if (request.steps == old.steps) request.steps = now.steps;
    if (request.guidance == old.guidance) request.guidance = now.guidance;
    if (request.sampler == old.sampler) request.sampler = now.sampler;
}

}  // namespace imagelab
