#include "core/training/prepared.h"

#include <algorithm>

#include "core/samplers/noise_schedule.h"

namespace imagelab {

TrainingConfig prepared_for(TrainingConfig config, const ModelFiles& files) {
    const int scale = files.vae.downscale() * files.patch(), own = files.sample_size() * files.vae.downscale();
    if (config.width == 0) config.width = own;
    if (config.height == 0) config.height = own;
    for (const auto& [field, side] : {std::pair("width", config.width), std::pair("height", config.height)}) {
        if (side % scale != 0)
            throw BadField(
                field, std::to_string(side) + " is no multiple of " + std::to_string(scale) + ", the pixels of what the model sees as one");
    }
    if (config.zero_terminal_snr && files.noise.prediction != NoiseScheduleConfig::Prediction::v_prediction)
        throw BadField("zero_terminal_snr", files.name + " predicts the noise, which says nothing where there is noise alone; take a model "
                                                         "that predicts v, or leave it out");
    return config;
}

DType training_dtype(const TrainingConfig& config, const DeviceInfo& info) {
    const auto offered = [&](DType dtype) { return std::find(info.dtypes.begin(), info.dtypes.end(), dtype) != info.dtypes.end(); };
    if (config.dtype && !offered(*config.dtype))
        throw BadField("dtype", "the device " + info.id + " does not compute in " + std::string(dtype_name(*config.dtype)));
    if (config.dtype) return *config.dtype;
    return info.own_memory && info.kind != "cpu" && offered(DType::bf16) ? DType::bf16 : DType::f32;
}

std::vector<float> training_alphas(const TrainingConfig& config, const ModelFiles& files) {
    NoiseScheduleConfig noise = files.noise;
    noise.rescale_betas_zero_snr = noise.rescale_betas_zero_snr || config.zero_terminal_snr;
    return alphas_cumprod(noise);
}

std::vector<Trainable> trainables_of(const TrainingConfig& config, const TrainingGraph& graph) {
    std::vector<Trainable> trained;
    for (const TrainedModule& module : graph.modules) {
        const bool text = module.component.starts_with("text_encoder");
        const double rate = text ? config.text_encoder_learning_rate.value_or(config.learning_rate) : config.learning_rate;
        for (const TrainedFactor& factor : module.factors) trained.push_back({factor.input, factor.shape, {}, rate});
    }
    for (const TrainedFactor& factor : graph.vectors) trained.push_back({factor.input, factor.shape, {}, config.learning_rate});
    return trained;
}

int64_t training_host_bytes(const TrainingConfig& config, const ModelFiles& files, const TrainingSubject& subject, int examples,
                            const std::vector<Trainable>& trained) {
    int64_t values = 0;
    for (const Trainable& each : trained) values += element_count(each.shape);
    const int64_t pixels = static_cast<int64_t>(config.width / files.vae.downscale()) * (config.height / files.vae.downscale());
    const int64_t latents = pixels * files.vae.latent_channels * (config.flip ? 2 : 1) + (config.masked_loss ? pixels : 0);
    const int64_t texts = subject.text_values(config) * std::max(1, config.shuffle_captions);
    const int64_t copies = 2 + (config.ema_decay > 0 ? 1 : 0) + (config.patience > 0 ? 1 : 0);
    int64_t bytes = (copies * values + examples * (latents + texts)) * static_cast<int64_t>(sizeof(float));
    for (const StatePart& part : optimizer_state(config.optimizer, trained)) bytes += part.bytes();
    return bytes;
}

int64_t step_budget(const TrainingConfig& config, const DeviceInfo& device, int64_t host_bytes) {
    constexpr int64_t of_the_program = int64_t{1} << 30;
    const int64_t there = device.own_memory ? device.memory_free + device.memory_here
                                            : device.memory_total - device.memory_total / 20 - of_the_program;
    const int64_t all = config.memory_budget > 0 ? config.memory_budget : there;
    return std::max<int64_t>(1, device.own_memory ? all : all - host_bytes);
}

}  // namespace imagelab
