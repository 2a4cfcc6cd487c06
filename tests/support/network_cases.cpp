#include "tests/support/network_cases.h"

#include <algorithm>

#include "core/models/clip_text.h"
#include "core/models/dit_pixart.h"
#include "core/models/t5_encoder.h"
#include "core/models/unet_sdxl.h"
#include "core/models/vae_kl.h"
#include "core/ops/ops.h"
#include "core/weights/detect.h"
#include "core/weights/keys_pixart.h"
#include "tests/support/golden.h"

namespace imagelab::test {
namespace {

using naive::HostTensor;

int extent(const HostTensor& x, size_t axis) {
    return static_cast<int>(x.shape.at(axis));
}

// The first position of the highest id of each row: the end token.
HostTensor end_positions(const HostTensor& ids) {
    HostTensor positions{{ids.shape[0]}, {}};
    for (auto row = ids.values.begin(); row != ids.values.end(); row += ids.shape[1]) {
        positions.values.push_back(static_cast<float>(std::max_element(row, row + ids.shape[1]) - row));
    }
    return positions;
}

// Row i of x's first axis.
HostTensor row(const HostTensor& x, int64_t i) {
    const int64_t size = element_count(x.shape) / x.shape[0];
    return {Shape(x.shape.begin() + 1, x.shape.end()), {x.values.begin() + i * size, x.values.begin() + (i + 1) * size}};
}

class Cases {
  public:
    Cases(const SmallModel& model, DType compute) : model_(model), compute_(compute), golden_(read_components(model.name)) {}

    NetworkCase text(const std::string& component, const ClipTextConfig& config) const {
        NetworkCase made = start(component, component);
        const HostTensor& ids = golden_.at(component + "/ids");
        trace_clip_text(made.graph, config, extent(ids, 0), extent(ids, 1), HiddenStates::all);
        made.inputs["ids"] = ids;
        for (int i = 0; i <= config.layers; ++i)
            made.expected["hidden_states." + std::to_string(i)] = row(golden_.at(component + "/hidden_states"), i);
        made.expected["last_hidden_state"] = golden_.at(component + "/last_hidden_state");
        if (config.projection_width > 0) {
            made.inputs["eos"] = end_positions(ids);
            made.expected["pooled"] = golden_.at(component + "/pooled");
        }
        return made;
    }

    NetworkCase unet(int number) const {
        NetworkCase made = start("unet", "unet " + std::to_string(number));
        const std::string prefix = "unet/" + std::to_string(number) + "/";
        const HostTensor latents = to_nhwc(golden_.at(prefix + "sample"));
        const int batch = extent(latents, 0);
        trace_unet(made.graph, model_.unet, batch, extent(latents, 1), extent(latents, 2), extent(golden_.at("unet/context"), 1));
        made.inputs = {{"latents", latents}, {"context", golden_.at("unet/context")}};
        made.inputs["timestep"] = {{batch}, std::vector<float>(batch, golden_.at(prefix + "timestep").values.at(0))};
        made.inputs["pooled"] = golden_.at(prefix + "pooled");
        made.inputs["time_ids"] = golden_.at(prefix + "time_ids");
        made.expected["noise"] = to_nhwc(golden_.at(prefix + "output"));
        return made;
    }

    NetworkCase vae_decoder(int number) const {
        NetworkCase made = start("vae", "vae decoder " + std::to_string(number));
        const std::string prefix = "vae/" + std::to_string(number) + "/";
        const HostTensor latents = to_nhwc(golden_.at(prefix + "latents"));
        trace_vae_decoder(made.graph, model_.vae, extent(latents, 0), extent(latents, 1), extent(latents, 2));
        made.inputs["latents"] = latents;
        made.expected["image"] = to_nhwc(golden_.at(prefix + "decoded"));
        return made;
    }

    NetworkCase vae_encoder(int number) const {
        NetworkCase made = start("vae", "vae encoder " + std::to_string(number));
        const std::string prefix = "vae/" + std::to_string(number) + "/";
        const HostTensor image = to_nhwc(golden_.at(prefix + "picture"));
        trace_vae_encoder(made.graph, model_.vae, extent(image, 0), extent(image, 1), extent(image, 2));
        made.inputs["image"] = image;
        made.expected["moments"] = joined(to_nhwc(golden_.at(prefix + "mean")), to_nhwc(golden_.at(prefix + "logvar")));
        return made;
    }

  private:
    NetworkCase start(const std::string& component, const std::string& name) const {
        NetworkCase made{model_.name + " " + name, model_.name, component, {}, {}, {}};
        made.graph.compute = compute_;
        return made;
    }

    // Channels of a, then channels of b.
    static HostTensor joined(const HostTensor& a, const HostTensor& b) {
        HostTensor both{a.shape, {}};
        const int64_t width = a.shape.back();
        both.shape.back() *= 2;
        for (size_t at = 0; at < a.values.size(); at += width) {
            both.values.insert(both.values.end(), a.values.begin() + at, a.values.begin() + at + width);
            both.values.insert(both.values.end(), b.values.begin() + at, b.values.begin() + at + width);
        }
        return both;
    }

    const SmallModel& model_;
    DType compute_;
    naive::Tensors golden_;
};

// Configurations of a PixArt model by its weights alone: the check of a borrowed GPU links this file and no tokenizer.
struct PixartConfigs {
    T5Config t5;
    PixartConfig transformer;
};

PixartConfigs pixart_configs(const std::filesystem::path& folder) {
    const OpenedWeights text = open_weight_folder(folder / "text_encoder", "model").value();
    const OpenedWeights denoiser = open_weight_folder(folder / "transformer", "diffusion_pytorch_model").value();
    return {detect_t5(MappedWeights(canonical_t5(text.tensors), text.source.string(), text.files),
                      Settings::read(folder / "text_encoder" / "config.json")),
            detect_pixart(MappedWeights(denoiser.tensors, denoiser.source.string(), denoiser.files),
                          Settings::read(folder / "transformer" / "config.json"))};
}

// Networks of a PixArt model.
class PixartCases {
  public:
    PixartCases(const std::string& model, DType compute)
        : model_(model), compute_(compute), configs_(pixart_configs(small_model_dir(model))), golden_(read_components(model)) {}

    // Rows of padding are zeros in the golden and mean nothing in the network: they are multiplied by zero.
    NetworkCase t5() const {
        NetworkCase made = start("text_encoder", "t5");
        const HostTensor &ids = golden_.at("t5/ids"), &counts = golden_.at("t5/counts");
        const int batch = extent(ids, 0), tokens = extent(ids, 1);
        trace_t5_encoder(made.graph, configs_.t5, batch, tokens);
        HostTensor words{{batch, tokens, configs_.t5.width}, {}};
        const HostTensor table = read_weights(model_, "text_encoder").at("shared.weight");
        std::vector<float> mask;
        for (int64_t i = 0; i < batch * tokens; ++i) {
            const auto from = table.values.begin() + static_cast<int64_t>(ids.values[i]) * configs_.t5.width;
            words.values.insert(words.values.end(), from, from + configs_.t5.width);
            mask.push_back(static_cast<float>(i % tokens) < counts.values[i / tokens] ? 1.0f : 0.0f);
        }
        made.inputs = {{"words", words}, {"counts", counts}};
        const Tensor hidden(&made.graph, made.graph.outputs.front().value);
        made.graph.outputs.clear();
        ops::output(made.graph, "hidden_states", ops::mul(hidden, ops::constant(made.graph, {batch, tokens, 1}, mask)));
        made.expected["hidden_states"] = golden_.at("t5/hidden_states");
        return made;
    }

    NetworkCase transformer(int number) const {
        NetworkCase made = start("transformer", "transformer " + std::to_string(number));
        const std::string prefix = "transformer/" + std::to_string(number) + "/";
        const HostTensor latents = to_nhwc(golden_.at(prefix + "latents")), &context = golden_.at("transformer/context");
        trace_pixart(made.graph, configs_.transformer, extent(latents, 0), extent(latents, 1), extent(latents, 2), extent(context, 1));
        made.inputs = {{"latents", latents}, {"context", context}, {"counts", golden_.at("transformer/counts")}};
        made.inputs["timestep"] = golden_.at(prefix + "timestep");
        if (configs_.transformer.size_conditions) {
            made.inputs["resolution"] = row(golden_.at(prefix + "resolution"), 0);
            made.inputs["aspect_ratio"] = {{1}, {golden_.at(prefix + "aspect_ratio").values.at(0)}};
        }
        made.expected["noise"] = to_nhwc(golden_.at(prefix + "noise"));
        return made;
    }
    int transformers() const { return static_cast<int>(golden_.count("transformer/2/noise") ? 3 : 2); }

  private:
    NetworkCase start(const std::string& component, const std::string& name) const {
        NetworkCase made{model_ + " " + name, model_, component, {}, {}, {}};
        made.graph.compute = compute_;
        return made;
    }

    const std::string model_;
    DType compute_;
    PixartConfigs configs_;
    naive::Tensors golden_;
};

}  // namespace

const std::vector<std::string>& pixart_models() {
    static const std::vector<std::string> models{"sigma72", "alpha"};
    return models;
}

std::vector<NetworkCase> network_cases(DType compute) {
    std::vector<NetworkCase> made;
    for (const SmallModel& model : small_models()) {
        const Cases cases(model, compute);
        made.push_back(cases.text("text_encoder", model.text_encoder));
        made.push_back(cases.text("text_encoder_2", model.text_encoder_2));
        for (int number = 0; number < 3; ++number) made.push_back(cases.unet(number));
        for (int number = 0; number < 2; ++number) made.push_back(cases.vae_decoder(number));
        for (int number = 0; number < 2; ++number) made.push_back(cases.vae_encoder(number));
    }
    for (const std::string& model : pixart_models()) {
        const PixartCases cases(model, compute);
        made.push_back(cases.t5());
        for (int number = 0; number < cases.transformers(); ++number) made.push_back(cases.transformer(number));
    }
    return made;
}

}  // namespace imagelab::test
