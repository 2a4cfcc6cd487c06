#pragma once
#include "core/families/diffusion_model.h"
#include "core/families/prompt_weights.h"
#include "core/families/sdxl/sdxl_files.h"

namespace imagelab {

// An SDXL model (Podell et al. 2023): CLIP-L and OpenCLIP bigG side by side, a UNet that is told the pooled text and the sizes. The refiner
// reads by OpenCLIP bigG alone, and is told an aesthetic score in place of the target size.
class SdxlModel final : public DiffusionModel {
  public:
    SdxlModel(Device& device, std::shared_ptr<const SdxlFiles> files, DType dtype, int64_t memory_budget);

    Network text_encoder, text_encoder_2;

    std::vector<TextPass> text_passes(const Caption& caption) override;
    bool remembered(const Caption& caption) const override;
    // Both text encoders' penultimate hidden states side by side, and the second one's pooled output, as diffusers' encode_prompt.
    Conditioning condition(const Caption& caption, const CancelToken& cancel) override;
    int context_tokens() const override { return main_reader().config.max_positions; }
    int context_tokens(const Caption& caption) const override { return context_tokens() * static_cast<int>(chunks_of(caption)); }
    PromptReader prompt_reader() const override { return clip_reader(main_reader().tokenizer, main_reader().config); }

  protected:
    std::vector<std::pair<std::string, TextPass>> longest_text() override;
    const char* denoiser_name() const override { return "unet"; }
    void take_inversions(const std::vector<TextualInversion>& inversions) override;

  private:
    // context [tokens, context_width], a chunk behind the other, and pooled [pooled_width] of the first, row-major.
    struct Encoded {
        std::vector<float> context, pooled;
    };
    // How a text is read. weighted: with emphasis (core/families/prompt_weights.h), of the hidden states alone.
    struct Reading {
        bool weighted, from_empty;
        int skipped;  // layers
        explicit Reading(const Caption& caption)
            : weighted(caption.weighted), from_empty(caption.weighs_from_empty), skipped(caption.clip_skip) {}
        bool operator==(const Reading&) const = default;
    };
    const Encoded* find(const std::string& text, const Reading& reading) const;
    Encoded encode(const std::string& text, const Reading& reading, const CancelToken& cancel);  // remembers the last few
    Encoded zeros(size_t chunks) const;
    bool negative_is_zeros(const Caption& caption) const;
    // A text encoder with what it reads by.
    struct Reader {
        std::string name;
        Network& network;
        std::shared_ptr<const ClipTokenizer> tokenizer;
        const ClipTextConfig& config;
        PromptNames names = {};
    };
    NetworkShape text_shape(bool vectors = false, int skipped = 0) const { return {1, 0, 0, context_tokens(), vectors, skipped}; }
    std::vector<WeightedTokens> tokens_of(const Reader& reader, const std::string& text, bool weighted) const;
    size_t chunks_of(const std::string& text, bool weighted) const;
    size_t chunks_of(const Caption& caption) const;                     // of the longest of its prompts
    std::vector<std::string> prompts_of(const Caption& caption) const;  // the negative one first, where it is read
    // What is encoded for a caption: its prompts, and "", with which the shorter ones are filled up.
    std::vector<std::string> texts_of(const Caption& caption) const;
    bool holds_names(const Reader& reader, const Caption& caption) const;
    void write_vectors(Program& program, const Reader& reader, const WeightedTokens& tokens) const;
    // Hidden states [chunks * tokens, width]; `pooled`: of the first chunk.
    std::vector<float> run_encoder(const Reader& reader, const std::string& text, const Reading& reading, const CancelToken& cancel,
                                   std::vector<float>* pooled);
    // Those of one chunk, unweighed.
    std::vector<float> run_encoder(const Reader& reader, const WeightedTokens& chunk, int skipped, const CancelToken& cancel,
                                   std::vector<float>* pooled);

    // Those that the model has, in the order their hidden states stand side by side.
    std::vector<const Reader*> readers() const;
    const Reader& main_reader() const { return *readers().front(); }

    std::shared_ptr<const SdxlFiles> files_;
    Reader first_, second_;  // first_: not of a refiner, where it has no weights and never runs
    std::vector<TextualInversion> inversions_;
    std::list<std::pair<std::pair<std::string, Reading>, Encoded>> encoded_;  // newest first
};

}  // namespace imagelab
