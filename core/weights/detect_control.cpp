#include <nlohmann/json.hpp>

#include "core/weights/detect.h"
#include "core/weights/shapes.h"

namespace imagelab {
namespace {

// Fields of ControlNetModel's config whose other values change the network in ways that names and shapes do not show.
void refuse_other_control_nets(const Settings& config) {
    const std::pair<const char*, nlohmann::json> only[] = {{"addition_embed_type", "text_time"},
                                                           {"act_fn", "silu"},
                                                           {"conditioning_channels", 3},
                                                           {"controlnet_conditioning_channel_order", "rgb"},
                                                           {"downsample_padding", 1},
                                                           {"global_pool_conditions", false},
                                                           {"mid_block_scale_factor", 1},
                                                           {"only_cross_attention", false},
                                                           {"resnet_time_scale_shift", "default"}};
    for (const auto& [field, value] : only) config.require(field, value);
    for (const char* field : {"class_embed_type", "encoder_hid_dim_type", "num_attention_heads", "num_class_embeds"})
        config.require(field, nullptr);
}

std::string list_text(const std::vector<int>& numbers) {
    return nlohmann::json(numbers).dump();
}

void find_levels(const Shapes& shapes, UnetConfig& unet) {
    unet.channels.clear(), unet.layers.clear(), unet.down_transformer_layers.clear();
    const int levels = shapes.count("down_blocks");
    if (levels == 0) shapes.fail("tensors of down_blocks.0 are missing, expected a ControlNet");
    for (int i = 0; i < levels; ++i) {
        const std::string block = "down_blocks." + std::to_string(i);
        unet.channels.push_back(shapes.extent(block + ".resnets.0.conv1.weight", 4, 0));
        unet.layers.push_back(shapes.count(block + ".resnets"));
        std::vector<int>& layers = unet.down_transformer_layers.emplace_back();
        for (int j = 0; j < unet.layers.back(); ++j)
            layers.push_back(shapes.count(block + ".attentions." + std::to_string(j) + ".transformer_blocks"));
    }
    unet.mid_resnets = shapes.count("mid_block.resnets");
    unet.mid_transformer_layers = shapes.count("mid_block.attentions.0.transformer_blocks");
    if (unet.mid_resnets > 2) shapes.fail("mid_block has " + std::to_string(unet.mid_resnets) + " resnets, expected 2 at most");
}

std::vector<int> hint_channels(const Shapes& shapes) {
    const std::string name = "controlnet_cond_embedding.";
    const int pictures = shapes.extent(name + "conv_in.weight", 4, 1);
    if (pictures != 3) shapes.fail("it takes control pictures of " + std::to_string(pictures) + " channels, expected 3 (RGB)");
    std::vector<int> channels{shapes.extent(name + "conv_in.weight", 4, 0)};
    const int blocks = shapes.count(name + "blocks");
    for (int i = 1; i < blocks; i += 2) channels.push_back(shapes.extent(name + "blocks." + std::to_string(i) + ".weight", 4, 0));
    return channels;
}

// What it adds to must be there: the same images, of the same channels, told the same.
void check_beside(const Shapes& shapes, const UnetConfig& own, const UnetConfig& base) {
    const auto differs = [&](const std::string& what, const std::string& here, const std::string& there) {
        shapes.fail("this ControlNet was made for another model: " + what + " " + here + ", the model's UNet " + there +
                    "; choose one made for this model");
    };
    if (own.channels != base.channels) differs("its levels have channels", list_text(own.channels), list_text(base.channels));
    if (own.layers != base.layers) differs("its levels have layers", list_text(own.layers), list_text(base.layers));
    const auto number = [&](const char* what, int here, int there) {
        if (here != there) differs(what, std::to_string(here), std::to_string(there));
    };
    number("it attends to text of width", own.context_width, base.context_width);
    number("it is told pooled text and sizes of width", own.addition_width, base.addition_width);
}

// Text is read by transformers alone: a ControlNet without any (diffusers' "small" ones) has no width of its own.
int context_width(const Shapes& shapes, const UnetConfig& unet, int otherwise) {
    for (size_t i = 0; i < unet.down_transformer_layers.size(); ++i) {
        for (size_t j = 0; j < unet.down_transformer_layers[i].size(); ++j) {
            if (unet.down_transformer_layers[i][j] > 0)
                return shapes.extent(
                    "down_blocks." + std::to_string(i) + ".attentions." + std::to_string(j) + ".transformer_blocks.0.attn2.to_k.weight", 2,
                    1);
        }
    }
    return unet.mid_transformer_layers > 0 ? shapes.extent("mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight", 2, 1)
                                           : otherwise;
}

}  // namespace

ControlNetConfig detect_control_net(const WeightMap& weights, const Settings& config, const UnetConfig& base) {
    const Shapes shapes(weights);
    refuse_other_control_nets(config);
    ControlNetConfig net;
    UnetConfig& unet = net.unet = base;
    unet.in_channels = shapes.extent("conv_in.weight", 4, 1);
    find_levels(shapes, unet);
    unet.context_width = context_width(shapes, unet, base.context_width);
    unet.addition_width = shapes.extent("add_embedding.linear_1.weight", 2, 1);
    check_beside(shapes, unet, base);
    if (unet.in_channels != base.out_channels)
        shapes.fail("it takes latents of " + std::to_string(unet.in_channels) + " channels, the model's have " +
                    std::to_string(base.out_channels));
    net.hint_channels = hint_channels(shapes);
    if (shapes.any("task_embedding.")) {
        net.control_types = shapes.extent("task_embedding.weight", 2, 0);
        net.fusion_layers = shapes.count("transformer_layes");
        net.fusion_heads = config.whole("num_trans_head", net.fusion_heads, 1);
        const int width = shapes.extent("task_embedding.weight", 2, 1);
        if (width != unet.channels.front() || width % net.fusion_heads != 0)
            shapes.fail("its kinds of pictures have vectors of " + std::to_string(width) + " numbers, expected " +
                        std::to_string(unet.channels.front()) + " in " + std::to_string(net.fusion_heads) + " heads");
    }
    if (config.has("attention_head_dim")) unet.heads = config.wholes("attention_head_dim", unet.channels.size(), 8);
    for (size_t i = 0; i < unet.channels.size(); ++i) {
        if (unet.heads[i] < 1 || unet.channels[i] % unet.heads[i] != 0)
            shapes.fail("level " + std::to_string(i) + " has " + std::to_string(unet.channels[i]) + " channels, which " +
                        std::to_string(unet.heads[i]) + " heads cannot share");
    }
    unet.norm_groups = config.whole("norm_num_groups", base.norm_groups, 1);
    unet.norm_eps = static_cast<float>(config.number("norm_eps", base.norm_eps));
    unet.flip_sin_to_cos = config.flag("flip_sin_to_cos", base.flip_sin_to_cos);
    unet.freq_shift = static_cast<float>(config.number("freq_shift", base.freq_shift));
    for (const int channels : unet.channels) {
        if (channels % unet.norm_groups != 0)
            shapes.fail("a level has " + std::to_string(channels) + " channels, which do not divide into " +
                        std::to_string(unet.norm_groups) + " groups");
    }
    return net;
}

ControlNetConfig detect_t2i_adapter(const WeightMap& weights, const UnetConfig& base) {
    const Shapes shapes(weights);
    ControlNetConfig net{.structure = ControlStructure::t2i_adapter, .unet = base};
    const int bodies = shapes.count("body"), read = shapes.extent("conv_in.weight", 4, 1);
    if (read != 256 && read != 768)
        shapes.fail("it reads " + std::to_string(read) +
                    " numbers of each patch, expected 768 (RGB) or 256 (brightness) of 16 x 16 pixels");
    net.reads_brightness = read == 256;
    for (int i = 0; i < bodies; ++i)
        net.adapter_channels.push_back(shapes.extent("body." + std::to_string(i) + ".resnets.0.block1.weight", 4, 0));
    net.adapter_resnets = bodies == 0 ? 0 : shapes.count("body.0.resnets");
    std::vector<int> expected = base.channels;
    expected.push_back(base.channels.back());
    if (net.adapter_channels != expected)
        shapes.fail("this T2I-Adapter was made for another model: its images have channels " + list_text(net.adapter_channels) +
                    ", the model's UNet takes " + list_text(expected) + "; choose one made for this model");
    return net;
}

ControlNetConfig detect_control_lllite(const WeightMap& weights, const UnetConfig& base) {
    const Shapes shapes(weights);
    ControlNetConfig net{.structure = ControlStructure::lllite, .unet = base};
    constexpr std::string_view down = ".down.0.weight";
    for (const auto& [name, view] : weights.tensors()) {
        if (!name.ends_with(down)) continue;
        LlliteModule module{.layer = name.substr(0, name.size() - down.size())};
        if (module.layer.starts_with("lllite_"))
            shapes.fail("module \"" + module.layer +
                        "\" has no place in this model: expected layers of attention (attn1 to_q, to_k, to_v; "
                        "attn2 to_q)");
        module.width = shapes.extent(name, 2, 0);
        module.channels = shapes.extent(name, 2, 1);
        const std::string picture = module.layer + ".conditioning1.";
        const bool three = weights.find(picture + "4.weight") != nullptr;
        module.depth = three ? 3 : shapes.extent(picture + "2.weight", 4, 2) == 4 ? 2 : 1;
        module.seen = shapes.extent(picture + (three ? "4.weight" : "2.weight"), 4, 0);
        net.modules.push_back(std::move(module));
    }
    return net;
}

}  // namespace imagelab
