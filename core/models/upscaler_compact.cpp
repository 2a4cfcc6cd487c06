#include "core/models/upscaler.h"
#include "core/nn/pixel_shuffle.h"
#include "core/ops/ops.h"

namespace imagelab {

void trace_compact(Graph& graph, const CompactConfig& config, int height, int width) {
    graph.name = "upscaler";
    const Tensor image = ops::input(graph, "image", {1, height, width, 3}, DType::f32, Rate::step);
    Tensor x = image;
    const auto layer = [](int i) { return "body." + std::to_string(i); };
    for (int i = 0; i <= config.convolutions; ++i) {
        x = ops::conv2d(x, layer(2 * i), config.channels, 3, 1, ops::Padding::same(1));
        x = nn::parametric_relu(x, layer(2 * i + 1));
    }
    x = nn::sub_pixel_convolution(x, layer(2 * config.convolutions + 2), 3, 3, config.factor);
    // What it finds is added to the picture itself, enlarged by repeating pixels.
    const Tensor plain = config.factor == 1 ? image : ops::upsample_nearest(image, x.dim(1), x.dim(2));
    ops::output(graph, "image", ops::add(x, plain));
}

}  // namespace imagelab
