#pragma once
#include "core/families/model_files.h"
#include "core/tokenizers/t5.h"

namespace imagelab {

// PixArt-Sigma or PixArt-alpha (Chen et al. 2023, 2024) on disk: T5, a transformer and a VAE.
class PixartFiles final : public ModelFiles {
  public:
    T5Config t5;
    PixartConfig transformer;
    std::shared_ptr<const WeightMap> t5_weights, transformer_weights;
    std::filesystem::path tokenizer_dir;  // spiece.model or tokenizer.json; empty: the published vocabulary
    int caption_tokens = 300;             // 120: PixArt-alpha

    const Family& family() const override { return pixart_family; }
    int sample_size() const override { return transformer.sample_size; }
    int patch() const override { return transformer.patch; }
    std::vector<ModelPart> parts() const override;
    void check() const override;
    Result<PromptReader> prompt_reader(const std::vector<PromptNames::Name>& vectors) const override;
    nlohmann::json configuration() const override;
};

// As diffusers prepares a caption where its packages for cleaning web texts are missing: lower case, no white space around.
std::string plain_caption(const std::string& text);

Result<T5Tokenizer> open_tokenizer(const PixartFiles& files);
// How a tokenizer that is open reads prompts.
PromptReader t5_reader(std::shared_ptr<const T5Tokenizer> tokenizer, int caption_tokens);

}  // namespace imagelab
