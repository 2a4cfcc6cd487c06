#include "core/jobs/upscaler_cache.h"

#include <algorithm>

#include "core/jobs/model_cache.h"
#include "core/library/upscaler_names.h"

namespace imagelab {

Result<std::shared_ptr<Upscaler>> UpscalerCache::open(const std::string& named, const std::filesystem::path& data, int64_t memory_budget) {
    const auto path = upscaler_path(named, data);
    if (!path) return Failure{path.error()};
    const std::string key = ModelCache::version(*path) + " " + std::to_string(memory_budget);
    const std::lock_guard lock(mutex_);
    const auto known = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.key == key; });
    if (known != entries_.end()) {
        entries_.splice(entries_.begin(), entries_, known);
        return entries_.front().upscaler;
    }
    auto files = open_upscaler(*path);
    if (!files) return Failure{files.error()};
    const DType dtype = Upscaler::best_dtype(device_.info());
    entries_.push_front({key, std::make_shared<Upscaler>(device_, std::move(*files), dtype, memory_budget)});
    if (entries_.size() > most_opened) entries_.pop_back();
    return entries_.front().upscaler;
}

}  // namespace imagelab
