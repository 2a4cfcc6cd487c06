#pragma once
#include <array>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/tokenizers/byte_pair.h"

namespace imagelab {

// What a CLIP tokenizer knows, from the files of a folder or CLIP's own merges.
struct ClipVocabulary {
    // Text that becomes one token wherever it stands.
    struct Added {
        std::string content;
        int id;
        bool normalized;  // looked for after lower-casing, otherwise in the text as written
    };

    std::array<int, 256> bytes;       // id of each byte within a word; unknown where the vocabulary lacks it
    std::array<int, 256> last_bytes;  // id of each byte that ends a word
    BytePair pairs;
    std::vector<Added> added;
    int begin = 0, end = 0, pad = 0, unknown = 0;
    size_t size = 0;

    // vocab.json + merges.txt or tokenizer.json, with tokenizer_config.json and special_tokens_map.json where they are there, read as
    // transformers 5.23 reads them. A failure names the file and what is wrong with it.
    static Result<ClipVocabulary> open(const std::filesystem::path& folder);
    // The 49,408 tokens that follow from CLIP's merges.txt, with the special tokens of SDXL base 1.0's tokenizer or tokenizer_2.
    static Result<ClipVocabulary> sdxl(const std::filesystem::path& merges_file, bool second);
};

}  // namespace imagelab
