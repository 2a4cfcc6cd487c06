#include "core/families/reference_files.h"

#include <algorithm>
#include <map>

#include "core/base/utf8.h"
#include "core/families/component_files.h"
#include "core/models/reference.h"
#include "core/weights/detect.h"
#include "core/weights/keys_reference.h"
#include "core/weights/weight_file.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> entries_of(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code code;
    fs::directory_iterator each(folder, code);
    for (; !code && each != fs::directory_iterator(); each.increment(code)) entries.push_back(each->path());
    std::sort(entries.begin(), entries.end());
    return entries;
}

bool is_adapter(const fs::path& path) {
    const auto file = WeightFile::open(path);
    if (!file) return false;
    const ReferenceKind kind = reference_kind((*file)->tensors());
    return kind != ReferenceKind::none && kind != ReferenceKind::image_encoder && kind != ReferenceKind::image_encoder_original;
}

// One of each stem, a .safetensors before a .bin.
std::vector<fs::path> adapters_in(const fs::path& folder) {
    std::map<std::string, fs::path> found;
    std::error_code code;
    for (const fs::path& path : entries_of(folder)) {
        if (!fs::is_regular_file(path, code) || !has_weight_extension(path) || !is_adapter(path)) continue;
        fs::path& known = found[path.stem().string()];
        if (known.empty() || path.extension() == ".safetensors") known = path;
    }
    std::vector<fs::path> all;
    for (const auto& [stem, path] : found) all.push_back(path);
    return all;
}

// Where an adapter's encoder may lie, in the order of search.
std::vector<fs::path> encoder_places(const fs::path& adapter) {
    const fs::path folder = fs::absolute(adapter).parent_path();
    const fs::path above = folder.parent_path();
    std::vector<fs::path> places{folder / "image_encoder", above / "image_encoder", above / "models" / "image_encoder"};
    for (const fs::path& path : entries_of(above / "clip_vision")) {
        std::error_code code;
        if (fs::is_directory(path, code) || has_weight_extension(path)) places.push_back(path);
    }
    return places;
}

std::shared_ptr<const ImageEncoderFiles> open_encoder(const fs::path& path) {
    const ComponentFiles part = open_part(path, "image_encoder", transformers_stem);
    const ReferenceKind kind = reference_kind(part.weights.tensors);
    TensorViews tensors = canonical_vision(part.weights.tensors);
    if (!tensors.contains("vision_model.embeddings.patch_embedding.weight")) {
        const std::string other =
            kind == ReferenceKind::none ? describe_other_model(part.weights.tensors) : std::string(reference_kind_info(kind).sentence);
        throw Error(path.string() + ": this is no CLIP image encoder" + (other.empty() ? "" : "; " + other));
    }
    auto files = std::make_shared<ImageEncoderFiles>();
    files->path = path;
    files->weights = map_of(std::move(tensors), part.weights);
    files->config = detect_clip_vision(*files->weights, part.config);
    if (const auto whole = check_complete(image_encoder_part(files->weights, files->config)); !whole) throw Error(whole.error());
    return files;
}

// The first that says as many numbers as the adapter reads.
std::shared_ptr<const ImageEncoderFiles> find_encoder(const fs::path& adapter, const ReferenceProjectionConfig& projection) {
    const char* what = projection.perceives() ? "hidden states" : "an embedding";
    std::string seen;
    for (const fs::path& place : encoder_places(adapter)) {
        std::error_code code;
        if (!fs::exists(place, code)) continue;
        try {
            auto found = open_encoder(place);
            const int width = projection.perceives() ? found->config.width : found->config.projection_width;
            if (width == projection.input_width) return found;
            seen += "; " + place.string() + " gives " + std::to_string(width);
        } catch (const Error& error) {
            seen += "; " + std::string(error.what());
        }
    }
    throw Error(adapter.string() + ": its image encoder is missing, one that gives " + what + " of " +
                std::to_string(projection.input_width) + " numbers: put it into " +
                (fs::absolute(adapter).parent_path() / "image_encoder").string() + " (config.json and model.safetensors)" + seen);
}

void check_attention(const WeightMap& weights, const std::vector<CrossAttention>& modules, int context) {
    for (const CrossAttention& module : modules) {
        for (const char* leaf : {".to_k_ip.weight", ".to_v_ip.weight"}) weights.at(module.name + leaf, {module.channels, context});
    }
}

OpenedReferenceAdapter opened(const fs::path& path, const UnetConfig& unet) {
    const OpenedWeights file = checked(open_weight_file(path));
    const ReferenceKind kind = reference_kind(file.tensors);
    if (kind == ReferenceKind::none || kind == ReferenceKind::image_encoder || kind == ReferenceKind::image_encoder_original) {
        const std::string other = describe_other_model(file.tensors);
        throw Error(path.string() + ": " + (other.empty() ? "this is a whole model and no adapter for reference pictures" : other));
    }
    const auto refuse = [&](const std::string& why) {
        const std::string_view sentence = kind == ReferenceKind::adapter ? "" : reference_kind_info(kind).sentence;
        throw Error(path.string() + ": " + (sentence.empty() ? "this adapter was made for another model" : std::string(sentence)) + "; " +
                    why);
    };
    if (kind == ReferenceKind::face_id || kind == ReferenceKind::adapter_other)
        throw Error(path.string() + ": " + std::string(reference_kind_info(kind).sentence));
    auto files = std::make_shared<ReferenceAdapterFiles>();
    files->path = path;
    files->name = path.stem().string();
    files->image_projection = map_of(image_projection(file.tensors), file);
    files->projection = detect_reference_projection(*files->image_projection);
    if (files->projection.context_width != unet.context_width)
        refuse("it makes tokens of width " + std::to_string(files->projection.context_width) + ", the model's text is " +
               std::to_string(unet.context_width) + " wide");
    const std::vector<CrossAttention> modules = cross_attentions(unet);
    if (const int count = reference_attentions(file.tensors); static_cast<size_t>(count) != modules.size())
        refuse("it has " + std::to_string(count) + " attention layers, the model's UNet " + std::to_string(modules.size()));
    std::vector<std::string> names;
    for (const CrossAttention& module : modules) names.push_back(module.name);
    files->attention = map_of(reference_attention(file.tensors, names), file);
    check_attention(*files->attention, modules, unet.context_width);
    files->encoder = find_encoder(path, files->projection);
    if (const auto whole =
            check_complete(image_projection_part(files->image_projection, files->projection, files->encoder->config.tokens()));
        !whole)
        throw Error(whole.error());
    return files;
}

}  // namespace

fs::path reference_adapter_file(const fs::path& path) {
    std::error_code code;
    if (!fs::is_directory(path, code)) return path;
    for (const fs::path& folder : {path / "sdxl_models", path}) {
        const std::vector<fs::path> found = adapters_in(folder);
        if (found.size() == 1) return found.front();
        if (found.empty()) continue;
        std::string names;
        for (const fs::path& file : found) names += (names.empty() ? "" : ", ") + file.filename().string();
        throw Error(folder.string() + ": there are several adapters in it (" + names + "): name the file");
    }
    throw Error(path.string() + ": there is no IP-Adapter in it or in its folder sdxl_models");
}

Result<OpenedReferenceAdapter> open_reference_adapter(const fs::path& path, const ModelFiles& base) {
    const UnetConfig* unet = base.controlled_unet();
    if (unet == nullptr)
        return Failure{base.name + " is a model of the family " + std::string(base.family().name) +
                       ", which is shown no reference pictures: adapters are made for SDXL"};
    try {
        return opened(reference_adapter_file(path), *unet);
    } catch (const Error& error) {
        return Failure{error.what()};
    }
}

}  // namespace imagelab
