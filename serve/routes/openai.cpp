// OpenAI's images interface, for the programs that speak it.
#include <ctime>
#include <deque>
#include <mutex>

#include "core/base/base64.h"
#include "core/base/digest.h"
#include "core/image/picture.h"
#include "core/request/seed.h"
#include "serve/openai_request.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;
using openai::answer_as;
using openai::Asked;

constexpr size_t most_published = 100;

// Pictures that were asked for as an address: the newest hundred, while the server runs.
class Published {
  public:
    std::string add(std::string file, std::string type) {
        Digest digest;
        digest.add(file.data(), file.size());
        const std::string name = digest.hex().substr(0, 32) + "-" + drawn_seed().text();
        const std::lock_guard lock(mutex_);
        pictures_.push_back({name, std::move(type), std::move(file)});
        if (pictures_.size() > most_published) pictures_.pop_front();
        return name;
    }
    HttpReply get(const std::string& name) const {
        const std::lock_guard lock(mutex_);
        for (const Picture& picture : pictures_) {
            if (picture.name != name) continue;
            HttpReply reply;
            reply.type = picture.type;
            reply.body = picture.file;
            return reply;
        }
        throw HttpError(404, "there is no picture " + name + " any more; the newest " + std::to_string(most_published) + " are kept");
    }

  private:
    struct Picture {
        std::string name, type, file;
    };
    mutable std::mutex mutex_;
    std::deque<Picture> pictures_;
};

std::string size_text(int width, int height) {
    return std::to_string(width) + "x" + std::to_string(height);
}

HttpReply whole_reply(Service& service, Published& published, const HttpRequest& http, Asked asked) {
    const std::string type = "image/" + std::string(picture_format_name(asked.request.format.value_or(PictureFormat::png)));
    Made made = service.pictures().make({std::move(asked.request), false, openai::door, "", openai::wrong, openai::field_name});
    throw_unless_done(made.result, openai::wrong, openai::field_name);
    const bool as_address = answer_as(http.json) == "url";
    json data = json::array();
    for (std::string& file : made.files) {
        if (as_address) {
            const std::string scheme = http.encrypted ? "https://" : "http://";
            data.push_back({{"url", scheme + http.header("host") + "/v1/images/files/" + published.add(std::move(file), type)}});
        } else {
            data.push_back({{"b64_json", base64_of(file)}});
        }
    }
    return HttpReply::of({{"created", static_cast<int64_t>(std::time(nullptr))}, {"data", data}});
}

// The events of one request, as OpenAI's clients read them: "image_generation.partial_image", "image_generation.completed", "error".
class Events {
  public:
    Events(Service& service, const json& body, std::string kind, const Send& send)
        : service_(service), body_(body), kind_(std::move(kind)), send_(send), partial_(integer_of(body, "partial_images")) {}

    // False: nobody reads any more.
    bool further(const Progress& progress) {
        if (progress.picture != picture_) picture_ = progress.picture, sent_ = 0;
        const bool due = progress.preview && sent_ < partial_ && progress.steps > 0 &&
                         progress.step * (partial_ + 1) >= (sent_ + 1) * progress.steps && progress.step < progress.steps;
        if (!due) return send_("");
        constexpr int pixels = 8;  // of the picture, that one of a preview stands for
        const RgbImage& small = *progress.preview;
        const RgbImage image = resize(small, small.width * pixels, small.height * pixels);
        return event("partial_image", {{"b64_json", base64_of(service_.pictures().png(image))}, {"partial_image_index", sent_++}}, "png",
                     size_text(image.width, image.height));
    }
    void end(Made made) {
        try {
            throw_unless_done(made.result, openai::wrong, openai::field_name);
        } catch (const HttpError& error) {
            failed(error);
            return;
        }
        const Request& run = made.result.request;
        const json none = {{"input_tokens", 0},
                           {"output_tokens", 0},
                           {"total_tokens", 0},
                           {"input_tokens_details", {{"image_tokens", 0}, {"text_tokens", 0}}}};
        for (const std::string& file : made.files)
            event("completed", {{"b64_json", base64_of(file)}, {"usage", none}},
                  std::string(picture_format_name(run.format.value_or(PictureFormat::png))), size_text(run.width, run.height));
    }
    void failed(const HttpError& error) {
        json body = json::parse(error_reply(error.status, error.what(), error.param).body);
        body["type"] = "error";
        send_("event: error\ndata: " + json_text(body) + "\n\n");
    }

  private:
    bool event(const std::string& what, json data, const std::string& format, const std::string& size) {
        data.update({{"type", kind_ + "." + what},
                     {"created_at", static_cast<int64_t>(std::time(nullptr))},
                     {"background", "opaque"},
                     {"output_format", format},
                     {"quality", text_of(body_, "quality", "auto")},
                     {"size", size}});
        return send_("event: " + kind_ + "." + what + "\ndata: " + json_text(data) + "\n\n");
    }

    Service& service_;
    const json& body_;
    const std::string kind_;
    const Send& send_;
    const int64_t partial_;
    int picture_ = 0;
    int64_t sent_ = 0;  // of that picture
};

HttpReply streamed(Service& service, const json& body, const char* kind, Asked asked) {
    HttpReply reply;
    reply.type = "text/event-stream";
    const auto kept = std::make_shared<Asked>(std::move(asked));
    reply.stream = [&service, body, kind, kept](const Send& send) {
        Events events(service, body, kind, send);
        Wanted wanted{std::move(kept->request), false, openai::door, "", openai::wrong, openai::field_name};
        wanted.further = [&](const Progress& progress) { return events.further(progress); };
        try {
            events.end(service.pictures().make(std::move(wanted)));
        } catch (const HttpError& error) {
            events.failed(error);
        } catch (const std::exception& error) {
            events.failed(HttpError(500, error.what()));
        }
    };
    return reply;
}

HttpReply make(Service& service, Published& published, const HttpRequest& http, const char* kind, Asked asked) {
    if (boolean_of(http.json, "stream")) return streamed(service, http.json, kind, std::move(asked));
    return whole_reply(service, published, http, std::move(asked));
}

json model_json(const std::string& name) {
    return {{"id", name}, {"object", "model"}, {"created", 0}, {"owned_by", "imagelab"}};
}

}  // namespace

void add_openai_routes(Routes& routes, Service& service) {
    const auto published = std::make_shared<Published>();
    const Schema model = object({{"id*", text()}, {"object*", text()}, {"created*", whole()}, {"owned_by*", text()}});
    const std::vector<Property> azure = {{"api-version", text("Not used")}};
    const Schema made = object({{"created*", whole()}, {"data*", list_of(object({{"b64_json", text()}, {"url", text()}}))}});
    routes.push_back({.method = "GET",
                      .path = "/v1/models",
                      .group = "OpenAI",
                      .about = "Models that make pictures",
                      .handler =
                          [&service](HttpRequest&) {
                              json list = json::array();
                              for (const auto& listed : service.models()) list.push_back(model_json(listed.name));
                              return HttpReply::of({{"object", "list"}, {"data", list}});
                          },
                      .gives = object({{"object*", text()}, {"data*", list_of(model)}})});
    routes.push_back({.method = "GET",
                      .path = "/v1/models/{model}",
                      .group = "OpenAI",
                      .about = "One of them",
                      .handler =
                          [&service](HttpRequest& r) {
                              for (const auto& listed : service.models()) {
                                  if (listed.name == r.path_values.front()) return HttpReply::of(model_json(listed.name));
                              }
                              throw HttpError(404, "there is no model " + r.path_values.front(), "model");
                          },
                      .gives = model});
    routes.push_back({.method = "POST",
                      .path = "/v1/images/generations",
                      .group = "OpenAI",
                      .about = "Pictures from words; seed, steps, guidance, negative_prompt, sampler and loras are our additions",
                      .handler =
                          [&service, published](HttpRequest& r) {
                              return make(service, *published, r, "image_generation", openai::asked_generation(service, r.json));
                          },
                      .body = Body::json,
                      .takes = openai::generation_fields(),
                      .gives = made,
                      .query = azure,
                      .errors = {404, 409, 429, 503},
                      .may_stream = true});
    routes.push_back({.method = "POST",
                      .path = "/v1/images/edits",
                      .group = "OpenAI",
                      .about = "Pictures from a picture, painted anew where the mask is transparent; more pictures are reference pictures",
                      .handler = [&service, published](
                                     HttpRequest& r) { return make(service, *published, r, "image_edit", openai::asked_edit(service, r)); },
                      .body = Body::form,
                      .takes = openai::edit_form_fields(),
                      .takes_json = openai::edit_json_fields(),
                      .gives = made,
                      .query = azure,
                      .errors = {404, 409, 429, 503},
                      .may_stream = true});
    routes.push_back(
        {.method = "POST",
         .path = "/v1/images/variations",
         .group = "OpenAI",
         .about = "Pictures like a picture",
         .handler = [&service,
                     published](HttpRequest& r) { return make(service, *published, r, "image_edit", openai::asked_variation(service, r)); },
         .body = Body::form,
         .takes = openai::variation_form_fields(),
         .gives = made,
         .query = azure,
         .errors = {404, 409, 429, 503},
         .may_stream = true});
    routes.push_back({.method = "GET",
                      .path = "/v1/images/files/{name}",
                      .group = "OpenAI",
                      .about = "A picture that was asked for as an address",
                      .handler = [published](HttpRequest& r) { return published->get(r.path_values.front()); },
                      .gives = text(),
                      .gives_type = "image/*"});
}

}  // namespace imagelab::serve
