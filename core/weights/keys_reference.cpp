#include "core/weights/keys_reference.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/base/error.h"

namespace imagelab {
namespace {

constexpr std::string_view projection = "image_proj.", attention = "ip_adapter.", vision = "vision_model.";
constexpr int64_t context_sd1 = 768, context_sd2 = 1024;

constexpr ReferenceKindInfo reference_infos[] = {
    {ReferenceKind::none, "", ""},
    {ReferenceKind::adapter, "ip-adapter",
     "this is an IP-Adapter for SDXL, which shows a model reference pictures and is none; name it with --reference image=FILE,model=FILE "
     "beside an SDXL model"},
    {ReferenceKind::adapter_sd, "ip-adapter-sd",
     "this is an IP-Adapter for Stable Diffusion 1.x or 2.x; Image Lab runs those made for SDXL"},
    {ReferenceKind::face_id, "ip-adapter-faceid",
     "this is an IP-Adapter FaceID, which reads faces by a recognition network that is not built: take ip-adapter-plus-face for SDXL"},
    {ReferenceKind::adapter_other, "ip-adapter-other",
     "this is an IP-Adapter of a structure that is not run (for Flux, SD3, Kolors?); Image Lab runs the basic and Plus ones made for SDXL"},
    {ReferenceKind::image_encoder, "image encoder",
     "this is a CLIP image encoder, by which IP-Adapters read reference pictures; put it into the folder image_encoder beside the adapter"},
    {ReferenceKind::image_encoder_original, "image encoder",
     "this is a CLIP image encoder in OpenCLIP's names, which is not read: take the one that IP-Adapter publishes in image_encoder/"},
};

bool contains(const TensorViews& tensors, std::string_view part) {
    return std::any_of(tensors.begin(), tensors.end(), [&](const auto& item) { return item.first.find(part) != item.first.npos; });
}

// "ip_adapter.12.to_k_ip.weight" -> 12 and ".to_k_ip.weight".
std::optional<std::pair<int, std::string_view>> numbered(std::string_view name) {
    if (!name.starts_with(attention)) return std::nullopt;
    name.remove_prefix(attention.size());
    int number = 0;
    const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (code != std::errc() || end == name.data() || number < 0 || number > 9999) return std::nullopt;
    return std::pair(number, name.substr(static_cast<size_t>(end - name.data())));
}

ReferenceKind kind_of_adapter(const TensorViews& tensors) {
    const auto extent = [&](std::string_view name, size_t axis) -> int64_t {
        const auto found = tensors.find(std::string(projection) + std::string(name));
        return found == tensors.end() || found->second.shape.size() <= axis ? 0 : found->second.shape[axis];
    };
    if (contains(tensors, "_lora.") || any_starts_with(tensors, "image_proj.perceiver_resampler.")) return ReferenceKind::face_id;
    if (tensors.contains("image_proj.proj.0.weight") && !any_starts_with(tensors, "image_proj.proj.3."))
        return ReferenceKind::face_id;  // of 512 numbers, no picture; the full-face one of SD 1.5 ends in a norm
    const bool basic = tensors.contains("image_proj.proj.weight"), plus = tensors.contains("image_proj.latents");
    const int64_t context = basic ? extent("norm.weight", 0) : plus ? extent("norm_out.weight", 0) : extent("proj.3.weight", 0);
    if (context == context_sd1 || context == context_sd2) return ReferenceKind::adapter_sd;
    if ((!basic && !plus) || !contains(tensors, ".to_k_ip.weight")) return ReferenceKind::adapter_other;
    return ReferenceKind::adapter;
}

}  // namespace

ReferenceKind reference_kind(const TensorViews& tensors) {
    if (any_starts_with(tensors, projection) || any_starts_with(tensors, attention)) return kind_of_adapter(tensors);
    const bool bare = tensors.contains("embeddings.patch_embedding.weight");
    if (bare || (any_starts_with(tensors, vision) && tensors.contains("vision_model.embeddings.patch_embedding.weight")))
        return ReferenceKind::image_encoder;
    if (any_starts_with(tensors, "visual.transformer.resblocks.")) return ReferenceKind::image_encoder_original;
    return ReferenceKind::none;
}

const ReferenceKindInfo& reference_kind_info(ReferenceKind kind) {
    for (const ReferenceKindInfo& info : reference_infos) {
        if (info.kind == kind) return info;
    }
    throw Error("[reference] no row for kind " + std::to_string(static_cast<int>(kind)));
}

TensorViews image_projection(const TensorViews& adapter) {
    TensorViews own;
    for (auto each = adapter.lower_bound(std::string(projection)); each != adapter.end() && each->first.starts_with(projection); ++each)
        own.emplace(each->first.substr(projection.size()), each->second);
    return own;
}

TensorViews reference_attention(const TensorViews& adapter, const std::vector<std::string>& modules) {
    TensorViews named;
    for (const auto& [name, view] : adapter) {
        if (!name.starts_with(attention)) continue;
        const auto at = numbered(name);
        const bool fits = at && at->first % 2 == 1 && static_cast<size_t>(at->first / 2) < modules.size();
        named.emplace(fits ? modules[static_cast<size_t>(at->first / 2)] + std::string(at->second) : name, view);
    }
    return named;
}

int reference_attentions(const TensorViews& adapter) {
    int count = 0;
    for (const auto& [name, view] : adapter) count += name.starts_with(attention) && name.ends_with(".to_k_ip.weight");
    return count;
}

TensorViews canonical_vision(const TensorViews& tensors) {
    TensorViews canonical;
    for (const auto& [name, view] : tensors) {
        if (name.ends_with("position_ids") || name == "logit_scale") continue;
        const bool bare = name.starts_with("embeddings.") || name.starts_with("encoder.") || name.starts_with("pre_layrnorm.") ||
                          name.starts_with("post_layernorm.");
        const std::string full = bare ? std::string(vision) + name : name;
        if (!full.starts_with(vision) && full != "visual_projection.weight") continue;  // a whole CLIP's text encoder
        TensorView own = view;
        if (full == "vision_model.embeddings.patch_embedding.weight" && own.shape.size() == 4)
            own.shape = {own.shape[0], own.shape[1] * own.shape[2] * own.shape[3]};
        canonical.emplace(full, std::move(own));
    }
    return canonical;
}

}  // namespace imagelab
