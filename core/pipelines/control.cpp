#include "core/pipelines/control.h"

#include <algorithm>
#include <cmath>

#include "core/base/digest.h"
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
std::string cannot_use(const Control& control, int width, int height) {
    const ControlUse& use = control.use;
    const ControlNetFiles& net = *control.net;
    const int types = net.config.control_types;
    if (types == 0) {
        const bool there = control.by_network || use.ready || (!control.maps.empty() && !control.image.pixels.empty() &&
                                                                   control.made_of(control.picture(width, height)));
        return there ? "" : cannot_annotate(use.type);
    }
    const std::optional<int> number = union_type(use.type);
    if (!number)
        return net.name +
               " is a ControlNet-Union, which is told what its picture shows: name a type (canny, scribble, softedge, lineart, tile, "
               "depth, pose, normal, segmentation), of a map that is ready with ready=true";
    return *number < types ? std::string() : net.name + " knows " + std::to_string(types) + " types of pictures, and not this one";
}

// Those that can be read and say what they were made of.
std::vector<ControlMap> maps_of(const ControlUse& use) {
    std::vector<ControlMap> maps;
    for (const std::string& file : use.maps) {
        const auto texts = read_png_texts(file);
        if (!texts) continue;
        const auto of = std::find_if(texts->begin(), texts->end(), [](const PictureText& text) { return text.key == map_text; });
        if (of == texts->end()) continue;
        if (auto map = read_picture(file)) maps.push_back({of->value, std::move(*map)});
    }
    return maps;
}

}  // namespace

std::string map_key(ControlType type, const RgbImage& picture) {
    Digest digest;
    const std::string head = std::string(control_type_name(type)) + " " + std::to_string(picture.width) + "x" + std::to_string(picture.height);
    digest.add(head.data(), head.size());
    digest.add(picture.pixels.data(), picture.pixels.size());
    return digest.hex();
}

bool Control::is_annotated() const {
    const bool taken = use.ready || use.type == ControlType::none || use.type == ControlType::tile;
    return !taken && (by_network || !maps.empty() || cannot_annotate(use.type).empty());
}

RgbImage Control::picture(int width, int height) const {
    return image.width == width && image.height == height ? image : resize(image, width, height);
}

const RgbImage* Control::made_of(const RgbImage& picture) const {
    if (maps.empty()) return nullptr;
    const std::string key = map_key(use.type, picture);
    const auto known = std::find_if(maps.begin(), maps.end(), [&](const ControlMap& each) {
        return each.of == key && each.map.width == picture.width && each.map.height == picture.height;
    });
    return known == maps.end() ? nullptr : &known->map;
}

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

Result<std::vector<Control>> resolve_controls(const Request& request, const Companions& companions, int width, int height,
                                              const std::optional<RgbImage>& start, const Painting* painting) {
    const ControlNets& nets = companions.controls;
    if (nets.size() != request.control_nets.size())
        throw Error("[control] " + std::to_string(nets.size()) + " networks for " + std::to_string(request.control_nets.size()) +
                    " controls");
    std::vector<Control> controls;
    for (size_t i = 0; i < nets.size(); ++i) {
        const ControlUse& use = request.control_nets[i];
        Control& control = controls.emplace_back(Control{use, nets[i], {}});
        if (!use.ready && companions.annotators.contains(use.type)) control.by_network = companions.annotators.at(use.type);
        if (!use.ready) control.maps = maps_of(use);
        if (!use.image.empty()) {
            auto image = read_picture(use.image);
            if (!image) return Failure{"conditioning.control_nets: " + image.error()};
            control.image = painting ? part_of(*image, *painting) : std::move(*image);
        } else if (start) {
            control.image = *start;
        }
        if (const std::string why = cannot_use(control, width, height); !why.empty()) return Failure{"conditioning.control_nets: " + why};
        if (use.image.empty() && !start)
            return Failure{"conditioning.control_nets: " + nets[i]->name +
                           " has no picture: name one with image=FILE, or a start picture"};
    }
    return controls;
}

namespace {

// What its network reads of the picture, which is of the map's size.
RgbImage control_map(const Control& control, const RgbImage& picture, const AnnotateByNetwork& by_network, const MapMade& made) {
    if (!control.is_annotated()) return picture;  // it is one already
    if (const RgbImage* known = control.made_of(picture)) return *known;
    const std::string missing = control.by_network ? std::string() : cannot_annotate(control.use.type);
    if (!missing.empty() && control.net->config.control_types > 0) return picture;
    if (!missing.empty()) throw Error("conditioning.control_nets: no map of this size is kept, and " + missing);
    RgbImage map = control.by_network ? by_network(control.use.type, picture) : annotated(picture, control.use.type);
    if (made) made(map, map_key(control.use.type, picture));
    return map;
}

}  // namespace

std::vector<float> control_picture(const Control& control, int width, int height, const AnnotateByNetwork& by_network,
                                   const MapMade& made) {
    const RgbImage map = control_map(control, control.picture(width, height), by_network, made);
    std::vector<float> values(map.pixels.size());
    for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(map.pixels[i]) / 255.0f;
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
