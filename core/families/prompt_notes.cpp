#include "core/families/prompt_notes.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/base/utf8.h"
#include "core/families/prompt_weights.h"
#include "core/request/lora_use.h"
#include "core/request/prompt_schedule.h"
#include "core/request/prompt_syntax.h"
#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

constexpr size_t shown_bytes = 160;          // of the words that are not read
constexpr char32_t first_unspaced = 0x2e80;  // CJK radicals; from here on words are seldom set apart by spaces

// Ends of words, at most `most`; each has at least one token.
std::vector<size_t> word_ends(const std::string& text, size_t most) {
    std::vector<size_t> ends;
    size_t word_end = 0;  // of the word that is open; 0: none
    for (size_t at = 0; at < text.size() && ends.size() < most;) {
        const char32_t code = next_code_point(text, at);
        if (u_isUWhiteSpace(static_cast<UChar32>(code))) {
            if (word_end > 0) ends.push_back(std::exchange(word_end, 0));
        } else {
            word_end = at;
            if (code >= first_unspaced) ends.push_back(std::exchange(word_end, 0));
        }
    }
    if (word_end > 0 && ends.size() < most) ends.push_back(word_end);
    return ends;
}

// Starts of words, outside LoRA tags.
std::vector<size_t> word_starts(const std::string& text) {
    std::vector<size_t> starts;
    bool begins = true, in_tag = false;
    for (size_t at = 0; at < text.size();) {
        const size_t here = at;
        const char32_t code = next_code_point(text, at);
        if (code == '<') in_tag = text.compare(here, 6, "<lora:") == 0 || text.compare(here, 6, "<lyco:") == 0;
        const bool space = u_isUWhiteSpace(static_cast<UChar32>(code));
        if (!space && (begins || code >= first_unspaced) && (!in_tag || code == '<')) starts.push_back(here);
        begins = space || code == ',';
        if (code == '>' || code == '\n') in_tag = false;
    }
    return starts;
}

// What is read of a prompt at a time: of each of its phases and composed parts, without LoRA tags.
std::vector<std::string> texts_of(const std::string& written, bool syntax) {
    constexpr int steps = 30;  // which texts there are depends little on their number
    const std::string prompt = take_loras(written).prompt;
    if (!syntax) return {prompt};
    std::vector<std::string> texts;
    for (const ComposedPrompt& part : composed_prompts(prompt)) {
        for (PromptPhase& phase : prompt_phases(part.text, steps)) {
            if (std::find(texts.begin(), texts.end(), phase.text) == texts.end()) texts.push_back(std::move(phase.text));
        }
    }
    return texts;
}

size_t tokens_of(const PromptReader& reader, const std::string& text, bool weighted) {
    if (!weighted || !reader.weighs) return reader.count(text);
    size_t count = 0;  // each part is read by itself
    for (const WeightedText& part : parse_prompt_weights(text)) count += reader.count(part.text);
    return count;
}

void add_notes(const Request& request, const PromptReader& reader, const std::string& prompt, PromptRole role,
               std::vector<std::string>& notes) {
    const std::string name = role == PromptRole::negative ? "the negative prompt" : "the prompt";
    if (reader.count) {
        const size_t count = prompt_tokens(reader, prompt, request.prompt_weights);
        const auto room = static_cast<size_t>(reader.tokens - reader.marks);
        if (count > room && !reader.chunks) {
            notes.push_back(name + " has " + std::to_string(count) + " tokens and the model reads " + std::to_string(room) +
                            "; not read: \"" + shortened(unread_words(reader, prompt, request.prompt_weights), shown_bytes) + "\"");
        }
    }
    for (const std::string& sentence : unread_syntax(prompt, reader.chunks != nullptr, role)) notes.push_back(name + ": " + sentence);
    if (!reader.weighs && request.prompt_weights) {
        if (const std::string weight = first_weight(prompt); !weight.empty())
            notes.push_back(name + ": " + weight + " is read as plain words: this model knows no weights");
    }
}

}  // namespace

size_t prompt_tokens(const PromptReader& reader, const std::string& prompt, bool weighted) {
    size_t most = 0;
    for (const std::string& text : texts_of(prompt, weighted)) most = std::max(most, tokens_of(reader, text, weighted));
    return most;
}

std::vector<size_t> prompt_chunks(const PromptReader& reader, const std::string& prompt, bool weighted) {
    if (!reader.chunks) return {prompt_tokens(reader, prompt, weighted)};
    std::vector<size_t> longest;
    for (const std::string& text : texts_of(prompt, weighted)) {
        std::vector<size_t> chunks = reader.chunks(text, weighted);
        const auto length = [](const std::vector<size_t>& all) {
            return std::pair(all.size(), std::accumulate(all.begin(), all.end(), size_t{0}));
        };
        if (length(chunks) > length(longest)) longest = std::move(chunks);
    }
    return longest;
}

std::vector<size_t> chunk_starts(const PromptReader& reader, const std::string& prompt, bool weighted) {
    std::vector<size_t> found;
    if (!reader.chunks || texts_of(prompt, weighted).size() != 1) return found;
    const std::vector<size_t> chunks = prompt_chunks(reader, prompt, weighted), starts = word_starts(prompt);
    const auto tokens_before = [&](size_t at) { return prompt_tokens(reader, prompt.substr(0, at), weighted); };
    size_t before = 0;
    for (size_t chunk = 0; chunk + 1 < chunks.size(); ++chunk) {
        before += chunks[chunk];
        // The last word before which there are no more tokens than that: those of the word itself are the next chunk's.
        const auto next = std::partition_point(starts.begin(), starts.end(), [&](size_t at) { return tokens_before(at) <= before; });
        found.push_back(next == starts.begin() ? 0 : *std::prev(next));
    }
    return found;
}

std::string unread_words(const PromptReader& reader, const std::string& prompt, bool weighted) {
    const auto room = static_cast<size_t>(reader.tokens - reader.marks);
    if (!reader.count || reader.chunks) return "";
    for (const std::string& read : texts_of(prompt, weighted)) {
        if (tokens_of(reader, read, weighted) <= room) continue;
        const std::string text = weighted && reader.weighs ? without_weights(read) : read;
        const std::vector<size_t> ends = word_ends(text, room + 1);
        const auto cut =
            std::partition_point(ends.begin(), ends.end(), [&](size_t end) { return reader.count(text.substr(0, end)) <= room; });
        return std::string(trimmed(std::string_view(text).substr(cut == ends.begin() ? 0 : *std::prev(cut))));
    }
    return "";
}

std::vector<std::string> prompt_notes(const Request& request, const PromptReader& reader) {
    std::vector<std::string> notes;
    add_notes(request, reader, request.prompt, PromptRole::wanted, notes);
    if (request.negative_prompt && runs_unguided(sampler_info(request.sampler), request.guidance)) {
        add_notes(request, reader, *request.negative_prompt, PromptRole::negative, notes);
        for (const LoraUse& use : take_loras(*request.negative_prompt).loras)
            notes.push_back("the negative prompt: " + lora_tag(use) + " is read as plain words: LoRAs are named in the prompt");
    }
    return notes;
}

std::string joined_notes(const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& sentence : sentences) text += (text.empty() ? "" : "; ") + sentence;
    return text;
}

}  // namespace imagelab
