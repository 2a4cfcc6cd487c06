#include "core/weights/upscaler_shapes.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/weights/convert.h"

namespace imagelab {
namespace {

constexpr int most_layers_believed = 256;  // of a kind, that a file is believed to have

int root_of(int64_t square) {
    return static_cast<int>(std::lround(std::sqrt(static_cast<double>(std::max<int64_t>(0, square)))));
}

int wide(const TensorViews& tensors, const std::string& name, size_t axis = 0) {
    return static_cast<int>(std::clamp<int64_t>(extent(tensors, name, axis), 0, 1 << 20));
}

Failure not_whole(const std::string& architecture, const std::string& what) {
    return {"this is an upscaler (" + architecture + ") whose tensors say no " + what + ": it is not whole, download it again"};
}

Failure other_scale(const std::string& architecture, int factor) {
    return {"this is an upscaler (" + architecture + ") that gives " + std::to_string(factor) + " times the size, expected 1 to 8"};
}

// How many layers `name`0, `name`1 ... there are, told by a tensor that each has.
int count_layers(const TensorViews& tensors, const std::string& name, const std::string& tensor) {
    int count = 0;
    while (count < most_layers_believed && tensors.contains(name + std::to_string(count) + tensor)) ++count;
    return count;
}

bool divides(int channels, const std::vector<int>& heads, int share = 1) {
    return !heads.empty() && channels > 0 && channels % share == 0 &&
           std::all_of(heads.begin(), heads.end(), [&](int each) { return each >= share && channels / share % (each / share) == 0; });
}

}  // namespace

std::optional<int> take_number(std::string_view& text) {
    int number = 0;
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (trouble != std::errc() || number < 0 || number > 100'000) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    if (text.starts_with(".")) text.remove_prefix(1);
    return number;
}

int highest_number(const TensorViews& tensors, std::string_view start) {
    int most = -1;
    for (const auto& [name, view] : tensors) {
        std::string_view rest = name;
        if (!rest.starts_with(start)) continue;
        rest.remove_prefix(start.size());
        if (const auto number = take_number(rest)) most = std::max(most, *number);
    }
    return most;
}

int shuffle_to_rgb(int64_t channels) {
    for (int factor = 1; factor <= 8; ++factor) {
        if (channels == int64_t{3} * factor * factor) return factor;
    }
    return 0;
}

std::vector<int> shuffle_factors(const TensorViews& tensors, const std::string& name) {
    std::vector<int> factors;
    for (int i = 0; i < 10; i += 2) {
        const std::string weight = name + "." + std::to_string(i) + ".weight";
        if (!tensors.contains(weight)) break;
        factors.push_back(root_of(extent(tensors, weight, 0) / std::max<int64_t>(1, extent(tensors, weight, 1))));
    }
    return factors;
}

Failure other_channels(const std::string& architecture, int64_t in, int64_t out) {
    return {"this is an upscaler (" + architecture + ") that takes " + std::to_string(in) + " channels and gives " + std::to_string(out) +
            "; Image Lab runs those of RGB pictures, 3 and 3"};
}

Result<HatConfig> hat_config(const TensorViews& tensors) {
    HatConfig config;
    const std::string group = "layers.0.residual_group.", block = group + "blocks.0.";
    config.channels = wide(tensors, "conv_first.weight");
    config.hidden = wide(tensors, block + "mlp.fc1.weight");
    config.overlap_hidden = wide(tensors, group + "overlap_attn.mlp.fc1.weight");
    config.compressed = wide(tensors, block + "conv_block.cab.0.weight");
    config.squeezed = wide(tensors, block + "conv_block.cab.3.attention.1.weight");
    config.window = (root_of(extent(tensors, block + "attn.relative_position_bias_table", 0)) + 1) / 2;
    config.overlap = root_of(extent(tensors, group + "overlap_attn.relative_position_bias_table", 0)) + 1 - config.window;
    for (int i = 0; i < most_layers_believed; ++i) {
        const std::string name = "layers." + std::to_string(i) + ".residual_group.";
        const int depth = count_layers(tensors, name + "blocks.", ".norm1.weight");
        if (depth == 0) break;
        config.depths.push_back(depth);
        config.heads.push_back(wide(tensors, name + "overlap_attn.relative_position_bias_table", 1));
    }
    if (config.window < 2 || config.window > 64 || config.overlap < config.window || config.overlap > 2 * config.window ||
        (config.overlap - config.window) % 2 != 0 || !divides(config.channels, config.heads))
        return not_whole("HAT", "windows or heads");
    if (tensors.contains("absolute_pos_embed")) return Failure{"this is an upscaler (HAT) with absolute positions (ape), which is not run"};
    config.qkv_biased = tensors.contains(block + "attn.qkv.bias");
    config.patch_normed = tensors.contains("patch_embed.norm.weight");
    config.conv_behind = tensors.contains("conv_after_body.weight");
    config.features = wide(tensors, "conv_last.weight", 1);
    config.factors = shuffle_factors(tensors, "upsample");
    const int64_t in = extent(tensors, "conv_first.weight", 1), out = extent(tensors, "conv_last.weight", 0);
    if (in != 3 || out != 3) return other_channels("HAT", in, out);
    if (config.scale() < 1 || config.scale() > 8) return other_scale("HAT", config.scale());
    return config;
}

Result<DatConfig> dat_config(const TensorViews& tensors) {
    DatConfig config;
    const std::string block = "layers.0.blocks.0.", bias = block + "attn.attns.0.rpe_biases";
    config.channels = wide(tensors, "conv_first.weight");
    config.hidden = wide(tensors, block + "ffn.fc1.weight");
    config.position_width = wide(tensors, block + "attn.attns.0.pos.pos_proj.weight");
    for (int i = 0; i < most_layers_believed; ++i) {
        const std::string name = "layers." + std::to_string(i) + ".blocks.";
        const int depth = count_layers(tensors, name, ".norm1.weight");
        if (depth == 0) break;
        config.depths.push_back(depth);
        // A single block has no channel attention, and tells half of the heads alone.
        config.heads.push_back(depth > 1 ? wide(tensors, name + "1.attn.temperature")
                                         : 2 * wide(tensors, name + "0.attn.attns.0.pos.pos3.2.weight"));
    }
    // Distances within a window, the largest last.
    const int64_t distances = extent(tensors, bias, 0);
    float last[2] = {0, 0};
    if (distances > 0 && extent(tensors, bias, 1) == 2)
        read_elements(tensors.at(bias), 2 * (distances - 1), 2, DType::f32, reinterpret_cast<std::byte*>(last));
    for (const int i : {0, 1}) config.split[i] = static_cast<int>(std::clamp(last[i], 0.0f, 1000.0f)) + 1;
    const bool fits = int64_t{2 * config.split[0] - 1} * (2 * config.split[1] - 1) == distances;
    if (!fits || config.split[0] * config.split[1] > 4096 ||
        std::max(config.split[0], config.split[1]) % std::min(config.split[0], config.split[1]) != 0 ||
        !divides(config.channels, config.heads, 2) || !divides(config.channels, config.heads))
        return not_whole("DAT", "windows or heads");
    config.qkv_biased = tensors.contains(block + "attn.qkv.bias");
    config.three_convs = !tensors.contains("conv_after_body.weight");
    config.direct = !tensors.contains("conv_last.weight");
    config.features = wide(tensors, "conv_before_upsample.0.weight");
    config.factors = shuffle_factors(tensors, "upsample");
    if (config.direct) config.factors = {root_of(extent(tensors, "upsample.0.weight", 0) / 3)};
    const int64_t in = extent(tensors, "conv_first.weight", 1), out = config.direct ? 3 : extent(tensors, "conv_last.weight", 0);
    if (in != 3 || out != 3) return other_channels("DAT", in, out);
    if (config.scale() < 1 || config.scale() > 8) return other_scale("DAT", config.scale());
    return config;
}

Result<OmniSrConfig> omnisr_config(const TensorViews& tensors) {
    OmniSrConfig config;
    const std::string biases = "residual_layer.0.residual_layer.0.layer.2.fn.rel_pos_bias.weight";
    config.channels = wide(tensors, "input.weight");
    config.groups = highest_number(tensors, "residual_layer.") + 1;
    config.blocks = highest_number(tensors, "residual_layer.0.residual_layer.");
    config.enhanced = wide(tensors, "residual_layer.0.esa.conv1.weight");
    config.biases = tensors.contains(biases);
    if (config.biases) config.window = (root_of(extent(tensors, biases, 0)) + 1) / 2;
    config.biased = tensors.contains("input.bias");
    config.factor = shuffle_to_rgb(extent(tensors, "up.0.weight", 0));
    const int64_t in = extent(tensors, "input.weight", 1);
    if (in != 3 || config.factor == 0) return other_channels("OmniSR", in, extent(tensors, "up.0.weight", 0));
    if (config.channels < 4 || config.channels % 4 != 0 || config.groups > most_layers_believed || config.blocks < 1 ||
        config.blocks > most_layers_believed || config.window < 2 || config.window > 64)
        return not_whole("OmniSR", "windows or blocks");
    return config;
}

Result<PlksrConfig> plksr_config(const TensorViews& tensors) {
    using Kernels = PlksrConfig::Kernels;
    PlksrConfig config;
    const std::string block = "feats.1.";
    config.real = tensors.contains(block + "channel_mixer.0.weight");
    const std::string name = config.real ? "RealPLKSR" : "PLKSR", mixer = block + (config.real ? "channel_mixer" : "channe_mixer");
    const int last = highest_number(tensors, "feats.");
    config.blocks = last - (config.real ? 2 : 1);  // with a place for dropout in front of the last convolution
    config.channels = wide(tensors, "feats.0.weight");
    config.mixers[0] = wide(tensors, mixer + ".0.weight", 2), config.mixers[1] = wide(tensors, mixer + ".2.weight", 2);
    const std::string parts[] = {"lk.conv.weight", "lk.convs.0.weight", "lk.mn_conv.weight"};
    for (const Kernels kernels : {Kernels::rectangles, Kernels::sparse, Kernels::one}) {
        const std::string part = block + parts[static_cast<int>(kernels)];
        if (!tensors.contains(part)) continue;
        config.kernels = kernels;
        config.partial = wide(tensors, part), config.kernel = wide(tensors, part, 2);
    }
    config.attention = tensors.contains(block + "attn.f.0.weight");
    config.layer_normed = tensors.contains(block + "layer_norm.bias");
    config.sampled = tensors.contains("to_img.init_pos");
    const std::string end = "feats." + std::to_string(last) + ".weight";
    config.factor = shuffle_to_rgb(extent(tensors, end, 0));
    const int64_t in = extent(tensors, "feats.0.weight", 1);
    if (in != 3 || config.factor == 0) return other_channels(name, in, extent(tensors, end, 0));
    if (config.blocks < 1 || config.blocks > most_layers_believed || config.partial < 1 || config.partial > config.channels || config.kernel < 1 ||
        config.mixers[0] % 2 == 0 || config.mixers[1] % 2 == 0)
        return not_whole(name, "blocks or kernels");
    // Dilations are in no file: spandrel, too, takes them to be the paper's.
    if (config.kernels == Kernels::sparse && (highest_number(tensors, block + "lk.convs.") != 3 || config.kernel != 5))
        return Failure{"this is an upscaler (PLKSR) with sparse kernels other than the paper's four of 5 x 5, which are not run"};
    return config;
}

}  // namespace imagelab
