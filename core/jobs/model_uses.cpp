#include "core/jobs/model_uses.h"

#include <nlohmann/json.hpp>

#include "core/base/log.h"
#include "core/weights/weight_file.h"

namespace imagelab {
namespace {

const Schema uses_schema{0x494c4d55,  // "ILMU"
                         {"CREATE TABLE uses (path TEXT NOT NULL, device TEXT NOT NULL, loads INTEGER NOT NULL, hits INTEGER NOT NULL, "
                          "load_s REAL NOT NULL, bytes INTEGER NOT NULL, last_used REAL NOT NULL, PRIMARY KEY (path, device))"}};

std::optional<Database> opened_uses(const std::filesystem::path& path) {
    auto store = Database::open(path, uses_schema, false);
    if (store) return std::move(*store);
    log_warning(store.error());
    return std::nullopt;
}

}  // namespace

std::string ModelUse::name() const {
    return (has_weight_extension(path) ? path.stem() : path.filename()).string();
}

nlohmann::json uses_to_json(const std::vector<ModelUse>& uses) {
    nlohmann::json list = nlohmann::json::array();
    for (const ModelUse& use : uses)
        list.push_back({{"model", use.path.string()},
                        {"name", use.name()},
                        {"device_id", use.device},
                        {"loads", use.loads},
                        {"hits", use.hits},
                        {"hit_share", use.hit_share()},
                        {"load_seconds", use.mean_load_s()},
                        {"bytes", use.bytes},
                        {"last_used", use.last_used}});
    return list;
}

Database* ModelUses::store(bool wanted) const {
    const std::filesystem::path file = data_ / "model_uses.sqlite";
    std::error_code ignored;
    if (!store_ && (wanted || std::filesystem::exists(file, ignored))) {
        if (!data_.empty()) {
            std::filesystem::create_directories(data_, ignored);
            store_ = opened_uses(file);
        }
        if (!store_) store_ = opened_uses(":memory:");
    }
    return store_ ? &*store_ : nullptr;
}

void ModelUses::add(const std::vector<ModelUse>& uses) {
    const std::lock_guard lock(mutex_);
    Database* store = this->store(true);
    if (store == nullptr) return;
    Transaction transaction(*store);
    for (const ModelUse& use : uses) {
        store->run(
            "INSERT INTO uses VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(path, device) DO UPDATE SET loads = loads + excluded.loads, "
            "hits = hits + excluded.hits, load_s = load_s + excluded.load_s, bytes = CASE excluded.bytes WHEN 0 THEN bytes ELSE "
            "excluded.bytes "
            "END, last_used = excluded.last_used",
            std::filesystem::absolute(use.path).lexically_normal().string(), use.device, use.loads, use.hits, use.load_s, use.bytes,
            use.last_used);
    }
    transaction.commit();
}

std::vector<ModelUse> ModelUses::all() const {
    const std::lock_guard lock(mutex_);
    std::vector<ModelUse> uses;
    Database* store = this->store(false);
    if (store == nullptr) return uses;
    try {
        Statement row =
            store->prepare("SELECT path, device, loads, hits, load_s, bytes, last_used FROM uses ORDER BY last_used DESC, path");
        while (row.step())
            uses.push_back({row.text(0), row.text(1), row.integer(2), row.integer(3), row.real(4), row.integer(5), row.real(6)});
    } catch (const SqliteError& error) {
        log_warning(error.what());
    }
    return uses;
}

}  // namespace imagelab
