#include "core/models/unet_sdxl.h"

#include "core/models/control_lllite.h"
#include "core/models/control_net.h"
#include "core/models/reference.h"
#include "core/models/t2i_adapter.h"
#include "core/nn/free_u.h"
#include "core/nn/resnet.h"
#include "core/ops/ops.h"

namespace imagelab {
namespace {

// Blocks and their order; the way down and the middle are those that ControlNets copy.
class Unet {
  public:
    Unet(const UnetConfig& config, const UnetInputs& inputs, nn::TextBeside beside, const UnetGuidance& guidance)
        : config_(config), blocks_(config, inputs, {}, std::move(beside)), guidance_(guidance) {
        if (guidance.free_u) free_u_ = ops::input(*inputs.latents.graph(), "free_u", {4}, DType::f32, Rate::prompt);
    }

    Tensor up_layer(Tensor x, Tensor skip, size_t level, int i) const {
        const size_t position = config_.channels.size() - 1 - level;
        const std::string name = nn::indexed("up_blocks", position);
        x = blocks_.resnet(joined(x, skip, position), nn::indexed(name + ".resnets", i), config_.channels[level]);
        return blocks_.transformer(x, nn::indexed(name + ".attentions", i),
                                   config_.up_transformer_layers[position][static_cast<size_t>(i)], level);
    }

    // Of the last block all but the last layer, before which its deep features may be kept.
    Tensor up_block(Tensor x, std::vector<Tensor>& skips, size_t level) const {
        for (int i = 0; i < config_.layers[level] + (level > 0); ++i) {
            x = up_layer(x, skips.back(), level, i);
            skips.pop_back();
        }
        if (level == 0) return x;
        const std::string name = nn::indexed("up_blocks", config_.channels.size() - 1 - level);
        return nn::upsampler(x, name + ".upsamplers.0", skips.back().dim(1), skips.back().dim(2));
    }

    // Appends the outputs.
    void forward(Graph& graph, const UnetInputs& inputs, const std::vector<ControlNetConfig>& controls, Reuse reuse) const {
        if (reuse != Reuse::none && !controls.empty()) throw Error("[unet] features cannot be reused beside a ControlNet");
        if (reuse == Reuse::use) {
            Shape shape = inputs.latents.shape();
            shape.back() = config_.channels[config_.layers.front() > 0 ? 0 : 1];
            return ops::output(graph, "noise", last(ops::input(graph, "deep", shape, DType::f32, Rate::step), blocks_.conv_in()));
        }
        const AdapterImages adapters = t2i_images(graph, config_, inputs.latents, controls);
        std::vector<Tensor> skips = blocks_.down(blocks_.conv_in(), adapters.down);
        Tensor x = blocks_.middle(skips.back(), {guidance_.perturbed, guidance_.smoothed, guidance_.blur});
        if (adapters.middle) x = ops::add(x, adapters.middle);
        for (size_t i = 0; i < controls.size(); ++i) {
            if (controls[i].structure != ControlStructure::control_net) continue;
            const std::vector<Tensor> residuals = control_residuals(graph, controls[i], inputs, static_cast<int>(i));
            if (residuals.size() != skips.size() + 1) {
                throw Error("[unet] a ControlNet gives " + std::to_string(residuals.size()) + " images, expected " +
                            std::to_string(skips.size() + 1));
            }
            for (size_t at = 0; at < skips.size(); ++at) skips[at] = ops::add(skips[at], residuals[at]);
            x = ops::add(x, residuals.back());
        }
        for (size_t level = config_.channels.size(); level-- > 0;) x = up_block(x, skips, level);
        ops::output(graph, "noise", last(x, skips.back()));
        if (reuse == Reuse::keep) ops::output(graph, "deep", x);
    }

  private:
    Tensor last(Tensor deep, Tensor skip) const {
        const Tensor x = up_layer(deep, skip, 0, config_.layers.front());
        return nn::norm_out(x, "conv_norm_out", "conv_out", config_.out_channels, {config_.norm_groups, config_.norm_eps});
    }

    Tensor joined(Tensor x, Tensor skip, size_t up_block) const {
        if (!guidance_.free_u || up_block > 1) return ops::concat({x, skip}, -1);
        const auto factor = [&](int64_t i) {
            return ops::reshape(ops::slice(free_u_, 0, 2 * static_cast<int64_t>(up_block) + i, 1), {1, 1, 1, 1});
        };
        return ops::concat({nn::free_u_backbone(x, factor(0)), nn::free_u_skip(skip, factor(1))}, -1);
    }

    const UnetConfig& config_;
    UnetBlocks blocks_;
    UnetGuidance guidance_;
    Tensor free_u_;
};

nn::TextBeside inputs_beside(Graph& graph, const UnetConfig& config, const UnetInputs& inputs,
                             const std::vector<ReferenceConfig>& references, const UnetGuidance& guidance) {
    const Shape context = inputs.context.shape(), latents = inputs.latents.shape();
    nn::TextBeside beside{reference_inputs(graph, config, latents, references)};
    if (guidance.normalized) {
        beside.unwanted = ops::input(graph, "unwanted", context, DType::f32, Rate::prompt);
        beside.unwanted_scale = ops::reshape(ops::input(graph, "unwanted_scale", {1}, DType::f32, Rate::prompt), {1, 1, 1});
    }
    if (guidance.regions == 0) return beside;
    beside.regions.shares =
        ops::input(graph, "regions.shares", {1, latents[1], latents[2], 1 + guidance.regions}, DType::f32, Rate::prompt);
    for (int i = 0; i < guidance.regions; ++i)
        beside.regions.contexts.push_back(ops::input(graph, region_input(i), context, DType::f32, Rate::prompt));
    return beside;
}

void check(const UnetConfig& config) {
    const size_t levels = config.channels.size();
    const auto same_length = [&](const char* what, size_t entries) {
        if (entries == levels && levels > 0) return;
        throw Error("[unet] " + std::string(what) + " has " + std::to_string(entries) + " entries, channels has " + std::to_string(levels));
    };
    same_length("layers", config.layers.size());
    same_length("down_transformer_layers", config.down_transformer_layers.size());
    same_length("up_transformer_layers", config.up_transformer_layers.size());
    same_length("heads", config.heads.size());
    for (size_t level = 0; level < levels; ++level) {
        const size_t resnets = static_cast<size_t>(config.layers[level]);
        if (config.down_transformer_layers[level].size() != resnets ||
            config.up_transformer_layers[levels - 1 - level].size() != resnets + 1)
            throw Error("[unet] level " + std::to_string(level) + " has not one number of transformer layers for each of its resnets");
    }
}

}  // namespace

std::string region_input(int region) {
    return "regions." + std::to_string(region) + ".context";
}

UnetInputs unet_inputs(Graph& graph, const UnetConfig& config, int batch, int latent_h, int latent_w, int tokens) {
    const int pooled_width = config.addition_width - config.time_ids * config.time_id_width;
    const int channels = config.reads_mask() ? config.out_channels : config.in_channels;
    return {ops::input(graph, "latents", {batch, latent_h, latent_w, channels}, DType::f32, Rate::step),
            ops::input(graph, "timestep", {batch}, DType::f32, Rate::step),
            ops::input(graph, "context", {batch, tokens, config.context_width}, DType::f32, Rate::prompt),
            ops::input(graph, "pooled", {batch, pooled_width}, DType::f32, Rate::prompt),
            ops::input(graph, "time_ids", {batch, config.time_ids}, DType::f32, Rate::prompt)};
}

void trace_unet(Graph& graph, const UnetConfig& config, int batch, int latent_h, int latent_w, int tokens,
                const std::vector<ControlNetConfig>& controls, const std::vector<ReferenceConfig>& references,
                const UnetGuidance& guidance, Reuse reuse) {
    check(config);
    graph.name = "unet";
    const UnetInputs inputs = unet_inputs(graph, config, batch, latent_h, latent_w, tokens);
    UnetInputs own = inputs;
    if (config.reads_mask()) {
        const auto image = [&](const char* name, int channels) {
            return ops::input(graph, name, {batch, latent_h, latent_w, channels}, DType::f32, Rate::prompt);
        };
        const Tensor mask = image("mask", 1);
        own.latents = ops::concat({inputs.latents, mask, image("masked_latents", config.out_channels)}, -1);
    }
    nn::TextBeside beside = inputs_beside(graph, config, inputs, references, guidance);
    beside.changed = lllite_changes(graph, inputs.latents, controls);
    Unet(config, own, beside, guidance).forward(graph, inputs, controls, reuse);
}

}  // namespace imagelab
