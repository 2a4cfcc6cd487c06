#include "core/families/control_net_files.h"

#include "core/families/component_files.h"
#include "core/weights/detect.h"
#include "core/weights/keys_control.h"

namespace imagelab {
namespace fs = std::filesystem;

Result<OpenedControlNet> open_control_net(const fs::path& path, const ModelFiles& base) {
    const UnetConfig* unet = base.controlled_unet();
    if (unet == nullptr)
        return Failure{base.name + " is a model of the family " + std::string(base.family().name) +
                       ", beside which no ControlNet runs: they are made for SDXL"};
    try {
        const ComponentFiles part = open_part(path, "controlnet", network_stem);
        const TensorViews& tensors = part.weights.tensors;
        const ControlKind kind = control_kind(tensors);
        if (kind != ControlKind::control_net && kind != ControlKind::union_net) {
            const std::string other =
                kind == ControlKind::none ? describe_other_model(tensors) : std::string(control_kind_info(kind).sentence);
            return Failure{path.string() + ": " + (other.empty() ? "this is a whole model and no ControlNet" : other)};
        }
        auto files = std::make_shared<ControlNetFiles>();
        files->path = path;
        files->name = fs::is_directory(path) ? path.filename().string() : path.stem().string();
        files->weights = map_of(canonical_control_net(tensors), part.weights);
        files->config = detect_control_net(*files->weights, part.config, *unet);
        if (const auto whole = check_complete(control_net_part(files->weights, files->config)); !whole) return Failure{whole.error()};
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
