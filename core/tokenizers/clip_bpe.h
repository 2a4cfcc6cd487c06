#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/tokenizers/clip_vocabulary.h"

namespace imagelab {

// CLIP's tokenizer with the ids of transformers 5.23's CLIPTokenizer, the one that diffusers' SDXL pipelines load: special tokens are cut
// out, then NFC, runs of white space to one space, lower case, words, bytes, byte-pair merges. HTML entities stay as they are written.
// Letters, numbers and lower case are ICU's: characters younger than its Unicode version (15.0 in Debian 12) may fall into other words.
class ClipTokenizer {
  public:
    // A model's tokenizer folder: vocab.json and merges.txt, or tokenizer.json.
    static Result<ClipTokenizer> open(const std::filesystem::path& folder);
    // SDXL base's tokenizer (pads with <|endoftext|>), or its tokenizer_2 (pads with "!", which there is a special token), from the
    // vocabulary shipped with the program.
    static Result<ClipTokenizer> sdxl(bool second);

    explicit ClipTokenizer(ClipVocabulary vocabulary) : vocabulary_(std::move(vocabulary)) {}

    // UTF-8 (broken bytes read as U+FFFD) to ids, without begin, end and padding.
    std::vector<int> encode(std::string_view text) const;
    // [length]: begin, at most length - 2 tokens, end, padding.
    std::vector<int> encode_padded(std::string_view text, size_t length = 77) const;
    // Tokens of a prompt, begin and end not counted; what is beyond length - 2 of them is cut off by encode_padded.
    size_t count(std::string_view text) const { return encode(text).size(); }

    const ClipVocabulary& vocabulary() const { return vocabulary_; }

  private:
    void encode_words(std::u32string_view text, std::vector<int>& ids) const;
    void encode_word(std::u32string_view word, std::vector<int>& ids) const;

    ClipVocabulary vocabulary_;
};

}  // namespace imagelab
