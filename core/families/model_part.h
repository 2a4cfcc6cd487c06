#pragma once
// One network of a model's files, and what it needs: told by its traced graph, so that a check and a run cannot disagree.
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/graph/graph.h"
#include "core/models/configs.h"
#include "core/weights/tensor_view.h"

namespace imagelab {

struct ModelPart {
    std::string name;  // of its folder in diffusers' layout
    std::shared_ptr<const WeightMap> weights;
    std::vector<std::function<void(Graph&)>> traces;  // of the smallest extents; together they read every tensor that is read
    std::vector<std::string> own;                     // beginnings of names that belong to it: such a tensor that is not read is an error
    std::vector<std::pair<std::string, Shape>> looked_up = {};  // read beside the graphs
};

// The parts of the models that are run, each with the tensors that diffusers' and transformers' modules declare.
ModelPart unet_part(std::shared_ptr<const WeightMap> weights, const UnetConfig& config);
ModelPart control_net_part(std::shared_ptr<const WeightMap> weights, const ControlNetConfig& config);
ModelPart image_encoder_part(std::shared_ptr<const WeightMap> weights, const ClipVisionConfig& config);
// Of an adapter for reference pictures; `states`: how many hidden states its encoder gives.
ModelPart image_projection_part(std::shared_ptr<const WeightMap> weights, const ReferenceProjectionConfig& config, int states);
ModelPart vae_part(std::shared_ptr<const WeightMap> weights, const VaeConfig& config);
ModelPart clip_part(std::string name, std::shared_ptr<const WeightMap> weights, const ClipTextConfig& config);
ModelPart pixart_part(std::shared_ptr<const WeightMap> weights, const PixartConfig& config);
ModelPart t5_part(std::shared_ptr<const WeightMap> weights, const T5Config& config);

// Canonical names and shapes in torch order, each once, in the order they are read.
using NeededTensors = std::vector<std::pair<std::string, Shape>>;
NeededTensors needed_tensors(const ModelPart& part);

// Milliseconds: compares names and shapes, reads no weights. The failure names the first tensor that is missing, has another shape, or
// belongs to a structure this program does not run.
Result<void> check_complete(const ModelPart& part);

}  // namespace imagelab
