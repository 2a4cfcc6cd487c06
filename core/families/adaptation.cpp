#include "core/families/adaptation.h"

#include <algorithm>

namespace imagelab {
namespace {

constexpr size_t shown_keys = 4;

std::string key_list(const std::vector<std::string>& keys) {
    std::string text;
    for (size_t i = 0; i < std::min(keys.size(), shown_keys); ++i) text += (i == 0 ? "" : ", ") + keys[i];
    return keys.size() <= shown_keys ? text : text + " and " + std::to_string(keys.size() - shown_keys) + " more";
}

Result<void> take_inversions(const ModelFiles& files, const std::vector<AppliedAdapter>& adapters,
                             const std::vector<std::filesystem::path>& embeddings, Adaptation& made) {
    const EncoderWidths widths = files.embedding_widths();
    for (const std::filesystem::path& path : embeddings) {
        if (widths.empty()) return Failure{path.string() + ": this model takes no textual inversions; they are made for CLIP"};
        auto opened = open_textual_inversion(path, widths);
        if (!opened) return Failure{opened.error()};
        made.inversions.push_back(std::move(*opened));
    }
    for (const AppliedAdapter& adapter : adapters) {
        if (widths.empty() || adapter.file->embeddings().empty()) continue;
        auto bundled = bundled_inversions(*adapter.file, widths);
        if (!bundled) return Failure{bundled.error()};
        made.inversions.insert(made.inversions.end(), bundled->begin(), bundled->end());
    }
    return {};
}

// The patched weights of each part that adapters may change: all but the VAE.
Result<void> put_on(std::vector<ModelPart> parts, Adaptation& made) {
    std::erase_if(parts, [](const ModelPart& part) { return part.name == "vae"; });
    std::vector<AdapterComponent> components;
    for (const ModelPart& part : parts) components.push_back({part.name, part.weights.get()});
    const AdapterKeys keys(components);
    for (const AppliedAdapter& adapter : made.adapters) {
        auto unplaced = unplaced_keys(*adapter.file, keys, components);
        if (!unplaced) return Failure{unplaced.error()};
        unplaced->insert(unplaced->end(), adapter.file->unknown_keys().begin(), adapter.file->unknown_keys().end());
        if (!unplaced->empty())
            made.notes.push_back(adapter.file->path().filename().string() + ": the model has no place for " + key_list(*unplaced));
    }
    for (const ModelPart& part : parts) {
        auto patched = PatchedWeights::make(part.weights, part.name, keys, made.adapters);
        if (!patched) return Failure{patched.error() + ": it was made for another model; choose one made for this one"};
        made.parts[part.name] = *patched;
    }
    return {};
}

}  // namespace

Result<Adaptation> adapt(const ModelFiles& files, const std::vector<AppliedAdapter>& adapters,
                         const std::vector<std::filesystem::path>& embeddings) {
    Adaptation made;
    made.adapters = adapters;
    if (!adapters.empty()) {  // every plan and run comes here, most of them without
        if (const auto put = put_on(files.parts(), made); !put) return Failure{put.error()};
    }
    if (const auto taken = take_inversions(files, adapters, embeddings, made); !taken) return Failure{taken.error()};
    return made;
}

Result<Adaptation> adapt_parts(std::vector<ModelPart> parts, const std::vector<AppliedAdapter>& adapters) {
    Adaptation made{.adapters = adapters};
    if (const auto put = put_on(std::move(parts), made); !put) return Failure{put.error()};
    return made;
}

PatchWork work_of(const Adaptation& adaptation) {
    PatchWork work;
    for (const auto& [name, part] : adaptation.parts) work += part->work();
    return work;
}

size_t adapter_bytes_of(const Adaptation& adaptation) {
    size_t bytes = 0;
    for (const auto& [name, part] : adaptation.parts) bytes += part->adapter_bytes();
    return bytes;
}

bool same_adapters(const std::vector<AppliedAdapter>& a, const std::vector<AppliedAdapter>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const AppliedAdapter& one, const AppliedAdapter& other) {
        return one.file == other.file && one.scale == other.scale && one.text_scale == other.text_scale && one.dora == other.dora &&
               one.blocks == other.blocks;
    });
}

}  // namespace imagelab
