#include "serve/openai_request.h"

#include <charconv>

#include "core/image/mask.h"
#include "core/library/model_library.h"
#include "core/library/model_settings.h"
#include "core/request/fields.h"
#include "core/request/lora_use.h"
#include "core/samplers/sampler_info.h"
#include "serve/plain_settings.h"

namespace imagelab::serve::openai {
namespace {

using nlohmann::json;

constexpr size_t most_pictures = 16;

std::vector<Property> common_fields() {
    const Schema lora = {{"anyOf", {text("NAME or NAME:SCALE"), object({{"name*", text()}, {"scale", or_null(number(-10, 10))}})}}};
    return {{"prompt*", text()},
            {"model", or_null(text("A name of GET /v1/models; absent, or one of OpenAI's own names: demo"))},
            {"n", or_null(integer(1, 64))},
            {"size", or_null(text("WxH, or auto: the model's own"))},
            {"response_format", or_null(one_of({"b64_json", "url"}, "Absent: b64_json, for a model called dall-e-... url"))},
            {"output_format", or_null(one_of({"png", "jpeg", "webp"}))},
            {"output_compression", or_null(integer(0, 100, "Of jpeg and webp"))},
            {"quality", or_null(one_of({"auto", "standard", "hd", "low", "medium", "high", "xhigh", "max"}, "Not used; see steps"))},
            {"style", or_null(one_of({"vivid", "natural"}, "Not used"))},
            {"background", or_null(one_of({"auto", "opaque"}))},
            {"moderation", or_null(one_of({"auto", "low"}, "Not used"))},
            {"stream", or_null(boolean("Server-sent events: pictures on their way, then the finished ones"))},
            {"partial_images", or_null(integer(0, most_partial_images, "With stream: how many on their way"))},
            {"user", or_null(text("Not used"))},
            {"safety_identifier", or_null(text("Not used"))},
            {"seed", or_null(integer(-1, INT64_MAX))},
            {"steps", or_null(integer(1, 1000))},
            {"guidance_scale", or_null(number(1, 1000))},
            {"guidance", or_null(number(1, 1000, "The same"))},
            {"negative_prompt", or_null(text())},
            {"sampler", or_null(one_of(sampler_options()))},
            {"loras", or_null(list_of(lora))}};
}

Schema with(std::vector<Property> fields, std::initializer_list<Property> more) {
    fields.insert(fields.end(), more.begin(), more.end());
    return object(fields);
}

Property strength_field() {
    return {"strength", or_null(number(0, 1, "How much of the picture changes; default 0.6, with a mask 1"))};
}

Property fidelity_field() {
    return {"input_fidelity", or_null(one_of({"low", "high"}, "Not used; see strength"))};
}

// "512x768"
void take_size(const std::string& size, Request& request) {
    if (size.empty() || size == "auto") return;
    const char* end = size.data() + size.size();
    const auto width = std::from_chars(size.data(), end, request.width);
    const bool cross = width.ec == std::errc() && width.ptr != end && *width.ptr == 'x';
    const auto height = cross ? std::from_chars(width.ptr + 1, end, request.height) : width;
    if (!cross || height.ec != std::errc() || height.ptr != end || request.width < 1 || request.height < 1)
        throw HttpError(wrong, "size: is " + size.substr(0, 60) + "; allowed: WIDTHxHEIGHT in pixels, as 512x768, or auto", "size");
}

bool is_dall_e(const std::string& model) {
    return model.starts_with("dall-e-");
}

// Programs that can only be told an address send the names that OpenAI's own models have.
std::string model_called(const Service& service, const std::string& name) {
    if (is_dall_e(name) || name.starts_with("gpt-image-") || name.starts_with("chatgpt-image-")) return {};
    return service.model_named(name, 404, "model");
}

// A name of the library; whether a path may be read is decided with all other files (library_files).
void must_be_known(const LoraUse& use, const Service& service) {
    if (use.name.find('/') != use.name.npos) return;
    if (const auto path = lora_path(use.name, service.data()); !path) throw HttpError(wrong, "loras: " + path.error(), "loras");
}

void take_loras(const Service& service, const json& body, Request& request) {
    if (!has(body, "loras")) return;
    for (const json& item : body["loras"]) {
        if (item.is_object() && item.contains("name") && item["name"].is_string() && (!has(item, "scale") || item["scale"].is_number())) {
            request.loras.push_back({item["name"].get<std::string>(), number_of(item, "scale", 1)});
            continue;
        }
        if (!item.is_string())
            throw HttpError(wrong, "loras: holds " + item.dump().substr(0, 60) + "; allowed: NAME:SCALE, or name and scale", "loras");
        auto use = parse_lora_use(item.get<std::string>());
        if (!use) throw HttpError(wrong, "loras: " + use.error(), "loras");
        request.loras.push_back(std::move(*use));
    }
    for (const LoraUse& use : request.loras) must_be_known(use, service);
}

Request request_of(Service& service, const json& body) {
    Request request;
    OpenSettings open;
    request.prompt = text_of(body, "prompt");
    request.model = model_called(service, text_of(body, "model"));
    request.batch = static_cast<int>(integer_of(body, "n", 1));
    take_size(text_of(body, "size"), request);
    if (has(body, "guidance")) request.guidance = number_of(body, "guidance"), open.guidance = false;
    take_plain_settings(body, request, open);
    take_loras(service, body, request);
    if (has(body, "output_format")) request.format = picture_format_of(text_of(body, "output_format"));
    if (const int64_t quality = integer_of(body, "output_compression"); quality > 0) request.quality = static_cast<int>(quality);
    ModelSettings(service.data()).take(request, open);
    request.safety = service.safety();
    if (const auto valid = validate(request); !valid) throw_problem(valid.error(), wrong, field_name);
    return request;
}

// --- pictures of an edit ---

struct Sent {
    std::vector<std::string> pictures;  // bytes of files
    std::optional<std::string> mask;
};

Sent sent_as_form(const HttpRequest& http) {
    Sent sent;
    for (const FormPart& part : http.parts) {
        if (part.name == "image") sent.pictures.push_back(part.content);
        if (part.name != "mask") continue;
        if (sent.mask) throw HttpError(wrong, "mask: there are several; allowed: one picture", "mask");
        sent.mask = part.content;
    }
    return sent;
}

// Base64, perhaps as a data address, or an object whose image_url is one.
std::string picture_of(const json& value, const std::string& field) {
    const json& picture = value.is_object() && value.contains("image_url") ? value["image_url"] : value;
    if (!picture.is_string()) throw HttpError(wrong, field + ": is no picture; allowed: base64, or an object with it as image_url", field);
    return picture_bytes(picture.get_ref<const std::string&>(), field, wrong);
}

Sent sent_as_json(const json& body) {
    Sent sent;
    for (const char* name : {"image", "images"}) {
        if (!has(body, name)) continue;
        const json& given = body[name];
        if (given.is_array() && given.size() > most_pictures)
            throw HttpError(wrong, std::string(name) + ": holds " + std::to_string(given.size()) + "; allowed: 16 pictures", name);
        for (const json& value : given.is_array() ? given : json::array({given})) sent.pictures.push_back(picture_of(value, name));
    }
    if (has(body, "mask")) sent.mask = picture_of(body["mask"], "mask");
    return sent;
}

void take_edit_mask(Service& service, const std::string& bytes, Asked& asked) {
    asked.files.push_back(start_picture(service.pictures().scratch(), bytes, "mask", wrong));
    const auto read = read_mask(asked.files.back().path());
    if (!read || !read->by_transparency)
        throw HttpError(wrong, "mask: no pixel of it is transparent; allowed: a picture that is transparent where it is painted anew",
                        "mask");
    asked.request.mask.file = asked.files.back().path().string();
}

void need_prompt(const json& body) {
    if (text_of(body, "prompt").empty()) throw HttpError(wrong, "prompt: is empty; allowed: words", "prompt");
}

Asked with_pictures(Service& service, const json& body, const Sent& sent) {
    if (sent.pictures.empty()) throw HttpError(wrong, "image: is missing", "image");
    Asked asked{request_of(service, body), {}};
    Request& request = asked.request;
    for (const std::string& bytes : sent.pictures) {
        asked.files.push_back(start_picture(service.pictures().scratch(), bytes, "image", wrong));
        const std::string path = asked.files.back().path().string();
        if (request.init_image.empty())
            request.init_image = path;
        else
            request.references.push_back({path, ""});
    }
    request.strength = number_of(body, "strength", sent.mask ? 1 : request.strength);
    if (sent.mask) take_edit_mask(service, *sent.mask, asked);
    if (const auto valid = validate(request); !valid) throw_problem(valid.error(), wrong, field_name);
    return asked;
}

}  // namespace

Schema generation_fields() {
    return object(common_fields());
}

Schema edit_form_fields() {
    const Schema file = {{"type", "string"}, {"format", "binary"}};
    return with(common_fields(), {{"image*", file}, {"mask", file}, strength_field(), fidelity_field()});
}

Schema edit_json_fields() {
    const char* about = "Base64, perhaps as a data address, or an object with it as image_url";
    return with(common_fields(), {{"image", anything(about)},
                                  {"images", anything("A list of such pictures; those after the first are reference pictures")},
                                  {"mask", anything(about)},
                                  strength_field(),
                                  fidelity_field()});
}

Schema variation_form_fields() {
    std::vector<Property> fields = common_fields();
    fields.front().name = "prompt";
    return with(std::move(fields), {{"image*", {{"type", "string"}, {"format", "binary"}}}, strength_field()});
}

Asked asked_generation(Service& service, const json& body) {
    need_prompt(body);
    return {request_of(service, body), {}};
}

Asked asked_variation(Service& service, const HttpRequest& http) {
    return with_pictures(service, http.json, sent_as_form(http));
}

Asked asked_edit(Service& service, const HttpRequest& http) {
    need_prompt(http.json);
    return with_pictures(service, http.json, http.parts.empty() ? sent_as_json(http.json) : sent_as_form(http));
}

std::string field_name(const std::string& path) {
    if (path == "hyperparameters.width" || path == "hyperparameters.height") return "size";
    if (path == "hyperparameters.batch_size") return "n";
    if (path == "scheduler.type") return "sampler";
    if (path == "conditioning.init_image" || path.starts_with("conditioning.reference")) return "image";
    if (path == "conditioning.img2img_strength") return "strength";
    if (path.starts_with("conditioning.mask")) return "mask";
    return path.substr(path.find('.') + 1);
}

std::string answer_as(const json& body) {
    return text_of(body, "response_format", is_dall_e(text_of(body, "model")) ? "url" : "b64_json");
}

}  // namespace imagelab::serve::openai
