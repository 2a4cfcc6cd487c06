#pragma once
// ControlNet-LLLite (kohya, sd-scripts networks/control_net_lllite.py; inference as ControlNet-LLLite-ComfyUI has it): before layers of the
// UNet's attention a small network adds to what they read, told by the control picture: x + up(relu(mid([picture, relu(down(x))]))).
#include <vector>

#include "core/graph/graph.h"
#include "core/models/configs.h"
#include "core/nn/transformer.h"

namespace imagelab {

// Those of `controls` that are of this structure, one after the other, each with control_prefix() of its place in the list before its
// weights ("<layer>.conditioning1.0", "<layer>.down.0", "<layer>.mid.0", "<layer>.up.0") and inputs: "picture", which it reads in [-1, 1],
// and "scale" [b, 1]. What it reads of the picture is computed once. A picture whose sides do not divide gets grey behind them.
// Empty where there are none. Throws Error where a layer's input has other channels or another size.
nn::ChangedInput lllite_changes(Graph& graph, Tensor latents, const std::vector<ControlNetConfig>& controls);

// Outputs "<layer>": each module on an input of its own.
void trace_control_lllite(Graph& graph, const ControlNetConfig& config, int batch, int latent_h, int latent_w);

}  // namespace imagelab
