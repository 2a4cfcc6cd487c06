#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "core/weights/detect.h"
#include "core/weights/shapes.h"

namespace imagelab {
namespace {

constexpr int perceiver_head = 64;  // of every published one, as diffusers assumes
// OpenAI's and OpenCLIP's encoders by their width, where no configuration says it.
const std::map<int, int> published_heads{{768, 12}, {1024, 16}, {1280, 16}, {1408, 16}, {1664, 16}};
constexpr int width_of_vit_l = 1024;

void find_perceiver(const Shapes& shapes, ReferenceProjectionConfig& config) {
    config.tokens = shapes.extent("latents", 3, 1);
    config.width = shapes.extent("latents", 3, 2);
    config.input_width = shapes.extent("proj_in.weight", 2, 1);
    config.context_width = shapes.extent("proj_out.weight", 2, 0);
    config.layers = shapes.count("layers");
    if (config.layers == 0) shapes.fail("tensors of image_proj.layers.0 are missing, expected the perceiver of an IP-Adapter Plus");
    config.inner_width = shapes.extent("layers.0.0.to_q.weight", 2, 0);
    config.mlp_width = shapes.extent("layers.0.1.1.weight", 2, 0);
    if (config.inner_width % perceiver_head != 0)
        shapes.fail("its perceiver attends over " + std::to_string(config.inner_width) + " channels, expected a multiple of " +
                    std::to_string(perceiver_head) + ", the size of its heads");
    config.heads = config.inner_width / perceiver_head;
}

}  // namespace

ClipVisionConfig detect_clip_vision(const WeightMap& weights, const Settings& config) {
    const Shapes shapes(weights);
    const std::string name = "vision_model.";
    ClipVisionConfig clip;
    clip.width = shapes.extent(name + "embeddings.patch_embedding.weight", 2, 0);
    const int values = shapes.extent(name + "embeddings.patch_embedding.weight", 2, 1);
    clip.patch = static_cast<int>(std::lround(std::sqrt(values / 3.0)));
    if (3 * clip.patch * clip.patch != values)
        shapes.fail("its patches hold " + std::to_string(values) + " values, expected a square of RGB");
    const int tokens = shapes.extent(name + "embeddings.position_embedding.weight", 2, 0);
    const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(tokens - 1))));
    if (side < 1 || side * side + 1 != tokens)
        shapes.fail("it has " + std::to_string(tokens) + " positions, expected those of a square of patches and one more");
    clip.image_size = side * clip.patch;
    clip.layers = shapes.count(name + "encoder.layers");
    if (clip.layers < 2) shapes.fail("it has " + std::to_string(clip.layers) + " layers, expected a CLIP image encoder");
    clip.mlp_width = shapes.extent(name + "encoder.layers.0.mlp.fc1.weight", 2, 0);
    clip.projection_width = shapes.extent("visual_projection.weight", 2, 0);
    const auto heads = published_heads.find(clip.width);
    if (!config.given() && heads == published_heads.end())
        shapes.fail("it is " + std::to_string(clip.width) +
                    " wide, and how many heads it has only a config.json beside it can tell: take the folder image_encoder whole");
    clip.heads = config.given() ? config.whole("num_attention_heads", 12, 1) : heads->second;
    if (clip.width % clip.heads != 0)
        shapes.fail("it is " + std::to_string(clip.width) + " wide, which " + std::to_string(clip.heads) + " heads cannot share");
    const std::string activation = config.text("hidden_act", config.given() || clip.width <= width_of_vit_l ? "quick_gelu" : "gelu");
    if (activation != "quick_gelu" && activation != "gelu")
        shapes.fail("hidden_act of config.json is \"" + activation + "\", expected quick_gelu or gelu");
    clip.activation = activation == "gelu" ? ClipTextConfig::Activation::gelu : ClipTextConfig::Activation::quick_gelu;
    clip.norm_eps = static_cast<float>(config.number("layer_norm_eps", 1e-5));
    return clip;
}

ReferenceProjectionConfig detect_reference_projection(const WeightMap& weights) {
    const Shapes shapes(weights);
    ReferenceProjectionConfig config;
    if (weights.find("latents") != nullptr) {
        find_perceiver(shapes, config);
        return config;
    }
    config.input_width = shapes.extent("proj.weight", 2, 1);
    config.context_width = shapes.extent("norm.weight", 1, 0);
    const int rows = shapes.extent("proj.weight", 2, 0);
    if (rows % config.context_width != 0)
        shapes.fail("its projection gives " + std::to_string(rows) + " numbers, expected tokens of " +
                    std::to_string(config.context_width));
    config.tokens = rows / config.context_width;
    return config;
}

}  // namespace imagelab
