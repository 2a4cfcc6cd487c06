#include "core/weights/detect.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/read_file.h"
#include "core/base/utf8.h"
#include "core/weights/shapes.h"

namespace imagelab {
namespace {

constexpr int sdxl_head_size = 64;
constexpr int published_groups = 32;

// Fields of UNet2DConditionModel's config whose other values change the network in ways that names and shapes do not show.
void refuse_other_unets(const Settings& config) {
    const std::pair<const char*, nlohmann::json> only[] = {
        {"addition_embed_type", "text_time"},   {"act_fn", "silu"},
        {"attention_type", "default"},          {"center_input_sample", false},
        {"class_embeddings_concat", false},     {"downsample_padding", 1},
        {"dual_cross_attention", false},        {"mid_block_only_cross_attention", false},
        {"mid_block_scale_factor", 1},          {"only_cross_attention", false},
        {"resnet_out_scale_factor", 1.0},       {"resnet_skip_time_act", false},
        {"resnet_time_scale_shift", "default"}, {"time_embedding_type", "positional"}};
    for (const auto& [field, value] : only) config.require(field, value);
    for (const char* field : {"class_embed_type", "cross_attention_norm", "encoder_hid_dim_type", "num_attention_heads", "num_class_embeds",
                              "time_cond_proj_dim", "time_embedding_act_fn", "time_embedding_dim", "timestep_post_act"}) {
        config.require(field, nullptr);
    }
}

bool attends(const std::vector<int>& layers) {
    return std::any_of(layers.begin(), layers.end(), [](int count) { return count > 0; });
}

std::vector<int> unet_heads(const Shapes& shapes, const Settings& config, const UnetConfig& unet) {
    const size_t levels = unet.channels.size();
    const bool known = config.given();
    std::vector<int> heads = config.wholes("attention_head_dim", levels, 8);
    for (size_t i = 0; i < levels; ++i) {
        const bool used = attends(unet.down_transformer_layers[i]) || attends(unet.up_transformer_layers[levels - 1 - i]) ||
                          (i + 1 == levels && unet.mid_transformer_layers > 0);
        if (!known) heads[i] = std::max(1, unet.channels[i] / sdxl_head_size);
        if (used && (known ? unet.channels[i] % heads[i] : unet.channels[i] % sdxl_head_size) != 0) {
            const std::string level = "level " + std::to_string(i) + " of the UNet has " + std::to_string(unet.channels[i]) + " channels, ";
            if (known)
                shapes.fail(level + "which " + config.path().string() + " splits over " + std::to_string(heads[i]) + " attention heads");
            shapes.fail(level +
                        "expected a multiple of 64, the head size of SDXL: how many heads it has only a config.json can tell; open the "
                        "diffusers folder of this model");
        }
    }
    return heads;
}

// What a normalisation splits must divide; `groups` says where the number is from.
void check_groups(const Shapes& shapes, const std::vector<int>& channels, int groups, bool known) {
    for (int count : channels) {
        if (count % groups == 0) continue;
        shapes.fail("a level has " + std::to_string(count) + " channels, which do not divide into " + std::to_string(groups) + " groups" +
                    (known ? " (norm_num_groups of its config.json)"
                           : ", those of SDXL: how many there are only a config.json can tell; open the diffusers folder of this model"));
    }
}

std::vector<int> transformer_layers(const Shapes& shapes, const std::string& block, int resnets) {
    std::vector<int> layers;
    for (int i = 0; i < resnets; ++i) layers.push_back(shapes.count(block + ".attentions." + std::to_string(i) + ".transformer_blocks"));
    return layers;
}

void find_unet_levels(const Shapes& shapes, UnetConfig& unet) {
    unet.channels.clear(), unet.layers.clear(), unet.down_transformer_layers.clear(), unet.up_transformer_layers.clear();
    const int levels = shapes.count("down_blocks");
    if (levels == 0) shapes.fail("tensors of down_blocks.0 are missing, expected a UNet");
    for (int i = 0; i < levels; ++i) {
        const std::string down = "down_blocks." + std::to_string(i), up = "up_blocks." + std::to_string(i);
        unet.channels.push_back(shapes.extent(down + ".resnets.0.conv1.weight", 4, 0));
        unet.layers.push_back(shapes.count(down + ".resnets"));
        unet.down_transformer_layers.push_back(transformer_layers(shapes, down, unet.layers.back()));
        unet.up_transformer_layers.push_back(transformer_layers(shapes, up, shapes.count(up + ".resnets")));
    }
    unet.mid_transformer_layers = shapes.count("mid_block.attentions.0.transformer_blocks");
    unet.mid_resnets = shapes.count("mid_block.resnets");
    for (int i = 0; i < levels; ++i) {  // as every UNet of diffusers: one more on the way up
        const auto up = static_cast<size_t>(levels - 1 - i);
        if (unet.up_transformer_layers[up].size() != static_cast<size_t>(unet.layers[static_cast<size_t>(i)]) + 1)
            shapes.fail("up_blocks." + std::to_string(up) + " has " + std::to_string(unet.up_transformer_layers[up].size()) +
                        " resnets, expected " + std::to_string(unet.layers[static_cast<size_t>(i)] + 1));
    }
    if (unet.mid_resnets > 2) shapes.fail("mid_block has " + std::to_string(unet.mid_resnets) + " resnets, expected 2 at most");
}

// The first transformer there is: all agree, which check_complete confirms.
std::string any_transformer(const Shapes& shapes, const UnetConfig& unet) {
    if (unet.mid_transformer_layers > 0) return "mid_block.attentions.0";
    const auto first = [](const std::string& blocks, const std::vector<std::vector<int>>& layers) {
        for (size_t i = 0; i < layers.size(); ++i) {
            for (size_t j = 0; j < layers[i].size(); ++j) {
                if (layers[i][j] > 0) return blocks + std::to_string(i) + ".attentions." + std::to_string(j);
            }
        }
        return std::string();
    };
    if (const std::string down = first("down_blocks.", unet.down_transformer_layers); !down.empty()) return down;
    if (const std::string up = first("up_blocks.", unet.up_transformer_layers); !up.empty()) return up;
    shapes.fail("the UNet has no cross attention, expected SDXL's");
}

void check_channels(const Shapes& shapes, const Settings& config, const std::vector<int>& found) {
    if (!config.has("block_out_channels")) return;
    const nlohmann::json& said = config.json().at("block_out_channels");
    if (said != nlohmann::json(found)) {
        shapes.fail("the weights have levels of " + nlohmann::json(found).dump() + " channels, " + config.path().string() +
                    " says block_out_channels " + said.dump());
    }
}

}  // namespace

UnetConfig detect_unet(const WeightMap& weights, const Settings& config) {
    const Shapes shapes(weights);
    refuse_other_unets(config);
    if (!shapes.any("add_embedding.")) {
        shapes.fail(
            "tensor \"add_embedding.linear_1.weight\" is missing: this is not a UNet of SDXL (Stable Diffusion 1.x or 2.x?); Image Lab "
            "runs SDXL");
    }
    UnetConfig unet;
    unet.in_channels = shapes.extent("conv_in.weight", 4, 1);
    unet.out_channels = shapes.extent("conv_out.weight", 4, 0);
    find_unet_levels(shapes, unet);
    const std::string transformer = any_transformer(shapes, unet);
    unet.context_width = shapes.extent(transformer + ".transformer_blocks.0.attn2.to_k.weight", 2, 1);
    unet.linear_projection = shapes.rank(transformer + ".proj_in.weight") == 2;
    unet.addition_width = shapes.extent("add_embedding.linear_1.weight", 2, 1);
    check_channels(shapes, config, unet.channels);
    unet.heads = unet_heads(shapes, config, unet);
    unet.norm_groups = config.whole("norm_num_groups", published_groups, 1);
    check_groups(shapes, unet.channels, unet.norm_groups, config.given());
    unet.norm_eps = static_cast<float>(config.number("norm_eps", 1e-5));
    unet.flip_sin_to_cos = config.flag("flip_sin_to_cos", true);
    unet.freq_shift = static_cast<float>(config.number("freq_shift", 0));
    unet.sample_size = config.whole("sample_size", 128, 1);
    unet.time_id_width = config.whole("addition_time_embed_dim", 0);  // 0: from the pooled width, which open_model knows
    return unet;
}

namespace {

// Blocks of each level of a half, in the order they run, and the width of each: convolutions stand between the levels.
struct TinyLevels {
    std::vector<int> blocks, channels;
};
TinyLevels tiny_levels(const Shapes& shapes, const std::string& half) {
    constexpr int most = 64;
    TinyLevels levels;
    int width = shapes.extent(half + ".layers.0.weight", 4, 0), blocks = 0;
    bool begun = half == "decoder";  // whose first convolution precedes an activation, which is a layer too
    for (int i = 1; i <= most; ++i) {
        const std::string layer = half + ".layers." + std::to_string(i);
        if (shapes.any(layer + ".conv.0.")) {
            ++blocks;
            begun = true;
        } else if (shapes.any(layer + ".weight")) {
            if (!begun) shapes.fail("the tiny autoencoder's layer " + layer + " is no block");
            levels.blocks.push_back(blocks), levels.channels.push_back(width);
            blocks = 0, width = shapes.extent(layer + ".weight", 4, 0);
        }
    }
    if (levels.blocks.empty() || levels.blocks.size() > 8)
        shapes.fail("the " + half + " has " + std::to_string(levels.blocks.size()) + " levels, expected 1 to 8");
    return levels;
}

// diffusers AutoencoderTiny.
VaeConfig detect_tiny_vae(const Shapes& shapes, const Settings& config) {
    config.require("act_fn", "relu");
    config.require("latent_magnitude", 3);
    config.require("latent_shift", 0.5);
    const TinyLevels encoder = tiny_levels(shapes, "encoder"), decoder = tiny_levels(shapes, "decoder");
    VaeConfig vae;
    vae.channels = encoder.channels;
    vae.tiny_encoder_blocks = encoder.blocks;
    vae.tiny_decoder_blocks.assign(decoder.blocks.rbegin(), decoder.blocks.rend());
    if (!std::equal(encoder.channels.begin(), encoder.channels.end(), decoder.channels.rbegin(), decoder.channels.rend()))
        shapes.fail("encoder and decoder of the tiny autoencoder have other widths or numbers of levels, expected the same");
    vae.image_channels = shapes.extent("encoder.layers.0.weight", 4, 1);
    vae.latent_channels = shapes.extent("decoder.layers.0.weight", 4, 1);
    vae.layers = 0, vae.norm_groups = 1;
    vae.mid_attention = vae.quant_conv = vae.post_quant_conv = false;
    vae.scaling_factor = static_cast<float>(config.number("scaling_factor", 1)), vae.shift_factor = 0;
    if (!(vae.scaling_factor > 0)) shapes.fail("the VAE's scaling_factor is not positive");
    return vae;
}

}  // namespace

VaeConfig detect_vae(const WeightMap& weights, const Settings& config) {
    const Shapes shapes(weights);
    if (shapes.any("decoder.layers.")) return detect_tiny_vae(shapes, config);
    config.require("act_fn", "silu");
    for (const char* field : {"latents_mean", "latents_std"}) config.require(field, nullptr);
    VaeConfig vae;
    vae.image_channels = shapes.extent("encoder.conv_in.weight", 4, 1);
    vae.latent_channels = shapes.extent("decoder.conv_in.weight", 4, 1);
    vae.channels.clear();
    const int levels = shapes.count("encoder.down_blocks");
    if (levels == 0) shapes.fail("tensors of encoder.down_blocks.0 are missing, expected a VAE with encoder and decoder");
    if (levels > 8) shapes.fail("the VAE has " + std::to_string(levels) + " levels, expected 8 at most");
    for (int i = 0; i < levels; ++i)
        vae.channels.push_back(shapes.extent("encoder.down_blocks." + std::to_string(i) + ".resnets.0.conv1.weight", 4, 0));
    vae.layers = shapes.count("encoder.down_blocks.0.resnets");
    vae.mid_attention = shapes.any("decoder.mid_block.attentions.0.");
    vae.quant_conv = shapes.any("quant_conv.");
    vae.post_quant_conv = shapes.any("post_quant_conv.");
    check_channels(shapes, config, vae.channels);
    vae.norm_groups = config.whole("norm_num_groups", published_groups, 1);
    check_groups(shapes, vae.channels, vae.norm_groups, config.given());
    vae.scaling_factor =
        static_cast<float>(config.number("scaling_factor", config.given() ? 0.18215 : 0.13025));  // AutoencoderKL's default; SDXL's
    if (!(vae.scaling_factor > 0)) shapes.fail("the VAE's scaling_factor is not positive");
    vae.shift_factor = static_cast<float>(config.number("shift_factor", 0));
    return vae;
}

ClipTextConfig detect_clip(const WeightMap& weights, const Settings& config, TextEncoder which) {
    const Shapes shapes(weights);
    const bool known = config.given();
    const std::string tokens = "text_model.embeddings.token_embedding.weight";
    ClipTextConfig clip;
    clip.vocab_size = shapes.extent(tokens, 2, 0);
    clip.width = shapes.extent(tokens, 2, 1);
    clip.max_positions = shapes.extent("text_model.embeddings.position_embedding.weight", 2, 0);
    clip.layers = shapes.count("text_model.encoder.layers");
    if (clip.layers == 0) shapes.fail("tensors of text_model.encoder.layers.0 are missing, expected a CLIP text encoder");
    clip.mlp_width = shapes.extent("text_model.encoder.layers.0.mlp.fc1.weight", 2, 0);
    // The pooled output is the second encoder's: a projection of the first is never used.
    if (which == TextEncoder::second) clip.projection_width = shapes.extent("text_projection.weight", 2, 0);
    if (!known && clip.width % sdxl_head_size != 0) {
        shapes.fail("the text encoder is " + std::to_string(clip.width) +
                    " wide, expected a multiple of 64, the head size of CLIP: how many heads it has only a config.json can tell; " +
                    "open the diffusers folder of this model");
    }
    clip.heads = known ? config.whole("num_attention_heads", 8, 1) : clip.width / sdxl_head_size;
    if (clip.width % clip.heads != 0) {
        shapes.fail("the text encoder is " + std::to_string(clip.width) + " wide, which " + config.path().string() + " splits over " +
                    std::to_string(clip.heads) + " heads");
    }
    const std::string activation = config.text("hidden_act", known || which == TextEncoder::first ? "quick_gelu" : "gelu");
    if (activation != "quick_gelu" && activation != "gelu")
        shapes.fail("hidden_act of config.json is \"" + activation + "\", expected quick_gelu or gelu");
    clip.activation = activation == "gelu" ? ClipTextConfig::Activation::gelu : ClipTextConfig::Activation::quick_gelu;
    clip.norm_eps = static_cast<float>(config.number("layer_norm_eps", 1e-5));
    // Configurations from before transformers 4.32 say 2, which stands for the highest id (modeling_clip.py, PR 24773).
    const int highest = std::min(clip.vocab_size, 49408) - 1;
    clip.eos_token = config.whole("eos_token_id", highest);
    if (clip.eos_token == 2) clip.eos_token = highest;
    if (clip.eos_token >= clip.vocab_size)
        shapes.fail("eos_token_id of config.json is " + std::to_string(clip.eos_token) + ", beyond the vocabulary of " +
                    std::to_string(clip.vocab_size));
    clip.pad_token = which == TextEncoder::first ? clip.eos_token : 0;  // "<|endoftext|>" and "!", SDXL's; open_model asks the tokenizer
    return clip;
}

namespace {

std::string said(const OpenedWeights& file, const char* key) {
    const auto found = file.metadata.find(key);
    return found == file.metadata.end() ? std::string() : ascii_lower(found->second);
}

// modules/sd_models_config.py: params.parameterization of the configuration beside the checkpoint.
bool yaml_says_v(std::filesystem::path file) {
    const auto text = read_regular_file(file.replace_extension(".yaml"), 1 << 20);
    if (!text) return false;
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        const std::string_view words = trimmed(line);
        if (!words.starts_with("parameterization:")) continue;
        std::string value(trimmed(words.substr(words.find(':') + 1)));
        std::erase_if(value, [](char c) { return c == '"' || c == '\''; });
        return value == "v";
    }
    return false;
}

bool is_named_v(const std::filesystem::path& file) {
    const std::string name = ascii_lower(file.stem().string());
    return name.find("vpred") != name.npos || name.find("v-pred") != name.npos || name.find("v_pred") != name.npos;
}

}  // namespace

NoiseScheduleConfig detect_noise_schedule(const OpenedWeights& file) {
    NoiseScheduleConfig noise;
    const std::string prediction = said(file, "modelspec.prediction_type");
    const bool v =
        file.tensors.contains("v_pred") || (!prediction.empty() ? prediction == "v" : yaml_says_v(file.source) || is_named_v(file.source));
    if (v) noise.prediction = NoiseScheduleConfig::Prediction::v_prediction;
    noise.rescale_betas_zero_snr = file.tensors.contains("ztsnr") || said(file, "ss_zero_terminal_snr") == "true";
    return noise;
}

}  // namespace imagelab
