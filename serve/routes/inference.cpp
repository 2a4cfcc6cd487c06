// Models as handles: loaded once, run as often as wanted, several at once.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <ctime>
#include <list>
#include <mutex>

#include "core/base/base64.h"
#include "core/base/clock.h"
#include "core/families/family.h"
#include "core/families/model_files.h"
#include "core/jobs/queue.h"
#include "core/library/model_library.h"
#include "serve/onnx_models.h"
#include "serve/self_test.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

constexpr const char* inference_door = "/api/inference";
constexpr size_t most_models = 64, most_ended = 200;

struct Loaded {
    std::string id, name, kind, device, session;
    std::filesystem::path path;
    std::string model;  // Request::model
    DType dtype = DType::f32;
    bool own_dtype = false;
    int64_t bytes = 0;
    double seconds = 0;
    std::shared_ptr<onnx::OnnxSession> onnx;  // null: it makes pictures
};

struct RunSession {
    std::string id, model, what, state, message;
    double started = 0, ended = 0;
};

// Which models are loaded and what ran on them.
class Models {
  public:
    std::string begin(const std::string& model, const std::string& what) {
        const std::lock_guard lock(mutex_);
        sessions_.push_back({"session-" + std::to_string(++sessions_made_), model, what, "running", "", now_s()});
        size_t ended = static_cast<size_t>(std::count_if(sessions_.begin(), sessions_.end(), [](const auto& s) { return s.ended > 0; }));
        for (auto at = sessions_.begin(); at != sessions_.end() && ended > most_ended;) {
            const bool over = at->ended > 0;
            at = over ? sessions_.erase(at) : std::next(at);
            ended -= over;
        }
        return sessions_.back().id;
    }
    void end(const std::string& id, const std::string& state, const std::string& message = {}) {
        const std::lock_guard lock(mutex_);
        for (RunSession& session : sessions_) {
            if (session.id == id) session.state = state, session.message = message, session.ended = now_s();
        }
    }
    Loaded add(Loaded model) {
        const std::lock_guard lock(mutex_);
        if (models_.size() >= most_models)
            throw HttpError(409, std::to_string(most_models) + " models are loaded already; unload some first");
        model.id = "model-" + std::to_string(++models_made_);
        for (RunSession& session : sessions_) {
            if (session.id == model.session) session.model = model.id;
        }
        models_.push_back(model);
        return model;
    }
    Loaded get(const std::string& id, int status = 404) const {
        const std::lock_guard lock(mutex_);
        for (const Loaded& model : models_) {
            if (model.id == id) return model;
        }
        throw HttpError(status, "there is no loaded model " + id, "model_id");
    }
    Loaded take(const std::string& id) {
        const Loaded model = get(id);
        const std::lock_guard lock(mutex_);
        if (std::erase_if(models_, [&](const Loaded& other) { return other.id == id; }) == 0)
            throw HttpError(404, "there is no loaded model " + id, "model_id");
        return model;
    }
    std::vector<Loaded> all() const {
        const std::lock_guard lock(mutex_);
        return {models_.begin(), models_.end()};
    }
    json sessions() const {
        const std::lock_guard lock(mutex_);
        json list = json::array();
        for (const RunSession& s : sessions_) {
            list.push_back({{"session_id", s.id},
                            {"model_id", s.model},
                            {"kind", s.what},
                            {"state", s.state},
                            {"message", s.message},
                            {"started", s.started},
                            {"finished", s.ended > 0 ? json(s.ended) : json()}});
        }
        return list;
    }

  private:
    mutable std::mutex mutex_;
    std::list<Loaded> models_;
    std::list<RunSession> sessions_;
    uint64_t models_made_ = 0, sessions_made_ = 0;
};

json model_json(const Loaded& model) {
    return {{"model_id", model.id},
            {"name", model.name},
            {"kind", model.kind},
            {"device_id", model.device},
            {"dtype", dtype_name(model.dtype)},
            {"memory_bytes", model.onnx ? memory_of(*model.onnx) : model.bytes},
            {"seconds", model.seconds},
            {"session_id", model.session}};
}

int64_t held_bytes(Service& service, const Loaded& model) {
    int64_t bytes = 0;
    for (const DeviceHolding& holding : service.session().holdings()) {
        if (holding.device != model.device) continue;
        for (const ModelHolding& held : holding.models) {
            if (held.path == model.path && held.dtype == model.dtype) bytes += held.bytes;
        }
    }
    return bytes;
}

Loaded load_network(Service& service, Models& models, const json& body, const std::filesystem::path& path) {
    const Clock::time_point begin = Clock::now();
    Loaded loaded;
    loaded.path = path, loaded.model = path.string(), loaded.name = path.stem().string(), loaded.kind = "onnx";
    loaded.device = service.one_device(text_of(body, "device_id", "auto"), "device_id");
    const std::string dtype = text_of(body, "dtype", "f32");
    loaded.own_dtype = true;
    loaded.dtype = dtype == "f32" ? DType::f32 : dtype == "f16" ? DType::f16 : DType::bf16;
    Device& device = service.device_named(loaded.device);
    const std::vector<DType> offered = device.info().dtypes;
    if (std::find(offered.begin(), offered.end(), loaded.dtype) == offered.end())
        throw HttpError(400, "dtype: " + loaded.device + " has no " + std::string(dtype_name(loaded.dtype)) + " arithmetic", "dtype");
    loaded.session = models.begin("", "load");
    try {
        loaded.onnx = load_onnx(path, device, loaded.dtype);
    } catch (const std::exception& error) {
        models.end(loaded.session, "failed", error.what());
        throw;
    }
    models.end(loaded.session, "done");
    loaded.seconds = seconds_since(begin);
    return models.add(std::move(loaded));
}

// The smallest picture brings all of its weights to the device, and proves that they compute there.
Loaded load(Service& service, Models& models, const json& body) {
    const Clock::time_point begin = Clock::now();
    Loaded loaded;
    const std::string name = text_of(body, "model");
    if (onnx::is_onnx_file(name)) return load_network(service, models, body, name);
    loaded.model = service.model_named(name, 404, "model");
    loaded.path = loaded.model.empty() ? bundled_model() : std::filesystem::path(loaded.model);
    const auto opened = open_model(loaded.path);
    if (!opened) throw HttpError(400, "model: " + opened.error(), "model");
    loaded.name = loaded.model.empty() ? "demo" : (*opened)->name;
    loaded.kind = (*opened)->family().name;
    const std::string wanted = service.device_id(text_of(body, "device_id", "auto"), "device_id", 404);
    for (const DeviceInfo& device : service.session().devices()) {
        if (wanted != "auto" && device.id != wanted) continue;
        loaded.device = device.id;
        loaded.dtype = device.dtypes.front();
        break;
    }
    Request request;
    request.model = loaded.model;
    request.device = loaded.device;
    request.prompt = "a";
    request.width = request.height = 64;
    request.aspect_bins = false;
    request.steps = 1;
    request.seed = 0;
    if (const std::string dtype = text_of(body, "dtype"); !dtype.empty()) {
        loaded.own_dtype = true;
        request.dtype = loaded.dtype = dtype == "f32" ? DType::f32 : dtype == "f16" ? DType::f16 : DType::bf16;
    }
    loaded.session = models.begin("", "load");
    try {
        const Made made = service.pictures().make({request, false, inference_door, ""});
        throw_unless_done(
            made.result, 400, +[](const std::string& path) -> std::string { return path == "performance.dtype" ? "dtype" : "model"; });
        loaded.dtype = made.result.request.dtype.value_or(loaded.dtype);
    } catch (const HttpError& error) {
        models.end(loaded.session, "failed", error.what());
        throw;
    }
    models.end(loaded.session, "done");
    loaded.bytes = held_bytes(service, loaded);
    loaded.seconds = seconds_since(begin);
    return models.add(std::move(loaded));
}

HttpReply unload(Service& service, Models& models, const std::string& id) {
    const Loaded model = models.take(id);
    for (const std::string& owner : {id, model.session}) service.buffers().release_of(owner);
    if (model.onnx) return HttpReply::of({{"model_id", id}, {"freed_bytes", memory_of(*model.onnx)}});
    const std::vector<Loaded> others = models.all();
    const bool shared = std::any_of(others.begin(), others.end(), [&](const Loaded& other) {
        return other.path == model.path && other.device == model.device && other.dtype == model.dtype;
    });
    const int64_t before = held_bytes(service, model);
    if (!shared) service.session().free_memory();  // what others hold on idle devices comes back when they run
    return HttpReply::of({{"model_id", id}, {"freed_bytes", std::max<int64_t>(0, before - held_bytes(service, model))}});
}

HttpReply run_network(Models& models, const Loaded& model, const json& body) {
    if (has(body, "request")) throw HttpError(400, "request: " + model.name + " takes tensors; send inputs", "request");
    if (!has(body, "inputs")) throw HttpError(400, "inputs: is missing", "inputs");
    const onnx::Arrays inputs = arrays_of_json(body["inputs"]);
    bool base64 = !body["inputs"].empty();
    for (const json& input : body["inputs"]) base64 = base64 && input.contains("base64");
    std::vector<std::string> wanted;
    if (has(body, "outputs")) wanted = body["outputs"].get<std::vector<std::string>>();
    for (const std::string& name : wanted) {
        const auto& outputs = model.onnx->model().outputs();
        if (std::none_of(outputs.begin(), outputs.end(), [&](const onnx::ValueDef& output) { return output.name == name; }))
            throw HttpError(400, "outputs: " + model.name + " has no output \"" + name + "\"", "outputs");
    }
    const std::string session = models.begin(model.id, "run");
    const Clock::time_point begin = Clock::now();
    try {
        const auto outputs = model.onnx->run(inputs, wanted, {}, {});
        if (!outputs) throw HttpError(400, "inputs: " + outputs.error(), "inputs");
        models.end(session, "done");
        return HttpReply::of({{"session_id", session}, {"seconds", seconds_since(begin)}, {"outputs", json_of_arrays(*outputs, base64)}});
    } catch (const std::exception& error) {
        models.end(session, "failed", error.what());
        throw;
    }
}

HttpReply run(Service& service, Models& models, const json& body) {
    const Loaded model = models.get(text_of(body, "model_id"));
    if (model.onnx) return run_network(models, model, body);
    if (has(body, "inputs"))
        throw HttpError(400, "inputs: tensors are taken by ONNX models, and this one makes pictures; send request", "inputs");
    if (!has(body, "request")) throw HttpError(400, "request: is missing", "request");
    json payload = body["request"];
    if (!payload.contains("model") || !payload["model"].is_object()) payload["model"] = {{"vae", ""}, {"refiner", ""}};
    payload["model"]["base"] = model.model;
    std::vector<ScratchFile> files;
    Request request = client_request(service, payload, files, "request.");
    request.device = model.device;
    if (model.own_dtype) request.dtype = model.dtype;
    const std::string session = models.begin(model.id, "run");
    const Clock::time_point begin = Clock::now();
    try {
        const Made made = service.pictures().make({std::move(request), false, inference_door, ""});
        throw_unless_done(made.result, 400);
        models.end(session, "done");
        json images = json::array();
        for (const std::string& file : made.files) images.push_back(base64_of(file));
        return HttpReply::of({{"session_id", session},
                              {"seconds", seconds_since(begin)},
                              {"images", images},
                              {"request", request_to_json(made.result.request)}});
    } catch (const HttpError& error) {
        models.end(session, error.status == 409 ? "stopped" : "failed", error.what());
        throw;
    }
}

}  // namespace

void add_inference_routes(Routes& routes, Service& service) {
    const auto models = std::make_shared<Models>();
    const auto add = [&](std::initializer_list<const char*> paths, Route route) {
        route.group = "Inference";
        for (const char* path : paths) {
            route.path = path;
            routes.push_back(route);
        }
    };
    const Schema model = object({{"model_id*", text()},
                                 {"name*", text()},
                                 {"kind*", one_of({"sdxl", "pixart", "onnx"})},
                                 {"device_id*", text()},
                                 {"dtype*", text()},
                                 {"memory_bytes*", whole()},
                                 {"seconds*", real()},
                                 {"session_id*", text()}});
    add({"/api/inference/load-model", "/api/inference/model/load"},
        {.method = "POST",
         .about = "Bring a model to a device",
         .handler = [&service, models](HttpRequest& r) { return HttpReply::of(model_json(load(service, *models, r.json))); },
         .body = Body::json,
         .takes = object({{"model*", text("Path (of an .onnx file too), name, or \"\": the bundled one")},
                          {"device_id", or_null(text("auto, or an id of GET /api/device"))},
                          {"dtype", or_null(one_of({"f32", "bf16", "f16"}))}}),
         .gives = model,
         .errors = {404, 409, 429}});
    add({"/api/inference/models"}, {.method = "GET",
                                    .about = "What is loaded",
                                    .handler =
                                        [models](HttpRequest&) {
                                            json list = json::array();
                                            for (const Loaded& one : models->all()) list.push_back(model_json(one));
                                            return HttpReply::of({{"models", list}});
                                        },
                                    .gives = object({{"models*", list_of(model)}})});
    add({"/api/inference/models/{id}"},
        {.method = "GET",
         .about = "One of them",
         .handler = [models](HttpRequest& r) { return HttpReply::of(model_json(models->get(r.path_values.front()))); },
         .gives = model});
    add({"/api/inference/unload-model/{id}", "/api/inference/model/{id}"},
        {.method = "DELETE",
         .about = "Give its memory back",
         .handler = [&service, models](HttpRequest& r) { return unload(service, *models, r.path_values.front()); },
         .gives = object({{"model_id*", text()}, {"freed_bytes*", whole()}})});
    add({"/api/inference/run", "/api/inference/execute"},
        {.method = "POST",
         .about = "Pictures of a request by a loaded model, which takes the place of the request's; or tensors through an ONNX model",
         .handler = [&service, models](HttpRequest& r) { return run(service, *models, r.json); },
         .body = Body::json,
         .takes = object({{"model_id*", text()},
                          {"request", open_object({})},
                          {"inputs", open_object({}, "Of an ONNX model: NAME, then dtype, shape and data (a flat list) or base64")},
                          {"outputs", list_of(text(), "Names of those that are wanted; all where it is absent")}}),
         .gives = object({{"session_id*", text()},
                          {"seconds*", real()},
                          {"images", list_of(text("Base64"))},
                          {"request", open_object({})},
                          {"outputs", open_object({}, "As inputs")}}),
         .errors = {404, 409, 429}});
    add({"/api/inference/sessions"},
        {.method = "GET",
         .about = "What ran and runs; the newest two hundred that ended",
         .handler =
             [models](HttpRequest&) {
                 return HttpReply::of({{"sessions", models->sessions()}});
             },
         .gives = object({{"sessions*", list_of(open_object({{"session_id*", text()}, {"model_id*", text()}, {"state*", text()}}))}})});
    add({"/api/inference/test-pytorch-directml"},
        {.method = "POST",
         .about = "Whether the bundled model draws the same on a device as on the processor",
         .handler =
             [&service](HttpRequest& r) {
                 const std::string device = service.one_device(text_of(r.json, "device_id", "auto"), "device_id");
                 const Check check = same_as_processor(service.session(), device, service.pictures().scratch());
                 return HttpReply::of(
                     {{"passed", check.passed}, {"device_id", device}, {"seconds", check.seconds}, {"message", check.message}});
             },
         .body = Body::json,
         .takes = object({{"device_id", or_null(text())}}),
         .body_needed = false,
         .gives = object({{"passed*", boolean()}, {"device_id*", text()}, {"seconds*", real()}, {"message*", text()}}),
         .errors = {404}});
}

}  // namespace imagelab::serve
