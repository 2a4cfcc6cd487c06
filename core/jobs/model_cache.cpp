#include "core/jobs/model_cache.h"

#include <algorithm>
#include <cstdlib>
#include <functional>

#include "core/base/number.h"
#include "core/graph/dtype.h"
#include "core/jobs/admission.h"

namespace imagelab {

namespace fs = std::filesystem;

namespace {

// Names, sizes and times of change of a model folder's files, in whatever order they are listed.
size_t content_of(const fs::path& folder) {
    constexpr int most = 1000;  // of a folder that is no model
    size_t all = 0;
    std::error_code code;
    fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, code);
    for (int seen = 0; !code && seen < most && it != fs::recursive_directory_iterator(); it.increment(code), ++seen) {
        if (it.depth() > 0) it.disable_recursion_pending();
        std::error_code kind;
        if (!it->is_regular_file(kind)) continue;
        const auto changed = it->last_write_time(kind).time_since_epoch().count();
        all += std::hash<std::string>()(it->path().string() + " " + std::to_string(it->file_size(kind)) + " " + std::to_string(changed));
    }
    return all;
}

}  // namespace

std::string ModelCache::version(const fs::path& path) {
    std::error_code code;
    const std::string file =
        fs::absolute(path, code).string() + " " + std::to_string(fs::last_write_time(path, code).time_since_epoch().count());
    return fs::is_directory(path, code) ? file + " " + std::to_string(content_of(path)) : file;
}

std::string ModelCache::version(const ModelSources& sources) {
    std::string all;
    for (const auto& [field, path] : sources.named()) all += (all.empty() ? "" : "\n") + field + " " + version(path);
    return all;
}

Result<std::shared_ptr<DiffusionModel>> ModelCache::open(const ModelSources& sources, DType dtype, int64_t memory_budget) {
    const std::string key = version(sources) + " " + std::string(dtype_name(dtype)) + " " + std::to_string(memory_budget);
    const std::lock_guard lock(mutex_);
    const auto known = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.key == key; });
    if (known != entries_.end()) {
        const auto parts = known->model->files().parts();
        if (std::all_of(parts.begin(), parts.end(), [](const auto& part) { return part.weights->is_current(); })) return known->model;
        known->key.clear();  // what it holds is given back by the thread that runs jobs
    }
    auto files = open_model(sources);
    if (!files) return Failure{files.error()};
    const DeviceInfo info = device_.info();
    const int64_t there = info.memory_free + info.memory_here;
    const int64_t wanted = memory_budget > 0 ? memory_budget : capacity(info);
    const int64_t budget = info.own_memory ? std::min(wanted, there) : 0;
    auto model = std::shared_ptr<DiffusionModel>(make_model(device_, std::move(*files), dtype, budget));
    entries_.push_back({key, model});
    // A run keeps its own model alive; one without weights is the cheapest to open again.
    for (auto entry = entries_.rbegin(); entries_.size() > most_opened && entry != entries_.rend(); ++entry) {
        if (entry->model == model || entry->model.use_count() > 1 || entry->model->resident_bytes() > 0) continue;
        entries_.erase(std::next(entry).base());
        break;
    }
    return model;
}

int64_t cache_bytes(const DeviceInfo& device, int64_t wanted) {
    if (wanted <= 0) {
        const char* text = std::getenv("PIPE_CACHE_BYTES");
        wanted = text ? parsed_bytes(text).value_or(0) : 0;
    }
    const int64_t usual = device.own_memory ? device.memory_total / 4 * 3 : device.memory_total / 2;
    return std::min(wanted > 0 ? wanted : usual, device.memory_total);
}

void ModelCache::use(const Models& models, int64_t coming_bytes) {
    const std::lock_guard lock(mutex_);
    for (const DiffusionModel* model : models) {
        const auto used = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.model.get() == model; });
        if (used != entries_.end()) entries_.splice(entries_.begin(), entries_, used);
    }
    size_t holding = models.size();
    for (const Entry& entry : entries_) {
        if (is_one_of(models, entry) || entry.model->resident_bytes() == 0) continue;
        if (entry.key.empty() || ++holding > most_) entry.model->unload();
    }
    int64_t wanted = 0, others = 0;
    for (const Entry& entry : entries_) (is_one_of(models, entry) ? wanted : others) += entry.model->resident_bytes();
    const int64_t room = std::max<int64_t>(0, most_bytes_ - std::max(wanted, coming_bytes));
    for (auto entry = entries_.rbegin(); others > room && entry != entries_.rend(); ++entry) {
        if (is_one_of(models, *entry)) continue;
        others -= entry->model->resident_bytes();
        entry->model->unload();
    }
}

bool ModelCache::is_one_of(const Models& models, const Entry& entry) {
    return std::find(models.begin(), models.end(), entry.model.get()) != models.end();
}

bool ModelCache::release_oldest(const Models& but) {
    const std::lock_guard lock(mutex_);
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
        if (is_one_of(but, *entry) || entry->model->resident_bytes() == 0) continue;
        entry->model->unload();
        return true;
    }
    return false;
}

void ModelCache::release_all() {
    while (release_oldest({})) {
    }
}

std::vector<int64_t> ModelCache::held(const Models& models) const {
    const std::lock_guard lock(mutex_);
    std::vector<int64_t> bytes;
    for (const DiffusionModel* model : models) {
        const auto entry = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& one) { return one.model.get() == model; });
        bytes.push_back(entry == entries_.end() ? 0 : entry->model->resident_bytes());
    }
    return bytes;
}

std::vector<ModelHolding> ModelCache::holdings() const {
    const std::lock_guard lock(mutex_);
    std::vector<ModelHolding> held;
    for (const Entry& entry : entries_) {
        const int64_t bytes = entry.model->resident_bytes();
        if (bytes > 0) held.push_back({entry.model->files().path, entry.model->dtype(), bytes});
    }
    return held;
}

int64_t ModelCache::resident_bytes(const Models& but) const {
    const std::lock_guard lock(mutex_);
    int64_t bytes = 0;
    for (const Entry& entry : entries_) bytes += is_one_of(but, entry) ? 0 : entry.model->resident_bytes();
    return bytes;
}

}  // namespace imagelab
