#include "core/pipelines/published_settings.h"

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

}  // namespace imagelab
