// PixArt: its transformer. One picture a run, because its timestep is one for all pictures of a batch.
#include <algorithm>

#include "core/families/pixart/pixart_files.h"
#include "core/training/subjects.h"

namespace imagelab {
namespace {

constexpr int pixart_token_multiple = 32;

class PixartSubject final : public TrainingSubject {
  public:
    explicit PixartSubject(const PixartFiles& files) : files_(files) {}

    TrainingGraph graph(const TrainingConfig& config, DType dtype, int tokens) const override {
        if (config.reads_text())
            throw BadField(config.inverts_text() ? "network" : "text_encoders", "PixArt's text encoder is not trained; its transformer is");
        const int scale = files_.vae.downscale();
        TrainingGraph made =
            pixart_training_graph(files_.transformer, {1, config.height / scale, config.width / scale, tokens, config.masked_loss}, dtype, change_of(config));
        check_targets(config, made, denoiser());
        return made;
    }
    std::shared_ptr<const WeightMap> weights(const TrainingConfig&) const override { return files_.transformer_weights; }
    const WeightMap& component(const std::string&) const override { return *files_.transformer_weights; }
    int most_tokens() const override { return files_.caption_tokens; }
    int run_batch(const TrainingConfig&) const override { return 1; }
    int64_t text_values(const TrainingConfig&) const override {
        return static_cast<int64_t>(files_.caption_tokens) * files_.transformer.caption_width;
    }
    void read_captions(const TrainingConfig&, EncodedSet&) const override {}

    // One length for all captions of a run.
    int tokens_for(const EncodedSet& set, std::span<const size_t>) const override {
        int tokens = 1;
        for (const EncodedText& text : set.texts) tokens = std::max(tokens, text.tokens);
        const int rounded = (tokens + pixart_token_multiple - 1) / pixart_token_multiple * pixart_token_multiple;
        return std::min(rounded, files_.caption_tokens);
    }

    void write_text(const TrainingConfig& config, Program& program, const EncodedSet& set, std::span<const size_t> texts,
                    int tokens) const override {
        const EncodedText& text = set.texts[texts.front()];
        std::vector<float> context = text.context, padding(static_cast<size_t>(tokens), hidden_word);
        context.resize(static_cast<size_t>(tokens) * static_cast<size_t>(files_.transformer.caption_width), 0.0f);
        std::fill_n(padding.begin(), text.tokens, 0.0f);
        program.write("context", std::span<const float>(context));
        program.write("padding", std::span<const float>(padding));
        if (!files_.transformer.size_conditions) return;
        const auto height = static_cast<float>(config.height), width = static_cast<float>(config.width);
        program.write("resolution", std::span<const float>(std::vector<float>{height, width}));
        program.write("aspect_ratio", std::span<const float>(std::vector<float>{height / width}));
    }

    std::vector<float> first_vectors(const TrainingConfig&, const TrainedFactor&) const override { return {}; }
    std::string_view denoiser() const override { return "transformer"; }
    std::string_view architecture() const override { return "pixart-sigma"; }

  private:
    const PixartFiles& files_;
};

}  // namespace

std::unique_ptr<TrainingSubject> pixart_subject(const OpenedModel& files) {
    const auto* pixart = dynamic_cast<const PixartFiles*>(files.get());
    return pixart == nullptr ? nullptr : std::make_unique<PixartSubject>(*pixart);
}

}  // namespace imagelab
