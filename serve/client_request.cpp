// Requests of clients, kept from files that are none of theirs.
#include <algorithm>
#include <filesystem>

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

// A picture comes as base64, or is a file that is the server's own: `value` becomes its path.
void take_picture(Service& service, json& value, const std::string& field, std::vector<ScratchFile>& files) {
    if (!value.is_string() || value == "") return;
    const std::string picture = value.get<std::string>();
    std::error_code code;
    const fs::path named = picture.size() < 4096 ? fs::weakly_canonical(picture, code) : fs::path();
    const fs::path home = fs::weakly_canonical(service.data(), code);
    const auto [end, rest] = std::mismatch(home.begin(), home.end(), named.begin(), named.end());
    if (end == home.end()) return;
    files.push_back(start_picture(service.pictures().scratch(), picture_bytes(picture, field, 400), field, 400));
    value = files.back().path().string();
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
        for (const char* name : {"control_nets", "references"}) {
            for (json& item : conditioning->contains(name) ? (*conditioning)[name] : json::array()) {
                if (item.is_object() && item.contains("image"))
                    take_picture(service, item["image"], std::string("conditioning.") + name, files);
            }
        }
        for (json& item : conditioning->contains("reference_images") ? (*conditioning)["reference_images"] : json::array())
            take_reference_image(service, item, files);
    }
    auto read = request_from_json(payload);
    if (!read) throw_problem(read.error(), 400);
    Request request = std::move(*read);
    request.model = service.model_named(request.model, 400, "model.base");
    request.output = output_below(service.pictures().kept(), request.output);
    return request;
} catch (const HttpError& error) {
    if (before.empty() || error.param.empty()) throw;
    throw HttpError(error.status, before + error.what(), before + error.param);
}

}  // namespace imagelab::serve
