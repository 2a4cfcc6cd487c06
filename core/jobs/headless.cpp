#include "core/jobs/headless.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <random>

#include "core/base/local_time.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/library/model_settings.h"
#include "core/prompts/profiles.h"
#include "core/request/fields.h"
#include "core/samplers/sampler_info.h"
#include "core/store/owner.h"
#include "core/weights/weight_file.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr HeadlessVariable variables[] = {
    {"PROMPT", "--prompt", "TEXT", "What to draw"},
    {"NEGATIVE_PROMPT", "--negative-prompt", "TEXT", "What to keep away from"},
    {"MODEL", "--model", "MODEL", "A path or a name of `imagelab models list` (default: the bundled model)"},
    {"STYLE_PROFILE", "--style-profile", "NAME", "A name of `imagelab profiles list`"},
    {"SCHEDULER", "--scheduler", "NAME", "Default (the profile's, else the model's), or a sampler: Euler, DPM++ 2M, UniPC ..."},
    {"STEPS", "--steps", "N", "4 to 80 (default: the profile's, else the model's)"},
    {"CFG_SCALE", "--cfg-scale", "X", "1.0 to 20.0 (default: the profile's, else the model's)"},
    {"WIDTH", "--width", "N", "256 to 1536, a multiple of 8 (default: the model's)"},
    {"HEIGHT", "--height", "N", "256 to 1536, a multiple of 8 (default: the model's)"},
    {"INIT_IMAGE", "--init-image", "FILE", "Picture to start from, scaled to the size"},
    {"STRENGTH", "--strength", "X", "0.0 to 1.0, how much of the start picture changes (default 0.6)"},
    {"MASK", "--mask", "FILE", "What of INIT_IMAGE is painted anew: its white, or what is transparent"},
    {"MASK_BLUR", "--mask-blur", "N", "0 to 256 pixels, Gaussian blur of MASK (default 0)"},
    {"DETAILER", "--detailer", "SETTINGS", "What is found is painted anew: model=face_yolov8n,strength=0.4; several parted by ;"},
    {"BATCH_SIZE", "--batch-size", "N", "1 to 10 pictures a job (default 1)"},
    {"SEED", "--seed", "N", "-1 draws one (default -1)"},
    {"RUN_ALL_PROFILES", "--run-all-profiles", "", "One job for each style profile; not with RUN_ALL_MODELS", true},
    {"RUN_ALL_MODELS", "--run-all-models", "", "One job for each model that is ready; not with RUN_ALL_PROFILES", true},
    {"INSTANCE_ID", "--instance-id", "NAME", "Names the log, jobs_NAME.log (default: the host's name)"},
    {"PIPE_CACHE_MAX", "--pipe-cache-max", "N", "Models that keep their weights on a device, 1 to 64 (default 2)"},
};

std::optional<bool> truth(const std::string& text) {
    const std::string word = ascii_lower(text);
    if (word == "1" || word == "true" || word == "yes" || word == "on") return true;
    if (word == "0" || word == "false" || word == "no" || word == "off") return false;
    return std::nullopt;
}

template <class T>
std::optional<T> whole(const std::string& text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

class Reader {
  public:
    explicit Reader(const Environment& environment) : environment_(environment) {}

    std::optional<std::string> text(const char* name) const {
        auto value = environment_(name);
        return value && !value->empty() ? value : std::nullopt;
    }

    std::optional<int> number(const char* name, int least, int most, int multiple = 1) {
        const auto value = text(name);
        if (!value) return std::nullopt;
        const auto parsed = whole<int>(*value);
        if (parsed && *parsed >= least && *parsed <= most && *parsed % multiple == 0) return parsed;
        refuse(name, *value,
               std::to_string(least) + " to " + std::to_string(most) + (multiple > 1 ? ", a multiple of " + std::to_string(multiple) : ""));
        return std::nullopt;
    }

    std::optional<double> real(const char* name, double least, double most) {
        const auto value = text(name);
        if (!value) return std::nullopt;
        const auto parsed = whole<double>(*value);
        if (parsed && std::isfinite(*parsed) && *parsed >= least && *parsed <= most) return parsed;
        refuse(name, *value, fixed_text(least, 1) + " to " + fixed_text(most, 1));
        return std::nullopt;
    }

    Seed seed() {
        const auto value = text("SEED");
        if (!value) return {};
        const auto parsed = seed_of(*value);
        if (!parsed) refuse("SEED", *value, "a whole number from 0 to 18446744073709551615, or -1 for a random one");
        return parsed ? *parsed : Seed();
    }

    bool flag(const char* name) {
        const auto value = text(name);
        if (!value) return false;
        const auto parsed = truth(*value);
        if (!parsed) refuse(name, *value, "1 or 0, true or false, yes or no, on or off");
        return parsed.value_or(false);
    }

    std::optional<SamplerKind> scheduler() {
        const auto value = text("SCHEDULER");
        if (!value || plain_name(*value) == "default") return std::nullopt;
        if (const SamplerInfo* sampler = sampler_named(*value)) return sampler->kind;
        refuse("SCHEDULER", *value, "Default, " + comma_list(sampler_labels()));
        return std::nullopt;
    }

    std::vector<DetailUse> details() {
        const RequestField& field = request_field("postprocessing.detailers");
        Request request;
        nlohmann::json list = nlohmann::json::array();
        const std::string all = text("DETAILER").value_or("");
        for (size_t from = 0; from < all.size();) {
            const size_t end = std::min(all.find(';', from), all.size());
            const auto item = field.item(std::string(trimmed(std::string_view(all).substr(from, end - from))));
            if (!item) problem("DETAILER: " + item.error());
            if (item) list.push_back(*item);
            from = end + 1;
        }
        Problems problems;
        field.read(list, nlohmann::json::object(), request, problems);
        if (const std::string wrong = field.wrong(request); !wrong.empty()) problem("DETAILER: " + wrong);
        return request.details;
    }

    void refuse(const std::string& name, const std::string& value, const std::string& allowed) {
        problem(name + ": \"" + value + "\" is not allowed; allowed: " + allowed);
    }
    void problem(const std::string& what) { problems_ += (problems_.empty() ? "" : "\n") + what; }
    const std::string& problems() const { return problems_; }

  private:
    const Environment& environment_;
    std::string problems_;
};

}  // namespace

std::span<const HeadlessVariable> headless_variables() {
    return variables;
}

std::optional<std::string> process_environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

Result<bool> headless_wanted(const Environment& environment) {
    Reader reader(environment);
    const bool wanted = reader.flag("HEADLESS");
    if (!reader.problems().empty()) return Failure{reader.problems()};
    return wanted;
}

Result<HeadlessSettings> read_headless(const Environment& environment) {
    Reader reader(environment);
    HeadlessSettings settings;
    settings.prompt = reader.text("PROMPT").value_or("");
    if (trimmed(settings.prompt).empty()) reader.problem("PROMPT: say what to draw");
    settings.negative_prompt = reader.text("NEGATIVE_PROMPT");
    settings.model = reader.text("MODEL").value_or("");
    settings.style_profile = reader.text("STYLE_PROFILE").value_or("");
    settings.sampler = reader.scheduler();
    settings.steps = reader.number("STEPS", 4, 80);
    settings.cfg_scale = reader.real("CFG_SCALE", 1.0, 20.0);
    settings.width = reader.number("WIDTH", 256, 1536, 8);
    settings.height = reader.number("HEIGHT", 256, 1536, 8);
    settings.init_image = reader.text("INIT_IMAGE").value_or("");
    settings.strength = reader.real("STRENGTH", 0.0, 1.0);
    settings.mask = reader.text("MASK").value_or("");
    settings.mask_blur = reader.number("MASK_BLUR", 0, 256);
    if (!settings.mask.empty() && settings.init_image.empty()) reader.problem("MASK: INIT_IMAGE names the picture to paint over");
    if (settings.mask_blur.value_or(0) > 0 && settings.mask.empty()) reader.problem("MASK_BLUR: MASK names the mask to blur");
    settings.details = reader.details();
    settings.batch_size = reader.number("BATCH_SIZE", 1, 10).value_or(1);
    settings.seed = reader.seed();
    settings.run_all_profiles = reader.flag("RUN_ALL_PROFILES");
    settings.run_all_models = reader.flag("RUN_ALL_MODELS");
    if (settings.run_all_profiles && settings.run_all_models)
        reader.problem("RUN_ALL_PROFILES and RUN_ALL_MODELS exclude each other: set one of them");
    settings.instance_id = reader.text("INSTANCE_ID").value_or(host_name());
    if (settings.instance_id.find('/') != std::string::npos || settings.instance_id.size() > 200)
        reader.refuse("INSTANCE_ID", settings.instance_id, "a name of up to 200 bytes without /");
    settings.cached_models = reader.number("PIPE_CACHE_MAX", 1, 64).value_or(2);
    if (!reader.problems().empty()) return Failure{reader.problems()};
    return settings;
}

Result<std::vector<Request>> headless_requests(const HeadlessSettings& settings, const std::vector<std::string>& models,
                                               const fs::path& output) {
    const ProfileLibrary library = ProfileLibrary::load();
    Request base;
    base.prompt = settings.prompt;
    base.negative_prompt = settings.negative_prompt;
    base.seed = settings.seed.is_open() ? drawn_seed() : settings.seed;
    base.batch = settings.batch_size;
    base.output = (output / "").string();
    if (settings.steps) base.steps = *settings.steps;
    if (settings.cfg_scale) base.guidance = *settings.cfg_scale;
    base.init_image = settings.init_image;
    if (settings.strength) base.strength = *settings.strength;
    base.details = settings.details;
    base.mask.file = settings.mask;
    base.mask.blur = settings.mask_blur.value_or(0);
    if (settings.sampler) base.sampler = *settings.sampler;
    if (settings.width) base.width = *settings.width;
    if (settings.height) base.height = *settings.height;

    std::vector<std::string> profiles{settings.style_profile};
    if (settings.run_all_profiles) {
        profiles.clear();
        for (const StyleProfile& profile : library.profiles()) profiles.push_back(profile.id);
    }
    if (settings.run_all_models && models.empty()) return Failure{"RUN_ALL_MODELS: no model is ready; `imagelab models list` says why"};
    const OpenSettings open{.steps = !settings.steps, .sampler = !settings.sampler, .spacing = true, .guidance = !settings.cfg_scale};
    ModelSettings published(data_dir());
    std::vector<Request> requests;
    for (const std::string& model : settings.run_all_models ? models : std::vector{settings.model}) {
        for (const std::string& profile : profiles) {
            Request request = base;
            request.model = model;
            published.take(request, open);
            if (!profile.empty()) request.style.profiles.push_back({profile, 1});
            if (const auto taken = take_settings(request, library, open); !taken) return Failure{"STYLE_PROFILE: " + taken.error()};
            auto styled = apply_profiles(std::move(request), library);
            if (!styled) return Failure{"STYLE_PROFILE: " + styled.error()};
            requests.push_back(std::move(*styled));
        }
    }
    return requests;
}

std::string model_slug(const std::string& model) {
    if (model.empty()) return "demo";
    fs::path path(model);
    if (!path.has_filename()) path = path.parent_path();
    std::string name = path.filename().string();
    if (has_weight_extension(path)) name = path.stem().string();
    std::string slug;
    for (const char c : ascii_lower(name)) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) >= 0x80 && is_utf8(name));
        if (letter) slug += c;
        if (!letter && !slug.empty() && slug.back() != '-') slug += '-';
    }
    while (!slug.empty() && slug.back() == '-') slug.pop_back();
    return slug.empty() ? "model" : slug;
}

Result<fs::path> make_run_folder(const fs::path& above, const HeadlessSettings& settings, std::time_t when) {
    const std::string name =
        local_time_text(when, "run_%Y%m%d_%H%M%S_") + (settings.run_all_models ? "multi_models" : model_slug(settings.model));
    std::error_code error;
    fs::create_directories(above, error);
    for (int copy = 1; !error; ++copy) {
        const fs::path folder = above / (copy == 1 ? name : name + "-" + std::to_string(copy));
        if (fs::create_directory(folder, error)) return folder;
    }
    return Failure{"cannot create the output folder " + (above / name).string() + ": " + error.message()};
}

}  // namespace imagelab
