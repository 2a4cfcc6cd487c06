#include "core/adapters/textual_inversion.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/adapters/png_embedding.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

constexpr int64_t most_vectors = 512;

// Which encoder a key names; "" for one that names none; nothing where it holds no vectors.
std::optional<std::string> component_of(std::string_view key) {
    const auto ends = [&](std::string_view end) { return key == end || key.ends_with("." + std::string(end)); };
    if (ends("clip_l") || ends("text_encoders_0")) return "text_encoder";
    if (ends("clip_g") || ends("text_encoders_1")) return "text_encoder_2";
    if (ends("emb_params") || key.starts_with("string_to_param.")) return "";
    return std::nullopt;
}

Result<EmbeddingVectors> read_vectors(const std::string& key, const TensorView& view) {
    const Shape shape = view.shape.size() == 1 ? Shape{1, view.shape[0]} : view.shape;
    if (shape.size() != 2 || shape[0] < 1 || shape[0] > most_vectors || shape[1] < 1)
        return Failure{"tensor \"" + key + "\" has shape " + shape_text(view.shape) + ", expected [1 to " + std::to_string(most_vectors) +
                       ", width]"};
    EmbeddingVectors vectors{shape[0], shape[1], adapter_numbers(view)};
    if (!std::all_of(vectors.values.begin(), vectors.values.end(), [](float value) { return std::isfinite(value); }))
        return Failure{"tensor \"" + key + "\" holds NaN or infinity: the file is damaged"};
    return vectors;
}

std::string widths_text(const EncoderWidths& widths) {
    std::string text;
    for (const auto& [component, width] : widths) text += (text.empty() ? "" : ", ") + component + " " + std::to_string(width);
    return text;
}

// Vectors that name no encoder belong to the only one of the model.
Result<void> place(TextualInversion& inversion, const std::string& component, EmbeddingVectors vectors, const EncoderWidths& widths) {
    if (component.empty() && widths.size() > 1) {
        return Failure{"its vectors of width " + std::to_string(vectors.width) +
                       " are for a model of one text encoder (768: Stable Diffusion 1.x), this model has " + widths_text(widths)};
    }
    const auto place = component.empty() ? widths.begin() : widths.find(component);
    if (place == widths.end()) return {};
    if (place->second != vectors.width)
        return Failure{"its vectors for " + place->first + " have width " + std::to_string(vectors.width) + ", this model has " +
                       widths_text(widths) + ": it was made for another base model"};
    if (!inversion.vectors.emplace(place->first, std::move(vectors)).second)
        return Failure{"it holds several embeddings for " + place->first + ", expected one a file"};
    return {};
}

Result<TextualInversion> read_tensors(std::string name, const std::map<std::string, TensorView>& tensors, const EncoderWidths& widths) {
    TextualInversion inversion{std::move(name), {}, {}};
    const bool token = tensors.size() == 1;  // diffusers: the one tensor, whatever its name
    for (const auto& [key, view] : tensors) {
        const auto component = component_of(key);
        if (!component && !token) {
            inversion.unknown_keys.push_back(key);
            continue;
        }
        Result<EmbeddingVectors> vectors = read_vectors(key, view);
        if (!vectors) return Failure{vectors.error()};
        if (auto placed = place(inversion, component.value_or(""), *std::move(vectors), widths); !placed) return Failure{placed.error()};
    }
    if (inversion.vectors.empty())
        return Failure{"it holds no vectors for " + widths_text(widths) + ", expected clip_l and clip_g, string_to_param or emb_params"};
    return inversion;
}

}  // namespace

int64_t TextualInversion::count() const {
    int64_t most = 0;
    for (const auto& [component, one] : vectors) most = std::max(most, one.count);
    return most;
}

Result<TextualInversion> open_textual_inversion(const fs::path& path, const EncoderWidths& widths) {
    const std::string name = path.stem().string();
    if (is_png_file(path)) {
        Result<EmbeddingVectors> vectors = read_png_embedding(path);
        if (!vectors) return Failure{path.string() + ": " + vectors.error()};
        TextualInversion inversion{name, {}, {}};
        if (auto placed = place(inversion, "", *std::move(vectors), widths); !placed) return Failure{path.string() + ": " + placed.error()};
        return inversion;
    }
    const Result<OpenedWeights> file = open_weight_file(path);
    if (!file) return Failure{file.error()};
    Result<TextualInversion> inversion = read_tensors(name, file->tensors, widths);
    if (!inversion) return Failure{path.string() + ": " + inversion.error()};
    for (const auto& [key, dtype] : file->unreadable) inversion->unknown_keys.push_back(key);
    return inversion;
}

Result<std::vector<TextualInversion>> bundled_inversions(const AdapterFile& file, const EncoderWidths& widths) {
    std::vector<TextualInversion> inversions;
    for (const auto& [name, encoders] : file.embeddings()) {
        std::map<std::string, TensorView> tensors;
        for (const auto& [encoder, view] : encoders) tensors[encoder.empty() ? "string_to_param.*" : encoder] = view;
        Result<TextualInversion> inversion = read_tensors(name, tensors, widths);
        if (!inversion) return Failure{file.path().string() + ": the embedding \"" + name + "\" within: " + inversion.error()};
        inversions.push_back(*std::move(inversion));
    }
    return inversions;
}

}  // namespace imagelab
