#include "core/training/config.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/number.h"

namespace imagelab {
namespace {

using nlohmann::json;

constexpr const char* schedules[] = {"constant", "cosine", "linear", "cosine_with_restarts", "polynomial"};
constexpr const char* optimizers[] = {"adamw", "adamw8bit", "lion", "prodigy", "adafactor"};
constexpr const char* networks[] = {"lora", "dora", "loha", "lokr", "textual_inversion"};
constexpr const char* namings[] = {"kohya", "diffusers"};
constexpr int largest = 1'000'000'000;

double number(const std::string& field, const json& value, double least, double most, bool least_too = true) {
    const bool finite = value.is_number() && std::isfinite(value.get<double>());
    const double x = finite ? value.get<double>() : 0;
    if (finite && x <= most && (least_too ? x >= least : x > least)) return x;
    const std::string from = (least_too ? "of at least " : "above ") + general_text(least);
    throw BadField(field,
                   "a number " + from + (most < largest ? " and at most " + general_text(most) : "") + " is wanted, not " + value.dump());
}

// 8 and 8.0 are the same.
int64_t whole(const std::string& field, const json& value, int64_t least, int64_t most) {
    const bool is_whole = value.is_number_integer() || (value.is_number_float() && std::trunc(value.get<double>()) == value.get<double>() &&
                                                        std::abs(value.get<double>()) < 9e15);
    const bool beyond = value.is_number_unsigned() && value.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    const int64_t x = !is_whole || beyond ? 0 : value.is_number_float() ? static_cast<int64_t>(value.get<double>()) : value.get<int64_t>();
    if (is_whole && !beyond && x >= least && x <= most) return x;
    throw BadField(field,
                   "a whole number from " + std::to_string(least) + " to " + std::to_string(most) + " is wanted, not " + value.dump());
}

std::string text(const std::string& field, const json& value) {
    if (value.is_string() && value.get<std::string>().find('\0') == std::string::npos) return value.get<std::string>();
    throw BadField(field, "a text is wanted, not " + value.dump());
}

bool boolean(const std::string& field, const json& value) {
    if (value.is_boolean()) return value.get<bool>();
    throw BadField(field, "true or false is wanted, not " + value.dump());
}

template <size_t count>
size_t one_of(const std::string& field, const json& value, const char* const (&names)[count]) {
    std::string all;
    for (size_t i = 0; i < count; ++i) {
        if (value == names[i]) return i;
        all += (i == 0 ? "" : i + 1 == count ? " or " : ", ") + std::string(names[i]);
    }
    throw BadField(field, all + " is wanted, not " + value.dump());
}

std::vector<std::string> texts(const std::string& field, const json& value) {
    std::vector<std::string> list;
    if (value.is_array()) {
        for (const json& each : value) list.push_back(text(field, each));
    }
    for (const std::string& each : list) {
        if (each.empty()) throw BadField(field, "an empty name fits every module");
    }
    if (list.empty()) throw BadField(field, "a list of names of modules is wanted, such as [\"to_q\", \"to_v\"]");
    return list;
}

// A field of an optimiser: whose it is, how it is read and written.
struct OptimizerField {
    std::vector<OptimizerKind> of;
    std::function<void(OptimizerConfig&, const std::string& field, const json&)> read;
    std::function<json(const OptimizerConfig&)> write;
};

OptimizerField real_field(std::vector<OptimizerKind> of, double OptimizerConfig::*member, double least, double most, bool least_too) {
    return {std::move(of),
            [=](OptimizerConfig& c, const std::string& f, const json& v) { c.*member = number(f, v, least, most, least_too); },
            [=](const OptimizerConfig& c) { return json(c.*member); }};
}

OptimizerField switch_field(OptimizerKind of, bool OptimizerConfig::*member) {
    return {{of},
            [=](OptimizerConfig& c, const std::string& f, const json& v) { c.*member = boolean(f, v); },
            [=](const OptimizerConfig& c) { return json(c.*member); }};
}

void read_betas(OptimizerConfig& config, const std::string& field, const json& given) {
    if (!given.is_array() || given.size() != 2) throw BadField(field, "two numbers are wanted, not " + given.dump());
    config.beta1 = number(field, given[0], 0, std::nextafter(1.0, 0.0));
    config.beta2 = number(field, given[1], 0, std::nextafter(1.0, 0.0));
}

const std::map<std::string, OptimizerField>& optimizer_fields() {
    using enum OptimizerKind;
    using C = OptimizerConfig;
    static const std::map<std::string, OptimizerField> table{
        {"betas",
         {{adamw, adamw8bit, lion, prodigy},
          read_betas,
          [](const C& c) {
              return json{c.beta1, c.beta2};
          }}},
        {"eps", real_field({adamw, adamw8bit, prodigy, adafactor}, &C::eps, 0, 1, false)},
        {"weight_decay", real_field({adamw, adamw8bit, lion, prodigy, adafactor}, &C::weight_decay, 0, largest, true)},
        {"d0", real_field({prodigy}, &C::d0, 0, largest, false)},
        {"d_coef", real_field({prodigy}, &C::d_coef, 0, largest, false)},
        {"bias_correction", switch_field(prodigy, &C::bias_correction)},
        {"safeguard_warmup", switch_field(prodigy, &C::safeguard_warmup)},
        {"clip_threshold", real_field({adafactor}, &C::clip_threshold, 0, largest, false)},
        {"decay_rate", real_field({adafactor}, &C::decay_rate, 0, 1, true)},
        {"scale_parameter", switch_field(adafactor, &C::scale_parameter)}};
    return table;
}

bool has_field(OptimizerKind kind, const OptimizerField& field) {
    return std::find(field.of.begin(), field.of.end(), kind) != field.of.end();
}

OptimizerConfig optimizer(const json& value) {
    if (!value.is_object()) throw BadField("optimizer", "an object is wanted: {\"type\": \"adamw\", ...}");
    const bool named = value.contains("type") && !value.at("type").is_null();
    OptimizerConfig config =
        usual_optimizer(named ? static_cast<OptimizerKind>(one_of("optimizer.type", value.at("type"), optimizers)) : OptimizerKind::adamw);
    for (const auto& [name, given] : value.items()) {
        if (given.is_null() || name == "type") continue;
        const std::string field = "optimizer." + name;
        const auto found = optimizer_fields().find(name);
        if (found == optimizer_fields().end()) throw BadField(field, "there is no such field");
        if (!has_field(config.kind, found->second))
            throw BadField(field, std::string(optimizers[static_cast<size_t>(config.kind)]) + " has no such field");
        found->second.read(config, field, given);
    }
    return config;
}

json optimizer_json(const OptimizerConfig& config) {
    json object{{"type", optimizers[static_cast<size_t>(config.kind)]}};
    for (const auto& [name, field] : optimizer_fields()) {
        if (has_field(config.kind, field)) object[name] = field.write(config);
    }
    return object;
}

std::optional<DType> dtype(const json& value) {
    constexpr const char* names[] = {"best", "f32", "bf16", "f16"};
    const size_t which = one_of("dtype", value, names);
    if (which == 3) throw BadField("dtype", "f16 ends at 6e-8, below which most gradients lie; take bf16 or f32");
    return which == 0 ? std::nullopt : std::optional(which == 1 ? DType::f32 : DType::bf16);
}

using Reader = std::function<void(TrainingConfig&, const std::string& field, const json&)>;

const std::map<std::string, Reader>& readers() {
    using C = TrainingConfig;
    using S = const std::string&;
    using J = const json&;
    static const std::map<std::string, Reader> table{
        {"model", [](C& c, S f, J v) { c.model = text(f, v); }},
        {"images", [](C& c, S f, J v) { c.images = text(f, v); }},
        {"dataset", [](C& c, S f, J v) { c.dataset = whole(f, v, 0, largest); }},
        {"output", [](C& c, S f, J v) { c.output = text(f, v); }},
        {"rank", [](C& c, S f, J v) { c.rank = static_cast<int>(whole(f, v, 1, 4096)); }},
        {"alpha", [](C& c, S f, J v) { c.alpha = number(f, v, 0, 1e6, false); }},
        {"targets", [](C& c, S f, J v) { c.targets = texts(f, v); }},
        {"network",
         [](C& c, S f, J v) {
             const size_t which = one_of(f, v, networks);
             c.network = which == std::size(networks) - 1 ? std::nullopt : std::optional(static_cast<TrainedKind>(which));
         }},
        {"lokr_factor",
         [](C& c, S f, J v) {
             c.lokr_factor = static_cast<int>(whole(f, v, -1, 65536));
             if (c.lokr_factor == 0) throw BadField(f, "-1 for factors near each other, or a factor, is wanted");
         }},
        {"text_encoders", [](C& c, S f, J v) { c.text_encoders = boolean(f, v); }},
        {"text_encoder_targets", [](C& c, S f, J v) { c.text_encoder_targets = texts(f, v); }},
        {"text_encoder_learning_rate", [](C& c, S f, J v) { c.text_encoder_learning_rate = number(f, v, 0, 1e3); }},
        {"token", [](C& c, S f, J v) { c.token = text(f, v); }},
        {"vectors", [](C& c, S f, J v) { c.vectors = static_cast<int>(whole(f, v, 1, 75)); }},
        {"initializer", [](C& c, S f, J v) { c.initializer = text(f, v); }},
        {"steps", [](C& c, S f, J v) { c.steps = static_cast<int>(whole(f, v, 1, 100'000'000)); }},
        {"batch_size", [](C& c, S f, J v) { c.batch_size = static_cast<int>(whole(f, v, 1, 1024)); }},
        {"width", [](C& c, S f, J v) { c.width = static_cast<int>(whole(f, v, 16, 4096)); }},
        {"height", [](C& c, S f, J v) { c.height = static_cast<int>(whole(f, v, 16, 4096)); }},
        {"learning_rate", [](C& c, S f, J v) { c.learning_rate = number(f, v, 0, 1e3); }},
        {"lr_schedule", [](C& c, S f, J v) { c.lr_schedule = static_cast<LrSchedule>(one_of(f, v, schedules)); }},
        {"warmup_steps", [](C& c, S f, J v) { c.warmup_steps = static_cast<int>(whole(f, v, 0, 100'000'000)); }},
        {"lr_cycles", [](C& c, S f, J v) { c.lr_cycles = static_cast<int>(whole(f, v, 1, 1'000'000)); }},
        {"lr_power", [](C& c, S f, J v) { c.lr_power = number(f, v, 0, 1000, false); }},
        {"ema_decay", [](C& c, S f, J v) { c.ema_decay = number(f, v, 0, std::nextafter(1.0, 0.0)); }},
        {"optimizer", [](C& c, S, J v) { c.optimizer = optimizer(v); }},
        {"max_grad_norm", [](C& c, S f, J v) { c.max_grad_norm = number(f, v, 0, largest); }},
        {"snr_gamma", [](C& c, S f, J v) { c.snr_gamma = number(f, v, 0, largest); }},
        {"noise_offset", [](C& c, S f, J v) { c.noise_offset = number(f, v, 0, 10); }},
        {"caption_dropout", [](C& c, S f, J v) { c.caption_dropout = number(f, v, 0, 1); }},
        {"flip", [](C& c, S f, J v) { c.flip = boolean(f, v); }},
        {"validation_share", [](C& c, S f, J v) { c.validation_share = number(f, v, 0, 0.9); }},
        {"validation_every", [](C& c, S f, J v) { c.validation_every = static_cast<int>(whole(f, v, 1, 100'000'000)); }},
        {"patience", [](C& c, S f, J v) { c.patience = static_cast<int>(whole(f, v, 0, 1'000'000)); }},
        {"seed", [](C& c, S f, J v) { c.seed = static_cast<uint64_t>(whole(f, v, 0, std::numeric_limits<int64_t>::max())); }},
        {"save_every", [](C& c, S f, J v) { c.save_every = static_cast<int>(whole(f, v, 1, 100'000'000)); }},
        {"naming", [](C& c, S f, J v) { c.naming = static_cast<LoraNaming>(one_of(f, v, namings)); }},
        {"dtype", [](C& c, S, J v) { c.dtype = dtype(v); }},
        {"device", [](C& c, S f, J v) { c.device = text(f, v); }},
        {"threads", [](C& c, S f, J v) { c.threads = static_cast<int>(whole(f, v, 0, 1024)); }},
    };
    return table;
}

}  // namespace

namespace {

// What does not go together.
void check_network(const TrainingConfig& config) {
    if (config.inverts_text() && config.token.empty())
        throw BadField("token", "the word that stands for the vectors in prompts is needed, such as \"redfox\"");
    if (config.inverts_text() && config.text_encoders) throw BadField("text_encoders", "a textual inversion changes no layers");
    if (config.patience > 0 && config.validation_share <= 0)
        throw BadField("patience", "it counts measures on pictures that are held out; give validation_share, such as 0.1");
    const bool lyco = config.network == TrainedKind::loha || config.network == TrainedKind::lokr;
    if (lyco && config.naming == LoraNaming::diffusers)
        throw BadField("naming", "diffusers has no names for LoHa and LoKr; kohya, which LyCORIS uses too, is wanted");
    if (config.optimizer.kind == OptimizerKind::prodigy && config.text_encoder_learning_rate &&
        *config.text_encoder_learning_rate != config.learning_rate)
        throw BadField("text_encoder_learning_rate", "Prodigy finds one rate for all that is trained; leave it out");
}

}  // namespace

OptimizerConfig usual_optimizer(OptimizerKind kind) {
    OptimizerConfig config;
    config.kind = kind;
    if (kind == OptimizerKind::lion) config.beta2 = 0.99;
    if (kind == OptimizerKind::prodigy || kind == OptimizerKind::adafactor) config.weight_decay = 0;
    if (kind == OptimizerKind::adafactor) config.eps = 1e-30;
    return config;
}

TrainingConfig training_config(const json& object) {
    if (!object.is_object()) throw BadField("configuration", "a JSON object is wanted");
    TrainingConfig config;
    for (const auto& [name, value] : object.items()) {
        const auto found = readers().find(name);
        if (found == readers().end()) throw BadField(name, "there is no such field of a training configuration");
        if (!value.is_null()) found->second(config, name, value);
    }
    if (!object.contains("alpha") || object.at("alpha").is_null()) config.alpha = config.rank;
    if (config.images.empty() && !config.dataset) throw BadField("images", "a folder of pictures is needed");
    if (!config.images.empty() && config.dataset) throw BadField("dataset", "either images or dataset, not both");
    if (config.output.empty() || config.output.ends_with('/')) throw BadField("output", "the name of a file is wanted");
    if (config.device.empty()) throw BadField("device", "auto or the id of a device is wanted");
    check_network(config);
    return config;
}

json what_is_computed(const TrainingConfig& c) {
    return {{"model", c.model},
            {"network", networks[c.network ? static_cast<size_t>(*c.network) : std::size(networks) - 1]},
            {"lokr_factor", c.lokr_factor},
            {"text_encoders", c.text_encoders},
            {"text_encoder_targets", c.text_encoder_targets},
            {"text_encoder_learning_rate", c.text_encoder_learning_rate ? json(*c.text_encoder_learning_rate) : json()},
            {"token", c.token},
            {"vectors", c.vectors},
            {"initializer", c.initializer},
            {"rank", c.rank},
            {"alpha", c.alpha},
            {"targets", c.targets},
            {"batch_size", c.batch_size},
            {"width", c.width},
            {"height", c.height},
            {"learning_rate", c.learning_rate},
            {"lr_schedule", schedules[static_cast<size_t>(c.lr_schedule)]},
            {"warmup_steps", c.warmup_steps},
            {"lr_cycles", c.lr_cycles},
            {"lr_power", c.lr_power},
            {"optimizer", optimizer_json(c.optimizer)},
            {"ema_decay", c.ema_decay},
            {"max_grad_norm", c.max_grad_norm},
            {"snr_gamma", c.snr_gamma},
            {"noise_offset", c.noise_offset},
            {"caption_dropout", c.caption_dropout},
            {"flip", c.flip},
            {"validation_share", c.validation_share},
            {"validation_every", c.validation_every},
            {"patience", c.patience},
            {"seed", c.seed ? json(*c.seed) : json()},
            {"dtype", c.dtype ? json(dtype_name(*c.dtype)) : json("best")}};
}

json to_json(const TrainingConfig& c) {
    json object = what_is_computed(c);
    for (const char* side : {"width", "height"}) {
        if (object[side] == 0) object.erase(side);  // the model's
    }
    object["images"] = c.images;
    if (c.dataset) object["dataset"] = *c.dataset;
    object["output"] = c.output;
    object["steps"] = c.steps;
    object["save_every"] = c.save_every;
    object["naming"] = namings[static_cast<size_t>(c.naming)];
    object["device"] = c.device;
    object["threads"] = c.threads;
    return object;
}

}  // namespace imagelab
