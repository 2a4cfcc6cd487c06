#include <cstdio>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "core/base/bytes.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/library/model_library.h"
#include "core/weights/model_files.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::vector<std::string> dtype_list(const std::vector<DType>& dtypes) {
    std::vector<std::string> names;
    for (const DType dtype : dtypes) names.emplace_back(dtype_name(dtype));
    return names;
}

json device_json(const DeviceInfo& device) {
    return {{"id", device.id},
            {"name", device.name},
            {"kind", device.kind},
            {"driver", device.driver},
            {"features", device.features},
            {"dtypes", dtype_list(device.dtypes)},
            {"memory_total_bytes", device.memory_total},
            {"memory_free_bytes", device.memory_free},
            {"own_memory", device.own_memory},
            {"threads", device.threads}};
}

void print_device(const DeviceInfo& device) {
    std::printf("%s  %s\n", device.id.c_str(), device.name.c_str());
    const auto row = [](const char* name, const std::string& value) { std::printf("    %-12s %s\n", name, value.c_str()); };
    row("arithmetic", comma_list(dtype_list(device.dtypes)) + " (the first is the default)");
    row("kind", device.kind + (device.kind == "software" ? " (never chosen by itself)" : ""));
    row("features", device.features.empty() ? "none" : comma_list(device.features));
    row("memory", readable_bytes(device.memory_total) + ", " + readable_bytes(device.memory_free) + " free");
    if (device.threads > 0) row("threads", std::to_string(device.threads));
    row("driver", device.driver);
}

struct Component {
    std::string name, source;  // source: its file or index
    int64_t parameters = 0, bytes = 0;
    std::map<std::string, int64_t> parameters_by_dtype;
};

Component component(const std::string& name, const std::shared_ptr<const WeightMap>& weights) {
    Component found{name, weights ? weights->source() : ""};
    if (!weights) return found;
    for (const auto& [key, view] : weights->tensors()) {
        found.bytes += static_cast<int64_t>(view.bytes());
        if (view.dtype == DType::i32 || view.dtype == DType::i64) continue;  // position ids, no parameters
        found.parameters += element_count(view.shape);
        found.parameters_by_dtype[storage_name(view)] += element_count(view.shape);
    }
    return found;
}

json clip_json(const ClipTextConfig& clip) {
    return {{"vocab_size", clip.vocab_size},
            {"max_positions", clip.max_positions},
            {"width", clip.width},
            {"layers", clip.layers},
            {"heads", clip.heads},
            {"mlp_width", clip.mlp_width},
            {"projection_width", clip.projection_width},
            {"activation", clip.activation == ClipTextConfig::Activation::gelu ? "gelu" : "quick_gelu"}};
}

json unet_json(const UnetConfig& unet) {
    return {{"in_channels", unet.in_channels},
            {"out_channels", unet.out_channels},
            {"channels", unet.channels},
            {"layers", unet.layers},
            {"down_transformer_layers", unet.down_transformer_layers},
            {"mid_transformer_layers", unet.mid_transformer_layers},
            {"up_transformer_layers", unet.up_transformer_layers},
            {"heads", unet.heads},
            {"context_width", unet.context_width},
            {"addition_width", unet.addition_width}};
}

json vae_json(const VaeConfig& vae) {
    return {{"latent_channels", vae.latent_channels}, {"channels", vae.channels},         {"layers", vae.layers},
            {"scaling_factor", vae.scaling_factor},   {"shift_factor", vae.shift_factor}, {"downscale", vae.downscale()}};
}

json noise_json(const NoiseScheduleConfig& noise) {
    constexpr const char* betas[] = {"linear", "scaled_linear", "squaredcos_cap_v2"};
    constexpr const char* predictions[] = {"epsilon", "v_prediction", "sample"};
    constexpr const char* spacings[] = {"leading", "linspace", "trailing"};
    return {{"train_timesteps", noise.train_timesteps},
            {"beta_start", noise.beta_start},
            {"beta_end", noise.beta_end},
            {"betas", betas[static_cast<int>(noise.betas)]},
            {"prediction", predictions[static_cast<int>(noise.prediction)]},
            {"timestep_spacing", spacings[static_cast<int>(noise.timestep_spacing)]},
            {"steps_offset", noise.steps_offset}};
}

json pixart_json(const ModelFiles& model) {
    const T5Config& t5 = model.t5;
    const PixartConfig& dit = model.transformer;
    return {{"text_encoder",
             {{"vocab_size", t5.vocab_size},
              {"width", t5.width},
              {"layers", t5.layers},
              {"heads", t5.heads},
              {"head_size", t5.head_size},
              {"mlp_width", t5.mlp_width}}},
            {"transformer",
             {{"sample_size", dit.sample_size},
              {"in_channels", dit.in_channels},
              {"out_channels", dit.out_channels},
              {"patch", dit.patch},
              {"layers", dit.layers},
              {"heads", dit.heads},
              {"head_size", dit.head_size},
              {"caption_width", dit.caption_width},
              {"position_scale", dit.position_scale},
              {"size_conditions", dit.size_conditions}}},
            {"caption_tokens", model.caption_tokens},
            {"vae", vae_json(model.vae)},
            {"noise", noise_json(model.noise)}};
}

json configuration_json(const ModelFiles& model) {
    if (model.kind == ModelKind::pixart) return pixart_json(model);
    return {{"text_encoder", clip_json(model.text_encoder)},
            {"text_encoder_2", clip_json(model.text_encoder_2)},
            {"unet", unet_json(model.unet)},
            {"vae", vae_json(model.vae)},
            {"noise", noise_json(model.noise)},
            {"force_zeros_for_empty_prompt", model.force_zeros_for_empty_prompt}};
}

// Resident weights, not the activations: `imagelab plan` knows those for a size.
json memory_json(int64_t parameters) {
    return {{"weights_bf16_bytes", parameters * 2}, {"weights_f32_bytes", parameters * 4}};
}

void print_model(const ModelFiles& model, const std::vector<Component>& components) {
    std::printf("%s: %s, %s\n%s\n\n", model.name.c_str(), std::string(model_kind_name(model.kind)).c_str(), model.layout.c_str(),
                model.path.c_str());
    std::printf("%-16s %14s %12s  %-10s %s\n", "component", "parameters", "on disk", "type", "file");
    int64_t parameters = 0, bytes = 0;
    for (const Component& part : components) {
        std::string types;
        for (const auto& entry : part.parameters_by_dtype) types += (types.empty() ? "" : ", ") + entry.first;
        std::printf("%-16s %14lld %12s  %-10s %s\n", part.name.c_str(), static_cast<long long>(part.parameters),
                    readable_bytes(part.bytes).c_str(), types.c_str(), part.source.c_str());
        parameters += part.parameters;
        bytes += part.bytes;
    }
    std::printf("%-16s %14lld %12s\n\n", "all", static_cast<long long>(parameters), readable_bytes(bytes).c_str());
    std::printf("weights in memory: %s in bf16, %s in f32 (`imagelab plan` tells the peak for a size)\n\nconfiguration\n",
                readable_bytes(parameters * 2).c_str(), readable_bytes(parameters * 4).c_str());
    const json configuration = configuration_json(model);
    for (const auto& [name, part] : configuration.items()) std::printf("  %-16s %s\n", name.c_str(), part.dump().c_str());
}

}  // namespace

int devices_command(bool json_wanted) {
    json list = json::array();
    for (const auto& device : make_devices(0)) {
        if (json_wanted) {
            list.push_back(device_json(device->info()));
        } else {
            print_device(device->info());
        }
    }
    if (json_wanted) std::cout << json{{"devices", list}}.dump(2) << std::endl;
    return exit_done;
}

int info_command(const std::string& path, bool json_wanted) {
    const auto file = model_path(path, data_dir());
    const auto model = file ? open_model(*file) : Result<ModelFiles>(Failure{file.error()});
    if (!model) return fail(exit_model, model.error(), json_wanted);
    std::vector<Component> components;
    for (const ModelFiles::Component& part : model->components()) components.push_back(component(part.name, part.weights));
    if (!json_wanted) {
        print_model(*model, components);
        return exit_done;
    }
    json list = json::array();
    int64_t parameters = 0;
    for (const Component& part : components) {
        list.push_back({{"name", part.name},
                        {"source", part.source},
                        {"parameters", part.parameters},
                        {"bytes", part.bytes},
                        {"parameters_by_dtype", part.parameters_by_dtype}});
        parameters += part.parameters;
    }
    const json object = {{"name", model->name},
                         {"path", model->path.string()},
                         {"kind", model_kind_name(model->kind)},
                         {"layout", model->layout},
                         {"parameters", parameters},
                         {"components", list},
                         {"memory", memory_json(parameters)},
                         {"configuration", configuration_json(*model)}};
    print_json(object);
    return exit_done;
}

}  // namespace imagelab
