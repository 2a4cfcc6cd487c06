// Requests of clients, kept from files that are none of theirs.
#include <algorithm>
#include <filesystem>
#include <functional>

#include "core/base/folders.h"
#include "core/library/model_suites.h"
#include "core/pipelines/latent_file.h"
#include "serve/library_files.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Pictures of jobs stay below DATA/pictures: no address writes elsewhere.
std::string output_below(const fs::path& kept, const std::string& wanted) {
    const fs::path path = fs::path(wanted).lexically_normal();
    const bool inside = path.is_relative() && (path.empty() || *path.begin() != "..");
    if (!inside) {
        throw HttpError(400, "output.path: is " + wanted + "; allowed: a relative path, which lies below the server's folder of pictures",
                        "output.path");
    }
    return (wanted.empty() || wanted == "." ? kept / "" : kept / path).string();
}

// Whether a value is the path of a file that is the server's own.
bool is_own_file(const Service& service, const std::string& text) {
    std::error_code code;
    const fs::path named = text.size() < 4096 ? fs::weakly_canonical(text, code) : fs::path();
    const fs::path home = fs::weakly_canonical(service.data(), code);
    return is_inside(named, home);
}

// A picture comes as base64, or is such a file: `value` becomes its path.
void take_picture(Service& service, json& value, const std::string& field, std::vector<ScratchFile>& files) {
    if (!value.is_string() || value == "") return;
    const std::string picture = value.get<std::string>();
    if (is_own_file(service, picture)) return;
    files.push_back(start_picture(service.pictures().scratch(), picture_bytes(picture, field, 400), field, 400));
    value = files.back().path().string();
}

// Latents likewise.
void take_latents(Service& service, json& value, std::vector<ScratchFile>& files) {
    const std::string field = "conditioning.init_latents";
    if (!value.is_string() || value == "") return;
    const std::string latents = value.get<std::string>();
    if (is_own_file(service, latents)) return;
    ScratchFile file(service.pictures().scratch(), ".safetensors", picture_bytes(latents, field, 400));
    if (const auto read = read_latents(file.path()); !read) {
        std::string why = read.error();
        if (const size_t at = why.find(file.path().string()); at != why.npos) why.replace(at, file.path().string().size(), "what was sent");
        throw HttpError(400, field + ": " + why, field);
    }
    files.push_back(std::move(file));
    value = files.back().path().string();
}

// What a list holds, where there is one.
void for_each_item(json& object, const char* name, const std::function<void(json&)>& take) {
    if (!object.contains(name) || !object[name].is_array()) return;
    for (json& item : object[name]) take(item);
}

// An address of a file is none of the server's to read.
void take_reference_image(Service& service, json& value, std::vector<ScratchFile>& files) {
    constexpr const char* field = "conditioning.reference_images";
    if (!value.is_string()) return;
    if (value.get<std::string>().starts_with("file://"))
        throw HttpError(400, std::string(field) + ": files are not read for clients; send pictures as base64", field);
    take_picture(service, value, field, files);
}

}  // namespace

Request client_request(Service& service, const json& body, std::vector<ScratchFile>& files, const std::string& before) try {
    if (!body.is_object()) throw HttpError(400, "the body is no object; allowed: a request");
    json payload = body;
    if (auto conditioning = payload.find("conditioning"); conditioning != payload.end() && conditioning->is_object()) {
        for (const char* name : {"init_image", "mask"}) {
            if (conditioning->contains(name)) take_picture(service, (*conditioning)[name], std::string("conditioning.") + name, files);
        }
        if (conditioning->contains("init_latents")) take_latents(service, (*conditioning)["init_latents"], files);
        for (const char* name : {"control_nets", "references"}) {
            for_each_item(*conditioning, name, [&](json& item) {
                if (item.is_object() && item.contains("image"))
                    take_picture(service, item["image"], std::string("conditioning.") + name, files);
            });
        }
        for_each_item(*conditioning, "control_nets", [&](json& item) {
            if (item.is_object())
                for_each_item(item, "maps", [&](json& map) { take_picture(service, map, "conditioning.control_nets", files); });
        });
        for (const char* name : {"references", "regions"}) {
            for_each_item(*conditioning, name, [&](json& item) {
                if (item.is_object() && item.contains("mask"))
                    take_picture(service, item["mask"], std::string("conditioning.") + name, files);
            });
        }
        for_each_item(*conditioning, "reference_images", [&](json& item) { take_reference_image(service, item, files); });
    }
    auto read = request_from_json(payload);
    if (!read) throw_problem(read.error(), 400);
    Request request = std::move(*read);
    request.model = service.model_named(request.model, 400, "model.base");
    request.output = output_below(service.pictures().kept(), request.output);
    const json said = payload.value("postprocessing", json::object());
    if (!said.contains("safety_checker") && !said.contains("safety_action")) request.safety = service.safety();
    check_library_files(request, service.data(), 400);
    if (!request.suite.empty() && !request.suite_filled) {
        auto whole = with_suite_applied(std::move(request), service.data());
        if (!whole) throw_problem(whole.error(), 400);
        request = std::move(*whole);
        request.model = service.model_named(request.model, 400, "model.base");
    }
    return request;
} catch (const HttpError& error) {
    if (before.empty() || error.param.empty()) throw;
    throw HttpError(error.status, before + error.what(), before + error.param);
}

}  // namespace imagelab::serve
