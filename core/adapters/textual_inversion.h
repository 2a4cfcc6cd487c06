#pragma once
// Textual inversion (Gal et al. 2022): vectors that stand in a prompt for tokens of their own.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/adapters/adapter_file.h"
#include "core/base/error.h"

namespace imagelab {

struct EmbeddingVectors {
    int64_t count = 0, width = 0;
    std::vector<float> values;  // [count, width]
};

struct TextualInversion {
    std::string name;                                 // what prompts call it: the file's stem, or the name within a LoRA
    std::map<std::string, EmbeddingVectors> vectors;  // by component: "text_encoder", "text_encoder_2"; one alone is allowed
    std::vector<std::string> unknown_keys;            // of the file, that were not used
    int64_t count() const;                            // tokens that it takes in a prompt: the most of either encoder
};

// Width of each text encoder's token vectors, by component: {"text_encoder": 768}, {"text_encoder_2": 1280}.
using EncoderWidths = std::map<std::string, int64_t>;

// Layouts: clip_l [n, 768] and clip_g [n, 1280] (SDXL; also text_encoders_0 and _1); string_to_param.* (A1111's .pt and .bin), emb_params
// (kohya), one tensor under its token (diffusers), of an encoder that the width tells; the text "sd-ti-embedding" of a PNG (A1111). The
// failure names the file, what was found and what was expected: vectors of other widths, unnamed ones for a model of two encoders.
Result<TextualInversion> open_textual_inversion(const std::filesystem::path& path, const EncoderWidths& widths);

// Those that a LoRA brings (AdapterFile::embeddings()).
Result<std::vector<TextualInversion>> bundled_inversions(const AdapterFile& file, const EncoderWidths& widths);

}  // namespace imagelab
