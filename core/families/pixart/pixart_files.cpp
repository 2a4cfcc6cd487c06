#include "core/families/pixart/pixart_files.h"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <nlohmann/json.hpp>

#include "core/families/describe.h"

namespace imagelab {
namespace {

bool is_space(UChar32 code) {  // Python's str.isspace
    return u_isUWhiteSpace(code) || (code >= 0x1c && code <= 0x1f);
}

}  // namespace

std::vector<ModelPart> PixartFiles::parts() const {
    return {t5_part(t5_weights, t5), pixart_part(transformer_weights, transformer), vae_part(vae_weights, vae)};
}

void PixartFiles::check() const {
    const std::string source = path.string() + ": ";
    if (transformer.caption_width != t5.width) {
        throw Error(source + "the transformer attends to text " + std::to_string(transformer.caption_width) +
                    " wide, the text encoder gives " + std::to_string(t5.width));
    }
    if (transformer.in_channels != vae.latent_channels) {
        throw Error(source + "the transformer takes " + std::to_string(transformer.in_channels) + " channels, the VAE's latents have " +
                    std::to_string(vae.latent_channels));
    }
}

std::string plain_caption(const std::string& text) {
    icu::UnicodeString lower = icu::UnicodeString::fromUTF8(text).toLower(icu::Locale::getRoot());
    int32_t begin = 0, end = lower.length();
    while (begin < end && is_space(lower.char32At(begin))) begin = lower.moveIndex32(begin, 1);
    while (end > begin && is_space(lower.char32At(end - 1))) end = lower.moveIndex32(end, -1);
    std::string plain;
    lower.tempSubStringBetween(begin, end).toUTF8String(plain);
    return plain;
}

Result<T5Tokenizer> open_tokenizer(const PixartFiles& files) {
    return files.tokenizer_dir.empty() ? T5Tokenizer::published() : T5Tokenizer::open(files.tokenizer_dir);
}

PromptReader t5_reader(std::shared_ptr<const T5Tokenizer> tokenizer, int caption_tokens) {
    return {caption_tokens, 1, false,
            [shared = std::move(tokenizer)](const std::string& text) { return shared->count(plain_caption(text)); }};
}

Result<PromptReader> PixartFiles::prompt_reader(const std::vector<PromptNames::Name>&) const {
    auto tokenizer = open_tokenizer(*this);
    if (!tokenizer) return Failure{tokenizer.error()};
    return t5_reader(std::make_shared<const T5Tokenizer>(std::move(*tokenizer)), caption_tokens);
}

nlohmann::json PixartFiles::configuration() const {
    return {{"text_encoder",
             {{"vocab_size", t5.vocab_size},
              {"width", t5.width},
              {"layers", t5.layers},
              {"heads", t5.heads},
              {"head_size", t5.head_size},
              {"mlp_width", t5.mlp_width}}},
            {"transformer",
             {{"sample_size", transformer.sample_size},
              {"in_channels", transformer.in_channels},
              {"out_channels", transformer.out_channels},
              {"patch", transformer.patch},
              {"layers", transformer.layers},
              {"heads", transformer.heads},
              {"head_size", transformer.head_size},
              {"caption_width", transformer.caption_width},
              {"position_scale", transformer.position_scale},
              {"size_conditions", transformer.size_conditions}}},
            {"caption_tokens", caption_tokens},
            {"vae", vae_json(vae)},
            {"noise", noise_json(noise)}};
}

}  // namespace imagelab
