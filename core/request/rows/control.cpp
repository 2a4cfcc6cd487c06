#include "core/request/rows/rows.h"

namespace imagelab::field {
namespace {

// The types of control pictures and the modes, by their names in JSON and in the option.
constexpr std::pair<ControlType, const char*> types[] = {{ControlType::none, "none"},         {ControlType::canny, "canny"},
                                                         {ControlType::scribble, "scribble"}, {ControlType::depth, "depth"},
                                                         {ControlType::pose, "pose"},         {ControlType::lineart, "lineart"},
                                                         {ControlType::tile, "tile"},         {ControlType::softedge, "softedge"},
                                                         {ControlType::normal, "normal"},     {ControlType::segmentation, "segmentation"}};
constexpr std::pair<ControlMode, const char*> modes[] = {
    {ControlMode::balanced, "balanced"}, {ControlMode::prompt, "prompt"}, {ControlMode::control, "control"}};

json control_item_schema() {
    const json share = {{"type", "number"}, {"minimum", 0}, {"maximum", 1}};
    return {{"type", "object"},
            {"required", {"type", "weight"}},
            {"properties",
             {{"type", {{"type", "string"}, {"enum", names_in(types)}}},
              {"weight", {{"type", "number"}, {"minimum", 0}, {"maximum", 2}}},
              {"model", {{"type", "string"}}},
              {"image", {{"type", "string"}}},
              {"start", share},
              {"end", share},
              {"mode", {{"type", "string"}, {"enum", names_in(modes)}}},
              {"ready", {{"type", "boolean"}}},
              {"maps", {{"type", "array"}, {"items", {{"type", "string"}}}}}}}};
}

ControlUse control_of(const json& item) {
    ControlUse use;
    for (const auto& [kind, name] : types) {
        if (item.at("type") == name) use.type = kind;
    }
    for (const auto& [kind, name] : modes) {
        if (item.value("mode", "balanced") == name) use.mode = kind;
    }
    use.weight = item.at("weight").get<double>();
    use.model = item.value("model", ""), use.image = item.value("image", "");
    use.start = item.value("start", 0.0), use.end = item.value("end", 1.0);
    use.ready = item.value("ready", false);
    use.maps = item.value("maps", std::vector<std::string>());
    return use;
}

json json_of(const ControlUse& use) {
    json item = {{"type", name_in(types, use.type)}, {"weight", use.weight}};
    if (!use.model.empty()) item["model"] = use.model;
    if (!use.image.empty()) item["image"] = use.image;
    if (use.start != 0) item["start"] = use.start;
    if (use.end != 1) item["end"] = use.end;
    if (use.mode != ControlMode::balanced) item["mode"] = name_in(modes, use.mode);
    if (use.ready) item["ready"] = true;
    if (!use.maps.empty()) item["maps"] = use.maps;
    return item;
}

std::string wrong_control(const ControlUse& use) {
    if (!(use.weight >= 0 && use.weight <= 2)) return is_not("weight " + number_text(use.weight), "a number from 0 to 2");
    return wrong_span(use.start, use.end);
}

Row control_nets() {
    Row row = objects("conditioning.control_nets", &Request::control_nets, control_item_schema(), control_of, json_of, wrong_control);
    row.allowed =
        "a list of `type` (what is made of the picture: none, canny, scribble, depth, pose, lineart, tile, softedge, normal, "
        "segmentation), "
        "`weight` (0 to 2) and perhaps `model` (path, or name in the library), `image` (path), `start` and `end` (0 to 1), `mode` "
        "(balanced, prompt, control), `ready` (true: the image is such a map already), `maps` (paths of what was made of it before, which jobs note themselves)";
    row.item = [](const std::string& word) {
        return item_of_pairs(word, control_item_schema(), {{"type", "none"}, {"weight", 1.0}}, "a control",
                             "model=M,image=F,type=T,weight=W,start=S,end=E,mode=X,ready=true");
    };
    return row;
}

}  // namespace

std::string_view type_name(ControlType type) {
    return name_in(types, type);
}

std::vector<Row> control_rows() {
    return {
        control_nets()
            .standard()
            .opt("--control", "model=M,image=F,type=T,weight=W,start=S,end=E")
            .means("ControlNets: networks that hold the picture to an outline, a depth map, a pose ...; type none: the image is such a map "
                   "already; without a model the library's first one of this type, without an image the start picture"),
    };
}

}  // namespace imagelab::field

std::string_view imagelab::control_type_name(ControlType type) {
    return field::type_name(type);
}
