#pragma once
#include <array>
#include <list>

#include "core/pipelines/network.h"
#include "core/tokenizers/clip_bpe.h"
#include "core/weights/model_files.h"

namespace imagelab {

// What the UNet is told about a prompt: context [tokens, context_width] and pooled [pooled_width], row-major.
struct Conditioning {
    std::vector<float> context, pooled;
};

// An SDXL model (Podell et al. 2023) on one device in one precision: its networks and its tokenizers. Nothing is read before it is needed.
class SdxlModel {
  public:
    // memory_budget: bytes of a device with memory of its own; 0: no limit. Throws Error where a tokenizer cannot be read.
    SdxlModel(Device& device, ModelFiles files, DType dtype, int64_t memory_budget = 0);

    const ModelFiles& files() const { return files_; }
    DType dtype() const { return dtype_; }
    Device& device() const { return device_; }
    int64_t memory_budget() const { return memory_budget_; }
    int tokens() const { return files_.text_encoder.max_positions; }

    Network text_encoder, text_encoder_2, unet, vae_encoder, vae_decoder;

    // Both text encoders' penultimate hidden states side by side, and the second one's pooled output, as diffusers' encode_prompt.
    // `weighted`: with emphasis (core/pipelines/prompt_weights.h), of the hidden states alone, as A1111.
    // Remembers the last few prompts. The encoders must be loaded unless remembered(text, weighted).
    Conditioning encode(const std::string& text, bool weighted, const CancelToken& cancel);
    bool remembered(const std::string& text, bool weighted) const;
    Conditioning zeros() const;
    void load_text_encoders(const std::function<void(double)>& progress, const CancelToken& cancel);
    NetworkShape text_shape() const { return {1, 0, 0, tokens()}; }

    // Whether the text encoders stay loaded beside the UNet: where all weights together take at most half of the device's memory.
    bool keeps_text_encoders();
    bool text_encoders_take_turns();  // because both together do not fit the budget
    // Whether the UNet and the decoder for these latents must take turns, because both together do not fit the budget.
    bool takes_turns(const NetworkShape& unet_shape);
    void unload();
    int64_t resident_bytes() const;  // of all its networks, now

  private:
    std::vector<float> run_encoder(Network& network, const ClipTokenizer& tokenizer, const ClipTextConfig& config, const std::string& text,
                                   bool weighted, const CancelToken& cancel, std::vector<float>* pooled);

    Device& device_;
    ModelFiles files_;
    DType dtype_;
    int64_t memory_budget_;
    ClipTokenizer tokenizer_, tokenizer_2_;
    struct Encoded {
        std::string text;
        bool weighted;
        Conditioning conditioning;
    };
    std::list<Encoded> encoded_;  // newest first
};

}  // namespace imagelab
