#pragma once
#include <array>
#include <span>

#include "core/families/diffusion_model.h"
#include "core/image/picture.h"

namespace imagelab {

// A linear map from latents to colours, fitted once to the model's own decoder: it is asked for a picture of random latents, and each
// latent pixel is regressed on the mean colour of the block it became. Good enough to watch a picture grow, at no cost a step.
class LatentPreview {
  public:
    static LatentPreview fit(DiffusionModel& model, const CancelToken& cancel);
    // latents [channels, height, width] -> [height, width] RGB
    RgbImage render(std::span<const float> latents, int height, int width) const;

  private:
    std::array<std::vector<double>, 3> weights_;  // for red, green, blue: one a channel, then the constant
};

}  // namespace imagelab
