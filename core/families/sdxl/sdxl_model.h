#pragma once
#include "core/families/diffusion_model.h"
#include "core/families/sdxl/sdxl_files.h"

namespace imagelab {

// An SDXL model (Podell et al. 2023): CLIP-L and OpenCLIP bigG side by side, a UNet that is told the pooled text and the sizes.
class SdxlModel final : public DiffusionModel {
  public:
    SdxlModel(Device& device, std::shared_ptr<const SdxlFiles> files, DType dtype, int64_t memory_budget);

    Network text_encoder, text_encoder_2;

    std::vector<TextPass> text_passes(const Caption& caption) override;
    bool remembered(const Caption& caption) const override;
    // Both text encoders' penultimate hidden states side by side, and the second one's pooled output, as diffusers' encode_prompt.
    Conditioning condition(const Caption& caption, const CancelToken& cancel) override;
    int context_tokens() const override { return files_->text_encoder.max_positions; }
    PromptReader prompt_reader() const override { return clip_reader(tokenizer_, files_->text_encoder); }

  protected:
    std::vector<std::pair<std::string, TextPass>> longest_text() override;
    const char* denoiser_name() const override { return "unet"; }

  private:
    // context [tokens, context_width] and pooled [pooled_width], row-major.
    struct Encoded {
        std::vector<float> context, pooled;
    };
    const Encoded* find(const std::string& text, bool weighted) const;
    // `weighted`: with emphasis (core/families/prompt_weights.h), of the hidden states alone, as A1111. Remembers the last few.
    Encoded encode(const std::string& text, bool weighted, const CancelToken& cancel);
    Encoded zeros() const;
    bool negative_is_zeros(const Caption& caption) const;
    NetworkShape text_shape() const { return {1, 0, 0, context_tokens()}; }
    std::vector<float> run_encoder(Network& network, const ClipTokenizer& tokenizer, const ClipTextConfig& config, const std::string& text,
                                   bool weighted, const CancelToken& cancel, std::vector<float>* pooled);

    std::shared_ptr<const SdxlFiles> files_;
    std::shared_ptr<const ClipTokenizer> tokenizer_, tokenizer_2_;
    std::list<std::pair<std::pair<std::string, bool>, Encoded>> encoded_;  // newest first; text and weighted
};

}  // namespace imagelab
