// LoRAs trained by the server: what to train on, runs, and how they go.
#include "core/base/paths.h"
#include "core/jobs/tagging.h"
#include "core/library/model_library.h"
#include "core/training/fields.h"
#include "serve/service.h"
#include "serve/training_sessions.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

// What the table of fields says; training_config() checks their values.
Schema configuration() {
    const auto schema_of = [](const TrainingField& field) -> Schema {
        switch (field.type) {
            case TrainingField::Type::text:
                return text(field.help);
            case TrainingField::Type::texts:
                return list_of(text(), field.help);
            case TrainingField::Type::whole:
                return whole(field.help);
            case TrainingField::Type::number:
                return real(field.help);
            case TrainingField::Type::pair:
                return list_of(real(), field.help);
            case TrainingField::Type::boolean:
                return boolean(field.help);
            case TrainingField::Type::choice:
                return one_of(field.choices, field.help);
        }
        return {};
    };
    const std::string of_optimizer = "optimizer.";
    std::vector<Property> fields, optimizer;
    for (const TrainingField& field : training_fields()) {
        if (field.name.starts_with(of_optimizer))
            optimizer.push_back({field.name.substr(of_optimizer.size()), or_null(schema_of(field))});
        else
            fields.push_back({field.name, or_null(schema_of(field))});
    }
    fields.push_back({"optimizer", or_null(object(optimizer))});
    return object(fields);
}

HttpReply start(Service& service, const json& body) {
    try {
        TrainingConfig config = training_config(body);
        if (config.dataset) {
            config.images = service.training().dataset(*config.dataset).string();
            config.dataset.reset();
        }
        config.model = service.model_named(config.model, 404, "model");
        auto opened = open_model(config.model.empty() ? bundled_model() : std::filesystem::path(config.model));
        if (!opened) throw HttpError(400, "model: " + opened.error(), "model");
        config.device = service.device_id(config.device, "device", 404);
        const std::string device = service.one_device(config.device, "device");
        if (const auto tagger = tagger_to_train(config, data_dir())) config.tagger = tagger->model.path().string();
        check_training(config, *opened, service.device_named(device).info());
        service.must_take_work();
        return HttpReply::of(service.training().start(std::move(config)));
    } catch (const BadField& bad) {
        throw HttpError(400, bad.what(), bad.field());
    }
}

}  // namespace

void add_training_routes(Routes& routes, Service& service) {
    const auto add = [&](const char* path, Route route) {
        route.group = "Training";
        route.path = path;
        routes.push_back(std::move(route));
    };
    const Schema state = one_of({"waiting", "running", "stopping", "stopped", "done", "failed"});
    const Schema begun = object({{"session_id*", text()}, {"state*", state}});
    const Schema progress = object({{"session_id*", text()},
                                    {"state*", state},
                                    {"step*", whole()},
                                    {"steps*", whole()},
                                    {"seconds*", real()},
                                    {"eta_seconds*", or_null(real("null: not known yet"))},
                                    {"loss*", or_null(real("Of the newest step"))},
                                    {"message*", text("What goes on, why it failed, or where the LoRA is")},
                                    {"output*", text("Where the LoRA will be")}});
    add("/api/training/data/upload",
        {.method = "POST",
         .about = "Send pictures, and NAME.txt with what is to be said of NAME.png",
         .handler =
             [&service](HttpRequest& r) {
                 const auto made = service.training().upload(r.parts);
                 return HttpReply::of({{"dataset_id", made.id}, {"pictures", made.pictures}, {"captions", made.captions}});
             },
         .body = Body::form,
         .takes = object({{"files*", {{"type", "string"}, {"format", "binary"}}}}),
         .gives = object({{"dataset_id*", whole()}, {"pictures*", whole()}, {"captions*", whole()}})});
    add("/api/training/start", {.method = "POST",
                                .about = "Put a training into the queue; it runs when its device is free",
                                .handler = [&service](HttpRequest& r) { return start(service, r.json); },
                                .body = Body::json,
                                .takes = configuration(),
                                .gives = begun,
                                .errors = {404, 409, 503}});
    add("/api/training/{id}/stop",
        {.method = "POST",
         .about = "Pause a training after the step it is at; its state is kept, and POST /api/jobs/N/resume goes on",
         .handler = [&service](HttpRequest& r) { return HttpReply::of(service.training().stop(r.path_values.front())); },
         .body = Body::json,
         .takes = object({}),
         .body_needed = false,
         .gives = begun,
         .errors = {404, 409}});
    add("/api/training/sessions", {.method = "GET",
                                   .about = "All trainings of the queue",
                                   .handler = [&service](HttpRequest&) { return HttpReply::of(service.training().list()); },
                                   .gives = object({{"sessions*", list_of(progress)}})});
    add("/api/training/{id}/progress",
        {.method = "GET",
         .about = "How far a run is",
         .handler = [&service](HttpRequest& r) { return HttpReply::of(service.training().progress(r.path_values.front())); },
         .gives = progress,
         .errors = {404}});
    add("/api/training/{id}/metrics",
        {.method = "GET",
         .about = "What was measured at each step",
         .handler = [&service](HttpRequest& r) { return HttpReply::of(service.training().metrics(r.path_values.front())); },
         .gives = object({{"metrics*", list_of(object({{"step*", whole()},
                                                       {"loss*", real()},
                                                       {"learning_rate*", real()},
                                                       {"gradient_norm*", real()},
                                                       {"validation_loss*", or_null(real("Of held-out pictures; null: not measured"))},
                                                       {"seconds*", real()}}))}}),
         .errors = {404}});
}

}  // namespace imagelab::serve
