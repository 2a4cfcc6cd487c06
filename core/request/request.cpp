#include "core/request/request.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/utf8.h"
#include "core/request/json_schema.h"

namespace imagelab {
namespace {

using nlohmann::json;
using Problems = std::vector<std::string>;

struct SamplerName {
    const char* name;
    SamplerKind kind;
};
constexpr SamplerName sampler_names[] = {{"EulerC", SamplerKind::euler},           {"Euler", SamplerKind::euler},
                                         {"EulerA", SamplerKind::euler_ancestral}, {"DDIM", SamplerKind::ddim},
                                         {"DPM++", SamplerKind::dpmpp_2m},         {"UniPC", SamplerKind::unipc}};
struct FitName {
    const char* name;
    StartFit fit;
};
constexpr FitName fit_names[] = {{"stretch", StartFit::stretch}, {"crop", StartFit::crop}, {"pad", StartFit::pad}};
struct DTypeName {
    const char* name;
    DType dtype;
};
constexpr DTypeName dtype_names[] = {{"fp32", DType::f32}, {"fp16", DType::f16}, {"bf16", DType::bf16}};

std::string joined(const Problems& problems) {
    std::string text;
    for (const std::string& problem : problems) text += (text.empty() ? "" : "\n") + problem;
    return text;
}

// draft-07 counts 30.0 as an integer; valijson does not.
void whole_numbers_to_integers(json& value) {
    if (value.is_structured()) {
        for (json& child : value) whole_numbers_to_integers(child);
    } else if (value.is_number_float()) {
        const double number = value.get<double>();
        if (number == std::floor(number) && std::abs(number) < 9.0e15) value = static_cast<int64_t>(number);
    }
}

template <class Target>
void read(const json& object, const char* key, Target& target) {
    if (object.contains(key)) target = object.at(key).get<Target>();
}

// Integers beyond the range of the target are problems, not other numbers.
template <class Target>
void read_integer(const json& object, const std::string& section, const char* key, Target& target, Problems& problems) {
    if (!object.contains(key)) return;
    const json& value = object.at(key);
    constexpr auto largest = std::numeric_limits<Target>::max();
    const bool fits = value.is_number_unsigned()
                          ? value.get<uint64_t>() <= static_cast<uint64_t>(largest)
                          : value.get<int64_t>() >= std::numeric_limits<Target>::min() && value.get<int64_t>() <= largest;
    if (!fits) {
        problems.push_back(section + "." + key + ": is " + value.dump() + "; allowed: an integer up to " + std::to_string(largest));
    } else {
        target = value.get<Target>();
    }
}

std::string in_quotes(const std::string& text) {
    return '"' + text + '"';
}

bool is_none(const std::string& name) {
    return name.empty() || name == "none" || name == "None" || name == "null";
}

void refuse(Problems& problems, const std::string& path, const std::string& what, const std::string& allowed) {
    problems.push_back(path + ": " + what + " is not built yet; allowed: " + allowed);
}

// What the format can say and this version cannot do. What never changes a picture (xformers, snr_weighting, a filter that is
// off, an empty list) is no reason to refuse.
void refuse_what_is_not_built(const json& request, Problems& problems) {
    const json none = json::object();
    const json& model = request.at("model");
    const auto refiner = model.at("refiner").get<std::string>();
    if (!is_none(refiner)) refuse(problems, "model.refiner", "the refiner (" + in_quotes(refiner) + ")", "\"\" or \"none\"");
    const json& conditioning = request.at("conditioning");
    for (const json& net : conditioning.value("control_nets", json::array())) {
        refuse(problems, "conditioning.control_nets", "ControlNet (" + in_quotes(net.at("type").get<std::string>()) + ")", "an empty list");
    }
    for (const json& lora : conditioning.value("loras", json::array())) {
        refuse(problems, "conditioning.loras", "LoRA (" + in_quotes(lora.at("name").get<std::string>()) + ")", "an empty list");
    }
    if (conditioning.value("mask_blur", json(0)) != 0) refuse(problems, "conditioning.mask_blur", "inpainting with a mask", "0");
    const json& post = request.contains("postprocessing") ? request.at("postprocessing") : none;
    if (post.value("safety_checker", false)) refuse(problems, "postprocessing.safety_checker", "the safety checker", "false");
    if (post.value("auto_contrast", false)) refuse(problems, "postprocessing.auto_contrast", "automatic contrast", "false");
    const std::string upscaler = post.value("upscaler", "");
    if (!is_none(upscaler)) refuse(problems, "postprocessing.upscaler", "upscaling (" + in_quotes(upscaler) + ")", "\"\" or \"none\"");
}

void read_style(const json& style, Request& request) {
    for (const json& use : style.value("profiles", json::array())) {
        request.style.profiles.push_back({use.at("name").get<std::string>(), use.value("weight", 1.0)});
    }
    if (!style.contains("own_prompt")) return;
    request.style.own_prompt = style.at("own_prompt").get<std::string>();
    if (style.contains("own_negative_prompt")) request.style.own_negative_prompt = style.at("own_negative_prompt").get<std::string>();
}

json style_json(const Style& style) {
    json out = {{"profiles", json::array()}};
    for (const StyleUse& use : style.profiles) out["profiles"].push_back({{"name", use.name}, {"weight", use.weight}});
    if (style.own_prompt) out["own_prompt"] = *style.own_prompt;
    if (style.own_negative_prompt) out["own_negative_prompt"] = *style.own_negative_prompt;
    return out;
}

void read_model(const json& model, Request& request) {
    read(model, "base", request.model);
    const auto vae = model.at("vae").get<std::string>();
    if (!is_none(vae) && vae != "default" && vae != request.model) request.vae = vae;
}

void read_scheduler(const json& scheduler, Request& request, Problems& problems) {
    const auto type = scheduler.at("type").get<std::string>();
    bool found = false;
    for (const SamplerName& sampler : sampler_names) {
        if (type != sampler.name) continue;
        request.sampler = sampler.kind;
        found = true;
    }
    if (!found) refuse(problems, "scheduler.type", "the sampler " + type, "EulerC (Euler), EulerA, DDIM, DPM++, UniPC");
    read_integer(scheduler, "scheduler", "steps", request.steps, problems);
    if (scheduler.value("spacing", "default") == "karras") request.spacing = Spacing::karras;
}

// file:///a%20b.png (RFC 8089) -> /a b.png; empty: not a local file
std::string path_of_file_uri(const std::string& uri) {
    constexpr std::string_view local = "file://", host = "localhost";
    if (!uri.starts_with(local)) return "";
    std::string rest = uri.substr(local.size());
    if (rest.starts_with(host)) rest.erase(0, host.size());
    if (!rest.starts_with("/")) return "";
    std::string path;
    for (size_t i = 0; i < rest.size(); ++i) {
        const auto hex = [&](size_t at) { return at < rest.size() && std::isxdigit(static_cast<unsigned char>(rest[at])); };
        if (rest[i] == '%' && hex(i + 1) && hex(i + 2)) {
            path += static_cast<char>(std::stoi(rest.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            path += rest[i];
        }
    }
    return path;
}

// The standard format says image to image with a reference image and a strength; without a strength a reference guides the picture in
// another way (IP-Adapter).
void read_reference_images(const json& conditioning, Request& request, Problems& problems) {
    const json references = conditioning.value("reference_images", json::array());
    if (references.empty()) return;
    const std::string path = "conditioning.reference_images";
    const std::string allowed = "one file:///... address together with conditioning.img2img_strength and without conditioning.init_image";
    if (references.size() > 1 || !conditioning.contains("img2img_strength") || !request.init_image.empty()) {
        refuse(problems, path, "guidance by reference images", allowed);
        return;
    }
    const auto uri = references.at(0).get<std::string>();
    request.init_image = path_of_file_uri(uri);
    if (request.init_image.empty()) refuse(problems, path, "fetching pictures (" + in_quotes(uri) + ")", allowed);
}

void read_conditioning(const json& conditioning, Request& request, Problems& problems) {
    read(conditioning, "prompt", request.prompt);
    read(conditioning, "init_image", request.init_image);
    read(conditioning, "img2img_strength", request.strength);
    read(conditioning, "prompt_weights", request.prompt_weights);
    for (const FitName& entry : fit_names) {
        if (conditioning.value("init_fit", "") == entry.name) request.fit = entry.fit;
    }
    read_reference_images(conditioning, request, problems);
}

// Device names of other programs' payloads become ours: cuda:0 is the best device there is, cuda:1 a certain one.
std::string device_of(const std::string& name) {
    if (name.empty() || name == "cuda" || name == "cuda:0" || name == "gpu") return "auto";
    if (name.starts_with("cuda:")) return "vulkan:" + name.substr(5);
    return name;
}

void read_performance(const json& performance, Request& request, Problems& problems) {
    for (const DTypeName& entry : dtype_names) {
        if (performance.value("dtype", "") == entry.name) request.dtype = entry.dtype;
    }
    request.device = device_of(performance.value("device", "auto"));
    read_integer(performance, "performance", "threads", request.threads, problems);
    read_integer(performance, "performance", "memory_budget", request.memory_budget, problems);
}

void read_output(const json& output, Request& request) {
    read(output, "path", request.output);
    if (output.contains("format")) request.format = picture_format_of(output.at("format").get<std::string>());
    read(output, "quality", request.quality);
    read(output, "name", request.output_name);
}

bool is_device_name(const std::string& name) {
    if (name == "auto" || name == "cpu") return true;
    const std::string prefix = "vulkan:";
    const std::string number = name.starts_with(prefix) ? name.substr(prefix.size()) : "";
    return !number.empty() && number.size() <= 3 && number.find_first_not_of("0123456789") == std::string::npos;
}

std::string number_text(double number) {
    return json(number).dump();
}

void range_problems(const Request& request, Problems& problems) {
    const auto check = [&](bool good, const char* path, const std::string& value, const std::string& allowed) {
        if (!good) problems.push_back(std::string(path) + ": is " + value + "; allowed: " + allowed);
    };
    const auto side = [](int pixels) { return pixels == 0 || (pixels >= 16 && pixels <= 4096 && pixels % 8 == 0); };
    const std::string sizes = "a multiple of 8 from 16 to 4096, or 0 for the model's own size";
    const int64_t last_seed = std::numeric_limits<int64_t>::max() - 64;
    check(side(request.width), "hyperparameters.width", std::to_string(request.width), sizes);
    check(side(request.height), "hyperparameters.height", std::to_string(request.height), sizes);
    check(request.steps >= 1 && request.steps <= 1000, "scheduler.steps", std::to_string(request.steps), "an integer from 1 to 1000");
    check(request.guidance >= 1 && request.guidance <= 1000, "hyperparameters.guidance_scale", number_text(request.guidance),
          "a number from 1 (off) to 1000");
    check(request.batch >= 1 && request.batch <= 64, "hyperparameters.batch_size", std::to_string(request.batch),
          "an integer from 1 to 64");
    check(request.seed >= -1 && request.seed <= last_seed, "hyperparameters.seed", std::to_string(request.seed),
          "an integer from 0 to " + std::to_string(last_seed) + ", or -1 to draw one");
    const bool strength = request.strength >= 0 && request.strength <= 1;
    check(strength, "conditioning.img2img_strength", number_text(request.strength), "a number from 0 to 1");
    // diffusers runs int(steps * strength) steps and refuses none.
    check(!strength || request.init_image.empty() || static_cast<int>(request.steps * request.strength) >= 1,
          "conditioning.img2img_strength", number_text(request.strength),
          "a number such that " + std::to_string(request.steps) + " steps times it is at least 1");
    check(!request.dtype || *request.dtype == DType::f32 || *request.dtype == DType::f16 || *request.dtype == DType::bf16,
          "performance.dtype", request.dtype ? std::string(dtype_name(*request.dtype)) : "", "f32, f16 or bf16");
    for (const StyleUse& use : request.style.profiles) {
        check(use.weight > 0 && use.weight <= 1, "style.profiles", "weight " + number_text(use.weight) + " of " + in_quotes(use.name),
              "a weight above 0 and up to 1, the share of the profile's words");
    }
    check(request.quality >= 1 && request.quality <= 100, "output.quality", std::to_string(request.quality), "an integer from 1 to 100");
    check(is_device_name(request.device), "performance.device", in_quotes(request.device), "auto, cpu or vulkan:N");
    check(request.threads >= 0 && request.threads <= 1024, "performance.threads", std::to_string(request.threads),
          "an integer from 0 (one a core) to 1024");
    check(request.memory_budget >= 0, "performance.memory_budget", std::to_string(request.memory_budget),
          "bytes, 0 (what is free) or more");
}

void text_problems(const Request& request, Problems& problems) {
    const auto check = [&](const std::string& text, const char* path) {
        if (!is_utf8(text) || text.find('\0') != std::string::npos)
            problems.push_back(std::string(path) + ": allowed: UTF-8 text without NUL characters");
    };
    check(request.model, "model.base");
    check(request.vae, "model.vae");
    check(request.output_name, "output.name");
    check(request.prompt, "conditioning.prompt");
    check(request.negative_prompt.value_or(""), "hyperparameters.negative_prompt");
    check(request.init_image, "conditioning.init_image");
    check(request.device, "performance.device");
    check(request.output, "output.path");
    for (const StyleUse& use : request.style.profiles) check(use.name, "style.profiles");
    check(request.style.own_prompt.value_or(""), "style.own_prompt");
    check(request.style.own_negative_prompt.value_or(""), "style.own_negative_prompt");
}

Problems problems_of(const Request& request) {
    Problems problems;
    text_problems(request, problems);
    if (problems.empty()) range_problems(request, problems);
    return problems;
}

}  // namespace

Result<Request> request_from_json(const json& payload) {
    json checked = payload;
    whole_numbers_to_integers(checked);
    Problems problems = schema_problems(JsonSchema::request, checked);
    if (!problems.empty()) return Failure{joined(problems)};

    Request request;
    refuse_what_is_not_built(checked, problems);
    read_model(checked.at("model"), request);
    read_scheduler(checked.at("scheduler"), request, problems);
    const json& numbers = checked.at("hyperparameters");
    read(numbers, "guidance_scale", request.guidance);
    read_integer(numbers, "hyperparameters", "seed", request.seed, problems);
    read_integer(numbers, "hyperparameters", "batch_size", request.batch, problems);
    read_integer(numbers, "hyperparameters", "width", request.width, problems);
    read_integer(numbers, "hyperparameters", "height", request.height, problems);
    read(numbers, "aspect_bins", request.aspect_bins);
    if (numbers.contains("negative_prompt")) request.negative_prompt = numbers.at("negative_prompt").get<std::string>();
    read_conditioning(checked.at("conditioning"), request, problems);
    if (checked.contains("performance")) read_performance(checked.at("performance"), request, problems);
    if (checked.contains("style")) read_style(checked.at("style"), request);
    if (checked.contains("output")) read_output(checked.at("output"), request);
    for (const std::string& problem : problems_of(request)) problems.push_back(problem);
    if (!problems.empty()) return Failure{joined(problems)};
    return request;
}

json request_to_json(const Request& request) {
    json out;
    out["model"] = {{"base", request.model}, {"refiner", ""}, {"vae", request.vae}};
    json& scheduler = out["scheduler"];
    for (const SamplerName& sampler : sampler_names) {
        if (sampler.kind == request.sampler && !scheduler.contains("type")) scheduler["type"] = sampler.name;
    }
    scheduler["steps"] = request.steps;
    scheduler["spacing"] = request.spacing == Spacing::karras ? "karras" : "default";
    out["hyperparameters"] = {{"guidance_scale", request.guidance},
                              {"seed", request.seed},
                              {"batch_size", request.batch},
                              {"width", request.width},
                              {"height", request.height}};
    if (!request.aspect_bins) out["hyperparameters"]["aspect_bins"] = false;
    if (request.negative_prompt) out["hyperparameters"]["negative_prompt"] = *request.negative_prompt;
    out["conditioning"] = {{"prompt", request.prompt}, {"img2img_strength", request.strength}};
    if (!request.init_image.empty()) out["conditioning"]["init_image"] = request.init_image;
    if (!request.prompt_weights) out["conditioning"]["prompt_weights"] = false;
    for (const FitName& entry : fit_names) {
        if (request.fit == entry.fit && request.fit != StartFit::stretch) out["conditioning"]["init_fit"] = entry.name;
    }
    out["performance"] = {{"device", request.device}, {"threads", request.threads}};
    if (request.memory_budget > 0) out["performance"]["memory_budget"] = request.memory_budget;
    for (const DTypeName& entry : dtype_names) {
        if (request.dtype == entry.dtype) out["performance"]["dtype"] = entry.name;
    }
    if (!request.style.profiles.empty() || request.style.own_prompt) out["style"] = style_json(request.style);
    out["output"] = {{"path", request.output}};
    if (request.format) out["output"]["format"] = picture_format_name(*request.format);
    if (!request.output_name.empty()) out["output"]["name"] = request.output_name;
    if (request.quality != Request().quality) out["output"]["quality"] = request.quality;
    return out;
}

Result<void> validate(const Request& request) {
    const Problems problems = problems_of(request);
    if (!problems.empty()) return Failure{joined(problems)};
    return {};
}

}  // namespace imagelab
