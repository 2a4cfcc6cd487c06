// SDXL: its UNet, and both CLIP encoders where they are trained or read vectors that are.
#include <algorithm>

#include "core/families/prompt_weights.h"
#include "core/families/sdxl/sdxl_files.h"
#include "core/training/subjects.h"
#include "core/weights/convert.h"
#include "core/weights/joined_weights.h"

namespace imagelab {
namespace {

class SdxlSubject final : public TrainingSubject {
  public:
    explicit SdxlSubject(const SdxlFiles& files) : files_(files) {}

    TrainingGraph graph(const TrainingConfig& config, DType dtype, int tokens) const override {
        const int scale = files_.vae.downscale();
        std::optional<TextEncoders> text;
        if (config.reads_text()) {
            text = {files_.text_encoder, files_.text_encoder_2};
            text->first.projection_width = 0;
        }
        TrainingGraph made = sdxl_training_graph(
            files_.unet, text, {config.batch_size, config.height / scale, config.width / scale, tokens, config.masked_loss}, dtype, change_of(config));
        check_targets(config, made, denoiser());
        return made;
    }

    std::shared_ptr<const WeightMap> weights(const TrainingConfig& config) const override {
        if (!config.reads_text()) return files_.unet_weights;
        return std::make_shared<JoinedWeights>(std::vector<JoinedWeights::Part>{
            {"", files_.unet_weights}, {"text_encoder.", files_.text_encoder_weights}, {"text_encoder_2.", files_.text_encoder_2_weights}});
    }

    const WeightMap& component(const std::string& name) const override {
        if (name == "text_encoder") return *files_.text_encoder_weights;
        return name == "text_encoder_2" ? *files_.text_encoder_2_weights : *files_.unet_weights;
    }

    int most_tokens() const override { return files_.text_encoder.max_positions; }
    int run_batch(const TrainingConfig& config) const override { return config.batch_size; }
    int64_t text_values(const TrainingConfig& config) const override {
        return config.reads_text() ? 0 : static_cast<int64_t>(most_tokens()) * files_.unet.context_width;
    }

    void read_captions(const TrainingConfig& config, EncodedSet& set) const override {
        for (const bool second : {false, true}) {
            const auto tokenizer = open_tokenizer(files_, second);
            if (!tokenizer) throw Error(tokenizer.error());
            const PromptNames names(*tokenizer, vectors_named(config));
            const auto read = [&](const std::string& caption) {
                std::vector<ReadChunk> chunks;
                for (const WeightedTokens& one :
                     weighted_chunks(*tokenizer, caption, false, static_cast<size_t>(files_.text_encoder.max_positions), names)) {
                    ReadChunk& chunk = chunks.emplace_back();
                    chunk.ids.assign(one.ids.begin(), one.ids.end());
                    for (const WeightedTokens::Vector& vector : one.vectors)
                        chunk.vectors.push_back({static_cast<int>(vector.position), static_cast<int>(vector.row)});
                }
                return chunks;
            };
            for (size_t i = 0; i < set.captions.size(); ++i) {
                std::vector<ReadChunk>& chunks = second ? set.texts[i].second : set.texts[i].first;
                chunks = read(with_token(config, set.captions[i]));
                set.texts[i].tokens = std::max(set.texts[i].tokens, static_cast<int>(chunks.size()) * files_.text_encoder.max_positions);
            }
            (second ? set.filler.second : set.filler.first) = read("");
        }
    }

    int tokens_for(const EncodedSet& set, std::span<const size_t> texts) const override {
        int tokens = 0;
        for (const size_t text : texts) tokens = std::max(tokens, set.texts[text].tokens);
        return tokens;
    }

    void write_text(const TrainingConfig& config, Program& program, const EncodedSet& set, std::span<const size_t> texts,
                    int tokens) const override {
        std::vector<float> ids;
        for (size_t i = 0; i < texts.size(); ++i) {
            const auto height = static_cast<float>(config.height), width = static_cast<float>(config.width);
            ids.insert(ids.end(), {height, width, 0, 0, height, width});
        }
        program.write("time_ids", std::span<const float>(ids));
        if (config.reads_text()) {
            write_ids(config, program, set, texts, tokens, false);
            write_ids(config, program, set, texts, tokens, true);
            return;
        }
        std::vector<float> context, pooled;
        for (const size_t at : texts) {
            const EncodedText& text = set.texts[at];
            context.insert(context.end(), text.context.begin(), text.context.end());
            // A shorter caption of a batch is filled up with "", as prompts of a picture are (A1111's "Pad prompt/negative prompt to be
            // same length").
            for (int have = text.tokens; have < tokens; have += set.filler.tokens)
                context.insert(context.end(), set.filler.context.begin(), set.filler.context.end());
            pooled.insert(pooled.end(), text.pooled.begin(), text.pooled.end());
        }
        program.write("context", std::span<const float>(context));
        program.write("pooled", std::span<const float>(pooled));
    }

    std::vector<float> first_vectors(const TrainingConfig& config, const TrainedFactor& vectors) const override {
        const bool second = vectors.part == "text_encoder_2";
        const auto tokenizer = open_tokenizer(files_, second);
        if (!tokenizer) throw Error(tokenizer.error());
        const std::vector<int> ids = tokenizer->encode(config.initializer.empty() ? config.token : config.initializer);
        if (ids.empty()) throw BadField("initializer", "a word is wanted");
        const ClipTextConfig& encoder = second ? files_.text_encoder_2 : files_.text_encoder;
        const TensorView& table =
            component(vectors.part).at("text_model.embeddings.token_embedding.weight", {encoder.vocab_size, encoder.width});
        std::vector<float> values(static_cast<size_t>(element_count(vectors.shape)));
        for (int64_t row = 0; row < vectors.shape[0]; ++row) {
            const int64_t id = ids[static_cast<size_t>(row) % ids.size()];
            read_elements(table, id * encoder.width, encoder.width, DType::f32,
                          reinterpret_cast<std::byte*>(values.data() + row * encoder.width));
        }
        return values;
    }

    std::string_view denoiser() const override { return "unet"; }
    std::string_view architecture() const override { return "stable-diffusion-xl-v1-base"; }

  private:
    static std::vector<PromptNames::Name> vectors_named(const TrainingConfig& config) {
        if (!config.inverts_text()) return {};
        return {{config.token, static_cast<size_t>(config.vectors)}};
    }

    // The word stands in every caption, also in one that is left out.
    static std::string with_token(const TrainingConfig& config, const std::string& caption) {
        if (!config.inverts_text() || caption.find(config.token) != caption.npos) return caption;
        return caption.empty() ? config.token : config.token + ", " + caption;
    }

    void write_ids(const TrainingConfig& config, Program& program, const EncodedSet& set, std::span<const size_t> texts, int tokens,
                   bool second) const {
        const auto positions = static_cast<size_t>(files_.text_encoder.max_positions);
        const size_t chunks = static_cast<size_t>(tokens) / positions, vectors = static_cast<size_t>(config.vectors);
        const ClipTextConfig& encoder = second ? files_.text_encoder_2 : files_.text_encoder;
        const std::string prefix = second ? "text_encoder_2." : "text_encoder.";
        std::vector<int32_t> ids, ends;
        std::vector<float> kept, place;
        for (const size_t at : texts) {
            const std::vector<ReadChunk>& own = second ? set.texts[at].second : set.texts[at].first;
            const ReadChunk& filler = (second ? set.filler.second : set.filler.first).front();
            for (size_t i = 0; i < chunks; ++i) {
                const ReadChunk& chunk = i < own.size() ? own[i] : filler;
                ids.insert(ids.end(), chunk.ids.begin(), chunk.ids.end());
                const auto end = std::find(chunk.ids.begin(), chunk.ids.end(), encoder.eos_token);
                ends.push_back(end == chunk.ids.end() ? 0 : static_cast<int32_t>(end - chunk.ids.begin()));
                if (!config.inverts_text()) continue;
                const size_t first = kept.size();
                kept.resize(first + positions, 1.0f);
                place.resize((first + positions) * vectors, 0.0f);
                for (const auto& [position, row] : chunk.vectors) {
                    kept[first + static_cast<size_t>(position)] = 0;
                    place[(first + static_cast<size_t>(position)) * vectors + static_cast<size_t>(row)] = 1;
                }
            }
        }
        program.write(prefix + "ids", std::span<const int32_t>(ids));
        if (second) program.write(prefix + "eos", std::span<const int32_t>(ends));
        if (!config.inverts_text()) return;
        program.write(prefix + "kept", std::span<const float>(kept));
        program.write(prefix + "place", std::span<const float>(place));
    }

    const SdxlFiles& files_;
};

}  // namespace

std::unique_ptr<TrainingSubject> sdxl_subject(const OpenedModel& files) {
    const auto* sdxl = dynamic_cast<const SdxlFiles*>(files.get());
    return sdxl == nullptr ? nullptr : std::make_unique<SdxlSubject>(*sdxl);
}

}  // namespace imagelab
