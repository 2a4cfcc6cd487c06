// OpenAI's images interface, for the programs that speak it.
#include <algorithm>
#include <charconv>
#include <ctime>
#include <deque>
#include <mutex>

#include "core/base/base64.h"
#include "core/base/digest.h"
#include "core/image/mask.h"
#include "core/library/model_settings.h"
#include "core/request/fields.h"
#include "core/request/seed.h"
#include "core/samplers/sampler_info.h"
#include "serve/plain_settings.h"
#include "serve/service.h"

namespace imagelab::serve {
namespace {

using nlohmann::json;

constexpr const char* openai_door = "/v1";
constexpr int wrong_image_request = 400;
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

std::vector<Property> image_fields() {
    return {{"prompt*", text()},
            {"model", or_null(text("A name of GET /v1/models; absent: demo"))},
            {"n", or_null(integer(1, 64))},
            {"size", or_null(text("WxH, or auto: the model's own"))},
            {"response_format", or_null(one_of({"b64_json", "url"}))},
            {"output_format", or_null(one_of({"png", "jpeg", "webp"}))},
            {"output_compression", or_null(integer(1, 100, "Of jpeg and webp"))},
            {"quality", or_null(one_of({"auto", "standard"}))},
            {"background", or_null(one_of({"auto", "opaque"}))},
            {"moderation", or_null(one_of({"auto", "low"}))},
            {"stream", or_null(boolean("false"))},
            {"user", or_null(text("Not used"))},
            {"seed", or_null(integer(-1, INT64_MAX))},
            {"steps", or_null(integer(1, 1000))},
            {"guidance_scale", or_null(number(1, 1000))},
            {"negative_prompt", or_null(text())},
            {"sampler", or_null(one_of(sampler_options()))}};
}

// "512x768"
void take_size(const std::string& size, Request& request) {
    if (size.empty() || size == "auto") return;
    const char* end = size.data() + size.size();
    const auto width = std::from_chars(size.data(), end, request.width);
    const bool cross = width.ec == std::errc() && width.ptr != end && *width.ptr == 'x';
    const auto height = cross ? std::from_chars(width.ptr + 1, end, request.height) : width;
    if (!cross || height.ec != std::errc() || height.ptr != end || request.width < 1 || request.height < 1)
        throw HttpError(wrong_image_request, "size: is " + size.substr(0, 60) + "; allowed: WIDTHxHEIGHT in pixels, as 512x768, or auto",
                        "size");
}

std::string openai_name(const std::string& path) {
    if (path == "hyperparameters.width" || path == "hyperparameters.height") return "size";
    if (path == "hyperparameters.batch_size") return "n";
    if (path == "scheduler.type") return "sampler";
    if (path == "conditioning.init_image") return "image";
    if (path == "conditioning.img2img_strength") return "strength";
    if (path.starts_with("conditioning.mask")) return "mask";
    return path.substr(path.find('.') + 1);
}

Request image_request(const Service& service, const json& body) {
    if (boolean_of(body, "stream")) throw HttpError(wrong_image_request, "stream: is true; allowed: false, pictures come whole", "stream");
    Request request;
    OpenSettings open;
    request.prompt = text_of(body, "prompt");
    if (request.prompt.empty()) throw HttpError(wrong_image_request, "prompt: is empty; allowed: words", "prompt");
    request.model = service.model_named(text_of(body, "model"), 404, "model");
    request.batch = static_cast<int>(integer_of(body, "n", 1));
    take_size(text_of(body, "size"), request);
    take_plain_settings(body, request, open);
    if (has(body, "output_format")) request.format = picture_format_of(text_of(body, "output_format"));
    request.quality = static_cast<int>(integer_of(body, "output_compression", request.quality));
    ModelSettings(service.data()).take(request, open);
    if (const auto valid = validate(request); !valid) throw_problem(valid.error(), wrong_image_request, openai_name);
    return request;
}

HttpReply make(Service& service, Published& published, const HttpRequest& http, Request request) {
    request.safety = service.safety();
    const std::string type = "image/" + std::string(picture_format_name(request.format.value_or(PictureFormat::png)));
    Made made = service.pictures().make({std::move(request), false, openai_door, "", wrong_image_request, openai_name});
    throw_unless_done(made.result, wrong_image_request, openai_name);
    json data = json::array();
    for (std::string& file : made.files) {
        if (text_of(http.json, "response_format") == "url") {
            data.push_back({{"url", "http://" + http.header("host") + "/v1/images/files/" + published.add(std::move(file), type)}});
        } else {
            data.push_back({{"b64_json", base64_of(file)}});
        }
    }
    return HttpReply::of({{"created", static_cast<int64_t>(std::time(nullptr))}, {"data", data}});
}

const FormPart* only_part(const HttpRequest& http, const std::string& name) {
    const FormPart* found = nullptr;
    for (const FormPart& part : http.parts) {
        if (part.name != name) continue;
        if (found) throw HttpError(wrong_image_request, name + ": there are several; allowed: one picture", name);
        found = &part;
    }
    return found;
}

HttpReply edit(Service& service, Published& published, HttpRequest& http) {
    const FormPart *picture = only_part(http, "image"), *painted = only_part(http, "mask");
    if (!picture) throw HttpError(wrong_image_request, "image: is missing", "image");
    Request request = image_request(service, http.json);
    const ScratchFile file = start_picture(service.pictures().scratch(), picture->content, "image", wrong_image_request);
    request.init_image = file.path().string();
    request.strength = number_of(http.json, "strength", painted ? 1 : request.strength);
    std::optional<ScratchFile> mask;
    if (painted) {
        mask.emplace(start_picture(service.pictures().scratch(), painted->content, "mask", wrong_image_request));
        const auto read = read_mask(mask->path());
        if (!read || !read->by_transparency)
            throw HttpError(wrong_image_request,
                            "mask: no pixel of it is transparent; allowed: a picture that is transparent where it is painted anew", "mask");
        request.mask.file = mask->path().string();
    }
    if (const auto valid = validate(request); !valid) throw_problem(valid.error(), wrong_image_request, openai_name);
    return make(service, published, http, std::move(request));
}

json model_json(const std::string& name) {
    return {{"id", name}, {"object", "model"}, {"created", 0}, {"owned_by", "imagelab"}};
}

}  // namespace

void add_openai_routes(Routes& routes, Service& service) {
    const auto published = std::make_shared<Published>();
    const Schema model = object({{"id*", text()}, {"object*", text()}, {"created*", whole()}, {"owned_by*", text()}});
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
    routes.push_back(
        {.method = "POST",
         .path = "/v1/images/generations",
         .group = "OpenAI",
         .about = "Pictures from words; seed, steps, guidance_scale, negative_prompt and sampler are our additions",
         .handler = [&service, published](HttpRequest& r) { return make(service, *published, r, image_request(service, r.json)); },
         .body = Body::json,
         .takes = object(image_fields()),
         .gives = made,
         .errors = {404, 409, 429}});
    std::vector<Property> fields = image_fields();
    fields.push_back({"image*", {{"type", "string"}, {"format", "binary"}}});
    fields.push_back({"mask", {{"type", "string"}, {"format", "binary"}}});
    fields.push_back({"strength", number(0, 1, "How much of the picture changes; default 0.6, with a mask 1")});
    routes.push_back({.method = "POST",
                      .path = "/v1/images/edits",
                      .group = "OpenAI",
                      .about = "Pictures from a picture, painted anew where the mask is transparent",
                      .handler = [&service, published](HttpRequest& r) { return edit(service, *published, r); },
                      .body = Body::form,
                      .takes = object(fields),
                      .gives = made,
                      .errors = {404, 409, 429}});
    routes.push_back({.method = "GET",
                      .path = "/v1/images/files/{name}",
                      .group = "OpenAI",
                      .about = "A picture that was asked for as an address",
                      .handler = [published](HttpRequest& r) { return published->get(r.path_values.front()); },
                      .gives = text(),
                      .gives_type = "image/*"});
}

}  // namespace imagelab::serve
