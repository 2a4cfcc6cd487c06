#include "core/families/sdxl/sdxl_parts.h"

#include "core/weights/keys_sdxl.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

bool any_under(const TensorViews& tensors, const std::string& prefix) {
    const auto found = tensors.lower_bound(prefix);
    return found != tensors.end() && found->first.starts_with(prefix);
}

TensorViews under(const std::string& prefix, const TensorViews& tensors) {
    TensorViews renamed;
    for (const auto& [name, view] : tensors) renamed.emplace(prefix + name, view);
    return renamed;
}

TensorViews without(const std::string& prefix, const TensorViews& tensors) {
    TensorViews renamed;
    for (auto each = tensors.lower_bound(prefix); each != tensors.end() && each->first.starts_with(prefix); ++each)
        renamed.emplace(each->first.substr(prefix.size()), each->second);
    return renamed;
}

TensorViews unet_of(const TensorViews& tensors) {
    if (any_under(tensors, "model.diffusion_model.")) return split_sdxl_single_file(tensors).unet;
    if (any_under(tensors, "diffusion_model.")) return unet_of(without("diffusion_model.", tensors));
    if (any_under(tensors, "unet.")) return unet_of(without("unet.", tensors));
    if (any_under(tensors, "input_blocks.")) return split_sdxl_single_file(under("model.diffusion_model.", tensors)).unet;
    return tensors;
}

TensorViews text_encoder_of(const TensorViews& tensors, TextEncoder which) {
    const bool first = which == TextEncoder::first;
    if (any_under(tensors, "conditioner.embedders.")) {
        SdxlTensors parts = split_sdxl_single_file(tensors);
        return first ? std::move(parts.text_encoder) : std::move(parts.text_encoder_2);
    }
    // ComfyUI's saved text encoders, and files of all of a model's parts.
    for (const std::string prefix : {first ? "text_encoders.clip_l.transformer." : "text_encoders.clip_g.transformer.",
                                     first ? "clip_l.transformer." : "clip_g.transformer.", first ? "text_encoder." : "text_encoder_2."}) {
        if (any_under(tensors, prefix)) return text_encoder_of(without(prefix, tensors), which);
    }
    if (first) return canonical_clip(tensors);
    return split_sdxl_single_file(under("conditioner.embedders.1.model.", tensors)).text_encoder_2;  // OpenCLIP's names, where it has them
}

[[noreturn]] void refuse(const fs::path& path, const TensorViews& tensors, const std::string& wanted) {
    const std::string other = describe_other_model(tensors);
    throw Error(path.string() + ": there is no " + wanted + " in it" + (other.empty() ? "" : "; " + other.substr(0, other.find(';'))));
}

}  // namespace

ComponentFiles open_unet(const fs::path& path) {
    ComponentFiles part = open_part(path, "unet", diffusers_stem);
    TensorViews unet = unet_of(part.weights.tensors);
    if (!unet.contains("conv_in.weight")) refuse(path, part.weights.tensors, "SDXL UNet");
    part.weights.tensors = std::move(unet);
    return part;
}

ComponentFiles open_text_encoder(const fs::path& path, TextEncoder which) {
    const bool first = which == TextEncoder::first;
    ComponentFiles part = open_part(path, first ? "text_encoder" : "text_encoder_2", transformers_stem);
    TensorViews clip = text_encoder_of(part.weights.tensors, which);
    if (!clip.contains("text_model.embeddings.token_embedding.weight"))
        refuse(path, part.weights.tensors, first ? "first text encoder (CLIP-L)" : "second text encoder (OpenCLIP bigG)");
    part.weights.tensors = std::move(clip);
    return part;
}

fs::path tokenizer_folder(const fs::path& path, const char* name) {
    std::error_code code;
    if (fs::is_directory(path / name, code)) return path / name;
    if (fs::exists(path / "vocab.json", code) && fs::exists(path / "merges.txt", code)) return path;
    throw Error(path.string() + ": there is no tokenizer, expected a folder with vocab.json and merges.txt");
}

}  // namespace imagelab
