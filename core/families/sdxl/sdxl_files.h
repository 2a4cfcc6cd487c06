#pragma once
#include "core/families/model_files.h"
#include "core/tokenizers/clip_bpe.h"

namespace imagelab {

// SDXL (Podell et al. 2023) on disk: CLIP-L, OpenCLIP bigG, a UNet and a VAE. Its refiner (section 2.5) has no CLIP-L: text_encoder_weights
// is null then.
class SdxlFiles final : public ModelFiles {
  public:
    ClipTextConfig text_encoder, text_encoder_2;
    UnetConfig unet;
    std::shared_ptr<const WeightMap> text_encoder_weights, text_encoder_2_weights, unet_weights;
    std::filesystem::path tokenizer_dir, tokenizer_2_dir;  // vocab.json and merges.txt; empty: CLIP's own vocabulary
    bool force_zeros_for_empty_prompt = true;

    const Family& family() const override { return sdxl_family; }
    std::string_view kind() const override { return only_refines() ? "sdxl-refiner" : reads_mask() ? "sdxl-inpainting" : "sdxl"; }
    bool only_refines() const override { return text_encoder_weights == nullptr; }
    bool reads_mask() const override { return unet.reads_mask(); }
    int sample_size() const override { return unet.sample_size; }
    int most_clip_skip() const override;
    std::vector<ModelPart> parts() const override;
    void check() const override;
    EncoderWidths embedding_widths() const override;
    const UnetConfig* controlled_unet() const override { return &unet; }
    Result<PromptReader> prompt_reader(const std::vector<PromptNames::Name>& vectors) const override;
    nlohmann::json configuration() const override;
};

Result<ClipTokenizer> open_tokenizer(const SdxlFiles& files, bool second);
// How a tokenizer that is open reads prompts.
PromptReader clip_reader(std::shared_ptr<const ClipTokenizer> tokenizer, const ClipTextConfig& config,
                         const std::vector<PromptNames::Name>& vectors = {});

}  // namespace imagelab
