#include "core/training/lora_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <list>
#include <nlohmann/json.hpp>

#include "core/base/bytes.h"
#include "core/base/number.h"
#include "core/weights/safetensors.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

TensorView view_of(const std::vector<float>& values, const Shape& shape) {
    return {DType::f32, shape, reinterpret_cast<const std::byte*>(values.data())};
}

std::string underscored(std::string name) {
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
}

// As kohya's scripts say it.
std::string optimizer_name(OptimizerKind kind) {
    switch (kind) {
        case OptimizerKind::adamw:
            return "torch.optim.AdamW";
        case OptimizerKind::adamw8bit:
            return "bitsandbytes.optim.AdamW8bit";
        case OptimizerKind::lion:
            return "lion_pytorch.Lion";
        case OptimizerKind::prodigy:
            return "prodigyopt.Prodigy";
        case OptimizerKind::adafactor:
            return "transformers.Adafactor";
    }
    return {};
}

// ss_network_args of LyCORIS' networks.
nlohmann::json network_arguments(const TrainingConfig& config) {
    nlohmann::json arguments{{"algo", config.network == TrainedKind::loha   ? "loha"
                                      : config.network == TrainedKind::lokr ? "lokr"
                                                                            : "lora"}};
    if (config.network == TrainedKind::dora) arguments["dora_wd"] = "True", arguments["wd_on_output"] = "True";
    if (config.network == TrainedKind::lokr) arguments["factor"] = std::to_string(config.lokr_factor);
    return arguments;
}

// What diffusers needs to know of each component: peft's LoraConfig.
nlohmann::json peft_configuration(const LoraOutput& output) {
    const TrainingConfig& config = *output.config;
    nlohmann::json all;
    for (const TrainedModule& module : output.modules) {
        const std::string prefix = module.component + ".";
        if (all.contains(prefix + "r")) continue;
        const bool text = module.component.starts_with("text_encoder");
        all.update({{prefix + "r", config.rank},
                    {prefix + "lora_alpha", config.alpha},
                    {prefix + "target_modules", text ? config.text_encoder_targets : config.targets},
                    {prefix + "lora_dropout", 0.0},
                    {prefix + "bias", "none"},
                    {prefix + "use_rslora", false},
                    {prefix + "use_dora", config.network == TrainedKind::dora},
                    {prefix + "rank_pattern", nlohmann::json::object()},
                    {prefix + "alpha_pattern", nlohmann::json::object()},
                    {prefix + "init_lora_weights", true}});
    }
    return all;
}

// kohya's training header (train_network.py) and modelspec (library/sai_model_spec.py), as far as they say something of this run.
std::map<std::string, std::string> header_of(const LoraOutput& output) {
    const TrainingConfig& config = *output.config;
    const std::string title = fs::path(config.output).stem().string();
    std::map<std::string, std::string> header{
        {"format", "pt"},
        {"modelspec.sai_model_spec", "1.0.0"},
        {"modelspec.architecture", std::string(output.architecture) + (config.inverts_text() ? "/textual-inversion" : "/lora")},
        {"modelspec.implementation",
         config.naming == LoraNaming::kohya ? "https://github.com/Stability-AI/generative-models" : "diffusers"},
        {"modelspec.title", title},
        {"modelspec.resolution", std::to_string(config.width) + "x" + std::to_string(config.height)},
        {"modelspec.prediction_type", output.v_prediction ? "v" : "epsilon"},
        {"ss_base_model_version", output.denoiser == "unet" ? "sdxl_base_v1-0" : std::string(output.architecture)},
        {"ss_sd_model_name", output.model},
        {"ss_output_name", title},
        {"ss_learning_rate", general_text(config.learning_rate)},
        {"ss_unet_lr", general_text(config.learning_rate)},
        {"ss_lr_scheduler", to_json(config)["lr_schedule"].get<std::string>()},
        {"ss_lr_warmup_steps", std::to_string(config.warmup_steps)},
        {"ss_optimizer", optimizer_name(config.optimizer.kind)},
        {"ss_max_train_steps", std::to_string(config.steps)},
        {"ss_steps", std::to_string(output.steps)},
        {"ss_total_batch_size", std::to_string(config.step_examples())},
        {"ss_gradient_accumulation_steps", std::to_string(config.gradient_accumulation_steps)},
        {"ss_resolution", "(" + std::to_string(config.width) + ", " + std::to_string(config.height) + ")"},
        {"ss_num_train_images", std::to_string(output.pictures)},
        {"ss_seed", std::to_string(config.seed.value_or(0))},
        {"ss_noise_offset", general_text(config.noise_offset)},
        {"ss_caption_dropout_rate", general_text(config.caption_dropout)},
        {"ss_max_grad_norm", general_text(config.max_grad_norm)},
        {"imagelab", IMAGELAB_VERSION},
    };
    if (config.snr_gamma > 0) header["ss_min_snr_gamma"] = general_text(config.snr_gamma);
    if (output.v_prediction) header["ss_v_parameterization"] = "True";
    if (config.zero_terminal_snr) header["ss_zero_terminal_snr"] = "True";
    if (!config.class_images.empty()) header["ss_prior_loss_weight"] = general_text(config.prior_weight);
    if (config.inverts_text()) {
        header["ss_token_string"] = config.token;
        header["ss_num_vectors_per_token"] = std::to_string(config.vectors);
        return header;
    }
    header["ss_network_dim"] = std::to_string(config.rank);
    header["ss_network_alpha"] = general_text(config.alpha);
    if (config.text_encoders) header["ss_text_encoder_lr"] = general_text(config.text_encoder_learning_rate.value_or(config.learning_rate));
    const bool lycoris = config.network != TrainedKind::lora;
    header["ss_network_module"] = lycoris ? "lycoris.kohya" : "networks.lora";
    if (lycoris) header["ss_network_args"] = network_arguments(config).dump();
    if (config.naming == LoraNaming::diffusers && (config.alpha != config.rank || lycoris))
        header["lora_adapter_metadata"] = peft_configuration(output).dump();
    return header;
}

// A file's names for a layer and a part of it.
std::string key_of(const TrainedModule& module, const std::string& part, LoraNaming naming) {
    if (naming == LoraNaming::diffusers)
        return module.component + "." + module.name + (part == "dora_scale" ? ".lora_magnitude_vector" : "." + part + ".weight");
    static const std::map<std::string, std::string> prefixes{
        {"unet", "lora_unet_"}, {"transformer", "lora_transformer_"}, {"text_encoder", "lora_te1_"}, {"text_encoder_2", "lora_te2_"}};
    static const std::map<std::string, std::string> kohya{{"lora_A", "lora_down.weight"}, {"lora_B", "lora_up.weight"}};
    const auto own = kohya.find(part);
    return prefixes.at(module.component) + underscored(module.name) + "." + (own == kohya.end() ? part : own->second);
}

}  // namespace

void write_lora(const fs::path& path, const LoraOutput& output) {
    TensorViews tensors;
    std::list<float> alphas;
    size_t at = 0;
    for (const TrainedModule& module : output.modules) {
        for (const TrainedFactor& factor : module.factors) {
            const bool row = factor.part == "dora_scale" && output.config->naming == LoraNaming::diffusers;  // peft's is [outputs]
            tensors[key_of(module, factor.part, output.config->naming)] =
                view_of(*output.values[at++], row ? Shape{module.outputs} : factor.shape);
        }
        if (output.config->naming == LoraNaming::diffusers) continue;
        alphas.push_back(static_cast<float>(module.alpha));
        tensors[key_of(module, "alpha", LoraNaming::kohya)] = {DType::f32, {}, reinterpret_cast<const std::byte*>(&alphas.back())};
    }
    for (const TrainedFactor& vectors : output.vectors)
        tensors[vectors.part == "text_encoder" ? "clip_l" : "clip_g"] = view_of(*output.values[at++], vectors.shape);
    write_safetensors(path, tensors, header_of(output));
}

fs::path state_path(const fs::path& output) {
    return output.string() + ".state";
}

namespace {

constexpr int64_t metric_columns = 6, former_columns = 5, header_room = 1 << 20;

std::vector<double> columns_of(const std::vector<TrainingStep>& metrics) {
    std::vector<double> columns;
    columns.reserve(metrics.size() * metric_columns);
    for (const TrainingStep& step : metrics)
        columns.insert(columns.end(), {static_cast<double>(step.step), step.loss, step.learning_rate, step.seconds, step.gradient_norm,
                                       step.validation_loss.value_or(std::nan(""))});
    return columns;
}

// Those of states that older versions wrote are not there, or without what was held out.
std::vector<TrainingStep> metrics_in(const WeightFile& file) {
    const auto found = file.tensors().find("metrics");
    std::vector<TrainingStep> metrics;
    if (found == file.tensors().end() || found->second.dtype != DType::f64 || found->second.shape.size() != 2 ||
        (found->second.shape[1] != metric_columns && found->second.shape[1] != former_columns))
        return metrics;
    const auto width = static_cast<size_t>(found->second.shape[1]);
    std::vector<double> columns(static_cast<size_t>(element_count(found->second.shape)));
    std::memcpy(columns.data(), found->second.data, columns.size() * sizeof(double));
    for (size_t at = 0; at < columns.size(); at += width) {
        metrics.push_back({static_cast<int>(columns[at]), columns[at + 1], columns[at + 2], columns[at + 3], columns[at + 4]});
        if (width == metric_columns && !std::isnan(columns[at + 5])) metrics.back().validation_loss = columns[at + 5];
    }
    return metrics;
}

}  // namespace

std::vector<StateArray> state_arrays(std::vector<Trainable>& factors, Optimizer& optimizer, std::vector<std::vector<float>>& averages,
                                     std::vector<std::vector<float>>& best) {
    std::vector<StateArray> arrays;
    const auto add = [&](const std::string& kind, const Trainable& each, std::vector<float>& values) {
        arrays.push_back({{kind + each.name, DType::f32, each.shape}, std::as_writable_bytes(std::span(values))});
    };
    for (Trainable& each : factors) add("values ", each, each.values);
    for (size_t i = 0; i < optimizer.parts().size(); ++i) arrays.push_back({optimizer.parts()[i], optimizer.bytes(i)});
    for (size_t i = 0; i < averages.size(); ++i) add("average ", factors[i], averages[i]);
    for (size_t i = 0; i < best.size(); ++i) add("best ", factors[i], best[i]);
    return arrays;
}

void write_state(const fs::path& path, const TrainingState& state, const std::vector<StateArray>& arrays) {
    TensorViews tensors;
    const std::vector<double> metrics = columns_of(state.metrics);
    if (!metrics.empty())
        tensors["metrics"] = {
            DType::f64, {static_cast<int64_t>(state.metrics.size()), metric_columns}, reinterpret_cast<const std::byte*>(metrics.data())};
    for (const StateArray& each : arrays) tensors[each.part.name] = {each.part.dtype, each.part.shape, each.bytes.data()};
    write_safetensors(
        path, tensors,
        {{"format", "imagelab training state"}, {"step", std::to_string(state.step)}, {"what", state.what}, {"run", state.run}});
}

int64_t state_bytes(const std::vector<StateArray>& arrays, int steps) {
    int64_t bytes = header_room + static_cast<int64_t>(steps) * metric_columns * static_cast<int64_t>(sizeof(double));
    for (const StateArray& each : arrays) bytes += each.part.bytes() + 256;
    return bytes;
}

DiskRoom::DiskRoom(fs::path path, int64_t bytes) : path_(std::move(path)), bytes_(bytes) {
    take();
}

void DiskRoom::take() {
    const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const int code = file < 0 ? errno : ::posix_fallocate(file, 0, static_cast<off_t>(bytes_));
    if (file >= 0) ::close(file);
    if (code == 0) return;
    release();
    throw Error("could not write " + path_.string() + ": " + std::strerror(code) + "; a saved state takes " + readable_bytes(bytes_));
}

void DiskRoom::release() {
    std::error_code code;
    fs::remove(path_, code);
}

namespace {

Result<TrainingState> state_of(const WeightFile& file) {
    const auto& said = file.metadata();
    const double step = said.contains("step") ? parsed_number(said.at("step")).value_or(-1) : -1;
    if (!said.contains("format") || said.at("format") != "imagelab training state" || !(step >= 0 && step <= 1e9) ||
        !said.contains("what"))
        return Failure{file.path().string() + ": this is no saved state of a training run"};
    return TrainingState{static_cast<int>(step), said.at("what"), said.contains("run") ? said.at("run") : "", metrics_in(file)};
}

}  // namespace

Result<TrainingState> read_state(const fs::path& path) {
    const auto file = WeightFile::open(path);
    if (!file) return Failure{file.error()};
    return state_of(**file);
}

Result<TrainingState> read_state(const fs::path& path, const std::vector<StateArray>& arrays) {
    const auto file = WeightFile::open(path);
    if (!file) return Failure{file.error()};
    const auto state = state_of(**file);
    if (!state) return state;
    for (const StateArray& each : arrays) {
        const auto found = (*file)->tensors().find(each.part.name);
        if (found == (*file)->tensors().end() || found->second.shape != each.part.shape || found->second.dtype != each.part.dtype)
            return Failure{path.string() + ": \"" + each.part.name + "\" of shape " + shape_text(each.part.shape) + " is missing"};
        if (!each.bytes.empty()) std::memcpy(each.bytes.data(), found->second.data, each.bytes.size());
    }
    const std::string damage = (*file)->mapping().damage();
    if (!damage.empty()) return Failure{path.string() + ": " + damage};
    return state;
}

}  // namespace imagelab
