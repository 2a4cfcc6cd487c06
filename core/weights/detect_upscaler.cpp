#include "core/weights/detect_upscaler.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "core/weights/swinir.h"
#include "core/weights/upscaler_shapes.h"

namespace imagelab {
namespace {

// Without the dictionaries that checkpoints lie in, which the readers of pickles join to the names, and what wraps a network while it is
// trained. The average of the weights comes first, as the networks' own programs take it.
TensorViews unwrapped(const TensorViews& tensors) {
    TensorViews found = tensors;
    for (const std::string wrapper :
         {"params_ema.", "params-ema.", "params.", "model_state_dict.", "state_dict.", "net.", "model.state_dict."}) {
        TensorViews inner;
        for (const auto& [name, view] : found) {
            if (name.starts_with(wrapper)) inner.emplace(name.substr(wrapper.size()), view);
        }
        if (!inner.empty()) found = std::move(inner);
    }
    for (const std::string wrapper : {"module.", "netG."}) {
        const bool all = std::all_of(found.begin(), found.end(), [&](const auto& item) { return item.first.starts_with(wrapper); });
        if (!all || found.empty()) continue;
        TensorViews inner;
        for (const auto& [name, view] : found) inner.emplace(name.substr(wrapper.size()), view);
        found = std::move(inner);
    }
    return found;
}

struct Mark {
    const char* architecture;
    std::vector<const char*> names;  // all of which it has
};
// After spandrel's detection: the first that matches.
const std::vector<Mark>& marks() {
    static const std::vector<Mark> table{
        {"ESRGAN", {"model.0.weight", "model.1.sub.0.RDB1.conv1.0.weight"}},
        {"ESRGAN", {"conv_first.weight", "body.0.rdb1.conv1.weight", "conv_body.weight", "conv_last.weight"}},
        {"ESRGAN", {"conv_first.weight", "RRDB_trunk.0.RDB1.conv1.weight", "trunk_conv.weight", "conv_last.weight"}},
        {"SPAN", {"conv_1.eval_conv.weight", "block_1.c1_r.eval_conv.weight", "conv_cat.weight", "upsampler.0.weight"}},
        {"HAT", {"layers.0.residual_group.overlap_attn.qkv.weight", "conv_first.weight"}},
        {"DAT", {"layers.0.blocks.0.attn.attns.0.rpe_biases", "conv_first.weight"}},
        {"ATD", {"layers.0.residual_group.layers.0.attn_atd.scale", "conv_first.weight"}},
        {"DRCT", {"layers.0.swin1.attn.relative_position_index", "conv_first.weight"}},
        {"Swin2SR", {"layers.0.residual_group.blocks.0.attn.logit_scale", "conv_first.weight"}},
        {"SwinIR", {"layers.0.residual_group.blocks.0.norm1.weight"}},
        {"OmniSR", {"residual_layer.0.residual_layer.0.layer.0.fn.0.weight", "input.weight", "up.0.weight"}},
        {"PLKSR", {"feats.0.weight", "feats.1.refine.weight"}},
        {"SCUNet", {"m_head.0.weight", "m_body.0.trans_block.ln1.weight"}},
        {"RealCUGAN", {"unet1.conv1.conv.0.weight", "unet2.conv1.conv.0.weight"}},
        {"SAFMN", {"to_feat.weight", "feats.0.norm1.weight"}},
        {"GFPGAN", {"toRGB.0.weight", "stylegan_decoder.style_mlp.1.weight"}},
        {"Real-ESRGAN Compact", {"body.0.weight", "body.0.bias", "body.1.weight"}},
    };
    return table;
}

std::string architecture_of(const TensorViews& tensors) {
    const auto has = [&](const char* name) { return tensors.contains(name); };
    for (const Mark& mark : marks()) {
        if (std::all_of(mark.names.begin(), mark.names.end(), has)) return mark.architecture;
    }
    return {};
}

bool take(std::string_view& text, std::string_view start) {
    if (!text.starts_with(start)) return false;
    text.remove_prefix(start.size());
    return true;
}

// "RDB1.conv2.0.weight" or "rdb1.conv2.weight" of a block
std::string dense_name(int block, std::string_view rest) {
    std::string name = "body." + std::to_string(block) + ".rdb" + std::string(rest.substr(3));
    if (const size_t inner = name.find(".0.", name.find(".conv")); inner != std::string::npos) name.erase(inner, 2);
    return name;
}

// Old ESRGAN: one list of modules, in which the upsamplings stand by place.
std::string renamed_old(std::string_view name, int body, int last) {
    std::string_view rest = name;
    if (!take(rest, "model.")) return std::string(name);
    if (take(rest, "1.sub.")) {
        const auto block = take_number(rest);
        if (!block) return std::string(name);
        return *block == body ? "conv_body." + std::string(rest) : dense_name(*block, rest);
    }
    const auto place = take_number(rest);
    if (!place) return std::string(name);
    const std::string end(rest);
    if (*place == 0) return "conv_first." + end;
    if (*place == last) return "conv_last." + end;
    if (*place == last - 2) return "conv_hr." + end;
    if (*place % 3 == 0) return "conv_up" + std::to_string(*place / 3) + "." + end;
    return std::string(name);
}

std::string renamed_new(std::string_view name) {
    std::string_view rest = name;
    if (take(rest, "RRDB_trunk.") || take(rest, "body.")) {
        const auto block = take_number(rest);
        return block ? dense_name(*block, rest) : std::string(name);
    }
    if (take(rest, "trunk_conv.")) return "conv_body." + std::string(rest);
    if (take(rest, "HRconv.")) return "conv_hr." + std::string(rest);
    if (take(rest, "upconv")) return "conv_up" + std::string(rest);
    return std::string(name);
}

Result<DetectedUpscaler> rrdb(const TensorViews& tensors) {
    DetectedUpscaler found{"ESRGAN", {}, {}};
    const bool old = tensors.contains("model.0.weight");
    const int body = old ? highest_number(tensors, "model.1.sub.") : 0, last = old ? highest_number(tensors, "model.") : 0;
    for (const auto& [name, view] : tensors) found.tensors.emplace(old ? renamed_old(name, body, last) : renamed_new(name), view);
    for (auto& [name, view] : found.tensors) {
        if (name.find(".conv1x1.") != std::string::npos && view.shape.size() == 4) view.shape = {view.shape[0], view.shape[1]};
    }
    RrdbConfig config;
    config.channels = static_cast<int>(extent(found.tensors, "conv_first.weight", 0));
    config.growth = static_cast<int>(extent(found.tensors, "body.0.rdb1.conv1.weight", 0));
    config.blocks = highest_number(found.tensors, "body.") + 1;
    config.plus = found.tensors.contains("body.0.rdb1.conv1x1.weight");
    if (config.plus) found.architecture = "ESRGAN+";
    config.doublings = std::max(0, highest_number(found.tensors, "conv_up"));
    const int64_t in = extent(found.tensors, "conv_first.weight", 1), out = extent(found.tensors, "conv_last.weight", 0);
    if (out != 3 || (in != 3 && in != 12 && in != 48)) return other_channels(found.architecture, in, out);
    config.unshuffle = in == 12 ? 2 : in == 48 ? 4 : 1;
    if (config.doublings > 3 || (1 << config.doublings) < config.unshuffle)
        return Failure{"this is an upscaler (ESRGAN) that doubles sides " + std::to_string(config.doublings) + " times behind pixels of " +
                       std::to_string(config.unshuffle) + " rows, expected one that gives 1 to 8 times the size"};
    found.config = config;
    return found;
}

Result<DetectedUpscaler> compact(const TensorViews& tensors) {
    const int last = highest_number(tensors, "body.");
    const std::string end = "body." + std::to_string(last) + ".weight";
    CompactConfig config;
    config.channels = static_cast<int>(extent(tensors, "body.0.weight", 0));
    config.convolutions = (last - 2) / 2;
    config.factor = shuffle_to_rgb(extent(tensors, end, 0));
    const int64_t in = extent(tensors, "body.0.weight", 1);
    if (in != 3 || config.factor == 0) return other_channels("Real-ESRGAN Compact", in, extent(tensors, end, 0));
    if (last < 2 || last % 2 != 0)
        return Failure{"this is an upscaler (Real-ESRGAN Compact) whose last layer is number " + std::to_string(last) +
                       ", expected an even one: it is not whole, download it again"};
    return DetectedUpscaler{"Real-ESRGAN Compact", config, tensors};
}

Result<DetectedUpscaler> span(const TensorViews& tensors) {
    SpanConfig config;
    config.channels = static_cast<int>(extent(tensors, "conv_1.eval_conv.weight", 0));
    config.normed = !tensors.contains("no_norm");
    config.factor = shuffle_to_rgb(extent(tensors, "upsampler.0.weight", 0));
    const int64_t in = extent(tensors, "conv_1.eval_conv.weight", 1);
    if (in != 3 || config.factor == 0) return other_channels("SPAN", in, extent(tensors, "upsampler.0.weight", 0));
    return DetectedUpscaler{"SPAN", config, tensors};
}

Result<DetectedUpscaler> swinir(TensorViews tensors) {
    for (const std::string end : {"weight", "bias"}) {  // behind a pixel unshuffle
        if (auto inner = tensors.extract("conv_first.1." + end)) {
            inner.key() = "conv_first." + end;
            tensors.insert(std::move(inner));
        }
    }
    auto config = swinir_config(tensors);
    if (!config) return Failure{config.error()};
    if (auto added = add_swinir_tensors(*config, tensors); !added) return Failure{added.error()};
    return DetectedUpscaler{"SwinIR", std::move(*config), std::move(tensors)};
}

template <class Config>
Result<DetectedUpscaler> found(const std::string& architecture, const Result<Config>& config, const TensorViews& tensors) {
    if (!config) return Failure{config.error()};
    return DetectedUpscaler{architecture, *config, tensors};
}

}  // namespace

std::string upscaler_architecture(const TensorViews& tensors) {
    return architecture_of(unwrapped(tensors));
}

std::string upscaler_sentence(const std::string& architecture, int scale) {
    return "this is an upscaler (" + architecture + ", x" + std::to_string(scale) +
           "), which enlarges pictures; name it with --upscaler, or with --model of `imagelab upscale`";
}

Result<DetectedUpscaler> detect_upscaler(const TensorViews& tensors) {
    const TensorViews inner = unwrapped(tensors);
    const std::string architecture = architecture_of(inner);
    if (architecture == "ESRGAN") return rrdb(inner);
    if (architecture == "Real-ESRGAN Compact") return compact(inner);
    if (architecture == "SPAN") return span(inner);
    if (architecture == "SwinIR") return swinir(inner);
    if (architecture == "HAT") return found(architecture, hat_config(inner), inner);
    if (architecture == "DAT") return found(architecture, dat_config(inner), inner);
    if (architecture == "OmniSR") return found(architecture, omnisr_config(inner), inner);
    if (architecture == "PLKSR") {
        const auto config = plksr_config(inner);
        return found(config && config->real ? "RealPLKSR" : architecture, config, inner);
    }
    const std::string open = std::string(upscalers_that_open) + " open";
    if (!architecture.empty()) return Failure{"this is an upscaler (" + architecture + ") of a structure that is not run; " + open};
    return Failure{"it holds no upscaler that Image Lab knows; " + open};
}

}  // namespace imagelab
