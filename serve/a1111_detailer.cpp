#include "serve/a1111_detailer.h"

#include "core/library/network_paths.h"
#include "core/metadata/a1111_detailer.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

[[noreturn]] void refuse_detailer(const std::string& why, int status) {
    throw HttpError(status, "alwayson_scripts: ADetailer " + why, "alwayson_scripts");
}

// As the extension writes it into a picture's text.
std::string written(const std::string& name, const json& value, int status) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
    if (value.is_number()) return value.dump();
    if (value.is_null()) return "";
    refuse_detailer(name + " is neither text, number nor true or false", status);
}

DetailUse detailer(Service& service, const json& unit, int status, const Request& request) {
    std::map<std::string, std::string> values;
    for (const auto& [name, value] : unit.items()) {
        if (!is_a1111_detailer_argument(name)) refuse_detailer("has no " + name.substr(0, 60), status);
        values[name] = written(name, value, status);
    }
    std::vector<std::string> notes;
    DetailUse use = a1111_detailer(values, request.width, request.height, notes);
    if (use.model.empty()) return use;
    if (!notes.empty()) refuse_detailer(notes.front(), status);
    const auto path = detector_path(use.model, service.data());
    if (!path) refuse_detailer("ad_model: " + path.error(), status);
    use.model = path->string();
    return use;
}

}  // namespace

void take_detailer_units(Service& service, const json& args, int status, Request& request) {
    if (!args.is_array()) refuse_detailer("args are no list", status);
    size_t flags = 0;
    for (const json& each : args) {
        if (each.is_boolean()) {
            if (flags == 0 && each == false) return;
            if (flags == 1 && each == true)
                refuse_detailer("over the start picture alone (skip_img2img) is not built; leave it out", status);
            ++flags;
            continue;
        }
        if (each.is_null()) continue;
        if (!each.is_object()) refuse_detailer("args hold what is neither true, false nor an object", status);
        DetailUse use = detailer(service, each, status, request);
        if (!use.model.empty()) request.details.push_back(std::move(use));
    }
}

}  // namespace imagelab::serve
