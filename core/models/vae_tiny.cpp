#include "core/models/vae_tiny.h"

#include "core/ops/ops.h"

namespace imagelab {
namespace {

const auto same = ops::Padding::same(1);

// Names of a torch Sequential, in which activations and upsampling count too.
class Layers {
  public:
    explicit Layers(std::string part) : part_(std::move(part)) {}
    std::string next() { return part_ + ".layers." + std::to_string(at_++); }
    void skip() { ++at_; }

  private:
    std::string part_;
    int at_ = 0;
};

Tensor relu(Tensor x) {
    return ops::unary(x, Unary::relu);
}

Tensor tiny_block(Tensor x, const std::string& name) {
    const int64_t width = x.dim(-1);
    Tensor h = relu(ops::conv2d(x, name + ".conv.0", width, 3, 1, same));
    h = relu(ops::conv2d(h, name + ".conv.2", width, 3, 1, same));
    return relu(ops::add(ops::conv2d(h, name + ".conv.4", width, 3, 1, same), x));
}

Tensor plain_conv(Tensor x, const std::string& name, int64_t width, int stride) {
    return ops::conv2d(x, name, width,
                       {.kernel_y = 3, .kernel_x = 3, .stride_y = stride, .stride_x = stride, .padding = same, .bias = ops::Bias::no});
}

}  // namespace

void trace_tiny_decoder(Graph& graph, const VaeConfig& config, int batch, int latent_h, int latent_w) {
    graph.name = "vae_decoder";
    Layers layers("decoder");
    Tensor x = ops::input(graph, "latents", {batch, latent_h, latent_w, config.latent_channels}, DType::f32, Rate::step);
    x = ops::affine(ops::unary(ops::affine(x, 1.0f / 3, 0), Unary::tanh), 3, 0);
    x = relu(ops::conv2d(x, layers.next(), config.channels.back(), 3, 1, same));
    layers.skip();
    for (size_t level = config.channels.size(); level-- > 0;) {
        for (int i = 0; i < config.tiny_decoder_blocks[level]; ++i) x = tiny_block(x, layers.next());
        if (level == 0) break;
        layers.skip();
        x = plain_conv(ops::upsample_nearest(x, 2 * x.dim(1), 2 * x.dim(2)), layers.next(), config.channels[level], 1);
    }
    x = ops::conv2d(x, layers.next(), config.image_channels, 3, 1, same);
    ops::output(graph, "image", ops::affine(x, 2, -1));
}

void trace_tiny_encoder(Graph& graph, const VaeConfig& config, int batch, int height, int width) {
    graph.name = "vae_encoder";
    Layers layers("encoder");
    Tensor x = ops::input(graph, "image", {batch, height, width, config.image_channels}, DType::f32, Rate::step);
    x = ops::affine(x, 0.5f, 0.5f);
    for (size_t level = 0; level < config.channels.size(); ++level) {
        const std::string name = layers.next();
        x = level == 0 ? ops::conv2d(x, name, config.channels[0], 3, 1, same) : plain_conv(x, name, config.channels[level], 2);
        for (int i = 0; i < config.tiny_encoder_blocks[level]; ++i) x = tiny_block(x, layers.next());
    }
    const Tensor mean = ops::conv2d(x, layers.next(), config.latent_channels, 3, 1, same);
    ops::output(graph, "moments", ops::concat({mean, ops::affine(mean, 0, -30)}, -1));
}

}  // namespace imagelab
