#include "serve/service.h"

#include <algorithm>

#include "core/library/model_library.h"

namespace imagelab::serve {

Service::Service(Session& session, std::shared_ptr<JobWatch> watch, ServiceOptions options)
    : session_(session),
      watch_(std::move(watch)),
      options_(std::move(options)),
      pictures_(session_, options_.data),
      buffers_(options_.devices),
      training_(session_, *watch_, options_.data) {}
Service::~Service() = default;

Routes Service::routes() {
    Routes routes;
    for (const auto add : {add_service_routes, add_job_routes, add_a1111_routes, add_controlnet_routes, add_openai_routes, add_device_routes,
                           add_inference_routes, add_integration_routes, add_model_routes, add_training_routes, add_mcp_routes, add_page_routes})
        add(routes, *this);
    return with_description(std::move(routes));
}

void Service::stop() {
    pictures_.stop();
}

void Service::must_take_work() const {
    if (pictures_.stopping()) throw HttpError(503, "the server stops");
}

std::string Service::model_named(const std::string& name, int status, const std::string& field) const {
    if (name.empty() || name == "demo") return {};
    const auto path = model_path(name, options_.data);
    if (!path) throw HttpError(status, field + ": " + path.error(), field);
    return path->string();
}

std::vector<Service::ListedModel> Service::models() const {
    std::vector<ListedModel> all{{"demo", inspect_model(bundled_model())}};
    const ModelLibrary library = ModelLibrary::scan(options_.data);
    for (const ModelFile& file : library.models()) {
        if (file.state == ModelFile::State::ready) all.push_back({file.name, file});
    }
    return all;
}

std::vector<ModelFile> Service::files_of(const std::string& kind) const {
    std::vector<ModelFile> found;
    const ModelLibrary library = ModelLibrary::scan(options_.data);
    for (const ModelFile& file : library.models()) {
        if (file.kind == kind) found.push_back(file);
    }
    return found;
}

std::string Service::device_id(const std::string& id, const std::string& field, int status) const {
    if (id == "auto") return id;
    std::string all;
    for (const DeviceInfo& device : session_.devices()) {
        if (device.id == id) return id;
        all += (all.empty() ? "" : ", ") + device.id;
    }
    throw HttpError(status, field + ": there is no device " + id + "; there are " + all, field);
}

std::string Service::one_device(const std::string& id, const std::string& field) const {
    const std::string known = device_id(id, field, 404);
    return known == "auto" ? session_.devices().front().id : known;
}

Device& Service::device_named(const std::string& id) const {
    for (Device* device : options_.devices) {
        if (device->info().id == id) return *device;
    }
    throw HttpError(404, "there is no device " + id);
}

}  // namespace imagelab::serve
