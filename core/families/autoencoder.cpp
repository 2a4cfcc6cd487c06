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
                void (*trace)(Graph&, const VaeConfig&, int, int, int)) {
    return Network(device, std::move(weights),
                   tracer(dtype, [=](Graph& graph, const NetworkShape& s) { trace(graph, config, s.batch, s.height, s.width); }),
                   {.memory_budget = memory_budget});
}

}  // namespace

AutoencoderFiles open_autoencoder(const fs::path& path) {
    std::error_code code;
    if (!fs::exists(path, code)) throw Error(path.string() + ": there is no such VAE, expected a file of weights or a diffusers folder");
    const ComponentFiles opened = open_part(path, "vae", network_stem);
    AutoencoderFiles files{.path = path, .config = {}, .weights = map_of(canonical_vae(lone_vae(opened.weights.tensors)), opened.weights)};
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
