#include "core/jobs/adapter_cache.h"

#include <algorithm>

#include "core/jobs/model_cache.h"
#include "core/library/model_hashes.h"
#include "core/library/model_library.h"

namespace imagelab {

Result<std::shared_ptr<const AdapterFile>> AdapterCache::file(const std::filesystem::path& path) {
    const std::string version = ModelCache::version(path);
    const std::lock_guard lock(mutex_);
    const auto known = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.version == version && entry.file->is_current(); });
    if (known != entries_.end()) {
        entries_.splice(entries_.begin(), entries_, known);
        return entries_.front().file;
    }
    auto opened = AdapterFile::open(path);
    if (!opened) return Failure{opened.error()};
    entries_.push_front({version, *opened});
    if (entries_.size() > most_opened) entries_.pop_back();
    return *opened;
}

Result<std::vector<AppliedAdapter>> AdapterCache::open(const std::vector<LoraUse>& loras, DoraRule dora,
                                                       const std::filesystem::path& data) {
    std::vector<AppliedAdapter> adapters;
    for (const LoraUse& use : loras) {
        const auto path = lora_path(use.name, data);
        if (!path) return Failure{path.error()};
        auto opened = file(*path);
        if (!opened) return Failure{opened.error()};
        AppliedAdapter& adapter =
            adapters.emplace_back(AppliedAdapter{.file = *opened, .scale = use.scale, .text_scale = use.on_text(), .dora = dora});
        if (use.blocks.empty()) continue;
        auto blocks = BlockWeights::parse(use.blocks);
        if (!blocks) return Failure{use.name + ": " + blocks.error()};
        adapter.blocks = std::move(*blocks);
    }
    return adapters;
}

std::vector<std::pair<std::string, std::string>> AdapterCache::hashes(const std::vector<AppliedAdapter>& adapters) {
    std::vector<std::pair<std::string, std::string>> named;
    const std::lock_guard lock(mutex_);
    for (const AppliedAdapter& adapter : adapters) {
        const std::filesystem::path& path = adapter.file->path();
        const auto known = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.file == adapter.file; });
        if (known != entries_.end() && !known->hash) known->hash = lora_hash(path);
        named.emplace_back(path.stem().string(), known == entries_.end() ? lora_hash(path) : *known->hash);
    }
    return named;
}

}  // namespace imagelab
