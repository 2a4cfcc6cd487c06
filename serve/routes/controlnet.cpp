// The addresses of A1111's ControlNet extension (sd-webui-controlnet, scripts/api.py); its units are in a1111_control.cpp.
#include <algorithm>

#include "core/base/base64.h"
#include "core/control/annotate.h"
#include "core/metadata/a1111_control.h"
#include "core/weights/keys_control.h"
#include "serve/a1111_request.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

constexpr int interface_version = 3;
constexpr int most_units = 10;
constexpr size_t most_detected = 16;
// Preprocessors that are built, by the extension's names.
constexpr const char* modules[] = {"none",
                                   "canny",
                                   "scribble_xdog",
                                   "softedge_hed",
                                   "lineart_standard",
                                   "tile_resample",
                                   "depth_anything_v2",
                                   "dw_openpose_full",
                                   "normal_bae",
                                   "seg_ofade20k"};

json control_models(const Service& service) {
    json names = json::array();
    for (const ControlKind kind : {ControlKind::control_net, ControlKind::union_net}) {
        for (const ModelFile& file : service.files_of(std::string(control_kind_info(kind).library))) names.push_back(file.name);
    }
    return names;
}

RgbImage seen_by_network(Service& service, ControlType type, const std::filesystem::path& picture) {
    Looking wanted{Looking::For::control, picture.string(), {}};
    wanted.type = type;
    auto seen = service.session().look(wanted, CancelToken());
    if (!seen) throw HttpError(a1111::wrong, "controlnet_module: " + seen.error(), "controlnet_module");
    return std::move(seen->picture);
}

HttpReply detect(Service& service, const json& body) {
    const std::string module = text_of(body, "controlnet_module", "none");
    std::vector<std::string> notes;
    const ControlType type = a1111_control_type(module, notes);
    if (!notes.empty()) throw HttpError(a1111::wrong, "controlnet_module: " + notes.front(), "controlnet_module");
    const char* field = has(body, "controlnet_images") ? "controlnet_images" : "controlnet_input_images";
    if (!has(body, field) || body[field].empty()) throw HttpError(a1111::wrong, std::string(field) + ": holds no picture", field);
    if (body[field].size() > most_detected) throw HttpError(a1111::wrong, std::string(field) + ": holds more than 16 pictures", field);
    CannyThresholds thresholds;
    const auto low = static_cast<int>(number_of(body, "controlnet_threshold_a", thresholds.low)),
               high = static_cast<int>(number_of(body, "controlnet_threshold_b", thresholds.high));
    if (low >= 0 && high >= 0) thresholds = {std::min(low, high), std::max(low, high)};
    json images = json::array();
    for (const json& given : body[field]) {
        const ScratchFile file = start_picture(
            service.pictures().scratch(), picture_bytes(given.get_ref<const std::string&>(), field, a1111::wrong), field, a1111::wrong);
        const auto picture = read_picture(file.path());
        if (!picture) throw HttpError(a1111::wrong, std::string(field) + ": " + picture.error(), field);
        images.push_back(base64_of(service.pictures().png(networks_annotate(type) ? seen_by_network(service, type, file.path())
                                                                                  : annotated(*picture, type, thresholds))));
    }
    return HttpReply::of({{"images", images}, {"info", "Success"}});
}

}  // namespace

void add_controlnet_routes(Routes& routes, Service& service) {
    const auto get = [&](const char* name, const char* about, std::function<json()> what, const Schema& gives) {
        routes.push_back({.method = "GET",
                          .path = std::string("/controlnet/") + name,
                          .group = "AUTOMATIC1111",
                          .about = about,
                          .handler = [what](HttpRequest&) { return HttpReply::of(what()); },
                          .gives = gives,
                          .query = {{"update", boolean("Not used: lists are read anew each time")}, {"alias_names", boolean("Not used")}},
                          .wrong = a1111::wrong});
    };
    get(
        "version", "Of the ControlNet extension's interface",
        [] {
            return json{{"version", interface_version}};
        },
        object({{"version*", whole()}}));
    get(
        "settings", "Of the ControlNet extension",
        [] {
            return json{{"control_net_unit_count", most_units}};
        },
        open_object({{"control_net_unit_count*", whole()}}));
    get(
        "model_list", "ControlNets of the library",
        [&service] {
            return json{{"model_list", control_models(service)}};
        },
        object({{"model_list*", list_of(text())}}));
    get(
        "module_list", "Preprocessors that are built here",
        [] {
            json names = json::array();
            for (const char* name : modules) names.push_back(name);
            return json{{"module_list", names}, {"module_detail", json::object()}};
        },
        open_object({{"module_list*", list_of(text())}}));
    routes.push_back({.method = "POST",
                      .path = "/controlnet/detect",
                      .group = "AUTOMATIC1111",
                      .about = "What a preprocessor makes of pictures",
                      .handler = [&service](HttpRequest& r) { return detect(service, r.json); },
                      .body = Body::json,
                      .takes = open_object({{"controlnet_module", or_null(text("A name of /controlnet/module_list"))},
                                            {"controlnet_images", or_null(list_of(text("Base64")))},
                                            {"controlnet_input_images", or_null(list_of(text("Base64")))},
                                            {"controlnet_processor_res", or_null(whole("Not used: pictures keep their size"))},
                                            {"controlnet_threshold_a", or_null(number(-1, 2040, "Of canny"))},
                                            {"controlnet_threshold_b", or_null(number(-1, 2040, "Of canny"))}}),
                      .gives = object({{"images*", list_of(text("Base64 PNG"))}, {"info*", text()}}),
                      .wrong = a1111::wrong});
}

}  // namespace imagelab::serve
