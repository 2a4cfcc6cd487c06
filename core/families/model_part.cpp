#include "core/families/model_part.h"

#include <algorithm>
#include <set>

#include "core/models/clip_text.h"
#include "core/models/clip_vision.h"
#include "core/models/control_net.h"
#include "core/models/dit_pixart.h"
#include "core/models/reference.h"
#include "core/models/t5_encoder.h"
#include "core/models/unet_sdxl.h"
#include "core/models/vae_kl.h"

namespace imagelab {

ModelPart unet_part(std::shared_ptr<const WeightMap> weights, const UnetConfig& config) {
    const int side = 1 << config.channels.size();
    return {"unet", std::move(weights), {[=](Graph& graph) { trace_unet(graph, config, 1, side, side, 1); }}, {""}};
}

ModelPart control_net_part(std::shared_ptr<const WeightMap> weights, const ControlNetConfig& config) {
    const int side = 1 << config.unet.channels.size();
    return {"controlnet", std::move(weights), {[=](Graph& graph) { trace_control_net(graph, config, 1, side, side, 1); }}, {""}};
}

ModelPart image_encoder_part(std::shared_ptr<const WeightMap> weights, const ClipVisionConfig& config) {
    return {"image_encoder", std::move(weights), {[=](Graph& graph) { trace_clip_vision(graph, config, {}); }}, {"vision_model."}};
}

ModelPart image_projection_part(std::shared_ptr<const WeightMap> weights, const ReferenceProjectionConfig& config, int states) {
    return {"image_proj", std::move(weights), {[=](Graph& graph) { trace_reference_projection(graph, config, states); }}, {""}};
}

ModelPart vae_part(std::shared_ptr<const WeightMap> weights, const VaeConfig& config) {
    const int side = config.downscale();
    return {"vae",
            std::move(weights),
            {[=](Graph& graph) { trace_vae_encoder(graph, config, 1, side, side); },
             [=](Graph& graph) { trace_vae_decoder(graph, config, 1, 1, 1); }},
            {"encoder.", "decoder."}};
}

ModelPart clip_part(std::string name, std::shared_ptr<const WeightMap> weights, const ClipTextConfig& config) {
    return {std::move(name),
            std::move(weights),
            {[=](Graph& graph) { trace_clip_text(graph, config, 1, config.max_positions, HiddenStates::all); }},
            {"text_model."}};
}

ModelPart pixart_part(std::shared_ptr<const WeightMap> weights, const PixartConfig& config) {
    return {"transformer",
            std::move(weights),
            {[=](Graph& graph) { trace_pixart(graph, config, 1, config.patch, config.patch, 1); }},
            {"transformer_blocks.", "adaln_single."}};
}

ModelPart t5_part(std::shared_ptr<const WeightMap> weights, const T5Config& config) {
    return {"text_encoder",
            std::move(weights),
            {[=](Graph& graph) { trace_t5_encoder(graph, config, 1, 1); }},
            {"encoder."},
            {{"shared.weight", {config.vocab_size, config.width}}}};
}

NeededTensors needed_tensors(const ModelPart& part) {
    NeededTensors needed = part.looked_up;
    std::set<std::string> seen;
    for (const auto& trace : part.traces) {
        Graph graph;
        trace(graph);
        for (const Node& node : graph.nodes) {
            for (const WeightRef& weight : weights_of(node.op)) {
                const std::string& name = weight.parts.front().name;  // a traced weight is one tensor: passes stack them later
                if (seen.insert(name).second) needed.emplace_back(name, weight.shape);
            }
        }
    }
    return needed;
}

Result<void> check_complete(const ModelPart& part) {
    std::set<std::string> known;
    try {
        for (const auto& [name, shape] : needed_tensors(part)) {
            part.weights->at(name, shape);
            known.insert(name);
        }
    } catch (const Error& trouble) {
        return Failure{trouble.what()};
    }
    for (const auto& [name, view] : part.weights->tensors()) {
        const bool own = std::any_of(part.own.begin(), part.own.end(), [&](const std::string& begin) { return name.starts_with(begin); });
        if (own && !known.contains(name)) {
            return Failure{part.weights->source() + ": tensor \"" + name + "\" " + shape_text(view.shape) +
                           " belongs to a structure that Image Lab does not run; expected the tensors of a published model only"};
        }
    }
    return {};
}

}  // namespace imagelab
