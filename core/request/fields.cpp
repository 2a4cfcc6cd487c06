#include "core/request/fields.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/request/field_kinds.h"
#include "core/request/file_uri.h"
#include "core/request/lora_use.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

using nlohmann::json;
using namespace field;
using Words = std::vector<std::string>;

constexpr const char* side_allowed = "a multiple of 8 from 16 to 4096, or 0 for the model's own size";

Row side(std::string path, int Request::*member) {
    return integer(std::move(path), member, 0, 4096)
        .needed()
        .in("pixels")
        .may_be(side_allowed)
        .always_written()
        .checked([member](const Request& request) {
            const int pixels = request.*member;
            const bool good = pixels == 0 || (pixels >= 16 && pixels <= 4096 && pixels % 8 == 0);
            return good ? "" : is_not(std::to_string(pixels), side_allowed);
        });
}

Row negative_prompt() {
    Row row = text("hyperparameters.negative_prompt", &Request::prompt);
    bind(row, &Request::negative_prompt);
    row.read = [](const json& value, const json&, Request& request, Problems&) { request.negative_prompt = value.get<std::string>(); };
    row.write = [](const Request& request) { return request.negative_prompt ? json(*request.negative_prompt) : json(); };
    return row;
}

Row seed() {
    const std::string allowed = "an integer from 0 to 18446744073709551615, or -1 to draw one";
    Row row("hyperparameters.seed", RequestField::Type::integer, {{"type", "integer"}});
    row.allowed = allowed;
    bind(row, &Request::seed);
    row.read = [allowed](const json& value, const json&, Request& request, Problems& problems) {
        const auto seed = seed_of(value.dump());
        if (!seed) problems.push_back("hyperparameters.seed: " + seed.error());
        if (seed) request.seed = *seed;
    };
    row.write = [](const Request& request) { return json(request.seed); };
    return row;
}

Row sampler() {
    std::vector<std::pair<SamplerKind, RequestField::Choice>> words;
    for (const SamplerInfo& info : samplers()) words.push_back({info.kind, {info.json, info.option}});
    Row row = choice<SamplerKind>("scheduler.type", &Request::sampler, words);
    row.schema["enum"].push_back("Euler");  // which everybody writes
    row.read = [](const json& value, const json&, Request& request, Problems& problems) {
        Words known;
        for (const SamplerInfo& info : samplers()) {
            if (value == info.json || (value == "Euler" && info.kind == SamplerKind::euler)) return void(request.sampler = info.kind);
            known.emplace_back(info.json);
        }
        problems.push_back("scheduler.type: there is no sampler " + value.get<std::string>() + "; allowed: " + comma_list(known));
    };
    return row;
}

Row spacing() {
    std::vector<std::pair<Spacing, RequestField::Choice>> words;
    for (const ScheduleInfo& info : schedules()) words.push_back({info.kind, {info.option, info.option}});
    return choice<Spacing>("scheduler.spacing", &Request::spacing, words);
}

Row eta() {
    Row row("scheduler.eta", RequestField::Type::number, {{"type", "number"}, {"minimum", 0}, {"maximum", 1}});
    row.allowed = "a number from 0 to 1";
    row.copy = [](const Request& from, Request& to) { to.step_noise.eta = from.step_noise.eta; };
    row.read = [](const json& value, const json&, Request& request, Problems&) { request.step_noise.eta = value.get<double>(); };
    row.write = [](const Request& request) { return request.step_noise.eta ? json(*request.step_noise.eta) : json(); };
    row.wrong = [allowed = row.allowed](const Request& request) {
        const double share = request.step_noise.eta.value_or(0);
        return share >= 0 && share <= 1 ? "" : is_not(number_text(share), allowed);
    };
    return row;
}

Row seed_noise_scale() {
    Row row("scheduler.seed_noise_scale", RequestField::Type::number, {{"type", "number"}, {"minimum", 0}, {"maximum", 2}});
    row.allowed = "a number from 0 to 2";
    row.copy = [](const Request& from, Request& to) { to.step_noise.scale = from.step_noise.scale; };
    row.read = [](const json& value, const json&, Request& request, Problems&) { request.step_noise.scale = value.get<double>(); };
    row.write = [](const Request& request) { return json(request.step_noise.scale); };
    row.wrong = [allowed = row.allowed](const Request& request) {
        const double scale = request.step_noise.scale;
        return scale >= 0 && scale <= 2 ? "" : is_not(number_text(scale), allowed);
    };
    return row;
}

Row zero_snr() {
    Row row("scheduler.zero_snr", RequestField::Type::boolean, {{"type", "boolean"}});
    bind(row, &Request::zero_snr);
    row.read = [](const json& value, const json&, Request& request, Problems&) { request.zero_snr = value.get<bool>(); };
    row.write = [](const Request& request) { return request.zero_snr ? json(*request.zero_snr) : json(); };
    return row;
}

Row vae() {
    Row row = text("model.vae", &Request::vae);
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        const auto name = value.get<std::string>();
        request.vae = is_none(name) || name == "default" || name == request.model ? "" : name;
    };
    return row;
}

Row vae_mix() {
    Row row("model.vae_mix", RequestField::Type::list, json::parse(R"({"type": "array", "items": {"type": "object",
        "required": ["name", "share"], "properties": {"name": {"type": "string"}, "share": {"type": "number", "minimum": 0, "maximum": 1}}}})"));
    row.allowed = "a list of `name` (path, or name in the library) and `share` (0 to 1, together at most 1)";
    bind(row, &Request::vae_mix);
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        request.vae_mix.clear();
        for (const json& use : value) request.vae_mix.push_back({use.at("name").get<std::string>(), use.at("share").get<double>()});
    };
    row.write = [](const Request& request) {
        json list = json::array();
        for (const VaeShare& use : request.vae_mix) list.push_back({{"name", use.name}, {"share", use.share}});
        return list;
    };
    row.item = [](const std::string& word) -> Result<json> {
        const size_t colon = word.rfind(':');
        const auto share = colon == std::string::npos ? std::nullopt : parsed_number(word.substr(colon + 1));
        if (!share || colon == 0)
            return Failure{quoted(word) + " names no VAE with its share; allowed: VAE:SHARE, as other.safetensors:0.3"};
        return json{{"name", word.substr(0, colon)}, {"share", *share}};
    };
    row.wrong = [allowed = row.allowed](const Request& request) {
        double sum = 0;
        for (const VaeShare& use : request.vae_mix) {
            if (trimmed(use.name).empty()) return is_not("a VAE without a name", "a path, or a name in the library");
            if (!(use.share >= 0 && use.share <= 1)) return is_not("share " + number_text(use.share), "a number from 0 to 1");
            sum += use.share;
        }
        return sum <= 1 + 1e-9 ? std::string()
                               : is_not("shares of " + number_text(sum) + " together", "at most 1, which leaves model.vae the rest");
    };
    return row;
}

Row part(std::string name, std::string Request::*member, const char* option, const char* value, const char* what) {
    return text("model." + std::move(name), member).opt(option, value).may_be("path").means(what);
}

constexpr const char* needs_refiner = "its default where model.refiner is empty: name a refiner";

Row refiner() {
    Row row = text("model.refiner", &Request::refiner);
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        const auto name = value.get<std::string>();
        request.refiner = is_none(name) ? "" : name;
    };
    return row;
}

Row refiner_start() {
    return number("scheduler.refiner_start", &Request::refiner_start, 0, 1)
        .in_schema("minimum", 0)
        .in_schema("maximum", 1)
        .checked([](const Request& request) {
            const double start = request.refiner_start;
            if (!(start >= 0 && start <= 1)) return is_not(number_text(start), "a number from 0 to 1");
            if (request.refiner.empty() && start != Request().refiner_start) return is_not(number_text(start), needs_refiner);
            return std::string();
        });
}

Row refiner_strength() {
    const std::string path = "scheduler.refiner_strength", allowed = "a number from 0 to 1, or auto";
    Row row(path, RequestField::Type::text, {{"type", {"number", "string"}}, {"minimum", 0}, {"maximum", 1}});
    row.allowed = allowed;
    bind(row, &Request::refiner_strength);
    row.read = [path, allowed](const json& value, const json&, Request& request, Problems& problems) {
        if (value == "auto") return void(request.refiner_strength = std::nullopt);
        const auto strength =
            value.is_string() ? parsed_number(value.get<std::string>()) : std::optional(value.get<double>());  // an option is text
        if (!strength) return problems.push_back(path + ": " + is_not(value.dump(), allowed));
        request.refiner_strength = *strength;
    };
    row.write = [](const Request& request) { return request.refiner_strength ? json(*request.refiner_strength) : json("auto"); };
    row.wrong = [allowed](const Request& request) {
        const auto& strength = request.refiner_strength;
        const std::string said = strength ? number_text(*strength) : "auto";
        if (strength && !(*strength >= 0 && *strength <= 1)) return is_not(said, allowed);
        if (strength == Request().refiner_strength) return std::string();
        if (request.refiner.empty()) return is_not(said, needs_refiner);
        return request.refiner_start < 1 ? is_not(said, "its default where scheduler.refiner_start is below 1: it is of a second pass")
                                         : "";
    };
    return row;
}

Row guidance_share(const char* path, double Request::*member) {
    return number(path, member, 0, 1).in_schema("minimum", 0).in_schema("maximum", 1).checked([member](const Request& request) {
        const double share = request.*member;
        if (!(share >= 0 && share <= 1)) return is_not(number_text(share), "a number from 0 to 1");
        if (member == &Request::guidance_end && share < request.guidance_start)
            return is_not(number_text(share), "at least hyperparameters.guidance_start");
        return std::string();
    });
}

Row strength() {
    return number("conditioning.img2img_strength", &Request::strength, 0, 1)
        .in_schema("minimum", 0)
        .in_schema("maximum", 1)
        .checked([](const Request& request) {
            const double strength = request.strength;
            if (!(strength >= 0 && strength <= 1)) return is_not(number_text(strength), "a number from 0 to 1");
            // diffusers runs int(steps * strength) steps and refuses none.
            if (request.init_image.empty() || static_cast<int>(request.steps * strength) >= 1) return std::string();
            return is_not(number_text(strength), "a number such that " + std::to_string(request.steps) + " steps times it is at least 1");
        });
}

// The standard format says image to image with a reference image and a strength; without a strength a reference guides the picture in
// another way (IP-Adapter).
Row reference_images() {
    const std::string path = "conditioning.reference_images";
    Row row(path, RequestField::Type::list, json::parse(R"({"type": "array", "items": {"type": "string", "format": "uri"}})"));
    row.allowed = "one file:///... address together with conditioning.img2img_strength and without conditioning.init_image";
    row.read = [path, allowed = row.allowed](const json& value, const json& payload, Request& request, Problems& problems) {
        if (value.empty()) return;
        const auto refuse = [&](const std::string& what) {
            problems.push_back(path + ": " + what + " is not built yet; allowed: " + allowed);
        };
        const bool strong = payload.contains(json::json_pointer("/conditioning/img2img_strength"));
        if (value.size() > 1 || !strong || !request.init_image.empty()) return refuse("guidance by reference images");
        const auto uri = value.at(0).get<std::string>();
        request.init_image = path_of_file_uri(uri);
        if (request.init_image.empty()) refuse("fetching pictures (" + quoted(uri) + ")");
    };
    row.write = [](const Request&) { return json(); };
    return row;
}

json named_list(const char* name, const char* number) {
    return {{"type", "array"},
            {"items",
             {{"type", "object"},
              {"required", {name, number}},
              {"properties", {{name, {{"type", "string"}}}, {number, {{"type", "number"}}}}}}}};
}

// What each entry of a list asks for, by the field that names it.
auto each_named(const char* what, const char* name) {
    return [=](const json& list) {
        Words asked;
        for (const json& entry : list) asked.push_back(std::string(what) + " (" + quoted(entry.at(name).get<std::string>()) + ")");
        return asked;
    };
}
auto unless_none(const char* what) {
    return
        [=](const json& name) { return is_none(name) ? Words{} : Words{std::string(what) + " (" + quoted(name.get<std::string>()) + ")"}; };
}
auto if_set(const char* what) {
    return [=](const json& value) { return value == false || value == 0 ? Words{} : Words{what}; };
}

Row dtype() {
    Row row = choice<std::optional<DType>>("performance.dtype", &Request::dtype,
                                           {{DType::f32, {"fp32", "f32"}}, {DType::f16, {"fp16", "f16"}}, {DType::bf16, {"bf16", "bf16"}}});
    row.wrong = [](const Request& request) {
        const bool good = !request.dtype || *request.dtype == DType::f32 || *request.dtype == DType::f16 || *request.dtype == DType::bf16;
        return good ? "" : is_not(std::string(dtype_name(*request.dtype)), "f32, f16 or bf16");
    };
    return row;
}

// Device names of other programs' payloads become ours: cuda:0 is the best device there is, cuda:1 a certain one.
std::string device_of(const std::string& name) {
    if (name.empty() || name == "cuda" || name == "cuda:0" || name == "gpu") return "auto";
    if (name.starts_with("cuda:")) return "vulkan:" + name.substr(5);
    return name;
}

bool is_device_name(const std::string& name) {
    if (name == "auto" || name == "cpu") return true;
    const std::string prefix = "vulkan:";
    const std::string number = name.starts_with(prefix) ? name.substr(prefix.size()) : "";
    return !number.empty() && number.size() <= 3 && number.find_first_not_of("0123456789") == std::string::npos;
}

Row device() {
    Row row = text("performance.device", &Request::device);
    row.read = [](const json& value, const json&, Request& request, Problems&) { request.device = device_of(value.get<std::string>()); };
    row.wrong = [](const Request& request) {
        return is_device_name(request.device) ? "" : is_not(quoted(request.device), "auto, cpu or vulkan:N");
    };
    return row;
}

Row loras() {
    Row row("conditioning.loras", RequestField::Type::list, json::parse(R"({"type": "array", "items": {"type": "object",
        "required": ["name", "scale"], "properties": {"name": {"type": "string"}, "scale": {"type": "number"},
        "text_scale": {"type": "number"}}}})"));
    row.allowed = "a list of `name` (path, or name in the library), `scale` (-10 to 10; 1 is as trained) and perhaps `text_scale`";
    bind(row, &Request::loras);
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        request.loras.clear();
        for (const json& use : value) {
            LoraUse& lora = request.loras.emplace_back(LoraUse{use.at("name").get<std::string>(), use.at("scale").get<double>(), {}});
            if (use.contains("text_scale")) lora.text_scale = use.at("text_scale").get<double>();
        }
    };
    row.write = [](const Request& request) {
        json list = json::array();
        for (const LoraUse& use : request.loras) {
            list.push_back({{"name", use.name}, {"scale", use.scale}});
            if (use.text_scale) list.back()["text_scale"] = *use.text_scale;
        }
        return list;
    };
    row.item = [](const std::string& word) -> Result<json> {
        const auto use = parse_lora_use(word);
        if (!use) return Failure{use.error()};
        json item = {{"name", use->name}, {"scale", use->scale}};
        if (use->text_scale) item["text_scale"] = *use->text_scale;
        return item;
    };
    row.wrong = [](const Request& request) {
        for (const LoraUse& use : request.loras) {
            if (trimmed(use.name).empty()) return is_not("a LoRA without a name", "a path, or a name in the library");
            for (const double scale : {use.scale, use.on_text()}) {
                if (!(scale >= -10 && scale <= 10))
                    return is_not("scale " + number_text(scale) + " of " + quoted(use.name), "a number from -10 to 10");
            }
        }
        return std::string();
    };
    return row;
}

Row embeddings() {
    Row row("conditioning.embeddings", RequestField::Type::list, json::parse(R"({"type": "array", "items": {"type": "string"}})"));
    row.allowed = "a list of files";
    bind(row, &Request::embeddings);
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        request.embeddings = value.get<std::vector<std::string>>();
    };
    row.write = [](const Request& request) { return json(request.embeddings); };
    row.item = [](const std::string& word) -> Result<json> { return json(word); };
    return row;
}

Row profiles() {
    Row row("style.profiles", RequestField::Type::list, json::parse(R"({"type": "array", "items": {"type": "object", "required": ["name"],
        "properties": {"name": {"type": "string"}, "weight": {"type": "number", "minimum": 0, "maximum": 1}}}})"));
    row.allowed = "a list of `name`, `weight` (above 0 and up to 1; 1 where absent)";
    row.copy = [](const Request& from, Request& to) { to.style.profiles = from.style.profiles; };
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        request.style.profiles.clear();
        for (const json& use : value) request.style.profiles.push_back({use.at("name").get<std::string>(), use.value("weight", 1.0)});
    };
    row.write = [](const Request& request) {
        json list = json::array();
        for (const StyleUse& use : request.style.profiles) list.push_back({{"name", use.name}, {"weight", use.weight}});
        return list;
    };
    row.wrong = [](const Request& request) {
        for (const StyleUse& use : request.style.profiles) {
            if (!(use.weight > 0 && use.weight <= 1))
                return is_not("weight " + number_text(use.weight) + " of " + quoted(use.name),
                              "a weight above 0 and up to 1, the share of the profile's words");
        }
        return std::string();
    };
    return row;
}

Row own_words(std::string path, std::optional<std::string> Style::*member) {
    Row row(std::move(path), RequestField::Type::text, {{"type", "string"}});
    row.allowed = "text";
    row.copy = [member](const Request& from, Request& to) { to.style.*member = from.style.*member; };
    row.read = [member](const json& value, const json&, Request& request, Problems&) { request.style.*member = value.get<std::string>(); };
    row.write = [member](const Request& request) { return request.style.*member ? json(*(request.style.*member)) : json(); };
    return row;
}

Row format() {
    std::vector<std::pair<std::optional<PictureFormat>, RequestField::Choice>> words;
    for (const PictureFormat kind :
         {PictureFormat::png, PictureFormat::jpeg, PictureFormat::webp, PictureFormat::tiff, PictureFormat::exr}) {
        const std::string name(picture_format_name(kind));
        words.push_back({kind, {name, name}});
    }
    return choice<std::optional<PictureFormat>>("output.format", &Request::format, words);
}

// In the order of the command line's help and of A1111's text, where what matters most stands first.
std::vector<Row> all_rows() {
    return {
        text("conditioning.prompt", &Request::prompt)
            .needed()
            .always_written()
            .opt("--prompt", "TEXT")
            .means("What to draw (on the command line --prompt=\"-...\" where it begins with -)"),
        negative_prompt()
            .standard()
            .opt("--negative-prompt", "TEXT")
            .means("What to keep away from; absent and \"\" differ, as in diffusers: absent means zero embeddings where the model asks for "
                   "them"),
        text("model.base", &Request::model)
            .needed()
            .always_written()
            .opt("--model", "MODEL")
            .on_axis("model")
            .may_be("path or name")
            .means("Diffusers folder, file of weights (.safetensors, .ckpt, .gguf ...), or a name of `imagelab models list`; empty: the "
                   "bundled model"),
        vae()
            .needed()
            .always_written()
            .opt("--vae", "VAE")
            .may_be("path or name")
            .means("A VAE to use instead of the model's own: a file of weights, a folder, or a name; empty, \"none\", \"default\" or "
                   "that of the "
                   "base: the model's own"),
        vae_mix()
            .opt("--vae-mix", "VAE:SHARE")
            .means("VAEs whose weights are blended with model.vae, which keeps what their shares leave of 1"),
        part("unet", &Request::unet, "--unet", "PATH",
             "The UNet from another file or folder: a lone one (also .gguf), a component's folder, or a whole model that it is taken from"),
        part("text_encoder", &Request::text_encoder, "--text-encoder", "PATH", "The same of the first text encoder (CLIP-L)"),
        part("text_encoder_2", &Request::text_encoder_2, "--text-encoder-2", "PATH", "The same of the second text encoder (OpenCLIP bigG)"),
        part("tokenizer", &Request::tokenizer, "--tokenizer", "FOLDER", "Folder with vocab.json and merges.txt of the first text encoder"),
        part("tokenizer_2", &Request::tokenizer_2, "--tokenizer-2", "FOLDER", "The same of the second text encoder"),
        refiner()
            .needed()
            .always_written()
            .opt("--refiner", "MODEL")
            .on_axis("refiner")
            .may_be("path or name")
            .means("A second model that finishes the picture: SDXL's refiner, or any other SDXL model; empty or \"none\": none"),
        without_effect("model.hash", {{"type", "string"}})
            .may_be("text")
            .means("SHA-256 of the model's file, as pictures carry it, so that a renamed one is found; no part of what is asked for"),
        without_effect("model.vae_hash", {{"type", "string"}}).may_be("text").means("The same of the VAE's file"),
        without_effect("model.refiner_hash", {{"type", "string"}}).may_be("text").means("The same of the refiner's file"),
        side("hyperparameters.width", &Request::width).opt("--width", "N").means("Width of the picture"),
        side("hyperparameters.height", &Request::height).opt("--height", "N").means("Height of the picture"),
        boolean("hyperparameters.aspect_bins", &Request::aspect_bins)
            .flag("--exact-size", false)
            .means("Models trained in buckets of sizes (PixArt) make the nearest one, which is resized and cropped to width and height; "
                   "false (--exact-size): just this size"),
        integer("scheduler.steps", &Request::steps, 1, 1000)
            .needed()
            .always_written()
            .key("Steps")
            .opt("--steps", "N")
            .on_axis("steps")
            .means("Denoising steps; default 30, PixArt 20"),
        sampler()
            .needed()
            .always_written()
            .key("Sampler", [](const Request& request) { return std::string(sampler_info(request.sampler).a1111); })
            .opt("--sampler", "NAME")
            .on_axis("sampler")
            .means("How noise is taken away; default euler, PixArt dpmpp_2m"),
        spacing()
            .always_written()
            .key("Schedule type", nullptr)
            .opt("--schedule", "NAME")
            .on_axis("spacing")
            .means("Spacing of the steps: the model's own (default), a list of noise levels (karras, exponential, beta ...), or timesteps "
                   "spaced from the noisiest one (trailing), from the cleanest (leading) or over both ends (linspace)"),
        eta()
            .key("Eta")
            .opt("--eta", "X")
            .means(
                "Share of the noise that ancestral and SDE samplers, DDIM and TCD add at each step; absent: the sampler's own (1; DDIM 0, "
                "TCD 0.3)"),
        seed_noise_scale()
            .key("Sigma noise")
            .opt("--noise-scale", "X")
            .means("Scale of the noise that a sampler adds at each step; default 1"),
        choice<PredictionChoice>("scheduler.prediction", &Request::prediction,
                                 {{PredictionChoice::from_the_file, {"auto", "auto"}},
                                  {PredictionChoice::epsilon, {"epsilon", "epsilon"}},
                                  {PredictionChoice::v_prediction, {"v_prediction", "v_prediction"}}})
            .opt("--prediction", "NAME")
            .means("What the model predicts; auto (default): as its file says. A v-prediction model whose file does not say so draws brown "
                   "noise without v_prediction"),
        zero_snr()
            .flag("--zero-snr", true)
            .may_be("true or false")
            .means("Noise levels that end in pure noise (Lin et al. 2023); absent: as the model's file says"),
        refiner_start()
            .opt("--refiner-start", "X")
            .on_axis("refiner_start")
            .means("Share of the noise schedule behind which the refiner takes over; default 0.8; 1: it goes over the decoded picture once "
                   "more (image to image)"),
        refiner_strength()
            .opt("--refiner-strength", "X|auto")
            .on_axis("refiner_strength")
            .means("Share of the steps of that second pass; default 0.3; auto: by how good the first picture looks, perhaps none"),
        without_effect("scheduler.snr_weighting", {{"type", "boolean"}})
            .standard()
            .may_be("true or false")
            .means("A weight of the training loss; no effect on pictures"),
        number("hyperparameters.guidance_scale", &Request::guidance, 1, 1000)
            .needed()
            .always_written()
            .may_be("a number from 1 (off) to 1000")
            .in_schema("minimum", 1.0)
            .key("CFG scale")
            .opt("--cfg-scale", "X")
            .on_axis("guidance")
            .means("How closely to follow the prompt (classifier-free guidance); 1 is off; default 5, PixArt 4.5"),
        number("hyperparameters.guidance_rescale", &Request::guidance_rescale, 0, 1)
            .in_schema("minimum", 0)
            .in_schema("maximum", 1)
            .opt("--guidance-rescale", "X")
            .on_axis("guidance_rescale")
            .means("How far guidance keeps the contrast of the prompt's own prediction, 0 to 1 (Lin et al. 2023); default 0"),
        guidance_share("hyperparameters.guidance_start", &Request::guidance_start)
            .opt("--guidance-start", "X")
            .means("Guidance counts from this share of the steps on; default 0"),
        guidance_share("hyperparameters.guidance_end", &Request::guidance_end)
            .opt("--guidance-end", "X")
            .means("Guidance counts up to this share of the steps; default 1"),
        integer("conditioning.clip_skip", &Request::clip_skip, 0, 11)
            .opt("--clip-skip", "N")
            .on_axis("clip_skip")
            .means("Layers of SDXL's text encoders left out beyond the one that it leaves out itself, 0 to 11; default 0"),
        seed()
            .needed()
            .always_written()
            .key("Seed")
            .opt("--seed", "N")
            .on_axis("seed")
            .means("The same seed gives the same picture; -1 (default) draws one; picture i of a batch has seed + i"),
        integer("hyperparameters.batch_size", &Request::batch, 1, 64)
            .standard()
            .of_making()
            .always_written()
            .opt("--batch-size", "N")
            .means("Pictures to make; default 1"),
        text("conditioning.init_image", &Request::init_image)
            .opt("--init-image", "FILE")
            .may_be("path")
            .means("Picture to start from (image to image), scaled to the size"),
        strength()
            .standard()
            .always_written()
            .opt("--strength", "X")
            .on_axis("strength")
            .means("Share of the steps that image to image runs; more changes more; default 0.6"),
        choice<StartFit>("conditioning.init_fit", &Request::fit,
                         {{StartFit::stretch, {"stretch", "stretch"}}, {StartFit::crop, {"crop", "crop"}}, {StartFit::pad, {"pad", "pad"}}})
            .opt("--fit", "NAME")
            .means("How a start picture of another shape is brought to size: squeezed (default), cut in its middle, or kept whole with its "
                   "edges drawn out"),
        boolean("conditioning.prompt_weights", &Request::prompt_weights)
            .flag("--no-prompt-weights", false)
            .means(
                "(words:1.2), (words) and [words] weigh parts of both prompts as in A1111; false (--no-prompt-weights): text as written"),
        reference_images().standard().means("The picture to start from, as the standard format says it"),
        not_built("conditioning.mask_blur", {{"type", "integer"}, {"minimum", 0}}, "0", if_set("inpainting with a mask"))
            .standard()
            .in("pixels")
            .means("Blur of the mask's edge"),
        not_built("conditioning.control_nets", named_list("type", "weight"), "an empty list", each_named("ControlNet", "type"))
            .standard()
            .means("ControlNets"),
        loras()
            .standard()
            .opt("--lora", "NAME[:SCALE[:TEXT_SCALE]]")
            .means("LoRAs and their relatives, with how strongly each changes the denoiser and the text encoders; <lora:NAME:SCALE> in the "
                   "prompt means the same"),
        embeddings()
            .opt("--embedding", "FILE")
            .means("Textual inversions: the stem of a file is a word of the prompts; those of the library need no option"),
        profiles().means("Style profiles, mixed; once they are applied conditioning.prompt is the expanded text"),
        own_words("style.own_prompt", &Style::own_prompt)
            .means("The prompt before the profiles were applied; where it stands, nothing is expanded again"),
        own_words("style.own_negative_prompt", &Style::own_negative_prompt).means("The negative prompt before the profiles were applied"),
        not_built("postprocessing.safety_checker", {{"type", "boolean"}}, "false", if_set("the safety checker"))
            .standard()
            .means("Safety checker"),
        not_built("postprocessing.upscaler", {{"type", "string"}}, "\"\" or \"none\"", unless_none("upscaling"))
            .standard()
            .means("Upscaler"),
        not_built("postprocessing.auto_contrast", {{"type", "boolean"}}, "false", if_set("automatic contrast"))
            .standard()
            .means("Automatic contrast"),
        dtype()
            .standard()
            .of_making()
            .opt("--dtype", "NAME")
            .means("Arithmetic; default: the device's best. A device that lacks it refuses and says what it has"),
        device()
            .standard()
            .of_making()
            .always_written()
            .may_be("auto, cpu or vulkan:N")
            .opt("--device", "NAME")
            .means("Device, see `imagelab devices`; auto (default) is the best one; cuda and cuda:0 are auto, cuda:N is vulkan:N"),
        integer("performance.threads", &Request::threads, 0, 1024)
            .of_making()
            .always_written()
            .may_be("an integer from 0 (one a core) to 1024")
            .opt("--threads", "N")
            .means("Processor threads"),
        integer<int64_t>("performance.memory_budget", &Request::memory_budget, 0, std::numeric_limits<int64_t>::max())
            .of_making()
            .in("bytes")
            .may_be("bytes, 0 (what is free) or more")
            .opt("--memory-budget", "SIZE")
            .means("Device memory to use, on the command line also as 6G or 512M; weights that do not fit are "
                   "streamed where the device can"),
        without_effect("performance.xformers", {{"type", "boolean"}})
            .standard()
            .may_be("true or false")
            .means("Attention never stores all its scores here; no effect on pictures"),
        text("output.path", &Request::output)
            .of_making()
            .always_written()
            .opt("--output", "PATH")
            .may_be("path")
            .means("A file (.png, .jpg, .webp, .tif, .exr; a batch becomes NAME-1.png ...) or a folder (TIME_SEED_PROMPT.png, never "
                   "overwritten); empty: ./output_images"),
        text("output.name", &Request::output_name)
            .of_making()
            .opt("--name", "PATTERN")
            .means("Names of files in a folder, without extension, of {date} {time} {seed} {words} {model} {sampler} {steps} {guidance} "
                   "{width} {height} {profile}; default {date}-{time}_{seed}_{words}"),
        format().of_making().opt("--format", "NAME").means("Format of the file; absent: by its name, png in a folder"),
        integer("output.quality", &Request::quality, 1, 100)
            .of_making()
            .in_schema("maximum", 100)
            .opt("--quality", "N")
            .means("Of JPEG and WebP; default 95; WebP at 100 loses nothing"),
    };
}

std::vector<RequestField> finished(std::vector<Row> rows) {
    std::vector<RequestField> fields;
    for (Row& row : rows) {
        if (row.allowed.empty()) throw Error("[request] the row of " + row.path + " does not say what is allowed");
        if (!row.always_) {
            row.write = [write = row.write, usual = row.write(Request())](const Request& request) {
                json value = write(request);
                return value == usual ? json() : value;
            };
        }
        fields.push_back(std::move(row));
    }
    return fields;
}

}  // namespace

std::span<const RequestField> request_fields() {
    static const std::vector<RequestField> fields = finished(all_rows());
    return fields;
}

const RequestField& request_field(std::string_view path) {
    for (const RequestField& field : request_fields()) {
        if (field.path == path) return field;
    }
    throw Error("[request] no field " + std::string(path));
}

bool same_field(const RequestField& field, const Request& a, const Request& b) {
    const json left = field.write(a), right = field.write(b);
    return left.type() == right.type() && left == right;  // -1 and 2^64 - 1 are the same 64 bits to the comparison
}

std::vector<std::string> choice_options(const RequestField& field) {
    std::vector<std::string> options;
    for (const RequestField::Choice& word : field.choices) options.push_back(word.option);
    return options;
}

namespace {

std::optional<json> integer_value(const std::string& word) {
    const size_t digits = word.starts_with('-') ? 1 : 0;
    if (word.size() == digits || word.find_first_not_of("0123456789", digits) != std::string::npos) return std::nullopt;
    const size_t first = std::min(word.find_first_not_of('0', digits), word.size() - 1);
    const json value = json::parse(word.substr(0, digits) + word.substr(first), nullptr, false);
    return value.is_number_integer() ? std::optional(value) : std::nullopt;  // beyond 64 bits JSON reads a fraction
}

}  // namespace

Result<json> field_value(const RequestField& field, const std::string& word) {
    std::optional<json> value;
    switch (field.type) {
        case RequestField::Type::text:
            return json(word);
        case RequestField::Type::integer:
            value = integer_value(word);
            break;
        case RequestField::Type::number:
            value = parsed_number(word);
            break;
        case RequestField::Type::boolean:
            if (word == "true" || word == "false") value = word == "true";
            break;
        case RequestField::Type::choice:
            for (const RequestField::Choice& choice : field.choices) {
                if (choice.option == word) value = choice.json;
            }
            break;
        case RequestField::Type::list:
            break;
    }
    if (!value) return Failure{field.path + ": is " + quoted(word) + "; allowed: " + field.allowed};
    return *value;
}

Result<void> set_field(Request& request, const RequestField& field, const std::string& word) {
    const auto value = field_value(field, word);
    if (!value) return Failure{value.error()};
    Problems problems;
    field.read(*value, json::object(), request, problems);
    if (!problems.empty()) return Failure{problems.front()};
    return {};
}

}  // namespace imagelab
