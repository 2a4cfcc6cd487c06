#include "core/weights/mapped_weights.h"

#include <algorithm>
#include <optional>

#include "core/weights/settings.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

constexpr uintmax_t max_index_bytes = 64 << 20;

Result<OpenedWeights> open_shards(const fs::path& index) {
    OpenedWeights all{.source = index};
    std::map<std::string, std::shared_ptr<const WeightFile>> shards;
    try {
        const Settings settings = Settings::read(index, max_index_bytes);
        for (const auto& [name, shard] : settings.text_map("weight_map")) {
            if (shard.empty() || fs::path(shard).filename() != shard || shard == "." || shard == "..") {
                return Failure{index.string() + ": tensor \"" + name + "\" is said to be in \"" + shard +
                               "\", expected the name of a file beside the index"};
            }
            auto& file = shards[shard];
            if (!file) {
                Result<std::shared_ptr<const WeightFile>> opened = WeightFile::open(index.parent_path() / shard);
                if (!opened) return Failure{opened.error() + " (a part of the model that " + index.filename().string() + " names)"};
                file = *opened;
                all.files.push_back(file);
                all.metadata.insert(file->metadata().begin(), file->metadata().end());
            }
            if (const auto found = file->tensors().find(name); found != file->tensors().end()) {
                all.tensors.insert(*found);
            } else if (const auto other = file->unreadable().find(name); other != file->unreadable().end()) {
                all.unreadable.insert(*other);
            } else {
                return Failure{file->path().string() + ": tensor \"" + name + "\" is missing, which " + index.filename().string() +
                               " says is here"};
            }
        }
    } catch (const Error& trouble) {
        return Failure{trouble.what()};
    }
    if (all.tensors.empty()) return Failure{index.string() + ": its weight_map names no tensor"};
    return all;
}

std::vector<fs::path> files_that(const fs::path& folder, bool (*wanted)(const fs::path&)) {
    std::vector<fs::path> found;
    std::error_code code;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
        if (wanted(entry->path())) found.push_back(entry->path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

bool is_safetensors(const fs::path& path) {
    return path.extension() == ".safetensors";
}

bool is_other_weights(const fs::path& path) {
    const std::string extension = path.extension().string();
    return has_weight_extension(path) || extension == ".msgpack" || extension == ".onnx";
}

}  // namespace

MappedWeights::MappedWeights(TensorViews tensors, std::string source, WeightFiles files) : files_(std::move(files)) {
    tensors_ = std::move(tensors);
    source_ = std::move(source);
}

void MappedWeights::release(const TensorView& view) const {
    const bool mapped = std::any_of(files_.begin(), files_.end(), [&](const auto& file) { return file->holds(view.data); });
    if (mapped) release_pages(view.data, view.bytes());
}

std::string MappedWeights::damage() const {
    for (const auto& file : files_) {
        if (std::string damage = file->mapping().damage(); !damage.empty()) return damage;
    }
    return {};
}

bool MappedWeights::is_current() const {
    return std::all_of(files_.begin(), files_.end(), [](const auto& file) { return file->mapping().is_current(); });
}

std::string MappedWeights::identity() const {
    std::string all;
    for (const auto& file : files_) all += file->mapping().identity();
    return all;
}

Result<OpenedWeights> open_weight_file(const fs::path& path) {
    Result<std::shared_ptr<const WeightFile>> file = WeightFile::open(path);
    if (!file) return Failure{file.error()};
    return OpenedWeights{path, (*file)->tensors(), (*file)->unreadable(), (*file)->metadata(), {*file}};
}

Result<OpenedWeights> open_weight_folder(const fs::path& folder, const std::string& stem) {
    std::error_code code;
    std::optional<Failure> incomplete;  // an index without its files: another variant may be the one that was downloaded
    const std::pair<std::string, std::string> namings[] = {{stem, ".safetensors"}, {stem == "model" ? "pytorch_model" : stem, ".bin"}};
    for (const auto& [name, ending] : namings) {
        for (const std::string variant : {"", ".fp16", ".bf16"}) {
            const fs::path file = folder / (name + variant + ending);
            if (fs::exists(file, code)) return open_weight_file(file);
            for (const std::string& index_name : {name + ending + ".index" + variant + ".json", name + variant + ending + ".index.json"}) {
                const fs::path index = folder / index_name;
                if (!fs::exists(index, code)) continue;
                auto shards = open_shards(index);
                if (shards) return shards;
                if (!incomplete) incomplete = Failure{shards.error()};
            }
        }
    }
    if (incomplete) return *incomplete;
    std::vector<fs::path> candidates = files_that(folder, is_safetensors);
    if (candidates.empty()) candidates = files_that(folder, is_other_weights);
    if (candidates.size() == 1 && has_weight_extension(candidates.front())) return open_weight_file(candidates.front());
    if (candidates.size() > 1) {
        return Failure{folder.string() + ": there is no " + stem + ".safetensors, and " + std::to_string(candidates.size()) +
                       " other files of weights are: rename the one to use"};
    }
    if (!candidates.empty()) {
        return Failure{folder.string() + ": it holds " + candidates.front().filename().string() + " but no " + stem +
                       ".safetensors: download the .safetensors version"};
    }
    return Failure{folder.string() + ": " + stem + ".safetensors is missing; is it still downloading?"};
}

}  // namespace imagelab
