#include "core/families/pixart/pixart_model.h"

#include <algorithm>

#include "core/models/dit_pixart.h"
#include "core/models/t5_encoder.h"
#include "core/weights/convert.h"

namespace imagelab {
namespace {

constexpr size_t remembered_captions = 8;
constexpr int token_multiple = 32;  // lengths that share a program

DType text_dtype(DType dtype, const DeviceInfo& device) {
    if (dtype != DType::f16) return dtype;
    const bool bf16 = std::find(device.dtypes.begin(), device.dtypes.end(), DType::bf16) != device.dtypes.end();
    return bf16 ? DType::bf16 : DType::f32;
}

Network::Tracer trace_t5(DType dtype, const T5Config& config) {
    return tracer(dtype, [config](Graph& graph, const NetworkShape& s) { trace_t5_encoder(graph, config, s.batch, s.tokens); });
}

Network::Tracer trace_denoiser(DType dtype, const PixartConfig& config) {
    return tracer(dtype,
                  [config](Graph& graph, const NetworkShape& s) { trace_pixart(graph, config, s.batch, s.height, s.width, s.tokens, s.reuse); });
}

}  // namespace

PixartModel::PixartModel(Device& device, std::shared_ptr<const PixartFiles> files, DType dtype, int64_t memory_budget)
    : DiffusionModel(device, files, dtype, memory_budget, files->transformer_weights,
                     trace_denoiser(stored_in(device, dtype), files->transformer)),
      text_encoder(device, files->t5_weights, trace_t5(text_dtype(stored(), device.info()), files->t5),
                   {.memory_budget = memory_budget, .weights_in_place = true}),
      files_(std::move(files)),
      tokenizer_(std::make_shared<const T5Tokenizer>(std::move(open_tokenizer(*files_)).value())) {
    if (tokenizer_->size() > files_->t5.vocab_size) {
        throw Error(files_->path.string() + ": the tokenizer has " + std::to_string(tokenizer_->size()) + " tokens, the text encoder " +
                    std::to_string(files_->t5.vocab_size));
    }
}

std::vector<std::vector<int>> PixartModel::tokens_of(const Caption& caption) const {
    std::vector<std::vector<int>> ids;
    const auto add = [&](const std::string& text) {
        ids.push_back(tokenizer_->encode_ended(plain_caption(text), static_cast<size_t>(context_tokens())));
    };
    if (caption.guided) add(caption.negative.value_or(""));
    for (const std::string& prompt : caption.prompts) add(prompt);
    return ids;
}

NetworkShape PixartModel::text_shape(const std::vector<std::vector<int>>& ids) const {
    size_t longest = 0;
    for (const auto& some : ids) longest = std::max(longest, some.size());
    const int rounded = (static_cast<int>(longest) + token_multiple - 1) / token_multiple * token_multiple;
    return {static_cast<int>(ids.size()), 0, 0, std::min(rounded, context_tokens())};
}

std::vector<TextPass> PixartModel::text_passes(const Caption& caption) {
    return {{&text_encoder, text_shape(tokens_of(caption))}};
}

std::vector<std::pair<std::string, TextPass>> PixartModel::longest_text() {
    return {{"text_encoder", {&text_encoder, {2, 0, 0, context_tokens()}}}};
}

std::vector<float> PixartModel::timesteps(float timestep, int) const {
    return {timestep};
}

// The table's rows of these tokens, then zeros: [texts, tokens, width].
std::vector<float> PixartModel::words(const std::vector<std::vector<int>>& ids, int tokens) const {
    const T5Config& t5 = files_->t5;
    const TensorView& table = files_->t5_weights->at("shared.weight", {t5.vocab_size, t5.width});
    const auto width = static_cast<size_t>(t5.width);
    std::vector<float> rows(ids.size() * static_cast<size_t>(tokens) * width);
    for (size_t text = 0; text < ids.size(); ++text) {
        for (size_t i = 0; i < ids[text].size(); ++i) {
            const auto id = static_cast<size_t>(ids[text][i]);
            float* to = rows.data() + (text * static_cast<size_t>(tokens) + i) * width;
            const auto first = static_cast<int64_t>(id * width);
            if (!read_elements(table, first, t5.width, DType::f32, reinterpret_cast<std::byte*>(to)))
                throw Error(not_finite("shared.weight", table, files_->t5_weights->source()).message);
        }
    }
    return rows;
}

bool PixartModel::remembered(const Caption& caption) const {
    return std::any_of(encoded_.begin(), encoded_.end(), [&](const auto& item) { return item.first.same_texts(caption); });
}

Conditioning PixartModel::condition(const Caption& caption, const CancelToken& cancel) {
    auto known = std::find_if(encoded_.begin(), encoded_.end(), [&](const auto& item) { return item.first.same_texts(caption); });
    if (known == encoded_.end()) {
        const std::vector<std::vector<int>> ids = tokens_of(caption);
        const NetworkShape shape = text_shape(ids);
        std::vector<int32_t> counts;
        for (const auto& some : ids) counts.push_back(static_cast<int32_t>(some.size()));
        Program& program = text_encoder.ready(shape, {}, cancel);
        program.write("words", std::span<const float>(words(ids, shape.tokens)));
        program.write("counts", std::span<const int32_t>(counts));
        program.run(cancel);
        const std::vector<float> hidden = program.read("hidden_states");
        const auto width = static_cast<size_t>(files_->t5.width), row = static_cast<size_t>(context_tokens()) * width;
        std::vector<float> context(ids.size() * row);
        for (size_t text = 0; text < ids.size(); ++text) {
            const auto from = hidden.begin() + static_cast<std::ptrdiff_t>(text * static_cast<size_t>(shape.tokens) * width);
            std::copy_n(from, ids[text].size() * width, context.begin() + static_cast<std::ptrdiff_t>(text * row));
        }
        encoded_.emplace_front(caption, Conditioning{{{"context", std::move(context)}}, {{"counts", std::move(counts)}}});
        if (encoded_.size() > remembered_captions) encoded_.pop_back();
    } else {
        encoded_.splice(encoded_.begin(), encoded_, known);
    }
    Conditioning result = encoded_.front().second;
    if (files_->transformer.size_conditions) {
        const auto height = static_cast<float>(caption.height), width = static_cast<float>(caption.width);
        result.values.push_back({"resolution", {height, width}});
        result.values.push_back({"aspect_ratio", {height / width}});
    }
    return result;
}

}  // namespace imagelab
