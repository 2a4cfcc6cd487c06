#include "core/pipelines/sdxl_model.h"

#include <algorithm>

#include "core/models/clip_text.h"
#include "core/models/unet_sdxl.h"
#include "core/models/vae_kl.h"
#include "core/pipelines/prompt_weights.h"

namespace imagelab {
namespace {

constexpr size_t remembered_prompts = 16;

ClipTokenizer open_tokenizer(const std::filesystem::path& folder, bool second) {
    return std::move(folder.empty() ? ClipTokenizer::sdxl(second) : ClipTokenizer::open(folder)).value();
}

template <class Trace>
Network::Tracer tracer(DType dtype, Trace trace) {
    return [=](const NetworkShape& shape) {
        Graph graph;
        graph.compute = dtype;
        trace(graph, shape);
        return graph;
    };
}

Network::Tracer clip(DType dtype, const ClipTextConfig& config) {
    return tracer(dtype, [config](Graph& graph, const NetworkShape& s) { trace_clip_text(graph, config, s.batch, s.tokens); });
}

}  // namespace

SdxlModel::SdxlModel(Device& device, ModelFiles files, DType dtype, int64_t memory_budget)
    : text_encoder(device, files.text_encoder_weights, clip(dtype, files.text_encoder), memory_budget),
      text_encoder_2(device, files.text_encoder_2_weights, clip(dtype, files.text_encoder_2), memory_budget),
      unet(device, files.unet_weights,
           tracer(dtype,
                  [config = files.unet](Graph& g, const NetworkShape& s) { trace_unet(g, config, s.batch, s.height, s.width, s.tokens); }),
           memory_budget),
      vae_encoder(device, files.vae_weights,
                  tracer(dtype, [config = files.vae](Graph& g,
                                                     const NetworkShape& s) { trace_vae_encoder(g, config, s.batch, s.height, s.width); }),
                  memory_budget),
      vae_decoder(device, files.vae_weights,
                  tracer(dtype, [config = files.vae](Graph& g,
                                                     const NetworkShape& s) { trace_vae_decoder(g, config, s.batch, s.height, s.width); }),
                  memory_budget),
      device_(device),
      files_(std::move(files)),
      dtype_(dtype),
      memory_budget_(memory_budget),
      tokenizer_(open_tokenizer(files_.tokenizer_dir, false)),
      tokenizer_2_(open_tokenizer(files_.tokenizer_2_dir, true)) {}

void SdxlModel::load_text_encoders(const std::function<void(double)>& progress, const CancelToken& cancel) {
    if (text_encoders_take_turns()) return;
    text_encoder.ready(
        text_shape(), [&](double f) { progress(f * 0.2); }, cancel);
    text_encoder_2.ready(
        text_shape(), [&](double f) { progress(0.2 + f * 0.8); }, cancel);
}

std::vector<float> SdxlModel::run_encoder(Network& network, const ClipTokenizer& tokenizer, const ClipTextConfig& config,
                                          const std::string& text, bool weighted, const CancelToken& cancel, std::vector<float>* pooled) {
    Program& program = network.ready(text_shape(), {}, cancel);
    const WeightedTokens prompt = weighted_tokens(tokenizer, text, weighted, static_cast<size_t>(tokens()));
    const std::vector<int32_t> ids(prompt.ids.begin(), prompt.ids.end());
    program.write("ids", ids);
    if (pooled != nullptr) {
        const auto eos = std::find(ids.begin(), ids.end(), config.eos_token);
        const std::array<int32_t, 1> position{eos == ids.end() ? 0 : static_cast<int32_t>(eos - ids.begin())};
        program.write("eos", std::span<const int32_t>(position));
    }
    program.run(cancel);
    if (pooled != nullptr) *pooled = program.read("pooled");
    std::vector<float> hidden = program.read("hidden_states." + std::to_string(config.layers - 1));
    if (prompt.weighs()) apply_weights(hidden, prompt.weights);
    return hidden;
}

bool SdxlModel::remembered(const std::string& text, bool weighted) const {
    return std::any_of(encoded_.begin(), encoded_.end(),
                       [&](const Encoded& item) { return item.text == text && item.weighted == weighted; });
}

Conditioning SdxlModel::encode(const std::string& text, bool weighted, const CancelToken& cancel) {
    for (auto item = encoded_.begin(); item != encoded_.end(); ++item) {
        if (item->text != text || item->weighted != weighted) continue;
        encoded_.splice(encoded_.begin(), encoded_, item);
        return item->conditioning;
    }
    Conditioning result;
    const bool turns = text_encoders_take_turns();
    const std::vector<float> first = run_encoder(text_encoder, tokenizer_, files_.text_encoder, text, weighted, cancel, nullptr);
    if (turns) text_encoder.unload();
    const std::vector<float> second =
        run_encoder(text_encoder_2, tokenizer_2_, files_.text_encoder_2, text, weighted, cancel, &result.pooled);
    if (turns) text_encoder_2.unload();
    const auto width = static_cast<std::ptrdiff_t>(files_.text_encoder.width),
               width_2 = static_cast<std::ptrdiff_t>(files_.text_encoder_2.width);
    for (int t = 0; t < tokens(); ++t) {
        result.context.insert(result.context.end(), first.begin() + t * width, first.begin() + (t + 1) * width);
        result.context.insert(result.context.end(), second.begin() + t * width_2, second.begin() + (t + 1) * width_2);
    }
    encoded_.push_front({text, weighted, result});
    if (encoded_.size() > remembered_prompts) encoded_.pop_back();
    return result;
}

Conditioning SdxlModel::zeros() const {
    return {std::vector<float>(static_cast<size_t>(tokens()) * static_cast<size_t>(files_.unet.context_width)),
            std::vector<float>(static_cast<size_t>(files_.text_encoder_2.projection_width))};
}

bool SdxlModel::keeps_text_encoders() {
    if (text_encoders_take_turns()) return false;
    int64_t weights = 0;
    const auto add = [&](const NetworkCost& cost) { weights += cost.memory.weight_bytes + cost.memory.streamed_bytes; };
    add(text_encoder.cost(text_shape()));
    add(text_encoder_2.cost(text_shape()));
    add(unet.cost({1, 8, 8, tokens()}));
    add(vae_decoder.cost({1, 8, 8, 0}));
    return weights <= (memory_budget_ > 0 ? memory_budget_ : device_.info().memory_total) / 2;
}

bool SdxlModel::text_encoders_take_turns() {
    if (memory_budget_ == 0) return false;
    return text_encoder.cost(text_shape()).memory.running_bytes() + text_encoder_2.cost(text_shape()).memory.running_bytes() >
           memory_budget_;
}

bool SdxlModel::takes_turns(const NetworkShape& unet_shape) {
    if (memory_budget_ == 0) return false;
    int64_t bytes =
        unet.cost(unet_shape).memory.running_bytes() + vae_decoder.cost({1, unet_shape.height, unet_shape.width, 0}).memory.running_bytes();
    if (keeps_text_encoders())
        bytes += text_encoder.cost(text_shape()).memory.running_bytes() + text_encoder_2.cost(text_shape()).memory.running_bytes();
    return bytes > memory_budget_;
}

int64_t SdxlModel::resident_bytes() const {
    int64_t bytes = 0;
    for (const Network* network : {&text_encoder, &text_encoder_2, &unet, &vae_encoder, &vae_decoder}) bytes += network->resident_bytes();
    return bytes;
}

void SdxlModel::unload() {
    for (Network* network : {&text_encoder, &text_encoder_2, &unet, &vae_encoder, &vae_decoder}) network->unload();
}

}  // namespace imagelab
