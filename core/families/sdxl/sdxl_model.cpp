#include "core/families/sdxl/sdxl_model.h"

#include <algorithm>
#include <array>

#include "core/families/prompt_weights.h"
#include "core/models/clip_text.h"
#include "core/models/unet_sdxl.h"

namespace imagelab {
namespace {

constexpr size_t remembered_prompts = 16;
constexpr float wanted_aesthetic_score = 6.0f, unwanted_aesthetic_score = 2.5f;  // diffusers' StableDiffusionXLImg2ImgPipeline

std::shared_ptr<const ClipTokenizer> opened_tokenizer(const SdxlFiles& files, bool second) {
    return std::make_shared<const ClipTokenizer>(std::move(open_tokenizer(files, second)).value());
}

Network::Tracer trace_clip(DType dtype, const ClipTextConfig& config) {
    return tracer(dtype, [config](Graph& graph, const NetworkShape& s) {
        trace_clip_text(graph, config, s.batch, s.tokens, HiddenStates::penultimate, s.vectors, s.skipped);
    });
}

Network::Tracer trace_denoiser(DType dtype, const UnetConfig& config) {
    return tracer(dtype, [config](Graph& graph, const NetworkShape& s) {
        trace_unet(graph, config, s.batch, s.height, s.width, s.tokens, s.controls, s.references, s.guidance, s.reuse);
    });
}

}  // namespace

SdxlModel::SdxlModel(Device& device, std::shared_ptr<const SdxlFiles> files, DType dtype, int64_t memory_budget)
    : DiffusionModel(device, files, dtype, memory_budget, files->unet_weights, trace_denoiser(stored_in(device, dtype), files->unet)),
      text_encoder(device, files->text_encoder_weights, trace_clip(stored(), files->text_encoder), {.memory_budget = memory_budget}),
      text_encoder_2(device, files->text_encoder_2_weights, trace_clip(stored(), files->text_encoder_2), {.memory_budget = memory_budget}),
      files_(std::move(files)),
      first_{"text_encoder", text_encoder, opened_tokenizer(*files_, files_->only_refines()), files_->text_encoder},
      second_{"text_encoder_2", text_encoder_2, opened_tokenizer(*files_, true), files_->text_encoder_2} {}

std::vector<const SdxlModel::Reader*> SdxlModel::readers() const {
    if (files_->only_refines()) return {&second_};
    return {&first_, &second_};
}

void SdxlModel::take_inversions(const std::vector<TextualInversion>& inversions) {
    encoded_.clear();
    inversions_ = inversions;
    for (Reader* reader : {&first_, &second_}) {
        std::vector<PromptNames::Name> names;
        for (const TextualInversion& inversion : inversions_) {
            const auto own = inversion.vectors.find(reader->name);
            names.push_back({inversion.name, own == inversion.vectors.end() ? 0 : static_cast<size_t>(own->second.count)});
        }
        reader->names = PromptNames(*reader->tokenizer, names);
    }
}

std::vector<WeightedTokens> SdxlModel::tokens_of(const Reader& reader, const std::string& text, bool weighted) const {
    return weighted_chunks(*reader.tokenizer, text, weighted, static_cast<size_t>(context_tokens()), reader.names);
}

size_t SdxlModel::chunks_of(const std::string& text, bool weighted) const {
    size_t chunks = 0;
    for (const Reader* reader : readers()) chunks = std::max(chunks, tokens_of(*reader, text, weighted).size());
    return chunks;
}

std::vector<std::string> SdxlModel::prompts_of(const Caption& caption) const {
    std::vector<std::string> texts;
    if (caption.guided && !negative_is_zeros(caption)) texts.push_back(caption.negative.value_or(""));
    texts.insert(texts.end(), caption.prompts.begin(), caption.prompts.end());
    return texts;
}

size_t SdxlModel::chunks_of(const Caption& caption) const {
    auto most = static_cast<size_t>(caption.least_tokens / context_tokens());
    for (const std::string& text : prompts_of(caption)) most = std::max(most, chunks_of(text, caption.weighted));
    return most;
}

std::vector<std::string> SdxlModel::texts_of(const Caption& caption) const {
    std::vector<std::string> texts = prompts_of(caption);
    const size_t chunks = chunks_of(caption);
    const auto is_shorter = [&](const std::string& text) { return chunks_of(text, caption.weighted) < chunks; };
    if (std::any_of(texts.begin(), texts.end(), is_shorter)) texts.emplace_back();
    return texts;
}

bool SdxlModel::holds_names(const Reader& reader, const Caption& caption) const {
    if (reader.names.empty()) return false;
    const std::vector<std::string> texts = texts_of(caption);
    return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
        const std::vector<WeightedTokens> chunks = tokens_of(reader, text, caption.weighted);
        return std::any_of(chunks.begin(), chunks.end(), [](const WeightedTokens& chunk) { return !chunk.vectors.empty(); });
    });
}

void SdxlModel::write_vectors(Program& program, const Reader& reader, const WeightedTokens& tokens) const {
    const auto width = static_cast<size_t>(reader.config.width);
    std::vector<float> kept(tokens.ids.size(), 1), values(tokens.ids.size() * width);
    for (const WeightedTokens::Vector& vector : tokens.vectors) {
        const EmbeddingVectors& own = inversions_[vector.name].vectors.at(reader.name);
        kept[vector.position] = 0;
        std::copy_n(own.values.begin() + static_cast<std::ptrdiff_t>(vector.row * width), width,
                    values.begin() + static_cast<std::ptrdiff_t>(vector.position * width));
    }
    program.write("kept", std::span<const float>(kept));
    program.write("vectors", std::span<const float>(values));
}

std::vector<TextPass> SdxlModel::text_passes(const Caption& caption) {
    size_t runs = 0;
    for (const std::string& text : texts_of(caption)) runs += chunks_of(text, caption.weighted);
    std::vector<TextPass> passes;
    for (const Reader* reader : readers())
        passes.push_back({&reader->network, text_shape(holds_names(*reader, caption), caption.clip_skip), static_cast<int>(runs)});
    return passes;
}

std::vector<std::pair<std::string, TextPass>> SdxlModel::longest_text() {
    std::vector<std::pair<std::string, TextPass>> all;
    for (const Reader* reader : readers()) all.push_back({reader->name, {&reader->network, text_shape()}});
    return all;
}

std::vector<float> SdxlModel::run_encoder(const Reader& reader, const std::string& text, const Reading& reading, const CancelToken& cancel,
                                          std::vector<float>* pooled) {
    std::vector<float> hidden, empty;
    const WeightedTokens no_words = tokens_of(reader, "", false).front();
    std::vector<WeightedTokens> chunks = tokens_of(reader, text, reading.weighted);
    // Of the other encoder there may be more, where an inversion has vectors for it alone.
    chunks.resize(std::max(chunks.size(), chunks_of(text, reading.weighted)), no_words);
    for (const WeightedTokens& chunk : chunks) {
        std::vector<float> own = run_encoder(reader, chunk, reading.skipped, cancel, hidden.empty() ? pooled : nullptr);
        if (chunk.weighs() && reading.from_empty) {
            if (empty.empty()) empty = run_encoder(reader, no_words, reading.skipped, cancel, nullptr);
            weigh_from(empty, own, chunk.weights);
        } else if (chunk.weighs()) {
            apply_weights(own, chunk.weights);
        }
        hidden.insert(hidden.end(), own.begin(), own.end());
    }
    return hidden;
}

std::vector<float> SdxlModel::run_encoder(const Reader& reader, const WeightedTokens& chunk, int skipped, const CancelToken& cancel,
                                          std::vector<float>* pooled) {
    // A program that takes vectors serves the other prompt of the caption, too.
    const bool vectors = !chunk.vectors.empty() || reader.network.loaded_for(text_shape(true, skipped));
    Program& program = reader.network.ready(text_shape(vectors, skipped), {}, cancel);
    if (vectors) write_vectors(program, reader, chunk);
    const std::vector<int32_t> ids(chunk.ids.begin(), chunk.ids.end());
    program.write("ids", ids);
    if (reader.config.projection_width > 0) {
        const auto eos = std::find(ids.begin(), ids.end(), reader.config.eos_token);
        const std::array<int32_t, 1> position{eos == ids.end() ? 0 : static_cast<int32_t>(eos - ids.begin())};
        program.write("eos", std::span<const int32_t>(position));
    }
    program.run(cancel);
    if (pooled != nullptr) *pooled = program.read("pooled");
    return program.read("hidden_states." + std::to_string(reader.config.layers - 1 - skipped));
}

const SdxlModel::Encoded* SdxlModel::find(const std::string& text, const Reading& reading) const {
    const auto found =
        std::find_if(encoded_.begin(), encoded_.end(), [&](const auto& item) { return item.first == std::pair(text, reading); });
    return found == encoded_.end() ? nullptr : &found->second;
}

// No negative prompt is zeros where the model says so, and "" elsewhere (diffusers encode_prompt).
bool SdxlModel::negative_is_zeros(const Caption& caption) const {
    return !caption.negative && files_->force_zeros_for_empty_prompt;
}

bool SdxlModel::remembered(const Caption& caption) const {
    const std::vector<std::string> texts = texts_of(caption);
    return std::all_of(texts.begin(), texts.end(), [&](const std::string& text) { return find(text, Reading(caption)) != nullptr; });
}

SdxlModel::Encoded SdxlModel::encode(const std::string& text, const Reading& reading, const CancelToken& cancel) {
    if (find(text, reading) != nullptr) {
        const auto item =
            std::find_if(encoded_.begin(), encoded_.end(), [&](const auto& known) { return known.first == std::pair(text, reading); });
        encoded_.splice(encoded_.begin(), encoded_, item);
        return encoded_.front().second;
    }
    Encoded result;
    const bool turns = text_encoders_take_turns();
    std::vector<std::vector<float>> hidden;
    for (const Reader* reader : readers()) {
        hidden.push_back(run_encoder(*reader, text, reading, cancel, reader == &second_ ? &result.pooled : nullptr));
        if (turns) reader->network.unload();
    }
    const auto tokens = static_cast<std::ptrdiff_t>(hidden.back().size()) / files_->text_encoder_2.width;
    for (std::ptrdiff_t t = 0; t < tokens; ++t) {
        for (const std::vector<float>& states : hidden) {
            const auto width = static_cast<std::ptrdiff_t>(states.size()) / tokens;
            result.context.insert(result.context.end(), states.begin() + t * width, states.begin() + (t + 1) * width);
        }
    }
    encoded_.emplace_front(std::pair(text, reading), result);
    if (encoded_.size() > remembered_prompts) encoded_.pop_back();
    return result;
}

SdxlModel::Encoded SdxlModel::zeros(size_t chunks) const {
    return {std::vector<float>(chunks * static_cast<size_t>(context_tokens()) * static_cast<size_t>(files_->unet.context_width)),
            std::vector<float>(static_cast<size_t>(files_->text_encoder_2.projection_width))};
}

Conditioning SdxlModel::condition(const Caption& caption, const CancelToken& cancel) {
    const size_t chunks = chunks_of(caption);
    std::vector<Encoded> prompts;
    if (caption.guided && negative_is_zeros(caption)) prompts.push_back(zeros(chunks));
    for (const std::string& text : prompts_of(caption)) prompts.push_back(encode(text, Reading(caption), cancel));
    const size_t whole = chunks * static_cast<size_t>(context_tokens()) * static_cast<size_t>(files_->unet.context_width);
    for (Encoded& prompt : prompts) {  // A1111's "Pad prompt/negative prompt to be same length"
        while (prompt.context.size() < whole) {
            const Encoded empty = encode("", Reading(caption), cancel);
            prompt.context.insert(prompt.context.end(), empty.context.begin(), empty.context.end());
        }
    }
    std::vector<float> context, pooled, ids;
    const auto height = static_cast<float>(caption.height), width = static_cast<float>(caption.width);
    for (size_t i = 0; i < prompts.size(); ++i) {
        context.insert(context.end(), prompts[i].context.begin(), prompts[i].context.end());
        pooled.insert(pooled.end(), prompts[i].pooled.begin(), prompts[i].pooled.end());
        ids.insert(ids.end(), {height, width, 0, 0});  // original size, crop corner
        if (files_->unet.time_ids == 5) {
            ids.push_back(caption.guided && i == 0 ? unwanted_aesthetic_score : wanted_aesthetic_score);
        } else {
            ids.insert(ids.end(), {height, width});  // target size
        }
    }
    return {{{"context", std::move(context)}, {"pooled", std::move(pooled)}, {"time_ids", std::move(ids)}}, {}};
}

}  // namespace imagelab
