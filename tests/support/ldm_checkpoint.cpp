#include "tests/support/ldm_checkpoint.h"

#include <cstring>
#include <regex>
#include <stdexcept>

namespace imagelab::test {
namespace {

std::string replace_all(std::string text, const std::vector<std::pair<std::string, std::string>>& pairs) {
    for (const auto& [from, to] : pairs) {
        for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
    }
    return text;
}

std::string unet_resnet(const std::string& leaf) {
    return replace_all(leaf, {{"norm1", "in_layers.0"},
                              {"conv1", "in_layers.2"},
                              {"norm2", "out_layers.0"},
                              {"conv2", "out_layers.3"},
                              {"time_emb_proj", "emb_layers.1"},
                              {"conv_shortcut", "skip_connection"}});
}

std::string unet_name(const std::string& name, const UnetConfig& config) {
    const size_t levels = config.channels.size();
    std::smatch m;
    if (std::regex_match(name, m, std::regex(R"(down_blocks\.(\d+)\.(resnets|attentions|downsamplers)\.(\d+)\.(.*))"))) {
        const int level = std::stoi(m[1]);
        int block = 1 + std::stoi(m[3]);
        for (int i = 0; i < level; ++i) block += config.layers[i] + 1;
        if (m[2] == "downsamplers") block += config.layers[level];
        const std::string start = "input_blocks." + std::to_string(block);
        if (m[2] == "downsamplers") return start + ".0." + replace_all(m[4], {{"conv", "op"}});
        return m[2] == "resnets" ? start + ".0." + unet_resnet(m[4]) : start + ".1." + m[4].str();
    }
    if (std::regex_match(name, m, std::regex(R"(up_blocks\.(\d+)\.(resnets|attentions|upsamplers)\.(\d+)\.(.*))"))) {
        const int level = std::stoi(m[1]);
        int block = std::stoi(m[3]);
        for (int i = 0; i < level; ++i) block += config.layers[levels - 1 - i] + 1;
        if (m[2] == "upsamplers") block += config.layers[levels - 1 - level];
        const std::string start = "output_blocks." + std::to_string(block);
        if (m[2] == "upsamplers") return start + (config.up_transformer_layers[level] > 0 ? ".2." : ".1.") + m[4].str();
        return m[2] == "resnets" ? start + ".0." + unet_resnet(m[4]) : start + ".1." + m[4].str();
    }
    if (std::regex_match(name, m, std::regex(R"(mid_block\.resnets\.(\d)\.(.*))")))
        return (m[1] == "0" ? "middle_block.0." : "middle_block.2.") + unet_resnet(m[2]);
    return replace_all(name, {{"mid_block.attentions.0", "middle_block.1"},
                              {"conv_in", "input_blocks.0.0"},
                              {"conv_norm_out", "out.0"},
                              {"conv_out", "out.2"},
                              {"time_embedding.linear_1", "time_embed.0"},
                              {"time_embedding.linear_2", "time_embed.2"},
                              {"add_embedding.linear_1", "label_emb.0.0"},
                              {"add_embedding.linear_2", "label_emb.0.2"}});
}

std::string vae_name(const std::string& name, int levels) {
    std::smatch m;
    if (std::regex_match(name, m, std::regex(R"(decoder\.up_blocks\.(\d+)\.(.*))"))) {
        return "decoder.up." + std::to_string(levels - 1 - std::stoi(m[1])) + '.' +
               replace_all(m[2], {{"resnets", "block"}, {"upsamplers.0", "upsample"}, {"conv_shortcut", "nin_shortcut"}});
    }
    if (name.find("attentions.0.") != name.npos) {
        return replace_all(name, {{"mid_block.attentions.0", "mid.attn_1"},
                                  {"group_norm", "norm"},
                                  {"to_q", "q"},
                                  {"to_k", "k"},
                                  {"to_v", "v"},
                                  {"to_out.0", "proj_out"}});
    }
    return replace_all(name, {{"down_blocks", "down"},
                              {"mid_block.resnets.0", "mid.block_1"},
                              {"mid_block.resnets.1", "mid.block_2"},
                              {"resnets", "block"},
                              {"downsamplers.0", "downsample"},
                              {"conv_shortcut", "nin_shortcut"},
                              {"conv_norm_out", "norm_out"}});
}

}  // namespace

LdmTensors ldm_unet(const UnetConfig& config) {
    LdmTensors tensors;
    for (const auto& [name, shape] : expected_tensors(config))
        tensors["model.diffusion_model." + unet_name(name, config)] = {shape, {name}};
    return tensors;
}

LdmTensors ldm_vae(const VaeConfig& config) {
    LdmTensors tensors;
    for (const auto& [name, shape] : expected_tensors(config)) {
        LdmTensor tensor{shape, {name}};
        const bool kernel = name.find("attentions.0.to_") != name.npos && shape.size() == 2;
        if (kernel) tensor.shape.insert(tensor.shape.end(), {1, 1});
        tensors["first_stage_model." + vae_name(name, static_cast<int>(config.channels.size()))] = tensor;
    }
    return tensors;
}

LdmTensors ldm_clip(const ClipTextConfig& config) {
    LdmTensors tensors;
    for (const auto& [name, shape] : expected_tensors(config)) tensors["conditioner.embedders.0.transformer." + name] = {shape, {name}};
    return tensors;
}

LdmTensors ldm_open_clip(const ClipTextConfig& config) {
    LdmTensors tensors;
    const std::string prefix = "conditioner.embedders.1.model.";
    for (const auto& [name, shape] : expected_tensors(config)) {
        std::smatch m;
        if (name == "text_projection.weight") {
            tensors[prefix + "text_projection"] = {{shape[1], shape[0]}, {name}, true};
        } else if (std::regex_match(name, m, std::regex(R"(text_model\.encoder\.layers\.(\d+)\.self_attn\.([qkv])_proj\.(weight|bias))"))) {
            LdmTensor& fused = tensors[prefix + "transformer.resblocks." + m[1].str() + ".attn.in_proj_" + m[3].str()];
            fused.parts.resize(3);
            fused.parts[std::string("qkv").find(m[2].str())] = name;
            fused.shape = shape;
            fused.shape[0] *= 3;
        } else {
            tensors[prefix + replace_all(name, {{"text_model.encoder.layers.", "transformer.resblocks."},
                                                {"text_model.embeddings.position_embedding.weight", "positional_embedding"},
                                                {"text_model.embeddings.", ""},
                                                {"text_model.final_layer_norm", "ln_final"},
                                                {"layer_norm", "ln_"},
                                                {"self_attn", "attn"},
                                                {"mlp.fc1", "mlp.c_fc"},
                                                {"mlp.fc2", "mlp.c_proj"}})] = {shape, {name}};
        }
    }
    return tensors;
}

std::string bytes_of(const TensorView& view) {
    const size_t size = dtype_bytes(view.dtype);
    std::string bytes(reinterpret_cast<const char*>(view.data), view.bytes());
    if (!view.transposed) return bytes;
    const size_t rows = static_cast<size_t>(view.shape[0]), columns = static_cast<size_t>(view.shape[1]);
    for (size_t row = 0; row < rows; ++row) {
        for (size_t column = 0; column < columns; ++column)
            std::memcpy(&bytes[(row * columns + column) * size], view.data + (column * rows + row) * size, size);
    }
    return bytes;
}

void Gathered::add(const LdmTensors& tensors, const WeightMap& weights) {
    for (const auto& [name, tensor] : tensors) {
        std::string bytes;
        TensorView view;
        for (const std::string& part : tensor.parts) {
            const TensorView* found = weights.find(part);
            if (!found) throw std::runtime_error("no " + part);
            view = *found;
            if (tensor.transposed) {
                view.transposed = true;
                std::swap(view.shape[0], view.shape[1]);
            }
            bytes += bytes_of(view);
        }
        storage.push_back(std::make_unique<std::byte[]>(bytes.size()));
        std::memcpy(storage.back().get(), bytes.data(), bytes.size());
        views[name] = TensorView{view.dtype, tensor.shape, storage.back().get()};
    }
}

Gathered ldm_checkpoint(const ModelFiles& model) {
    Gathered gathered;
    gathered.add(ldm_unet(model.unet), *model.unet_weights);
    gathered.add(ldm_vae(model.vae), *model.vae_weights);
    gathered.add(ldm_clip(model.text_encoder), *model.text_encoder_weights);
    gathered.add(ldm_open_clip(model.text_encoder_2), *model.text_encoder_2_weights);
    return gathered;
}

}  // namespace imagelab::test
