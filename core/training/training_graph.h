#pragma once
// The graph of one training step: SDXL's UNet with low-rank branches, the loss, and its gradients.
#include <functional>
#include <string>
#include <vector>

#include "core/autodiff/low_rank.h"
#include "core/models/configs.h"

namespace imagelab {

// Inputs beside the UNet's and the factors', f32, per step: "target" [batch, height, width, channels], what the UNet is to say;
// "loss_weight" [batch, 1, 1, 1]. Outputs: "loss" [1], the mean of loss_weight (noise - target)^2 over everything, and for each factor
// gradient_of(its name), of its shape, f32.
struct TrainingGraphShape {
    int batch = 1, latent_height = 0, latent_width = 0, tokens = 77;
};
LowRankGraph training_graph(const UnetConfig& config, const TrainingGraphShape& shape, DType compute,
                            const std::function<bool(const std::string&)>& trained, int64_t rank, float scale);

std::string gradient_of(const std::string& input);

// Whether a linear layer of the UNet is trained: one inside a transformer whose name ends with one of these, whole words between dots.
bool is_trained(const std::string& module, const std::vector<std::string>& targets);

}  // namespace imagelab
