#include "core/pipelines/control.h"

#include <algorithm>
#include <cmath>

#include "core/control/annotate.h"
#include "core/pipelines/reference.h"

namespace imagelab {
namespace {

constexpr double soft_base = 0.825;
constexpr int soft_first = 12;

constexpr double adapter_softness[] = {0.25, 0.62, 0.825, 1};

double soft_weight(const ControlNetConfig& net, int residual) {
    if (net.structure == ControlStructure::lllite) return 1;
    if (net.structure == ControlStructure::t2i_adapter)
        return adapter_softness[std::min<size_t>(static_cast<size_t>(residual), std::size(adapter_softness) - 1)];
    return std::pow(soft_base, soft_first - residual);
}

// A Union is told a type, of which pictures that cannot be made here are ready maps.
std::string cannot_use(const ControlUse& use, const ControlNetFiles& net, bool by_network) {
    const int types = net.config.control_types;
    if (types == 0) return by_network || use.ready ? "" : cannot_annotate(use.type);
    const std::optional<int> number = union_type(use.type);
    if (!number)
        return net.name +
               " is a ControlNet-Union, which is told what its picture shows: name a type (canny, scribble, softedge, lineart, tile, "
               "depth, pose, normal, segmentation), of a map that is ready with ready=true";
    return *number < types ? std::string() : net.name + " knows " + std::to_string(types) + " types of pictures, and not this one";
}

}  // namespace

std::optional<int> union_type(ControlType type) {
    switch (type) {
        case ControlType::pose:
            return 0;
        case ControlType::depth:
            return 1;
        case ControlType::scribble:
        case ControlType::softedge:
            return 2;
        case ControlType::canny:
        case ControlType::lineart:
            return 3;
        case ControlType::normal:
            return 4;
        case ControlType::segmentation:
            return 5;
        case ControlType::tile:
            return 6;
        case ControlType::none:
            break;
    }
    return std::nullopt;
}

Result<std::vector<Control>> resolve_controls(const Request& request, const Companions& companions, const std::optional<RgbImage>& start,
                                              const Painting* painting) {
    const ControlNets& nets = companions.controls;
    if (nets.size() != request.control_nets.size())
        throw Error("[control] " + std::to_string(nets.size()) + " networks for " + std::to_string(request.control_nets.size()) +
                    " controls");
    std::vector<Control> controls;
    for (size_t i = 0; i < nets.size(); ++i) {
        const ControlUse& use = request.control_nets[i];
        const bool by_network = !use.ready && companions.annotators.contains(use.type);
        if (const std::string why = cannot_use(use, *nets[i], by_network); !why.empty())
            return Failure{"conditioning.control_nets: " + why};
        Control& control = controls.emplace_back(Control{use, nets[i], {}});
        if (by_network) control.by_network = companions.annotators.at(use.type);
        if (use.image.empty()) {
            if (!start)
                return Failure{"conditioning.control_nets: " + nets[i]->name +
                               " has no picture: name one with image=FILE, or a start picture"};
            control.image = *start;
            continue;
        }
        auto image = read_picture(use.image);
        if (!image) return Failure{"conditioning.control_nets: " + image.error()};
        control.image = painting ? part_of(*image, *painting) : std::move(*image);
    }
    return controls;
}

std::vector<float> control_picture(const Control& control, int width, int height, const AnnotateByNetwork& by_network) {
    const bool fits = control.image.width == width && control.image.height == height;
    const bool ready = control.use.ready || !cannot_annotate(control.use.type).empty();
    const RgbImage picture = fits ? control.image : resize(control.image, width, height);
    const RgbImage made =
        control.by_network ? by_network(control.use.type, picture) : annotated(picture, ready ? ControlType::none : control.use.type);
    std::vector<float> values(made.pixels.size());
    for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(made.pixels[i]) / 255.0f;
    return values;
}

std::vector<float> control_scale(const ControlUse& use, int step, int steps, int batch, bool guided, const ControlNetConfig& net) {
    const int residuals = net.residuals();
    const bool counts = counts_in_step(use.start, use.end, step, steps);
    std::vector<float> scale(static_cast<size_t>(batch) * static_cast<size_t>(residuals), 0.0f);
    if (!counts) return scale;
    for (int image = 0; image < batch; ++image) {
        if (image == 0 && guided && use.mode == ControlMode::control) continue;
        for (int i = 0; i < residuals; ++i) {
            const double soft = use.mode == ControlMode::balanced ? 1 : soft_weight(net, i);
            scale[static_cast<size_t>(image * residuals + i)] = static_cast<float>(use.weight * soft);
        }
    }
    return scale;
}

}  // namespace imagelab
