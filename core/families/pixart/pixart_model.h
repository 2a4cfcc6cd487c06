#pragma once
#include "core/families/diffusion_model.h"
#include "core/families/pixart/pixart_files.h"

namespace imagelab {

// A PixArt-Sigma or PixArt-alpha model (Chen et al. 2023, 2024): T5 and a transformer.
class PixartModel final : public DiffusionModel {
  public:
    PixartModel(Device& device, std::shared_ptr<const PixartFiles> files, DType dtype, int64_t memory_budget);

    // T5 in bf16 where the others are in f16, which its sums outgrow. On the processor its weights stay in their file.
    Network text_encoder;

    std::vector<TextPass> text_passes(const Caption& caption) override;
    bool remembered(const Caption& caption) const override;
    // Both texts in one pass of T5, whose weights may have far to come, as long as the longer of them. The denoiser sees the same numbers
    // as with diffusers' padding to all tokens: what is padding is never looked at. The last few captions are remembered.
    Conditioning condition(const Caption& caption, const CancelToken& cancel) override;
    using DiffusionModel::context_tokens;
    int context_tokens() const override { return files_->caption_tokens; }
    PromptReader prompt_reader() const override { return t5_reader(tokenizer_, context_tokens()); }
    std::vector<float> timesteps(float timestep, int batch) const override;

  protected:
    std::vector<std::pair<std::string, TextPass>> longest_text() override;
    const char* denoiser_name() const override { return "transformer"; }
    void take_inversions(const std::vector<TextualInversion>&) override { encoded_.clear(); }

  private:
    std::vector<std::vector<int>> tokens_of(const Caption& caption) const;  // of the negative prompt, where guided, then the prompt
    NetworkShape text_shape(const std::vector<std::vector<int>>& ids) const;
    std::vector<float> words(const std::vector<std::vector<int>>& ids, int tokens) const;

    std::shared_ptr<const PixartFiles> files_;
    std::shared_ptr<const T5Tokenizer> tokenizer_;
    std::list<std::pair<Caption, Conditioning>> encoded_;  // newest first
};

}  // namespace imagelab
