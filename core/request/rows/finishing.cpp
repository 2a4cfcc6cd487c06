#include "core/request/lora_use.h"
#include "core/request/rows/rows.h"

namespace imagelab::field {
namespace {

constexpr auto sharpen_radius = [](auto& request) -> auto& {
    return request.sharpen.radius;
};

const json::json_pointer checker_path("/postprocessing/safety_checker");

// The standard format's switch: on means blur, unless safety_action says otherwise.
Row safety_checker() {
    Row row = without_effect("postprocessing.safety_checker", {{"type", "boolean"}}).may_be("true or false");
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        request.safety = value.get<bool>() ? SafetyAction::blur : SafetyAction::off;
    };
    row.write = [](const Request& request) { return request.safety == SafetyAction::off ? json() : json(true); };
    return row;
}

// An action alone switches it on.
Row safety_action() {
    Row row = choice<SafetyAction>("postprocessing.safety_action", &Request::safety,
                                   {{SafetyAction::off, {"off", "off"}},
                                    {SafetyAction::mark, {"mark", "mark"}},
                                    {SafetyAction::blur, {"blur", "blur"}},
                                    {SafetyAction::refuse, {"refuse", "refuse"}}});
    row.read = [read = row.read](const json& value, const json& payload, Request& request, Problems& problems) {
        read(value, payload, request, problems);
        if (payload.contains(checker_path) && payload.at(checker_path) == false) request.safety = SafetyAction::off;
    };
    return row;
}

bool restores_faces(const Request& request) {
    return !request.face_restore.empty();
}

Row face_restore() {
    Row row = text("postprocessing.face_restore", &Request::face_restore);
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        const auto name = value.get<std::string>();
        request.face_restore = is_none(name) ? "" : name;
    };
    return row;
}

}  // namespace

std::vector<Row> finishing_rows() {
    return {
        safety_checker().standard().means(
            "Looks at each finished picture with a classifier on this machine: is it for everybody? true alone: blur"),
        safety_action()
            .opt("--safety", "NAME")
            .means("What is done with a picture that is not: mark says so in its settings, blur blurs it, refuse leaves a grey one"),
        boolean("postprocessing.auto_contrast", &Request::auto_contrast)
            .standard()
            .flag("--auto-contrast", true)
            .means("The finished picture's tones are stretched over the whole range, but for the outermost percentiles"),
        boolean("postprocessing.match_colours", &Request::match_colours)
            .flag("--match-colours", true)
            .means("The finished picture takes on the colours of the start picture"),
        face_restore()
            .may_be("path or name")
            .key("Face restoration", [](const Request& request) { return network_stem(request.face_restore); })
            .opt("--face-restore", "NAME")
            .means(
                "Network that makes the finished picture's faces anew: an ONNX file of GFPGAN, CodeFormer or RestoreFormer, or a name of "
                "DATA/models/faces; empty or \"none\": none"),
        only_where(number("postprocessing.face_fidelity", &Request::face_fidelity, 0, 1).in_schema("maximum", 1), &Request::face_fidelity,
                   restores_faces, "its default where postprocessing.face_restore is empty: name a network (--face-restore codeformer)")
            .opt("--face-fidelity", "X")
            .on_axis("face_fidelity")
            .means("CodeFormer's weight: 0 as good as faces can look, 1 as true to the picture as can be; default 0.5; other networks have "
                   "none"),
        only_where(number("postprocessing.face_visibility", &Request::face_visibility, 0, 1).in_schema("maximum", 1),
                   &Request::face_visibility, restores_faces,
                   "its default where postprocessing.face_restore is empty: name a network (--face-restore codeformer)")
            .opt("--face-visibility", "X")
            .on_axis("face_visibility")
            .means("How much of the restored faces is seen; default 1"),
        number(
            "postprocessing.sharpen", [](auto& request) -> auto& { return request.sharpen.amount; }, 0, 5)
            .in_schema("maximum", 5)
            .opt("--sharpen", "X")
            .on_axis("sharpen")
            .means("Unsharp mask over the finished picture: how much of what a blur takes away is added; default 0: nothing"),
        only_where(
            number("postprocessing.sharpen_radius", sharpen_radius, 0.1, 20).in_schema("maximum", 20), sharpen_radius,
            [](const Request& request) { return request.sharpen.amount > 0; },
            "its default where postprocessing.sharpen is 0: say how much (--sharpen 0.5)")
            .in("pixels")
            .opt("--sharpen-radius", "X")
            .means("That blur's standard deviation; default 1"),
        number("postprocessing.grain", &Request::grain, 0, 1)
            .in_schema("maximum", 1)
            .opt("--grain", "X")
            .on_axis("grain")
            .means("Film grain over the finished picture, by its seed: strongest in the middle tones; default 0: none"),
    };
}

}  // namespace imagelab::field
