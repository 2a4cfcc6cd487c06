#pragma once
// Plain configurations of the networks, detected once from the weights and config.json (core/weights/detect.h). Defaults are SDXL base 1.0.
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace imagelab {

// transformers CLIPTextModel / CLIPTextModelWithProjection (Radford et al. 2021).
struct ClipTextConfig {
    enum class Activation { quick_gelu, gelu };
    int vocab_size = 49408;
    int max_positions = 77;
    int width = 768;
    int layers = 12;
    int heads = 12;
    int mlp_width = 3072;
    int projection_width = 0;  // 0: no text_projection
    Activation activation = Activation::quick_gelu;
    float norm_eps = 1e-5f;
    int eos_token = 49407;  // pooled output is taken at its first position
    int pad_token = 49407;
};

// diffusers UNet2DConditionModel with addition_embed_type text_time (Podell et al. 2023).
struct UnetConfig {
    int sample_size = 128;  // latent side the model was made for
    int in_channels = 4;
    int out_channels = 4;
    std::vector<int> channels{320, 640, 1280};
    std::vector<int> layers{2, 2, 2};  // resnets per down block; an up block has one more
    // Transformer blocks of each attention of each block, one attention a resnet; 0: there is none. Distilled relatives of SDXL (SSD-1B,
    // Vega, KOALA) differ in these and in the middle alone.
    std::vector<std::vector<int>> down_transformer_layers{{0, 0}, {2, 2}, {10, 10}};
    std::vector<std::vector<int>> up_transformer_layers{{10, 10, 10}, {2, 2, 2}, {0, 0, 0}};  // in the order of up_blocks
    int mid_transformer_layers = 10;
    int mid_resnets = 2;                // 1: SSD-1B, Vega; 0: there is no middle block (KOALA-700M)
    std::vector<int> heads{5, 10, 20};  // attention heads a level (diffusers calls it attention_head_dim)
    int context_width = 2048;
    int time_id_width = 256;    // addition_time_embed_dim
    int addition_width = 2816;  // projection_class_embeddings_input_dim = pooled + time_ids * time_id_width
    int norm_groups = 32;
    float norm_eps = 1e-5f;
    bool linear_projection = true;  // proj_in and proj_out of transformers are linear, not 1x1 convolutions
    bool flip_sin_to_cos = true;
    float freq_shift = 0.0f;
    // Beside noisy latents it takes a mask and the latents of the picture without what is masked (9 channels of Rombach et al.'s
    // inpainting).
    bool reads_mask() const { return in_channels == 2 * out_channels + 1; }
    int time_ids =
        6;  // original size, crop corner, target size (Podell et al. 2023, section 2.2); the refiner's 5 end in an aesthetic score
    auto operator<=>(const UnetConfig&) const = default;
};

// What a denoiser does with its deep features, which change little from step to step (Ma et al. 2023, DeepCache): those that go into the
// UNet's last resnet; what a transformer's blocks behind the first add together (as first-block caching, at fixed steps).
enum class Reuse : uint8_t {
    none,
    keep,  // gives them as output "deep", f32
    use,   // takes them as input "deep", per step, and does without what makes them
};

// Ways of guidance that are traced into a UNet. Images that are drawn once more for them stand at the end of the batch: first those with
// smoothed energy, then those with perturbed attention.
struct UnetGuidance {
    int perturbed = 0;        // images of perturbed-attention guidance (Ahn et al. 2024)
    int smoothed = 0;         // images of smoothed energy guidance (Hong 2024)
    float blur = 0;           // of their queries: the Gaussian's deviation in tokens; 0: endless, each query is the mean of all
    bool normalized = false;  // normalized attention guidance (Chen et al. 2025): cross attention away from another text
    bool free_u = false;      // FreeU (Si et al. 2023)
    int regions = 0;          // parts of the picture with a text of their own
    auto operator<=>(const UnetGuidance&) const = default;
};

// How a network steers a UNet by a picture.
enum class ControlStructure : uint8_t {
    control_net,  // a copy of its way down and middle (Zhang et al. 2023)
    t2i_adapter,  // images of the picture alone (Mou et al. 2023)
    lllite,       // small networks before its attention's layers (kohya's ControlNet-LLLite)
};

// One of kohya's ControlNet-LLLite (core/models/control_lllite.h).
struct LlliteModule {
    std::string layer;          // of the UNet, whose input it changes: "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q"
    int channels = 640;         // of that input
    int depth = 2;              // 1 to 3: what it reads of the picture is 8, 16 or 32 times smaller
    int seen = 32, width = 64;  // channels of what it reads of the picture, and within it
    auto operator<=>(const LlliteModule&) const = default;
};

// A network that steers SDXL's UNet by a picture, diffusers' ControlNetModel but where `structure` says otherwise.
struct ControlNetConfig {
    ControlStructure structure = ControlStructure::control_net;
    UnetConfig unet;                                  // what it has copies of: the way down and the middle; nothing of the way up is read
    std::vector<int> hint_channels{16, 32, 96, 256};  // of the network that reads the control picture; each but the first halves the sides
    // Of a ControlNet-Union (xinsir): kinds of pictures it tells apart, and the transformer that puts the kind into what it reads.
    int control_types = 0;  // 0: it is made for one kind
    int fusion_layers = 1, fusion_heads = 8;
    // Of a T2I-Adapter (diffusers' full_adapter_xl): its images, one for each level of the UNet and one for the middle.
    std::vector<int> adapter_channels = {};
    int adapter_resnets = 2;
    bool reads_brightness = false;  // not colours
    std::vector<LlliteModule> modules = {};
    int hint_scale() const { return 1 << (hint_channels.size() - 1); }  // pixels of the picture a latent pixel, along each side
    // What it adds to the UNet, each weighed by itself: an image to each that is kept for the way up and to the middle's; those of a
    // T2I-Adapter; of ControlNet-LLLite all as one.
    int residuals() const {
        if (structure == ControlStructure::t2i_adapter) return static_cast<int>(adapter_channels.size());
        if (structure == ControlStructure::lllite) return 1;
        int count = 1;
        for (const int resnets : unet.layers) count += resnets + 1;  // and the convolution before or behind them
        return count;
    }
    auto operator<=>(const ControlNetConfig&) const = default;
};

// transformers CLIPVisionModelWithProjection (Radford et al. 2021; Dosovitskiy et al. 2021). Defaults are OpenCLIP's ViT-H.
struct ClipVisionConfig {
    int image_size = 224;  // pixels of a side
    int patch = 14;        // pixels of a patch's side
    int width = 1280;
    int layers = 32;
    int heads = 16;
    int mlp_width = 5120;
    int projection_width = 1024;
    ClipTextConfig::Activation activation = ClipTextConfig::Activation::gelu;
    float norm_eps = 1e-5f;
    int patches() const { return (image_size / patch) * (image_size / patch); }
    int tokens() const { return patches() + 1; }  // and the class token before them
};

// What an IP-Adapter (Ye et al. 2023) makes of what an image encoder says: tokens beside the text's. Base: a linear layer over the
// projected embedding. Plus: a perceiver (Jaegle et al. 2021) whose queries look at every patch's last but one hidden state.
struct ReferenceProjectionConfig {
    int input_width = 1024;  // the encoder's projection_width; of a perceiver its width
    int tokens = 4;
    int context_width = 2048;
    int layers = 0;  // of the perceiver; 0: there is none
    int width = 1280;
    int heads = 20;
    int inner_width = 1280;  // of all heads
    int mlp_width = 5120;
    bool perceives() const { return layers > 0; }
};

// A reference picture beside a UNet's text.
struct ReferenceConfig {
    int tokens = 4;
    int adapter = 0;  // whose weights it has, of those beside the UNet
    // Transformers of the UNet that look at it ("up_blocks.0.attentions.1"); empty: all.
    std::vector<std::string> only_in = {};
    int mask_scale = 0;  // pixels of its mask to one of the latents, along each side; 0: it has none and acts everywhere
    auto operator<=>(const ReferenceConfig&) const = default;
};

// What of an autoencoder a graph has: all, or, for pictures in tiles, what works at the latents' size (with the attention) and what works at
// the larger ones, between which lie "features" f32 [batch, h, w, channels.back()].
enum class VaePart : uint8_t { all, latents, pixels };

// diffusers AutoencoderKL (Rombach et al. 2022).
struct VaeConfig {
    int image_channels = 3;
    int latent_channels = 4;
    std::vector<int> channels{128, 256, 512, 512};
    int layers = 2;  // resnets per encoder block; a decoder block has one more
    int norm_groups = 32;
    bool mid_attention = true;
    bool quant_conv = true;
    bool post_quant_conv = true;
    float scaling_factor = 0.13025f;
    float shift_factor = 0.0f;
    // A tiny autoencoder (core/models/vae_tiny.h): blocks of each level, the finest first; of layers, norm groups and the rest it has none.
    std::vector<int> tiny_encoder_blocks, tiny_decoder_blocks;
    bool tiny() const { return !tiny_decoder_blocks.empty(); }
    int downscale() const { return 1 << (channels.size() - 1); }
};

// transformers T5EncoderModel with gated GELU (T5 v1.1, Raffel et al. 2020; Shazeer 2020).
struct T5Config {
    int vocab_size = 32128;
    int width = 4096;
    int layers = 24;
    int heads = 64;
    int head_size = 64;
    int mlp_width = 10240;
    int distance_buckets = 32;
    int max_distance = 128;
    float norm_eps = 1e-6f;
};

// diffusers PixArtTransformer2DModel (Chen et al. 2023, 2024).
struct PixartConfig {
    int sample_size = 128;  // latent side the model was made for
    int in_channels = 4;
    int out_channels = 8;  // the noise, then a learned variance that samplers do not use
    int patch = 2;
    int layers = 28;
    int heads = 16;
    int head_size = 72;
    int caption_width = 4096;      // of the text encoder
    int time_width = 256;          // of the sinusoids of timestep and sizes
    double position_scale = 2.0;   // interpolation_scale: positions are divided by it
    bool size_conditions = false;  // resolution and aspect ratio are told (PixArt-alpha at 1024 pixels)
    float norm_eps = 1e-6f;
    int width() const { return heads * head_size; }
};

}  // namespace imagelab
