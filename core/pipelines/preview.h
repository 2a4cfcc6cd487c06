#pragma once
#include <array>
#include <span>

#include "core/families/diffusion_model.h"
#include "core/image/picture.h"

namespace imagelab {

// A linear map from latents to colours, fitted once to the encoder of each model that stays open: it reads a picture of plain and of mixed
// colours, and the mean colour of each block is regressed on the latent pixel that the block became. Good enough to watch a picture grow,
// at no cost a step.
class LatentPreview {
  public:
    // Fits it where that was not done; the encoder's memory is given back then.
    static LatentPreview of(DiffusionModel& model, const CancelToken& cancel);
    // latents [channels, height, width] -> [height, width] RGB
    RgbImage render(std::span<const float> latents, int height, int width) const;

  private:
    std::array<std::vector<double>, 3> weights_;  // for red, green, blue: one a channel, then the constant
};

}  // namespace imagelab
