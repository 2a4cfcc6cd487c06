#include "core/models/t2i_adapter.h"

#include <algorithm>
#include <string>

#include "core/models/control_net.h"
#include "core/nn/pixel_shuffle.h"
#include "core/nn/resnet.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

constexpr int patch = 16;          // pixels of a side that become channels
constexpr size_t halved_body = 2;  // of full_adapter_xl's four

// diffusers AdapterResnetBlock.
Tensor adapter_resnet(Tensor x, const std::string& name) {
    const int64_t channels = x.dim(3);
    const Tensor h = ops::unary(ops::conv2d(x, name + ".block1", channels, 3, 1, ops::Padding::same(1)), Unary::relu);
    return ops::add(ops::conv2d(h, name + ".block2", channels, 1, 1, {}), x);
}

// Half of each side, a last odd pixel by itself (torch's AvgPool2d(2, ceil_mode=True)).
Tensor halved(Tensor x) {
    return ops::pool(x, {.largest = false, .kernel_y = 2, .kernel_x = 2, .stride_y = 2, .stride_x = 2}, (x.dim(1) + 1) / 2,
                     (x.dim(2) + 1) / 2);
}

// Rec. 601, as PIL's mode L.
Tensor brightness(Tensor picture) {
    const auto part = [&](int64_t channel, float weight) { return ops::affine(ops::slice(picture, -1, channel, 1), weight, 0); };
    return ops::add(ops::add(part(0, 0.299f), part(1, 0.587f)), part(2, 0.114f));
}

std::vector<Tensor> images_of(Graph& graph, const ControlNetConfig& config, int64_t latent_h, int64_t latent_w, const std::string& prefix) {
    Tensor x = control_picture_input(graph, config, latent_h, latent_w, prefix);
    if (config.reads_brightness) x = brightness(x);
    x = nn::pixel_unshuffle(filled_up(x, patch), patch);
    x = ops::conv2d(x, prefix + "conv_in", config.adapter_channels.front(), 3, 1, ops::Padding::same(1));
    std::vector<Tensor> images;
    for (size_t i = 0; i < config.adapter_channels.size(); ++i) {
        const std::string body = nn::indexed(prefix + "body", i);
        if (i == halved_body) x = halved(x);
        if (x.dim(3) != config.adapter_channels[i]) x = ops::conv2d(x, body + ".in_conv", config.adapter_channels[i], 1, 1, {});
        for (int j = 0; j < config.adapter_resnets; ++j) x = adapter_resnet(x, nn::indexed(body + ".resnets", j));
        images.push_back(x);
    }
    return images;
}

// Where in the list of kept images a level's image of an adapter is added.
std::vector<size_t> places(const UnetConfig& unet) {
    std::vector<size_t> places;
    size_t next = 1;  // behind conv_in
    for (size_t level = 0; level < unet.channels.size(); ++level) {
        const std::vector<int>& layers = unet.down_transformer_layers[level];
        const bool plain = std::all_of(layers.begin(), layers.end(), [](int count) { return count == 0; });
        const bool halves = level + 1 < unet.channels.size();
        const size_t resnets = static_cast<size_t>(unet.layers[level]);
        places.push_back(next + resnets - (plain && halves ? 0 : 1));
        next += resnets + (halves ? 1 : 0);
    }
    return places;
}

}  // namespace

AdapterImages t2i_images(Graph& graph, const UnetConfig& unet, Tensor latents, const std::vector<ControlNetConfig>& controls) {
    AdapterImages all;
    const int64_t batch = latents.dim(0);
    const std::vector<size_t> at = places(unet);
    for (size_t i = 0; i < controls.size(); ++i) {
        if (controls[i].structure != ControlStructure::t2i_adapter) continue;
        const std::string prefix = control_prefix(static_cast<int>(i));
        const std::vector<Tensor> images = images_of(graph, controls[i], latents.dim(1), latents.dim(2), prefix);
        if (images.size() != at.size() + 1) {
            throw Error("[t2i_adapter] gives " + std::to_string(images.size()) + " images, expected " + std::to_string(at.size() + 1));
        }
        const Tensor scale = control_scale_input(graph, controls[i], batch, prefix);
        all.down.resize(at.back() + 1);
        for (size_t image = 0; image < images.size(); ++image) {
            const Tensor weight = ops::reshape(ops::slice(scale, 1, static_cast<int64_t>(image), 1), {batch, 1, 1, 1});
            const Tensor weighed = ops::mul(repeated(images[image], batch), weight);
            Tensor& sum = image < at.size() ? all.down[at[image]] : all.middle;
            sum = sum ? ops::add(sum, weighed) : weighed;
        }
    }
    return all;
}

void trace_t2i_adapter(Graph& graph, const ControlNetConfig& config, int batch, int latent_h, int latent_w) {
    const std::vector<Tensor> images = images_of(graph, config, latent_h, latent_w, {});
    control_scale_input(graph, config, batch, {});
    for (size_t i = 0; i < images.size(); ++i) ops::output(graph, "image." + std::to_string(i), images[i]);
}

}  // namespace imagelab
