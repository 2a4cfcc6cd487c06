#include "tests/support/small_models.h"

namespace imagelab::test {
namespace {

constexpr int vocabulary = 562;  // 2 x 256 bytes, 48 merges, start and end

ClipTextConfig clip(int width, int heads, int mlp_width, int layers, int projection_width) {
    ClipTextConfig config;
    config.vocab_size = vocabulary;
    config.width = width;
    config.heads = heads;
    config.mlp_width = mlp_width;
    config.layers = layers;
    config.projection_width = projection_width;
    config.activation = projection_width > 0 ? ClipTextConfig::Activation::gelu : ClipTextConfig::Activation::quick_gelu;
    config.eos_token = vocabulary - 1;
    return config;
}

SmallModel tiny64() {
    SmallModel model{.name = "tiny64", .text_encoder = clip(64, 1, 128, 2, 0), .text_encoder_2 = clip(128, 2, 96, 2, 128)};
    model.unet = {.channels = {32, 64},
                  .layers = {1, 1},
                  .down_transformer_layers = {{0}, {1}},
                  .up_transformer_layers = {{1, 1}, {0, 0}},
                  .mid_transformer_layers = 1,
                  .heads = {1, 1},
                  .context_width = 192,
                  .time_id_width = 32,
                  .addition_width = 320};
    model.vae = {.channels = {32, 32, 32, 32}, .layers = 1};
    return model;
}

SmallModel odd() {
    SmallModel model{.name = "odd", .text_encoder = clip(40, 2, 100, 2, 0), .text_encoder_2 = clip(60, 3, 140, 3, 52)};
    model.unet = {.channels = {20, 40},
                  .layers = {2, 1},
                  .down_transformer_layers = {{1, 1}, {2}},
                  .up_transformer_layers = {{1, 1}, {2, 2, 2}},
                  .mid_transformer_layers = 2,
                  .heads = {1, 2},
                  .context_width = 100,
                  .time_id_width = 20,
                  .addition_width = 172,
                  .norm_groups = 5,
                  .linear_projection = false};
    model.vae = {.channels = {6, 12, 18, 18}, .layers = 2, .norm_groups = 6};
    return model;
}

SmallModel h16() {
    SmallModel model{.name = "h16", .text_encoder = clip(32, 2, 64, 3, 0), .text_encoder_2 = clip(48, 3, 96, 2, 48)};
    model.unet = {.channels = {16, 32, 32},
                  .layers = {1, 1, 1},
                  .down_transformer_layers = {{0}, {1}, {2}},
                  .up_transformer_layers = {{2, 2}, {1, 1}, {0, 0}},
                  .mid_transformer_layers = 2,
                  .heads = {1, 2, 2},
                  .context_width = 80,
                  .time_id_width = 16,
                  .addition_width = 144,
                  .norm_groups = 8};
    model.vae = {.channels = {8, 8, 16, 16}, .layers = 1, .norm_groups = 4};
    return model;
}

}  // namespace

const std::vector<SmallModel>& small_models() {
    static const std::vector<SmallModel> models{tiny64(), odd(), h16()};
    return models;
}

}  // namespace imagelab::test
