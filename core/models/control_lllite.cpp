#include "core/models/control_lllite.h"

#include <array>
#include <memory>
#include <string>

#include "core/models/control_net.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

// The picture as a module reads it: [1, tokens, seen].
Tensor seen(Tensor picture, const LlliteModule& module, const std::string& name) {
    const int half = module.seen / 2;
    const auto conv = [&](Tensor x, int index, int channels, int kernel) {  // patches beside each other
        return ops::conv2d(x, name + ".conditioning1." + std::to_string(index), channels, kernel, kernel, {});
    };
    Tensor x = ops::unary(conv(picture, 0, half, 4), Unary::relu);
    if (module.depth == 3) x = ops::unary(conv(x, 2, half, 4), Unary::relu);
    x = module.depth == 3 ? conv(x, 4, module.seen, 2) : conv(x, 2, module.seen, module.depth == 2 ? 4 : 2);
    return ops::reshape(x, {1, x.dim(1) * x.dim(2), module.seen});
}

// What is added to x [b, tokens, channels].
Tensor addition(Tensor x, Tensor picture, const LlliteModule& module, const std::string& name) {
    const Tensor own = seen(picture, module, name);
    if (own.dim(1) != x.dim(1) || x.dim(2) != module.channels) {
        throw Error("[control_lllite] " + name + ": " + std::to_string(own.dim(1)) + " places of " + std::to_string(module.channels) +
                    " channels beside " + std::to_string(x.dim(1)) + " of " + std::to_string(x.dim(2)));
    }
    const Tensor down = ops::unary(ops::linear(x, name + ".down.0", module.width), Unary::relu);
    const Tensor both = ops::concat({repeated(own, x.dim(0)), down}, -1);
    return ops::linear(ops::unary(ops::linear(both, name + ".mid.0", module.width), Unary::relu), name + ".up.0", module.channels);
}

// The picture as modules of depth 1, 2 and 3 read it: RGB in [-1, 1], grey behind its edges.
using ReadPictures = std::array<Tensor, 3>;

int pixels_read_as_one(int depth) {
    return 4 << depth;
}

ReadPictures read_pictures(Graph& graph, const ControlNetConfig& config, int64_t latent_h, int64_t latent_w, const std::string& prefix) {
    const Tensor picture = ops::affine(control_picture_input(graph, config, latent_h, latent_w, prefix), 2, -1);
    ReadPictures all;
    for (int depth = 1; depth <= 3; ++depth) all[static_cast<size_t>(depth - 1)] = filled_up(picture, pixels_read_as_one(depth));
    return all;
}

struct Beside {
    const ControlNetConfig* config;
    std::string prefix;
    ReadPictures pictures;
    Tensor scale;
};

}  // namespace

nn::ChangedInput lllite_changes(Graph& graph, Tensor latents, const std::vector<ControlNetConfig>& controls) {
    auto all = std::make_shared<std::vector<Beside>>();
    const int64_t batch = latents.dim(0), h = latents.dim(1), w = latents.dim(2);
    for (size_t i = 0; i < controls.size(); ++i) {
        if (controls[i].structure != ControlStructure::lllite) continue;
        const std::string prefix = control_prefix(static_cast<int>(i));
        const Tensor scale = ops::reshape(control_scale_input(graph, controls[i], batch, prefix), {batch, 1, 1});
        all->push_back({&controls[i], prefix, read_pictures(graph, controls[i], h, w, prefix), scale});
    }
    if (all->empty()) return {};
    return [all](Tensor x, const std::string& layer) {
        for (const Beside& beside : *all) {
            for (const LlliteModule& module : beside.config->modules) {
                if (module.layer != layer) continue;
                const Tensor picture = beside.pictures[static_cast<size_t>(module.depth - 1)];
                x = ops::add(x, ops::mul(addition(x, picture, module, beside.prefix + layer), beside.scale));
            }
        }
        return x;
    };
}

void trace_control_lllite(Graph& graph, const ControlNetConfig& config, int batch, int latent_h, int latent_w) {
    const ReadPictures pictures = read_pictures(graph, config, latent_h, latent_w, {});
    control_scale_input(graph, config, batch, {});
    for (const LlliteModule& module : config.modules) {
        const Tensor picture = pictures[static_cast<size_t>(module.depth - 1)];
        const int64_t side = pixels_read_as_one(module.depth), places = (picture.dim(1) / side) * (picture.dim(2) / side);
        const Tensor x = ops::input(graph, module.layer, {batch, places, module.channels}, DType::f32, Rate::step);
        ops::output(graph, module.layer, addition(x, picture, module, module.layer));
    }
}

}  // namespace imagelab
