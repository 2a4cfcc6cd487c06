#include "core/families/control_net_files.h"

#include <set>

#include "core/adapters/control_lora.h"
#include "core/families/component_files.h"
#include "core/families/model_part.h"
#include "core/models/unet_sdxl.h"
#include "core/weights/detect.h"
#include "core/weights/keys_control.h"

namespace imagelab {
namespace fs = std::filesystem;

namespace {

std::vector<std::string> modules_of(const WeightMap& weights) {
    std::set<std::string> modules;
    for (const auto& [name, view] : weights.tensors()) modules.insert(name.substr(0, name.rfind('.')));
    return {modules.begin(), modules.end()};
}

std::shared_ptr<const WeightMap> unet_weights(const ModelFiles& base) {
    for (const ModelPart& part : base.parts()) {
        if (part.name == "unet") return part.weights;
    }
    throw Error(base.name + ": has no UNet");
}

void read_weights(ControlNetFiles& files, ControlKind kind, const ComponentFiles& part, const ModelFiles& base, const UnetConfig& unet) {
    const TensorViews& tensors = part.weights.tensors;
    switch (kind) {
        case ControlKind::t2i_adapter:
            files.weights = map_of(canonical_t2i_adapter(tensors), part.weights);
            files.config = detect_t2i_adapter(*files.weights, unet);
            return;
        case ControlKind::lllite:
            files.weights = map_of(canonical_lllite(tensors, modules_of(*unet_weights(base))), part.weights);
            files.config = detect_control_lllite(*files.weights, unet);
            return;
        case ControlKind::control_lora:
            files.weights = control_lora_weights(map_of(canonical_control_net(tensors), part.weights), unet_weights(base));
            break;
        default:
            files.weights = map_of(canonical_control_net(tensors), part.weights);
    }
    files.config = detect_control_net(*files.weights, part.config, unet);
}

}  // namespace

Result<OpenedControlNet> open_control_net(const fs::path& path, const ModelFiles& base) {
    const UnetConfig* unet = base.controlled_unet();
    if (unet == nullptr)
        return Failure{base.name + " is a model of the family " + std::string(base.family().name) +
                       ", beside which no ControlNet runs: they are made for SDXL"};
    try {
        const ComponentFiles part = open_part(path, "controlnet", diffusers_stem);
        const TensorViews& tensors = part.weights.tensors;
        const ControlKind kind = control_kind(tensors);
        const ControlKindInfo& info = control_kind_info(kind);
        if (!info.runs) {
            const std::string other = kind == ControlKind::none ? describe_other_model(tensors) : std::string(info.sentence);
            return Failure{path.string() + ": " + (other.empty() ? "this is a whole model and no ControlNet" : other)};
        }
        auto files = std::make_shared<ControlNetFiles>();
        files->path = path;
        files->name = fs::is_directory(path) ? path.filename().string() : path.stem().string();
        read_weights(*files, kind, part, base, *unet);
        if (const auto whole = check_complete(control_net_part(files->weights, files->config)); !whole) return Failure{whole.error()};
        if (files->config.structure != ControlStructure::control_net) {
            Graph beside;  // of another model's levels it would not fit
            const int side = 1 << unet->channels.size();
            trace_unet(beside, *unet, 1, side, side, 1, {files->config});
        }
        return OpenedControlNet(std::move(files));
    } catch (const Error& error) {
        return Failure{error.what()};
    }
}

std::vector<ControlNetConfig> configs_of(const ControlNets& nets) {
    std::vector<ControlNetConfig> configs;
    for (const OpenedControlNet& net : nets) configs.push_back(net->config);
    return configs;
}

}  // namespace imagelab
