#include "app/request_options.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/json_reader.h"
#include "core/base/paths.h"
#include "core/base/read_file.h"
#include "core/families/published_settings.h"
#include "core/library/model_library.h"
#include "core/prompts/profiles.h"

namespace imagelab {
namespace {

SamplerKind sampler_of(const std::string& name) {
    if (name == "euler") return SamplerKind::euler;
    if (name == "euler_a") return SamplerKind::euler_ancestral;
    if (name == "unipc") return SamplerKind::unipc;
    return name == "ddim" ? SamplerKind::ddim : SamplerKind::dpmpp_2m;
}

DType dtype_of(const std::string& name) {
    if (name == "f32") return DType::f32;
    return name == "bf16" ? DType::bf16 : DType::f16;
}

int64_t size_of(std::string text) {
    CLI::AsSizeValue(false)(text);  // "6G" -> "6442450944"
    return std::stoll(text);
}

Result<Request> read_request(const std::string& file) {
    const auto text = file == "-" ? read_stream(std::cin, "standard input") : read_regular_file(file);
    if (!text) return Failure{"--request: " + text.error()};
    const auto payload = read_json(*text);
    if (!payload) return Failure{"--request " + file + " is no JSON: " + payload.error()};
    auto request = request_from_json(*payload);
    if (!request) return Failure{"--request " + file + ":\n" + request.error()};
    return request;
}

// Back to what was written before the profiles were applied, so that they are applied to the new words.
void take_back_profiles(Request& request) {
    request.prompt = *request.style.own_prompt;
    request.negative_prompt = request.style.own_negative_prompt;
    request.style.own_prompt.reset();
    request.style.own_negative_prompt.reset();
}

}  // namespace

template <class T>
CLI::Option* RequestOptions::field(const std::string& option, const std::string& type, const std::string& path, const std::string& help,
                                   std::function<void(Request&, const T&)> set) {
    const auto remember = [this, set](const T& value) { overrides_.push_back([set, value](Request& request) { set(request, value); }); };
    CLI::Option* added = command_.add_option_function<T>(option, remember, help)->type_name(type);
    fields_.push_back({added, path});
    return added;
}

RequestOptions::RequestOptions(CLI::App& command) : command_(command) {
    using Text = std::string;
    prompt_ = field<Text>("--prompt", "TEXT", "conditioning.prompt", "What to draw (write --prompt=\"-...\" where it begins with -)",
                          [](Request& r, const Text& v) { r.prompt = v; });
    field<Text>("--negative-prompt", "TEXT", "hyperparameters.negative_prompt",
                "What to keep away from; not given and \"\" differ as in diffusers",
                [](Request& r, const Text& v) { r.negative_prompt = v; });
    field<Text>("--model", "MODEL", "model.base",
                "Diffusers folder, .safetensors file, or a name of `imagelab models list`\n(default: the bundled model)",
                [](Request& r, const Text& v) { r.model = v; });
    field<Text>("--vae", "VAE", "model.vae", "A VAE to use instead of the model's own: a .safetensors file, a folder, or a name",
                [](Request& r, const Text& v) { r.vae = v; });
    field<int>("--width", "N", "hyperparameters.width", "Pixels, a multiple of 8 from 16 to 4096 (default: the model's)",
               [](Request& r, int v) { r.width = v; });
    field<int>("--height", "N", "hyperparameters.height", "Pixels, a multiple of 8 from 16 to 4096 (default: the model's)",
               [](Request& r, int v) { r.height = v; });
    const auto exact = [this](int64_t) { overrides_.push_back([](Request& request) { request.aspect_bins = false; }); };
    fields_.push_back(
        {command_.add_flag_function("--exact-size", exact,
                                    "Models trained in buckets of sizes (PixArt): make just this size instead of the\nnearest bucket, "
                                    "resized to it"),
         "hyperparameters.aspect_bins"});
    field<int>("--steps", "N", "scheduler.steps", "Denoising steps, 1 to 1000 (default 30; PixArt 20)",
               [](Request& r, int v) { r.steps = v; });
    field<double>("--cfg-scale", "X", "hyperparameters.guidance_scale",
                  "How closely to follow the prompt, >= 1; 1 is off\n(default 5; PixArt 4.5)",
                  [](Request& r, double v) { r.guidance = v; });
    field<int64_t>("--seed", "N", "hyperparameters.seed",
                   "The same seed gives the same picture; -1 draws one (default -1).\nPicture i of a batch uses seed + i",
                   [](Request& r, int64_t v) { r.seed = v; });
    field<int>("--batch-size", "N", "hyperparameters.batch_size", "Pictures to make, 1 to 64 (default 1)",
               [](Request& r, int v) { r.batch = v; });
    field<Text>("--sampler", "NAME", "scheduler.type", "euler (default), euler_a, ddim, dpmpp_2m (PixArt's default), unipc",
                [](Request& r, const Text& v) { r.sampler = sampler_of(v); })
        ->check(CLI::IsMember({"euler", "euler_a", "ddim", "dpmpp_2m", "unipc"}).description(""));
    field<Text>("--schedule", "NAME", "scheduler.spacing", "Spacing of the steps: default (the model's own) or karras",
                [](Request& r, const Text& v) { r.spacing = v == "karras" ? Spacing::karras : Spacing::published; })
        ->check(CLI::IsMember({"default", "karras"}).description(""));
    field<Text>("--init-image", "FILE", "conditioning.init_image", "Picture to start from (image to image), scaled to the size",
                [](Request& r, const Text& v) { r.init_image = v; });
    field<double>("--strength", "X", "conditioning.img2img_strength",
                  "Image to image: share of the steps that run, 0 to 1 (default 0.6);\nmore changes more",
                  [](Request& r, double v) { r.strength = v; });
    field<Text>("--fit", "NAME", "conditioning.init_fit",
                "How the start picture is brought to size: stretch (default), crop, or pad (its edges are drawn out)",
                [](Request& r, const Text& v) { r.fit = v == "crop"  ? StartFit::crop
                                                        : v == "pad" ? StartFit::pad
                                                                     : StartFit::stretch; })
        ->check(CLI::IsMember({"stretch", "crop", "pad"}).description(""));
    command_.add_flag_callback(
        "--no-prompt-weights", [this] { overrides_.push_back([](Request& r) { r.prompt_weights = false; }); },
        "Read (words:1.2) and [words] in prompts as they are written, without weighing");
    const auto add_profile = [this](const std::vector<Text>& names) {
        for (const Text& name : names) profiles_.push_back(name);
    };
    command_
        .add_option_function<std::vector<Text>>(
            "--profile", add_profile,
            "Style profile, see `imagelab profiles list`; NAME:0.4 takes 0.4 of its words;\nrepeat it to mix several")
        ->type_name("NAME[:WEIGHT]")
        ->allow_extra_args(false);
    field<Text>("--dtype", "NAME", "performance.dtype", "Arithmetic: f32, bf16 or f16 (default: the device's best)",
                [](Request& r, const Text& v) { r.dtype = dtype_of(v); })
        ->check(CLI::IsMember({"f32", "bf16", "f16"}).description(""));
    field<Text>("--device", "NAME", "performance.device", "auto (default), cpu or vulkan:N, see `imagelab devices`",
                [](Request& r, const Text& v) { r.device = v; });
    field<int>("--threads", "N", "performance.threads", "Processor threads (default 0: one a core)",
               [](Request& r, int v) { r.threads = v; });
    field<Text>("--memory-budget", "SIZE", "performance.memory_budget",
                "Device memory to use, as 6G or 512M (default: what is free);\nweights that do not fit are streamed where the device can",
                [](Request& r, const Text& v) { r.memory_budget = size_of(v); })
        ->check(CLI::AsSizeValue(false).description(""));
    field<Text>("--output", "PATH", "output.path",
                "A file (.png, .jpg, .webp, .tif, .exr; a batch becomes NAME-1.png ...) or a folder\n(default ./output_images; "
                "TIME_SEED_PROMPT.png, never overwritten)",
                [](Request& r, const Text& v) { r.output = v; });
    field<Text>(
        "--name", "PATTERN", "output.name",
        "Names of files in a folder (default {date}-{time}_{seed}_{words}); also {model}, {sampler},\n{steps}, {guidance}, {width}, "
        "{height}, {profile}",
        [](Request& r, const Text& v) { r.output_name = v; });
    field<Text>("--format", "NAME", "output.format", "png, jpeg, webp, tiff or exr (default: by the file's name; png in a folder)",
                [](Request& r, const Text& v) { r.format = picture_format_of(v); })
        ->check(CLI::IsMember({"png", "jpeg", "webp", "tiff", "exr"}).description(""));
    field<int>("--quality", "N", "output.quality", "Of JPEG and WebP, 1 to 100 (default 95; WebP at 100 loses nothing)",
               [](Request& r, int v) { r.quality = v; });
    command.add_option("--request", file_,
                       "Read the request from a JSON file (- is standard input);\noptions given beside it override its fields");
    command.add_flag("--json", json_, "Print one JSON object to standard output and no progress");
}

std::string RequestOptions::in_option_names(const std::string& problems) const {
    std::istringstream lines(problems);
    std::string text;
    for (std::string line; std::getline(lines, line);) {
        for (const Given& given : fields_) {
            if (given.option->count() > 0 && line.starts_with(given.path + ":"))
                line.replace(0, given.path.size(), given.option->get_name());
        }
        text += (text.empty() ? "" : "\n") + line;
    }
    return text;
}

Result<Request> RequestOptions::request() const {
    Request request;
    if (!file_.empty()) {
        auto read = read_request(file_);
        if (!read) return read;
        request = std::move(*read);
    } else if (prompt_->count() == 0) {
        return Failure{"--prompt TEXT or --request FILE is needed"};
    }
    if (file_.empty()) take_published_settings(request);
    const bool other_words = !profiles_.empty() || given("conditioning.prompt") || given("hyperparameters.negative_prompt");
    if (other_words && request.style.own_prompt) take_back_profiles(request);
    for (const auto& change : overrides_) change(request);
    if (!profiles_.empty()) request.style = {};
    for (const std::string& text : profiles_) {
        auto use = parse_style_use(text);
        if (!use) return Failure{"--profile: " + use.error()};
        request.style.profiles.push_back(std::move(*use));
    }
    if (const auto valid = validate(request); !valid) return Failure{in_option_names(valid.error())};
    return request.style.profiles.empty() ? request : with_profiles(std::move(request));
}

bool RequestOptions::given(const std::string& path) const {
    return std::any_of(fields_.begin(), fields_.end(), [&](const Given& field) { return field.path == path && field.option->count() > 0; });
}

// The model's own steps, guidance and sampler where nothing else is said; a model that cannot be opened is told of later.
void RequestOptions::take_published_settings(Request& request) const {
    Request named = request;
    for (const auto& change : overrides_) change(named);
    const auto path = model_path(named.model, data_dir());
    if (!path) return;
    const auto model = open_model(*path);
    if (!model) return;
    const PublishedSettings settings = published_settings(model->kind);
    request.steps = settings.steps;
    request.guidance = settings.guidance;
    request.sampler = settings.sampler;
}

// What a request file says counts as chosen: its steps and sampler are required fields.
Result<Request> RequestOptions::with_profiles(Request request) const {
    const ProfileLibrary library = ProfileLibrary::load();
    const bool file = !file_.empty();
    const OpenSettings open{.steps = !file && !given("scheduler.steps"),
                            .sampler = !file && !given("scheduler.type"),
                            .spacing = !file && !given("scheduler.spacing"),
                            .guidance = !file && !given("hyperparameters.guidance_scale")};
    if (const auto taken = take_settings(request, library, open); !taken) return Failure{taken.error()};
    return apply_profiles(std::move(request), library);
}

}  // namespace imagelab
