#include "tests/support/ldm_checkpoint.h"

#include <cstring>
#include <optional>
#include <sstream>
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

// "<list>.<first>.<part>.<second>.<leaf>", such as "down_blocks.1.resnets.0.conv1.weight".
struct Place {
    std::string list, part, leaf;
    int first = 0, second = 0;
};

std::optional<Place> place_of(const std::string& name) {
    std::istringstream in(name);
    Place place;
    std::string first, second;
    for (std::string* piece : {&place.list, &first, &place.part, &second}) std::getline(in, *piece, '.');
    const auto number = [](const std::string& text) { return !text.empty() && text.find_first_not_of("0123456789") == text.npos; };
    if (!std::getline(in, place.leaf) || !number(first) || !number(second)) return std::nullopt;
    place.first = std::stoi(first);
    place.second = std::stoi(second);
    return place;
}

std::string unet_name(const std::string& name, const UnetConfig& config) {
    const std::vector<int>& layers = config.layers;
    const int levels = static_cast<int>(layers.size());
    const std::optional<Place> place = place_of(name);
    if (place && place->list == "down_blocks") {
        int block = 1 + place->second;
        for (int i = 0; i < place->first; ++i) block += layers[i] + 1;
        if (place->part == "downsamplers")
            return "input_blocks." + std::to_string(block + layers[place->first]) + ".0." + replace_all(place->leaf, {{"conv", "op"}});
        const std::string start = "input_blocks." + std::to_string(block);
        return place->part == "resnets" ? start + ".0." + unet_resnet(place->leaf) : start + ".1." + place->leaf;
    }
    if (place && place->list == "up_blocks") {
        int block = place->second;
        for (int i = 0; i < place->first; ++i) block += layers[levels - 1 - i] + 1;
        if (place->part == "upsamplers") {
            const std::string item = config.up_transformer_layers[place->first].back() > 0 ? ".2." : ".1.";
            return "output_blocks." + std::to_string(block + layers[levels - 1 - place->first]) + item + place->leaf;
        }
        const std::string start = "output_blocks." + std::to_string(block);
        return place->part == "resnets" ? start + ".0." + unet_resnet(place->leaf) : start + ".1." + place->leaf;
    }
    for (const char* resnet : {"mid_block.resnets.0.", "mid_block.resnets.1."}) {
        if (name.starts_with(resnet)) return (name[18] == '0' ? "middle_block.0." : "middle_block.2.") + unet_resnet(name.substr(20));
    }
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
    if (name.starts_with("decoder.up_blocks.")) {
        const size_t dot = name.find('.', 18);
        const int level = levels - 1 - std::stoi(name.substr(18, dot - 18));
        return "decoder.up." + std::to_string(level) +
               replace_all(name.substr(dot), {{"resnets", "block"}, {"upsamplers.0", "upsample"}, {"conv_shortcut", "nin_shortcut"}});
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
    for (const auto& [name, shape] : needed_tensors(config)) tensors["model.diffusion_model." + unet_name(name, config)] = {shape, {name}};
    return tensors;
}

LdmTensors ldm_vae(const VaeConfig& config) {
    LdmTensors tensors;
    for (const auto& [name, shape] : needed_tensors(config)) {
        LdmTensor tensor{shape, {name}};
        const bool kernel = name.find("attentions.0.to_") != name.npos && shape.size() == 2;
        if (kernel) tensor.shape.insert(tensor.shape.end(), {1, 1});
        tensors["first_stage_model." + vae_name(name, static_cast<int>(config.channels.size()))] = tensor;
    }
    return tensors;
}

LdmTensors ldm_clip(const ClipTextConfig& config) {
    LdmTensors tensors;
    for (const auto& [name, shape] : needed_tensors(config)) tensors["conditioner.embedders.0.transformer." + name] = {shape, {name}};
    return tensors;
}

LdmTensors ldm_open_clip(const ClipTextConfig& config) {
    LdmTensors tensors;
    const std::string prefix = "conditioner.embedders.1.model.";
    for (const auto& [name, shape] : needed_tensors(config)) {
        const size_t projection = name.find("_proj.");
        if (name == "text_projection.weight") {
            tensors[prefix + "text_projection"] = {{shape[1], shape[0]}, {name}, true};
        } else if (projection != name.npos &&
                   std::string("qkv").find(name[projection - 1]) != std::string::npos) {  // ...layers.3.self_attn.q_proj.bias
            const std::string layer = name.substr(26, name.find('.', 26) - 26);
            LdmTensor& fused = tensors[prefix + "transformer.resblocks." + layer + ".attn.in_proj_" + name.substr(projection + 6)];
            fused.parts.resize(3);
            fused.parts[std::string("qkv").find(name[projection - 1])] = name;
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

Gathered ldm_checkpoint(const SdxlFiles& model) {
    Gathered gathered;
    gathered.add(ldm_unet(model.unet), *model.unet_weights);
    gathered.add(ldm_vae(model.vae), *model.vae_weights);
    gathered.add(ldm_clip(model.text_encoder), *model.text_encoder_weights);
    gathered.add(ldm_open_clip(model.text_encoder_2), *model.text_encoder_2_weights);
    return gathered;
}

}  // namespace imagelab::test
