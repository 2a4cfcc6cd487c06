#include "core/families/sdxl/sdxl_files.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/families/describe.h"
#include "core/families/prompt_weights.h"

namespace imagelab {
namespace {

using json = nlohmann::json;

json clip_json(const ClipTextConfig& clip) {
    return {{"vocab_size", clip.vocab_size},
            {"max_positions", clip.max_positions},
            {"width", clip.width},
            {"layers", clip.layers},
            {"heads", clip.heads},
            {"mlp_width", clip.mlp_width},
            {"projection_width", clip.projection_width},
            {"activation", clip.activation == ClipTextConfig::Activation::gelu ? "gelu" : "quick_gelu"}};
}

json unet_json(const UnetConfig& unet) {
    return {{"in_channels", unet.in_channels},
            {"out_channels", unet.out_channels},
            {"channels", unet.channels},
            {"layers", unet.layers},
            {"down_transformer_layers", unet.down_transformer_layers},
            {"mid_resnets", unet.mid_resnets},
            {"mid_transformer_layers", unet.mid_transformer_layers},
            {"up_transformer_layers", unet.up_transformer_layers},
            {"heads", unet.heads},
            {"context_width", unet.context_width},
            {"addition_width", unet.addition_width},
            {"time_ids", unet.time_ids}};
}

}  // namespace

std::vector<ModelPart> SdxlFiles::parts() const {
    std::vector<ModelPart> all;
    if (!only_refines()) all.push_back(clip_part("text_encoder", text_encoder_weights, text_encoder));
    all.push_back(clip_part("text_encoder_2", text_encoder_2_weights, text_encoder_2));
    all.push_back(unet_part(unet_weights, unet));
    all.push_back(vae_part(vae_weights, vae));
    return all;
}

EncoderWidths SdxlFiles::embedding_widths() const {
    EncoderWidths widths{{"text_encoder_2", text_encoder_2.width}};
    if (!only_refines()) widths["text_encoder"] = text_encoder.width;
    return widths;
}

int SdxlFiles::most_clip_skip() const {
    return (only_refines() ? text_encoder_2.layers : std::min(text_encoder.layers, text_encoder_2.layers)) - 1;
}

void SdxlFiles::check() const {
    const std::string source = path.string() + ": ";
    const int first = only_refines() ? 0 : text_encoder.width, pooled = text_encoder_2.projection_width;
    if (unet.context_width != first + text_encoder_2.width) {
        const std::string given = (only_refines() ? "" : std::to_string(first) + " + ") + std::to_string(text_encoder_2.width);
        throw Error(source + "the UNet attends to text " + std::to_string(unet.context_width) + " wide, the text encoders give " + given);
    }
    if (unet.time_id_width < 2 || unet.addition_width != pooled + unet.time_ids * unet.time_id_width) {
        throw Error(source + "tensor \"add_embedding.linear_1.weight\" takes " + std::to_string(unet.addition_width) +
                    " values, expected the pooled text's " + std::to_string(pooled) + " and " +
                    (unet.time_ids == 5 ? "four sizes and a score" : "six sizes") + " of equal width" +
                    (unet.time_ids != 5 && unet.addition_width == pooled + 5 * 256 ? " (five, as here, make it an SDXL refiner)" : ""));
    }
    const int image_channels = unet.reads_mask() ? unet.out_channels : unet.in_channels;
    if (image_channels != vae.latent_channels || unet.out_channels != vae.latent_channels) {
        throw Error(source + "the UNet takes " + std::to_string(unet.in_channels) + " channels and gives " +
                    std::to_string(unet.out_channels) + ", the VAE's latents have " + std::to_string(vae.latent_channels));
    }
}

Result<ClipTokenizer> open_tokenizer(const SdxlFiles& files, bool second) {
    const std::filesystem::path& folder = second ? files.tokenizer_2_dir : files.tokenizer_dir;
    return folder.empty() ? ClipTokenizer::sdxl(second) : ClipTokenizer::open(folder);
}

PromptReader clip_reader(std::shared_ptr<const ClipTokenizer> tokenizer, const ClipTextConfig& config,
                         const std::vector<PromptNames::Name>& vectors) {
    const auto length = static_cast<size_t>(config.max_positions);
    const PromptNames names(*tokenizer, vectors);
    return {config.max_positions, 2, true, [tokenizer, names](const std::string& text) { return count_tokens(*tokenizer, text, names); },
            [tokenizer, length, names](const std::string& prompt, bool weighted) {
                std::vector<size_t> tokens;
                for (const WeightedTokens& chunk : weighted_chunks(*tokenizer, prompt, weighted, length, names))
                    tokens.push_back(chunk.tokens);
                return tokens;
            }};
}

Result<PromptReader> SdxlFiles::prompt_reader(const std::vector<PromptNames::Name>& vectors) const {
    auto tokenizer = open_tokenizer(*this, only_refines());
    if (!tokenizer) return Failure{tokenizer.error()};
    return clip_reader(std::make_shared<const ClipTokenizer>(std::move(*tokenizer)), only_refines() ? text_encoder_2 : text_encoder,
                       vectors);
}

json SdxlFiles::configuration() const {
    json parts = {{"text_encoder_2", clip_json(text_encoder_2)},
                  {"unet", unet_json(unet)},
                  {"vae", vae_json(vae)},
                  {"noise", noise_json(noise)},
                  {"force_zeros_for_empty_prompt", force_zeros_for_empty_prompt}};
    if (!only_refines()) parts["text_encoder"] = clip_json(text_encoder);
    return parts;
}

}  // namespace imagelab
