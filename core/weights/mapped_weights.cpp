#include "core/weights/mapped_weights.h"

#include <algorithm>
#include <optional>
#include <set>

#include "core/weights/settings.h"

namespace imagelab {
namespace fs = std::filesystem;
namespace {

constexpr uintmax_t max_index_bytes = 64 << 20;

Result<OpenedWeights> open_shards(const fs::path& index) {
    OpenedWeights all{.source = index};
    std::map<std::string, std::shared_ptr<const SafetensorsFile>> shards;
    try {
        const Settings settings = Settings::read(index, max_index_bytes);
        for (const auto& [name, shard] : settings.text_map("weight_map")) {
            if (shard.empty() || fs::path(shard).filename() != shard || shard == "." || shard == "..") {
                return Failure{index.string() + ": tensor \"" + name + "\" is said to be in \"" + shard +
                               "\", expected the name of a file beside the index"};
            }
            auto& file = shards[shard];
            if (!file) {
                Result<std::shared_ptr<const SafetensorsFile>> opened = SafetensorsFile::open(index.parent_path() / shard);
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

std::vector<fs::path> files_with(const fs::path& folder, const std::set<std::string>& extensions) {
    std::vector<fs::path> found;
    std::error_code code;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
        if (extensions.contains(entry->path().extension().string())) found.push_back(entry->path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

MappedWeights::MappedWeights(TensorViews tensors, std::string source, SafetensorsFiles files) : files_(std::move(files)) {
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

Result<OpenedWeights> open_weight_file(const fs::path& path) {
    Result<std::shared_ptr<const SafetensorsFile>> file = SafetensorsFile::open(path);
    if (!file) return Failure{file.error()};
    return OpenedWeights{path, (*file)->tensors(), (*file)->unreadable(), (*file)->metadata(), {*file}};
}

Result<OpenedWeights> open_weight_folder(const fs::path& folder, const std::string& stem) {
    std::error_code code;
    std::optional<Failure> incomplete;  // an index without its files: another variant may be the one that was downloaded
    for (const char* name : {"", ".fp16", ".bf16"}) {
        const std::string variant = name;
        const fs::path file = folder / (stem + variant + ".safetensors");
        if (fs::exists(file, code)) return open_weight_file(file);
        for (const std::string& ending : {".safetensors.index" + variant + ".json", variant + ".safetensors.index.json"}) {
            const fs::path index = folder / (stem + ending);
            if (!fs::exists(index, code)) continue;
            auto shards = open_shards(index);
            if (shards) return shards;
            if (!incomplete) incomplete = Failure{shards.error()};
        }
    }
    if (incomplete) return *incomplete;
    const std::vector<fs::path> candidates = files_with(folder, {".safetensors"});
    if (candidates.size() == 1) return open_weight_file(candidates.front());
    if (candidates.size() > 1) {
        return Failure{folder.string() + ": there is no " + stem + ".safetensors, and " + std::to_string(candidates.size()) +
                       " other .safetensors files are: rename the one to use"};
    }
    const std::vector<fs::path> pickles = files_with(folder, {".bin", ".ckpt", ".pt", ".pth", ".msgpack", ".onnx"});
    if (!pickles.empty()) {
        return Failure{folder.string() + ": it holds " + pickles.front().filename().string() + " but no " + stem +
                       ".safetensors: download the .safetensors version, Image Lab does not run pickles"};
    }
    return Failure{folder.string() + ": " + stem + ".safetensors is missing; is it still downloading?"};
}

}  // namespace imagelab
