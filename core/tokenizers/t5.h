#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace sentencepiece {
class SentencePieceProcessor;
}

namespace imagelab {

// T5's tokenizer with the ids of transformers 5.23's T5Tokenizer: a SentencePiece unigram model (Kudo 2018), then 100 sentinels. Special
// tokens written in a text ("</s>", "<extra_id_7>") are taken as such.
class T5Tokenizer {
  public:
    // A model's tokenizer folder with spiece.model, or with a tokenizer.json of the published vocabulary.
    static Result<T5Tokenizer> open(const std::filesystem::path& folder);
    // The vocabulary of T5 v1.1 that is shipped with the program.
    static Result<T5Tokenizer> published();

    T5Tokenizer(T5Tokenizer&&) noexcept;
    T5Tokenizer& operator=(T5Tokenizer&&) noexcept;
    ~T5Tokenizer();

    // UTF-8 to ids, without the end token.
    std::vector<int> encode(std::string_view text) const;
    // At most `length` ids, the last of them the end token; no padding.
    std::vector<int> encode_ended(std::string_view text, size_t length) const;
    // Tokens of a prompt, the end not counted; what is beyond length - 1 of them is cut off by encode_ended.
    size_t count(std::string_view text) const { return encode(text).size(); }

    int size() const;                 // of the vocabulary, sentinels included
    int pieces() const;               // without them
    std::string piece(int id) const;  // its text, 0 <= id < pieces(); a space is U+2581
    static constexpr int pad = 0, end = 1, unknown = 2, sentinels = 100;

  private:
    explicit T5Tokenizer(std::unique_ptr<sentencepiece::SentencePieceProcessor> processor);

    std::unique_ptr<sentencepiece::SentencePieceProcessor> processor_;
};

}  // namespace imagelab
