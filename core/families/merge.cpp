#include "core/families/merge.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "core/base/number.h"
#include "core/families/adaptation.h"
#include "core/families/model_files.h"
#include "core/weights/blended_weights.h"
#include "core/weights/convert.h"
#include "core/weights/convert_file.h"
#include "core/weights/quoted_name.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

const std::byte* begin_of(const TensorView& view) {
    return view.source ? view.source->in_file().front().data() : view.data;
}
size_t span_of(const TensorView& view) {
    return view.source ? view.source->in_file().front().size() : view.bytes();
}

// A tensor of a part of the model that lies, as a whole or as a range of rows, in a tensor of the file.
struct Piece {
    int64_t first = 0;  // element of the file's tensor
    TensorView view;    // its new value, in the order of its shape
    bool transposed = false;
};

// A tensor of the file, put together from what its ranges have become.
class RejoinedTensor final : public TensorSource {
  public:
    explicit RejoinedTensor(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {}

    void read(int64_t first, int64_t count, float* target) const override {
        for (const Piece& piece : pieces_) {
            const int64_t begin = std::max(first, piece.first),
                          end = std::min(first + count, piece.first + element_count(piece.view.shape));
            if (begin < end) read(piece, begin - piece.first, end - begin, target + (begin - first));
        }
    }
    size_t stored_bytes() const override {
        size_t bytes = 0;
        for (const Piece& piece : pieces_) bytes += piece.view.bytes();
        return bytes;
    }
    std::vector<std::span<const std::byte>> in_file() const override { return {}; }
    void release(int64_t first, int64_t count) const override {
        for (const Piece& piece : pieces_) {
            const int64_t end = piece.first + element_count(piece.view.shape);
            if (piece.view.source && first < end && end <= first + count) piece.view.source->release(0, end - piece.first);
        }
    }

  private:
    static void read(const Piece& piece, int64_t first, int64_t count, float* target) {
        if (!piece.transposed) {
            read_elements(piece.view, first, count, DType::f32, reinterpret_cast<std::byte*>(target));
            return;
        }
        const int64_t rows = piece.view.shape[0], columns = piece.view.shape[1];
        std::vector<float> whole(static_cast<size_t>(rows * columns));
        read_rows(piece.view, 0, rows, whole.data());
        for (int64_t i = 0; i < count; ++i) {
            const int64_t at = first + i;
            target[i] = whole[static_cast<size_t>(at % rows * columns + at / rows)];
        }
    }

    std::vector<Piece> pieces_;
};

// The tensors of one file of the first model, under the names they have there.
struct FileToWrite {
    fs::path out;
    OpenedWeights weights;
};

const MappedWeights& mapped(const ModelPart& part) {
    return dynamic_cast<const MappedWeights&>(*part.weights);
}

// A file of the first model's folder -> its place in the new one; shards become one file again.
fs::path place_in(const fs::path& folder, const fs::path& file) {
    std::string stem = file.stem().string();
    if (const size_t shard = stem.find("-0000"); shard != stem.npos) stem.resize(shard);
    if (stem == "pytorch_model") stem = "model";
    for (const char* variant : {".fp16", ".bf16"}) {
        if (stem.ends_with(variant)) stem.resize(stem.size() - 5);
    }
    return fs::relative(file.parent_path(), folder) / (stem + ".safetensors");
}

std::map<fs::path, FileToWrite> files_to_write(const ModelFiles& model, const std::vector<ModelPart>& parts, const fs::path& out) {
    const bool folder = fs::is_directory(model.path);
    std::map<fs::path, FileToWrite> files;
    for (const ModelPart& part : parts) {
        for (const auto& file : mapped(part).files()) {
            if (!folder && file->path() != model.path) continue;  // T5 and VAE beside a lone transformer stay where they are
            const fs::path place = folder ? out / place_in(model.path, file->path()) : out;
            FileToWrite& one = files[place];
            if (std::find(one.weights.files.begin(), one.weights.files.end(), file) != one.weights.files.end()) continue;
            one.out = place;
            one.weights.source = file->path();
            one.weights.tensors.insert(file->tensors().begin(), file->tensors().end());
            one.weights.metadata.insert(file->metadata().begin(), file->metadata().end());
            one.weights.files.push_back(file);
        }
    }
    return files;
}

// Puts the new values of a part's tensors in the place of the old in the file's; how many tensors of the file change.
size_t put_back(OpenedWeights& file, const WeightMap& before, const WeightMap& now) {
    std::map<const std::byte*, std::string> by_place;
    for (const auto& [name, view] : file.tensors) {
        if (view.source && view.source->in_file().empty()) continue;  // of a part that was put back before this one
        by_place.emplace(begin_of(view), name);
    }
    std::map<std::string, std::vector<Piece>> pieces;
    std::set<std::string> changed;
    for (const auto& [name, view] : before.tensors()) {
        if (element_count(view.shape) == 0) continue;
        auto at = by_place.upper_bound(begin_of(view));
        if (at == by_place.begin()) continue;
        const TensorView& whole = file.tensors.at((--at)->second);
        const auto offset = static_cast<size_t>(begin_of(view) - at->first);
        if (offset >= span_of(whole)) continue;  // in another file
        const double elements = static_cast<double>(element_count(whole.shape)) / static_cast<double>(span_of(whole));
        const TensorView& value = now.tensors().at(name);
        const bool differs = value.source != view.source || value.data != view.data;
        if (differs) changed.insert(at->second);
        pieces[at->second].push_back({std::llround(static_cast<double>(offset) * elements), differs ? value : view, view.transposed});
    }
    for (const std::string& name : changed) {
        TensorView& whole = file.tensors.at(name);
        int64_t count = 0;
        for (const Piece& piece : pieces.at(name)) count += element_count(piece.view.shape);
        if (count != element_count(whole.shape))
            throw Error(file.source.string() + ": tensor " + quoted_name(name) + " is used in part only, which cannot be merged");
        const DType dtype = whole.dtype == DType::f64 ? DType::f32 : whole.dtype;
        whole = {.dtype = dtype, .shape = whole.shape, .source = std::make_shared<RejoinedTensor>(std::move(pieces.at(name)))};
    }
    return changed.size();
}

// The digests of what the file was before are no longer true.
void describe(std::map<std::string, std::string>& metadata, const MergeRequest& request) {
    for (const char* hash : {"modelspec.hash_sha256", "sshs_model_hash", "sshs_legacy_hash"}) metadata.erase(hash);
    std::string from;
    const auto add = [&](const fs::path& path, double share) {
        from += (from.empty() ? "" : ", ") + path.stem().string() + ":" + general_text(share, 6);
    };
    for (const auto& model : request.models) add(model.path, model.share);
    for (const auto& adapter : request.adapters) add(adapter.file->path(), adapter.scale);
    metadata["modelspec.merged_from"] = from;
}

Result<std::vector<OpenedModel>> open_all(const MergeRequest& request) {
    double sum = 0;
    std::vector<OpenedModel> models;
    for (const MergeRequest::Model& model : request.models) {
        sum += model.share;
        auto opened = open_model(model.path);
        if (!opened) return Failure{opened.error()};
        models.push_back(std::move(*opened));
        const ModelFiles &first = *models.front(), &other = *models.back();
        if (other.family().name != first.family().name)
            return Failure{model.path.string() + ": it is of the family " + std::string(other.family().name) + ", " +
                           request.models.front().path.string() + " of " + std::string(first.family().name) +
                           ": only models of one family are merged"};
        if (other.noise.prediction != first.noise.prediction)
            return Failure{model.path.string() + ": it predicts another quantity (epsilon or v) than " +
                           request.models.front().path.string() + ": their sum would draw noise"};
    }
    if (std::fabs(sum - 1) > 1e-3)
        return Failure{"the shares of the models sum to " + general_text(sum, 4) +
                       ", and must to 1: A:0.6 with B:0.4, or A:1 with B:1 and C:-1"};
    return models;
}

// The parts of all models, added.
std::vector<ModelPart> blended(const std::vector<OpenedModel>& models, const std::vector<MergeRequest::Model>& shares) {
    std::vector<ModelPart> parts = models.front()->parts();
    if (models.size() == 1) return parts;
    for (size_t p = 0; p < parts.size(); ++p) {
        std::vector<BlendedWeights::Share> all;
        for (size_t m = 0; m < models.size(); ++m) all.push_back({models[m]->parts().at(p).weights, shares[m].share});
        parts[p].weights = std::make_shared<BlendedWeights>(std::move(all));
    }
    return parts;
}

// All of the first model's folder but its weights.
void copy_settings(const fs::path& from, const fs::path& to) {
    for (const auto& entry : fs::recursive_directory_iterator(from)) {
        const fs::path target = to / fs::relative(entry.path(), from);
        if (entry.is_directory()) fs::create_directories(target);
        if (!entry.is_regular_file() || has_weight_extension(entry.path()) || entry.path().string().ends_with(".index.json")) continue;
        fs::create_directories(target.parent_path());
        fs::copy_file(entry.path(), target);
    }
}

// The folder that a failure or a stop leaves nothing of.
class NewFolder {
  public:
    explicit NewFolder(fs::path path) : path_(std::move(path)), part_(path_.string() + ".part") {
        std::error_code code;
        fs::remove_all(part_, code);
        fs::create_directories(part_);
    }
    ~NewFolder() {
        std::error_code code;
        fs::remove_all(part_, code);
    }
    NewFolder(const NewFolder&) = delete;
    NewFolder& operator=(const NewFolder&) = delete;
    const fs::path& part() const { return part_; }
    void finish() { fs::rename(part_, path_); }

  private:
    fs::path path_, part_;
};

Result<MergedModel> write_all(std::map<fs::path, FileToWrite>& files, const MergeRequest& request, MergedModel merged,
                              const std::function<void(double)>& progress, const CancelToken& cancel) {
    double all = 0, done = 0;
    for (const auto& [place, file] : files) {
        for (const auto& [name, view] : file.weights.tensors) all += static_cast<double>(element_count(view.shape));
    }
    for (auto& [place, file] : files) {
        double own = 0;
        for (const auto& [name, view] : file.weights.tensors) own += static_cast<double>(element_count(view.shape));
        describe(file.weights.metadata, request);
        const auto show = [&](double share) {
            if (progress) progress((done + own * share) / std::max(1.0, all));
        };
        const auto written = write_weight_file(file.weights, file.out, request.precision, show, cancel);
        if (!written) return Failure{written.error()};
        merged.bytes += written->bytes;
        merged.tensors += written->tensors;
        done += own;
    }
    return merged;
}

}  // namespace

Result<MergedModel> merge_models(const MergeRequest& request, const std::function<void(double share)>& progress,
                                 const CancelToken& cancel) {
    if (request.models.empty()) return Failure{"name the models: --model A:0.6 --model B:0.4"};
    if (request.models.size() == 1 && request.adapters.empty())
        return Failure{"a model alone has nothing to merge: name another, or --lora"};
    const auto models = open_all(request);
    if (!models) return Failure{models.error()};
    try {
        const ModelFiles& first = *models->front();
        const bool folder = fs::is_directory(first.path);
        if (fs::exists(request.out)) return Failure{request.out.string() + ": it is there already: remove it, or choose another name"};
        if (folder && has_weight_extension(request.out))
            return Failure{request.out.string() +
                           ": the first model is a folder, and so is what comes of it: give a name without an ending"};
        const std::vector<ModelPart> before = first.parts();
        std::vector<ModelPart> now = blended(*models, request.models);
        MergedModel merged;
        if (!request.adapters.empty()) {
            const auto adapted = adapt_parts(now, request.adapters);
            if (!adapted) return Failure{adapted.error()};
            merged.notes = adapted->notes;
            for (ModelPart& part : now) {
                if (const auto patched = adapted->parts.find(part.name); patched != adapted->parts.end()) part.weights = patched->second;
            }
        }
        std::optional<NewFolder> made;
        if (folder) made.emplace(request.out);
        std::map<fs::path, FileToWrite> files = files_to_write(first, before, made ? made->part() : request.out);
        for (auto& [place, file] : files) {
            for (size_t p = 0; p < before.size(); ++p) merged.changed += put_back(file.weights, *before[p].weights, *now[p].weights);
        }
        if (made) copy_settings(first.path, made->part());
        auto written = write_all(files, request, std::move(merged), progress, cancel);
        if (!written) return written;
        for (const ModelPart& part : now) {
            if (const std::string damage = part.weights->damage(); !damage.empty()) return Failure{damage};
        }
        if (made) made->finish();
        return written;
    } catch (const Cancelled&) {
        throw;
    } catch (const std::exception& trouble) {
        return Failure{trouble.what()};
    }
}

}  // namespace imagelab
