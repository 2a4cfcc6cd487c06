#include <algorithm>
#include <functional>
#include <string_view>

#include "core/weights/detect.h"
#include "core/weights/detect_upscaler.h"
#include "core/weights/keys_control.h"
#include "core/weights/keys_pixart.h"
#include "core/weights/keys_reference.h"
#include "core/weights/keys_sdxl.h"
#include "core/weights/keys_taesd.h"

namespace imagelab {
namespace {

// The view of a file's names that the table below asks its questions of.
struct Names {
    const TensorViews& tensors;

    bool starts(const std::string& prefix) const {
        const auto it = tensors.lower_bound(prefix);
        return it != tensors.end() && it->first.starts_with(prefix);
    }
    bool contains(std::string_view text) const {
        return std::any_of(tensors.begin(), tensors.end(), [&](const auto& item) { return item.first.find(text) != std::string::npos; });
    }
    // Extent of the named tensor's axis, 0 where there is none.
    int64_t extent(const std::string& name, size_t axis) const {
        const auto found = tensors.find(name);
        return found != tensors.end() && axis < found->second.shape.size() ? found->second.shape[axis] : 0;
    }
};

struct Kind {
    const char* sentence;
    std::function<bool(const Names&)> matches;
};

// In this order: the first that matches names the file. Marks as in diffusers' CHECKPOINT_KEY_NAMES where it has one.
const std::vector<Kind>& kinds() {
    static const std::vector<Kind> table{
        {"this is a Playground v2.5 checkpoint, which is denoised in another way (EDM); Image Lab runs SDXL and PixArt",
         [](const Names& n) { return n.tensors.contains("edm_mean"); }},
        {"this is a CosXL checkpoint, which is denoised in another way (EDM, v-prediction); Image Lab runs SDXL and PixArt",
         [](const Names& n) { return n.starts("edm_vpred."); }},
        {"this SDXL checkpoint edits pictures by instruction: its UNet takes 8 channels, expected 4; open the ordinary checkpoint",
         [](const Names& n) { return n.starts("conditioner.") && n.extent("model.diffusion_model.input_blocks.0.0.weight", 1) == 8; }},
        // A whole checkpoint stays one where a merge left keys of something else in it.
        {"",
         [](const Names& n) {
             return n.starts("model.diffusion_model.input_blocks.") &&
                    (n.starts("conditioner.embedders.1.model.") || is_sdxl_refiner(n.tensors));
         }},
        {"this is a LoRA, which changes a model and is none; open the checkpoint it was made for",
         [](const Names& n) {
             return n.starts("lora_") || n.contains(".lora_down.") || n.contains(".lora_up.") || n.contains(".lora_A.") ||
                    n.contains(".lora_B.") || n.contains("_lora.down.") || n.contains(".hada_w1_a") || n.contains(".lokr_w1");
         }},
        {"this is a textual inversion embedding, which adds a word to a model and is none; open a checkpoint",
         [](const Names& n) {
             return n.tensors.size() <= 4 &&
                    (n.starts("clip_g") || n.starts("clip_l") || n.starts("emb_params") || n.starts("string_to_param"));
         }},
        {"this is a Stable Diffusion 3 model; Image Lab runs SDXL and PixArt",
         [](const Names& n) { return n.contains("joint_blocks.0."); }},
        {"this is a Flux model; Image Lab runs SDXL and PixArt",
         [](const Names& n) { return n.contains("double_blocks.0.") || n.contains("single_transformer_blocks.0."); }},
        {"", [](const Names& n) { return is_pixart_transformer(n.tensors); }},
        {"this is a Stable Diffusion 1.x checkpoint; Image Lab runs SDXL and PixArt",
         [](const Names& n) { return n.starts("cond_stage_model.transformer."); }},
        {"this is a Stable Diffusion 2.x checkpoint; Image Lab runs SDXL and PixArt",
         [](const Names& n) { return n.starts("cond_stage_model.model."); }},
        {"this is a lone SDXL UNet without text encoders and VAE; name it with --unet beside a whole model, or open the diffusers folder "
         "it is "
         "part of",
         [](const Names& n) {
             return n.extent("model.diffusion_model.label_emb.0.0.weight", 1) == 2816 || n.extent("label_emb.0.0.weight", 1) == 2816 ||
                    n.extent("add_embedding.linear_1.weight", 1) == 2816;
         }},
        {"this is a lone UNet without text encoders and VAE; name it with --unet beside a whole SDXL model",
         [](const Names& n) {
             return n.starts("model.diffusion_model.") || n.starts("input_blocks.") ||
                    (n.starts("down_blocks.") && n.starts("time_embedding."));
         }},
        {"this is a VAE alone; name it with --vae beside a whole SDXL model",
         [](const Names& n) {
             return is_tiny_vae(n.tensors) || n.starts("first_stage_model.") || n.starts("decoder.conv_in.") || n.starts("decoder.mid");
         }},
        {"this is a CLIP text encoder alone; name it with --text-encoder or --text-encoder-2 beside a whole SDXL model",
         [](const Names& n) { return n.starts("text_model.") || n.starts("conditioner.") || n.starts("transformer.resblocks."); }},
        {"this is a T5 text encoder, a part of PixArt models; open the transformer that it belongs to",
         [](const Names& n) { return n.starts("encoder.block.0.layer."); }},
    };
    return table;
}

}  // namespace

std::string describe_other_model(const TensorViews& tensors) {
    if (tensors.empty()) return "it holds no tensors, expected an SDXL checkpoint";
    const Names names{tensors};
    // Before the table: a control-LoRA's keys look like a LoRA's. A whole checkpoint stays one, whatever else is in it.
    const ControlKind control = names.starts("conditioner.embedders.") ? ControlKind::none : control_kind(tensors);
    if (control != ControlKind::none) return std::string(control_kind_info(control).sentence);
    const bool whole = names.starts("conditioner.embedders.") || names.starts("text_model.");  // a whole CLIP is its text encoder here
    if (const ReferenceKind kind = whole ? ReferenceKind::none : reference_kind(tensors); kind != ReferenceKind::none)
        return std::string(reference_kind_info(kind).sentence);
    for (const Kind& kind : kinds()) {
        if (kind.matches(names)) return kind.sentence;
    }
    if (const std::string architecture = upscaler_architecture(tensors); !architecture.empty()) {
        const auto runs = detect_upscaler(tensors);
        if (!runs) return runs.error();
        return upscaler_sentence(runs->architecture, upscaler_scale(runs->config));
    }
    return "it holds no model that Image Lab knows (" + std::to_string(tensors.size()) + " tensors, the first is \"" +
           tensors.begin()->first.substr(0, 200) + "\"), expected an SDXL checkpoint";
}

}  // namespace imagelab
