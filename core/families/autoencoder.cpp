#include "core/families/autoencoder.h"

#include "core/families/component_files.h"
#include "core/families/diffusion_model.h"
#include "core/models/vae_kl.h"
#include "core/weights/detect.h"
#include "core/weights/keys_sdxl.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

Network network(Device& device, const VaeConfig& config, std::shared_ptr<const WeightMap> weights, DType dtype, int64_t memory_budget,
                void (*trace)(Graph&, const VaeConfig&, int, int, int, VaePart)) {
    return Network(device, std::move(weights),
                   tracer(dtype, [=](Graph& graph, const NetworkShape& s) { trace(graph, config, s.batch, s.height, s.width, s.part); }),
                   {.memory_budget = memory_budget});
}

// The author of the tiny autoencoders publishes encoder and decoder as two files beside each other: taesdxl_decoder, taesdxl_encoder.
void join_other_half(OpenedWeights& half) {
    const bool decodes = half.tensors.contains("decoder.layers.0.weight"), encodes = half.tensors.contains("encoder.layers.0.weight");
    if (decodes == encodes) return;
    const std::string own = decodes ? "decoder" : "encoder", other = decodes ? "encoder" : "decoder";
    std::string name = half.source.filename().string();
    const size_t at = name.rfind(own);
    const fs::path beside = at == name.npos ? fs::path() : half.source.parent_path() / name.replace(at, own.size(), other);
    std::error_code code;
    if (at == name.npos || !fs::is_regular_file(beside, code))
        throw Error(half.source.string() + ": this file holds the " + own + " of a tiny autoencoder alone; put its " + other +
                    " beside it, with \"" + other + "\" in place of \"" + own +
                    "\" in its name, or take the diffusers folder that has both");
    OpenedWeights rest = checked(open_weight_file(beside));
    rest.tensors = lone_vae(rest.tensors);
    half.tensors.insert(rest.tensors.begin(), rest.tensors.end());
    half.files.insert(half.files.end(), rest.files.begin(), rest.files.end());
}

}  // namespace

AutoencoderFiles open_autoencoder(const fs::path& path) {
    std::error_code code;
    if (!fs::exists(path, code)) throw Error(path.string() + ": there is no such VAE, expected a file of weights or a diffusers folder");
    ComponentFiles opened = open_part(path, "vae", diffusers_stem);
    opened.weights.tensors = lone_vae(opened.weights.tensors);
    join_other_half(opened.weights);
    AutoencoderFiles files{.path = path, .config = {}, .weights = map_of(canonical_vae(opened.weights.tensors), opened.weights)};
    files.config = detect_vae(*files.weights, opened.config);
    return files;
}

Network decoder_network(Device& device, const VaeConfig& config, std::shared_ptr<const WeightMap> weights, DType dtype,
                        int64_t memory_budget) {
    return network(device, config, std::move(weights), dtype, memory_budget, trace_vae_decoder);
}

Network encoder_network(Device& device, const VaeConfig& config, std::shared_ptr<const WeightMap> weights, DType dtype,
                        int64_t memory_budget) {
    return network(device, config, std::move(weights), dtype, memory_budget, trace_vae_encoder);
}

}  // namespace imagelab
