#include "core/weights/weight_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/utf8.h"
#include "core/weights/bnb_weights.h"
#include "core/weights/gguf.h"
#include "core/weights/safetensors.h"
#include "core/weights/scaled_weights.h"
#include "core/weights/torch_file.h"

namespace imagelab {
namespace {

struct Format {
    std::string_view name;
    bool (*starts)(std::string_view bytes);
    WeightContents (*read)(std::span<const std::byte> file);
};

// Safetensors has no magic bytes and comes last: it says what else the file looks like.
constexpr Format formats[] = {{"GGUF", is_gguf, read_gguf},
                              {"PyTorch pickle", is_torch_file, read_torch_file},
                              {"safetensors", [](std::string_view) { return true; }, read_safetensors}};

constexpr std::string_view extensions[] = {".safetensors", ".sft", ".ckpt", ".pt", ".pth", ".bin", ".gguf"};

}  // namespace

Result<std::shared_ptr<const WeightFile>> WeightFile::open(const std::filesystem::path& path) {
    const auto fail = [&](const std::string& why) { return Failure{path.string() + ": " + why}; };
    auto mapped = MappedFile::open(path);
    if (!mapped) return fail(mapped.error());
    const std::shared_ptr<WeightFile> opened(new WeightFile);
    opened->path_ = path;
    opened->mapping_ = std::move(mapped).value();
    const std::span bytes(opened->mapping_->data(), opened->mapping_->size());
    const std::string_view start(reinterpret_cast<const char*>(bytes.data()), std::min<size_t>(bytes.size(), 512));
    try {
        const auto format = std::find_if(std::begin(formats), std::end(formats), [&](const Format& each) { return each.starts(start); });
        opened->format_ = format->name;
        opened->contents_ = format->read(bytes);
        join_bnb_weights(opened->contents_);
        apply_scales(opened->contents_);
    } catch (const Error& trouble) {
        const std::string damage = opened->mapping_->damage();
        return damage.empty() ? fail(trouble.what()) : Failure{damage};
    }
    if (const std::string damage = opened->mapping_->damage(); !damage.empty()) return Failure{damage};
    return std::shared_ptr<const WeightFile>(opened);
}

bool has_weight_extension(const std::filesystem::path& path) {
    return std::find(std::begin(extensions), std::end(extensions), ascii_lower(path.extension().string())) != std::end(extensions);
}

std::string weight_file_patterns() {
    std::string patterns;
    for (const std::string_view extension : extensions) patterns += (patterns.empty() ? "*" : " *") + std::string(extension);
    return patterns;
}

void release_pages(const std::byte* data, size_t bytes) {
    static const uintptr_t page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
    const uintptr_t begin = (reinterpret_cast<uintptr_t>(data) + page - 1) / page * page;
    const uintptr_t end = (reinterpret_cast<uintptr_t>(data) + bytes) / page * page;
    if (end > begin) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

int64_t extent(const TensorViews& tensors, const std::string& name, size_t axis) {
    const auto found = tensors.find(name);
    return found != tensors.end() && axis < found->second.shape.size() ? found->second.shape[axis] : 0;
}

bool any_starts_with(const TensorViews& tensors, std::string_view prefix) {
    const auto found = tensors.lower_bound(std::string(prefix));
    return found != tensors.end() && found->first.starts_with(prefix);
}

}  // namespace imagelab
