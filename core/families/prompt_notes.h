#pragma once
// What the prompts of a request hold and the model does not read: said in every door, so that nothing is ignored without a word.
#include <functional>
#include <string>
#include <vector>

#include "core/request/request.h"

namespace imagelab {

// How a model reads a prompt.
struct PromptReader {
    int tokens = 77;     // begin and end included
    int marks = 2;       // begin and end
    bool weighs = true;  // (words:1.2) count
    // Tokens of a text, marks not counted; called on any thread. None where the tokenizer cannot be read.
    std::function<size_t(const std::string& text)> count;
    // Tokens of each chunk that a prompt takes, marks not counted, where a model reads prompts of any length; none: it reads the first
    // tokens.
    std::function<std::vector<size_t>(const std::string& prompt, bool weighted)> chunks = {};
};

// Tokens of a prompt, marks not counted; LoRA tags are none of its words, and of texts that take turns or are composed the longest counts.
// `weighted`: as the request has it.
size_t prompt_tokens(const PromptReader& reader, const std::string& prompt, bool weighted);
// Tokens of each chunk it takes, marks not counted; of several texts those of the one that takes the most. One chunk where the model reads
// no more. The reader counts.
std::vector<size_t> prompt_chunks(const PromptReader& reader, const std::string& prompt, bool weighted);
// Where in the prompt each further of these chunks begins: the byte of the first word in it, or of the word that its first tokens are the
// end of. None where the text changes between steps or is composed: no chunk has one place there.
std::vector<size_t> chunk_starts(const PromptReader& reader, const std::string& prompt, bool weighted);
// The words at the end that are cut off; empty: all are read.
std::string unread_words(const PromptReader& reader, const std::string& prompt, bool weighted);

// Sentences: words behind the last token that is read, syntax that is not built (core/request/prompt_syntax.h); of the negative prompt only
// where guidance uses it. `request`: as run, with profiles applied.
std::vector<std::string> prompt_notes(const Request& request, const PromptReader& reader);

std::string joined_notes(const std::vector<std::string>& sentences);  // "a; b"

}  // namespace imagelab
