#include "core/weights/expected.h"

#include <algorithm>
#include <set>

namespace imagelab {
namespace {

class List {
  public:
    void add(const std::string& name, Shape shape) { tensors_.emplace_back(name, std::move(shape)); }
    void norm(const std::string& name, int64_t channels) {
        add(name + ".weight", {channels});
        add(name + ".bias", {channels});
    }
    void linear(const std::string& name, int64_t in, int64_t out) {
        add(name + ".weight", {out, in});
        add(name + ".bias", {out});
    }
    void conv(const std::string& name, int64_t in, int64_t out, int64_t kernel) {
        add(name + ".weight", {out, in, kernel, kernel});
        add(name + ".bias", {out});
    }
    // time: width of the time embedding, 0 without
    void resnet(const std::string& name, int64_t in, int64_t out, int64_t time) {
        norm(name + ".norm1", in);
        conv(name + ".conv1", in, out, 3);
        if (time > 0) linear(name + ".time_emb_proj", time, out);
        norm(name + ".norm2", out);
        conv(name + ".conv2", out, out, 3);
        if (in != out) conv(name + ".conv_shortcut", in, out, 1);
    }
    void transformer(const std::string& name, int64_t channels, int64_t context, int layers, bool linear_projection) {
        norm(name + ".norm", channels);
        for (const char* projection : {".proj_in", ".proj_out"}) {
            linear_projection ? linear(name + projection, channels, channels) : conv(name + projection, channels, channels, 1);
        }
        for (int i = 0; i < layers; ++i) {
            const std::string block = name + ".transformer_blocks." + std::to_string(i);
            for (const char* part : {".norm1", ".norm2", ".norm3"}) norm(block + part, channels);
            for (const auto& [attention, width] : {std::pair(".attn1", channels), std::pair(".attn2", context)}) {
                add(block + attention + ".to_q.weight", {channels, channels});
                add(block + attention + ".to_k.weight", {channels, width});
                add(block + attention + ".to_v.weight", {channels, width});
                linear(block + attention + ".to_out.0", channels, channels);
            }
            linear(block + ".ff.net.0.proj", channels, 8 * channels);
            linear(block + ".ff.net.2", 4 * channels, channels);
        }
    }
    void vae_mid(const std::string& name, int64_t channels, bool attention) {
        resnet(name + ".resnets.0", channels, channels, 0);
        resnet(name + ".resnets.1", channels, channels, 0);
        if (!attention) return;
        norm(name + ".attentions.0.group_norm", channels);
        for (const char* part : {".to_q", ".to_k", ".to_v", ".to_out.0"}) linear(name + ".attentions.0" + part, channels, channels);
    }
    ExpectedTensors take() { return std::move(tensors_); }

  private:
    ExpectedTensors tensors_;
};

std::string indexed(const char* name, size_t index) {
    return name + std::to_string(index);
}

void add_unet_down(List& list, const UnetConfig& config, int64_t time) {
    for (size_t i = 0; i < config.channels.size(); ++i) {
        const std::string block = indexed("down_blocks.", i);
        const int64_t out = config.channels[i], in = config.channels[i == 0 ? 0 : i - 1];
        for (int j = 0; j < config.layers[i]; ++j) {
            list.resnet(block + indexed(".resnets.", j), j == 0 ? in : out, out, time);
            if (const int layers = config.down_transformer_layers[i]; layers > 0) {
                list.transformer(block + indexed(".attentions.", j), out, config.context_width, layers, config.linear_projection);
            }
        }
        if (i + 1 < config.channels.size()) list.conv(block + ".downsamplers.0.conv", out, out, 3);
    }
}

// Each resnet of an up block also takes the output of the down path it mirrors (Ronneberger et al. 2015).
void add_unet_up(List& list, const UnetConfig& config, int64_t time) {
    const size_t levels = config.channels.size();
    for (size_t i = 0; i < levels; ++i) {
        const std::string block = indexed("up_blocks.", i);
        const size_t level = levels - 1 - i;
        const int64_t out = config.channels[level], before = config.channels[i == 0 ? level : level + 1],
                      last_skip = config.channels[level == 0 ? 0 : level - 1];
        const int resnets = config.layers[level] + 1;
        for (int j = 0; j < resnets; ++j) {
            list.resnet(block + indexed(".resnets.", j), (j == 0 ? before : out) + (j == resnets - 1 ? last_skip : out), out, time);
            if (const int layers = config.up_transformer_layers[i]; layers > 0) {
                list.transformer(block + indexed(".attentions.", j), out, config.context_width, layers, config.linear_projection);
            }
        }
        if (level > 0) list.conv(block + ".upsamplers.0.conv", out, out, 3);
    }
}

Result<void> check_weights(const WeightMap& weights, const ExpectedTensors& expected, const std::vector<std::string>& ours) {
    std::set<std::string> known;
    try {
        for (const auto& [name, shape] : expected) {
            weights.at(name, shape);
            known.insert(name);
        }
    } catch (const Error& trouble) {
        return Failure{trouble.what()};
    }
    for (const auto& [name, view] : weights.tensors()) {
        const bool matters = std::any_of(ours.begin(), ours.end(), [&](const std::string& prefix) { return name.starts_with(prefix); });
        if (matters && !known.contains(name)) {
            return Failure{weights.source() + ": tensor \"" + name + "\" " + shape_text(view.shape) +
                           " belongs to a structure that Image Lab does not run; expected the tensors of a published model only"};
        }
    }
    return {};
}

}  // namespace

ExpectedTensors expected_tensors(const UnetConfig& config) {
    List list;
    const int64_t first = config.channels.front(), last = config.channels.back(), time = 4 * first;
    list.conv("conv_in", config.in_channels, first, 3);
    list.linear("time_embedding.linear_1", first, time);
    list.linear("time_embedding.linear_2", time, time);
    list.linear("add_embedding.linear_1", config.addition_width, time);
    list.linear("add_embedding.linear_2", time, time);
    add_unet_down(list, config, time);
    list.resnet("mid_block.resnets.0", last, last, time);
    if (config.mid_transformer_layers > 0) {
        list.transformer("mid_block.attentions.0", last, config.context_width, config.mid_transformer_layers, config.linear_projection);
    }
    list.resnet("mid_block.resnets.1", last, last, time);
    add_unet_up(list, config, time);
    list.norm("conv_norm_out", first);
    list.conv("conv_out", first, config.out_channels, 3);
    return list.take();
}

ExpectedTensors expected_tensors(const VaeConfig& config) {
    List list;
    const size_t levels = config.channels.size();
    const int64_t first = config.channels.front(), last = config.channels.back(), latent = config.latent_channels;
    list.conv("encoder.conv_in", config.image_channels, first, 3);
    for (size_t i = 0; i < levels; ++i) {
        const std::string block = indexed("encoder.down_blocks.", i);
        const int64_t out = config.channels[i], in = config.channels[i == 0 ? 0 : i - 1];
        for (int j = 0; j < config.layers; ++j) list.resnet(block + indexed(".resnets.", j), j == 0 ? in : out, out, 0);
        if (i + 1 < levels) list.conv(block + ".downsamplers.0.conv", out, out, 3);
    }
    list.vae_mid("encoder.mid_block", last, config.mid_attention);
    list.norm("encoder.conv_norm_out", last);
    list.conv("encoder.conv_out", last, 2 * latent, 3);
    if (config.quant_conv) list.conv("quant_conv", 2 * latent, 2 * latent, 1);
    if (config.post_quant_conv) list.conv("post_quant_conv", latent, latent, 1);
    list.conv("decoder.conv_in", latent, last, 3);
    list.vae_mid("decoder.mid_block", last, config.mid_attention);
    for (size_t i = 0; i < levels; ++i) {
        const std::string block = indexed("decoder.up_blocks.", i);
        const size_t level = levels - 1 - i;
        const int64_t out = config.channels[level], in = config.channels[i == 0 ? level : level + 1];
        for (int j = 0; j <= config.layers; ++j) list.resnet(block + indexed(".resnets.", j), j == 0 ? in : out, out, 0);
        if (level > 0) list.conv(block + ".upsamplers.0.conv", out, out, 3);
    }
    list.norm("decoder.conv_norm_out", first);
    list.conv("decoder.conv_out", first, config.image_channels, 3);
    return list.take();
}

ExpectedTensors expected_tensors(const ClipTextConfig& config) {
    List list;
    list.add("text_model.embeddings.token_embedding.weight", {config.vocab_size, config.width});
    list.add("text_model.embeddings.position_embedding.weight", {config.max_positions, config.width});
    for (int i = 0; i < config.layers; ++i) {
        const std::string layer = indexed("text_model.encoder.layers.", i);
        list.norm(layer + ".layer_norm1", config.width);
        list.norm(layer + ".layer_norm2", config.width);
        for (const char* part : {".q_proj", ".k_proj", ".v_proj", ".out_proj"})
            list.linear(layer + ".self_attn" + part, config.width, config.width);
        list.linear(layer + ".mlp.fc1", config.width, config.mlp_width);
        list.linear(layer + ".mlp.fc2", config.mlp_width, config.width);
    }
    list.norm("text_model.final_layer_norm", config.width);
    if (config.projection_width > 0) list.add("text_projection.weight", {config.projection_width, config.width});
    return list.take();
}

ExpectedTensors expected_tensors(const PixartConfig& config) {
    List list;
    const int64_t width = config.width();
    list.conv("pos_embed.proj", config.in_channels, width, config.patch);
    const auto embedder = [&](const std::string& name, int64_t out) {
        list.linear("adaln_single.emb." + name + ".linear_1", config.time_width, out);
        list.linear("adaln_single.emb." + name + ".linear_2", out, out);
    };
    embedder("timestep_embedder", width);
    if (config.size_conditions) {
        embedder("resolution_embedder", width / 3);
        embedder("aspect_ratio_embedder", width / 3);
    }
    list.linear("adaln_single.linear", width, 6 * width);
    list.linear("caption_projection.linear_1", config.caption_width, width);
    list.linear("caption_projection.linear_2", width, width);
    for (int i = 0; i < config.layers; ++i) {
        const std::string block = indexed("transformer_blocks.", i);
        list.add(block + ".scale_shift_table", {6, width});
        for (const char* attention : {".attn1", ".attn2"}) {
            for (const char* part : {".to_q", ".to_k", ".to_v", ".to_out.0"}) list.linear(block + attention + part, width, width);
        }
        list.linear(block + ".ff.net.0.proj", width, 4 * width);
        list.linear(block + ".ff.net.2", 4 * width, width);
    }
    list.add("scale_shift_table", {2, width});
    list.linear("proj_out", width, int64_t{config.patch} * config.patch * config.out_channels);
    return list.take();
}

ExpectedTensors expected_tensors(const T5Config& config) {
    List list;
    const int64_t width = config.width, inner = int64_t{config.heads} * config.head_size;
    list.add("shared.weight", {config.vocab_size, width});
    for (int i = 0; i < config.layers; ++i) {
        const std::string attention = indexed("encoder.block.", i) + ".layer.0", forward = indexed("encoder.block.", i) + ".layer.1";
        for (const char* part : {".q", ".k", ".v"}) list.add(attention + ".SelfAttention" + part + ".weight", {inner, width});
        list.add(attention + ".SelfAttention.o.weight", {width, inner});
        if (i == 0) list.add(attention + ".SelfAttention.relative_attention_bias.weight", {config.distance_buckets, config.heads});
        list.add(attention + ".layer_norm.weight", {width});
        list.add(forward + ".DenseReluDense.wi_0.weight", {config.mlp_width, width});
        list.add(forward + ".DenseReluDense.wi_1.weight", {config.mlp_width, width});
        list.add(forward + ".DenseReluDense.wo.weight", {width, config.mlp_width});
        list.add(forward + ".layer_norm.weight", {width});
    }
    list.add("encoder.final_layer_norm.weight", {width});
    return list.take();
}

Result<void> check_complete(const ModelFiles& model) {
    const std::vector<std::string> text{"text_model."}, halves{"encoder.", "decoder."}, everything{""},
        transformer{"transformer_blocks.", "adaln_single."}, encoder{"encoder."};
    if (auto checked = check_weights(*model.vae_weights, expected_tensors(model.vae), halves); !checked) return checked;
    if (model.kind == ModelKind::pixart) {
        if (auto checked = check_weights(*model.transformer_weights, expected_tensors(model.transformer), transformer); !checked)
            return checked;
        return check_weights(*model.t5_weights, expected_tensors(model.t5), encoder);
    }
    if (auto checked = check_weights(*model.unet_weights, expected_tensors(model.unet), everything); !checked) return checked;
    if (auto checked = check_weights(*model.text_encoder_weights, expected_tensors(model.text_encoder), text); !checked) return checked;
    return check_weights(*model.text_encoder_2_weights, expected_tensors(model.text_encoder_2), text);
}

}  // namespace imagelab
