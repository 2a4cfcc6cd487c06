#pragma once
// The graph of one training step: a denoiser and perhaps the text encoders before it, what is trained of them, the loss, and its gradients.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/autodiff/trained_layers.h"
#include "core/models/configs.h"

namespace imagelab {

struct TrainingGraphShape {
    int batch = 1, latent_height = 0, latent_width = 0, tokens = 77;
    bool masked = false;  // each place of a picture has a weight of its own
};

struct TrainingChange {
    std::optional<LowRankShape> layers;  // none: no layer is trained
    std::function<bool(const std::string& component, const std::string& module)> trained;
    int vectors = 0;  // of a textual inversion, for each text encoder
};

// A layer that is trained, and whose it is: "unet", "transformer", "text_encoder", "text_encoder_2".
struct TrainedModule : LowRankModule {
    std::string component;
};

struct TrainingGraph {
    Graph graph;
    std::vector<TrainedModule> modules;  // of the denoiser, then of the text encoders, each in the byte order of their names
    std::vector<TrainedFactor> vectors;  // "text_encoder.trained_vectors" [vectors, width] ...
};

// Inputs beside the denoiser's and what is trained, f32, per step: "target" [batch, height, width, channels], what the denoiser is to say;
// "loss_weight" [batch, 1, 1, 1], or [batch, height, width, 1] where masked. Outputs: "loss" [1], the mean of loss_weight (noise - target)^2 over everything, and for each trained
// input gradient_of(its name), of its shape, f32.
// With text encoders tokens are a multiple of theirs, and in place of "context" and "pooled" there are their inputs, one chunk of a caption
// after the other: "text_encoder.ids" [batch * chunks, 77], "text_encoder_2.ids" and "text_encoder_2.eos"; with vectors of each also "kept"
// (core/models/clip_text.h) and "place" [batch * chunks * 77, vectors], 1 where that vector stands. Their weights are named with the same
// prefixes.
struct TextEncoders {
    ClipTextConfig first, second;
};
TrainingGraph sdxl_training_graph(const UnetConfig& config, const std::optional<TextEncoders>& text, const TrainingGraphShape& shape,
                                  DType compute, const TrainingChange& change);
// One picture. In place of "counts": "padding" f32 [1, tokens, 1], 0 for words and hidden_word for rows that are not to be seen.
TrainingGraph pixart_training_graph(const PixartConfig& config, const TrainingGraphShape& shape, DType compute,
                                    const TrainingChange& change);
constexpr float hidden_word = -1e5f;

std::string gradient_of(const std::string& input);

// Whether a linear layer's name ends with one of these, whole words between dots.
bool is_named(const std::string& module, const std::vector<std::string>& targets);
// And, of the UNet or PixArt's transformer, lies within its transformers.
bool is_trained(const std::string& module, const std::vector<std::string>& targets);

}  // namespace imagelab
