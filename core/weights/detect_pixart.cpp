#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/weights/detect.h"
#include "core/weights/shapes.h"

namespace imagelab {
namespace {

constexpr int pixart_head_size = 72;

// Fields of PixArtTransformer2DModel's config whose other values change the network in ways that names and shapes do not show.
void refuse_other_transformers(const Settings& config) {
    const std::pair<const char*, nlohmann::json> only[] = {{"norm_type", "ada_norm_single"},   {"activation_fn", "gelu-approximate"},
                                                           {"attention_type", "default"},      {"attention_bias", true},
                                                           {"norm_elementwise_affine", false}, {"double_self_attention", false},
                                                           {"only_cross_attention", false},    {"num_vector_embeds", nullptr}};
    for (const auto& [field, value] : only) config.require(field, value);
}

int heads_of(const Shapes& shapes, const Settings& config, const char* field, int width, int published) {
    const int heads = config.has(field) ? config.whole(field, 16, 1) : width / published;
    if (heads > 0 && width % heads == 0 && (config.has(field) || width % published == 0)) return heads;
    shapes.fail("attention is " + std::to_string(width) + " wide, expected a multiple of " +
                (config.has(field) ? std::to_string(heads) + ", the heads that " + config.path().string() + " says"
                                   : std::to_string(published) + ", the head size of the published models"));
}

}  // namespace

PixartConfig detect_pixart(const WeightMap& weights, const Settings& config) {
    const Shapes shapes(weights);
    refuse_other_transformers(config);
    PixartConfig dit;
    const int width = shapes.extent("pos_embed.proj.weight", 4, 0);
    dit.in_channels = shapes.extent("pos_embed.proj.weight", 4, 1);
    dit.patch = shapes.extent("pos_embed.proj.weight", 4, 2);
    dit.out_channels = shapes.extent("proj_out.weight", 2, 0) / (dit.patch * dit.patch);
    if (dit.out_channels != dit.in_channels && dit.out_channels != 2 * dit.in_channels) {
        shapes.fail("the transformer gives " + std::to_string(dit.out_channels) + " channels for " + std::to_string(dit.in_channels) +
                    ", expected as many or twice as many");
    }
    dit.layers = shapes.count("transformer_blocks");
    if (dit.layers == 0) shapes.fail("tensors of transformer_blocks.0 are missing, expected a PixArt transformer");
    dit.heads = heads_of(shapes, config, "num_attention_heads", width, pixart_head_size);
    dit.head_size = width / dit.heads;
    if (dit.width() % 4 != 0) shapes.fail("the transformer is " + std::to_string(width) + " wide, expected a multiple of 4");
    dit.caption_width = shapes.extent("caption_projection.linear_1.weight", 2, 1);
    dit.time_width = shapes.extent("adaln_single.emb.timestep_embedder.linear_1.weight", 2, 1);
    dit.size_conditions = shapes.any("adaln_single.emb.resolution_embedder.");
    dit.sample_size = config.whole("sample_size", 128, dit.patch);
    if (!config.given() && weights.find("pos_embed") != nullptr) {
        const double patches = shapes.extent("pos_embed", 3, 1);
        dit.sample_size = dit.patch * static_cast<int>(std::lround(std::sqrt(patches)));
    }
    dit.position_scale = config.number("interpolation_scale", config.given() ? std::max(dit.sample_size / 64, 1) : dit.sample_size / 64.0);
    if (!(dit.position_scale > 0)) shapes.fail("interpolation_scale of config.json is not positive");
    dit.norm_eps = static_cast<float>(config.number("norm_eps", 1e-6));
    return dit;
}

T5Config detect_t5(const WeightMap& weights, const Settings& config) {
    const Shapes shapes(weights);
    const std::string first = "encoder.block.0.layer.";
    if (!shapes.any(first + "1.DenseReluDense.wi_0.")) {
        shapes.fail("tensor \"" + first + "1.DenseReluDense.wi_0.weight\" is missing, expected the encoder of T5 v1.1 (gated GELU)");
    }
    config.require("feed_forward_proj", "gated-gelu");
    config.require("dense_act_fn", "gelu_new");
    T5Config t5;
    t5.vocab_size = shapes.extent("shared.weight", 2, 0);
    t5.width = shapes.extent("shared.weight", 2, 1);
    t5.layers = shapes.count("encoder.block");
    t5.mlp_width = shapes.extent(first + "1.DenseReluDense.wi_0.weight", 2, 0);
    const int inner = shapes.extent(first + "0.SelfAttention.q.weight", 2, 0);
    t5.heads = shapes.extent(first + "0.SelfAttention.relative_attention_bias.weight", 2, 1);
    t5.distance_buckets = shapes.extent(first + "0.SelfAttention.relative_attention_bias.weight", 2, 0);
    if (inner % t5.heads != 0)
        shapes.fail("attention is " + std::to_string(inner) + " wide, expected a multiple of its " + std::to_string(t5.heads) + " heads");
    if (t5.distance_buckets < 4 || t5.distance_buckets % 4 != 0)
        shapes.fail("there are " + std::to_string(t5.distance_buckets) + " buckets of distances, expected a multiple of 4");
    t5.head_size = inner / t5.heads;
    t5.max_distance = config.whole("relative_attention_max_distance", 128, t5.distance_buckets);
    t5.norm_eps = static_cast<float>(config.number("layer_norm_epsilon", 1e-6));
    return t5;
}

}  // namespace imagelab
