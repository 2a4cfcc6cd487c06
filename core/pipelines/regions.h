#pragma once
// The parts of a picture that have a prompt of their own (core/nn/transformer.h, Regions).
#include <optional>
#include <vector>

#include "core/image/mask.h"
#include "core/pipelines/painting.h"
#include "core/request/request.h"

namespace imagelab {

struct PictureRegion {
    Region use;
    std::optional<GreyImage> mask = {};  // of use.mask; 255 is the region
};
// The failure names what is missing, and a prompt whose syntax a region has no room for: it holds through all steps, alone.
Result<std::vector<PictureRegion>> resolve_regions(const Request& request);

// How much each place of the latents takes from the request's own text, then from each region's, [height, width, 1 + regions]; they add up
// to 1. Where regions lie over each other they share the place by weight; what their weights leave is the request's own. `painting`, where
// there is one, makes a part of the picture: the regions lie where they lie in the whole.
std::vector<float> region_shares(const std::vector<PictureRegion>& regions, int height, int width, const Painting* painting = nullptr);

}  // namespace imagelab
