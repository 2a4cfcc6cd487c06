// LoRAs trained by the server: what to train on, runs, and how they go.
#include "core/library/model_library.h"
#include "serve/service.h"
#include "serve/training_sessions.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

// As docs/training.md has the fields; core/training/config.h checks their values.
Schema configuration() {
    const Schema optimizer = object({{"type", one_of({"adamw", "adamw8bit", "lion", "prodigy", "adafactor"})},
                                     {"betas", list_of(real())},
                                     {"eps", real()},
                                     {"weight_decay", real()},
                                     {"d0", real("prodigy: the first distance")},
                                     {"d_coef", real("prodigy: a factor on its estimates")},
                                     {"bias_correction", boolean()},
                                     {"safeguard_warmup", boolean()},
                                     {"clip_threshold", real("adafactor")},
                                     {"decay_rate", real("adafactor")},
                                     {"scale_parameter", boolean()}});
    return object({{"model", or_null(text("Path or name; \"\": the bundled one"))},
                   {"images", or_null(text("A folder of the server's: pictures with NAME.txt beside them, or metadata.jsonl"))},
                   {"dataset", or_null(whole("The number of an upload, instead of images"))},
                   {"output", or_null(text("The file's name; it lies in models/trained of the data folder"))},
                   {"rank", or_null(whole())},
                   {"alpha", or_null(real("Absent: the rank"))},
                   {"targets", or_null(list_of(text()))},
                   {"network", or_null(one_of({"lora", "dora", "loha", "lokr", "textual_inversion"}))},
                   {"lokr_factor", or_null(whole("LyCORIS' factor; -1: near each other"))},
                   {"text_encoders", or_null(boolean("Both of SDXL's are trained, too"))},
                   {"text_encoder_targets", or_null(list_of(text()))},
                   {"text_encoder_learning_rate", or_null(real("Absent: learning_rate"))},
                   {"token", or_null(text("textual_inversion: the word that stands for the vectors"))},
                   {"vectors", or_null(whole("textual_inversion"))},
                   {"initializer", or_null(text("textual_inversion: the words that the vectors begin as"))},
                   {"steps", or_null(whole())},
                   {"batch_size", or_null(whole())},
                   {"width", or_null(whole("Absent: the model's"))},
                   {"height", or_null(whole())},
                   {"learning_rate", or_null(real())},
                   {"lr_schedule", or_null(one_of({"constant", "cosine", "linear", "cosine_with_restarts", "polynomial"}))},
                   {"warmup_steps", or_null(whole())},
                   {"lr_cycles", or_null(whole("Of cosine_with_restarts"))},
                   {"lr_power", or_null(real("Of polynomial"))},
                   {"optimizer", or_null(optimizer)},
                   {"ema_decay", or_null(real("0: none; else the mean of what was trained is written"))},
                   {"max_grad_norm", or_null(real("0: none"))},
                   {"snr_gamma", or_null(real("0: none"))},
                   {"noise_offset", or_null(real())},
                   {"caption_dropout", or_null(real())},
                   {"flip", or_null(boolean())},
                   {"validation_share", or_null(real("Of the pictures, held out; 0: none"))},
                   {"validation_every", or_null(whole("Steps"))},
                   {"patience", or_null(whole("Measures without a lower one, after which it ends; 0: never"))},
                   {"seed", or_null(whole("Absent: drawn"))},
                   {"save_every", or_null(whole())},
                   {"naming", or_null(one_of({"kohya", "diffusers"}))},
                   {"dtype", or_null(one_of({"best", "f32", "bf16", "f16"}))},
                   {"device", or_null(text("auto, or an id of GET /api/device"))},
                   {"threads", or_null(whole())}});
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
        check_training(config, *opened, service.device_named(device).info());
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
                                .errors = {404, 409}});
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
