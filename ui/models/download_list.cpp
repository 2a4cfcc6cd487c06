#include "ui/models/download_list.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/base/paths.h"
#include "core/base/thread.h"
#include "core/library/known_models.h"
#include "ui/look/engine_words.h"
#include "ui/look/wording.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using State = DownloadItem::State;
constexpr int most_at_once = 2;

fs::path list_file(const fs::path& folder) {
    return folder.parent_path() / "downloads.json";
}

// What a download leaves while it is not whole: the hidden folder of a repository, or NAME.part of a file.
void delete_begun(const fs::path& folder, const std::string& what) {
    const KnownModel* known = known_model(what);
    const std::string repository = known ? known->repository : what;
    const std::string last = repository.substr(repository.find_last_of('/') + 1);
    std::error_code code;
    if (last.empty() || last == "." || last == "..") return;
    fs::remove_all(folder / ("." + last + ".download"), code);
    const std::string name = last.substr(0, last.find_first_of("?#"));
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        const std::string file = entry.path().filename().string();
        if (file == name + ".part" || file == name + ".part.etag") fs::remove(entry.path(), code);
    }
}

}  // namespace

// Shared with the threads, so that one that reports late finds no list instead of a dangling one.
struct DownloadList::Relay {
    std::mutex mutex;
    DownloadList* list = nullptr;
    template <class F>
    void post(F&& f) {
        const std::lock_guard lock(mutex);
        if (list)
            QMetaObject::invokeMethod(
                list, [target = list, f = std::forward<F>(f)] { f(*target); }, Qt::QueuedConnection);
    }
};

DownloadList::DownloadList(fs::path folder, Getter get, QObject* parent)
    : QAbstractListModel(parent), folder_(std::move(folder)), get_(std::move(get)), relay_(std::make_shared<Relay>()) {
    if (!get_) get_ = [](const auto& wish, const auto& progress, const auto& cancel) { return get_model(wish, progress, cancel); };
    relay_->list = this;
    pool_.setMaxThreadCount(most_at_once);
    disk_.setMaxThreadCount(1);
}

DownloadList::~DownloadList() {
    {
        const std::lock_guard lock(relay_->mutex);
        relay_->list = nullptr;
    }
    for (Run& run : runs_) run.cancel.request();
    pool_.waitForDone();
    disk_.waitForDone();
}

void DownloadList::load() {
    disk_.start(guarded("a download", [relay = relay_, file = list_file(folder_)] {
        auto items = std::make_shared<std::vector<DownloadItem>>();
        std::error_code code;
        if (!fs::exists(file, code)) return;
        try {
            const json read = read_json_file(file).value();
            const json list = read.is_object() ? read.value("downloads", json::array()) : json::array();
            if (!list.is_array()) return;
            for (const json& entry : list) {
                if (!entry.is_object() || !entry.value("what", json()).is_string()) continue;
                DownloadItem item;
                item.what = QString::fromStdString(entry.at("what").get<std::string>());
                if (entry.value("sha256", json()).is_string()) item.sha256 = QString::fromStdString(entry.at("sha256").get<std::string>());
                if (entry.value("done", json()).is_number_unsigned()) item.progress.done = entry.at("done");
                if (entry.value("total", json()).is_number_unsigned()) item.progress.total = entry.at("total");
                item.state = State::paused;
                items->push_back(item);
            }
        } catch (const std::exception&) {
            return;  // the list can be made again; what was begun lies on disk
        }
        relay->post([items](DownloadList& list) {
            for (DownloadItem& item : *items) {
                if (list.row_of(item.what) >= 0) continue;
                item.id = ++list.last_id_;
                list.beginInsertRows({}, list.rowCount(), list.rowCount());
                list.items_.push_back(item);
                list.endInsertRows();
            }
            emit list.changed();
        });
    }));
}

void DownloadList::keep() const {
    json list = json::array();
    for (const DownloadItem& item : items_) {
        if (item.state == State::done) continue;
        list.push_back({{"what", item.what.toStdString()},
                        {"sha256", item.sha256.toStdString()},
                        {"done", item.progress.done},
                        {"total", item.progress.total}});
    }
    disk_.start(guarded("a download", [file = list_file(folder_), text = json{{"downloads", list}}.dump(2) + "\n"] {
        try {
            std::error_code code;
            fs::create_directories(file.parent_path(), code);
            write_file_atomically(file, text.data(), text.size());
        } catch (const std::exception&) {
            // a full disk: the downloads themselves say so
        }
    }));
}

int DownloadList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(items_.size());
}

QVariant DownloadList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const DownloadItem& i = item(index.row());
    switch (role) {
        case Qt::DisplayRole:
            return i.what;
        case StateRole:
            return static_cast<int>(i.state);
        case FractionRole:
            return i.state == State::failed || i.state == State::done ? -1.0
                   : i.progress.total > 0 ? static_cast<double>(i.progress.done) / static_cast<double>(i.progress.total)
                                          : 0.0;
        case DetailRole:
            return download_detail_text(i);
        case PathRole:
            return i.path;
        case Qt::ToolTipRole:
            return QStringLiteral("<p>%1<br>%2</p>").arg(i.what.toHtmlEscaped(), download_detail_text(i).toHtmlEscaped());
        case Qt::AccessibleTextRole:
            return i.what + QStringLiteral(": ") + download_detail_text(i);
        default:
            return {};
    }
}

int DownloadList::row_of(const QString& what) const {
    const auto found = std::find_if(items_.begin(), items_.end(), [&](const DownloadItem& item) { return item.what == what; });
    return found == items_.end() ? -1 : static_cast<int>(found - items_.begin());
}

int DownloadList::running() const {
    return static_cast<int>(std::count_if(items_.begin(), items_.end(), [](const DownloadItem& i) { return i.state == State::running; }));
}

DownloadItem* DownloadList::find(quint64 id) {
    const auto found = std::find_if(items_.begin(), items_.end(), [&](const DownloadItem& item) { return item.id == id; });
    return found == items_.end() ? nullptr : &*found;
}

void DownloadList::touch(int row) {
    emit dataChanged(index(row), index(row));
    emit changed();
}

void DownloadList::add(const QString& what, const QString& sha256) {
    const QString wanted = what.trimmed();
    if (wanted.isEmpty()) return;
    if (const int row = row_of(wanted); row >= 0) {
        items_[static_cast<size_t>(row)].sha256 = sha256.trimmed();
        return resume(row);
    }
    beginInsertRows({}, rowCount(), rowCount());
    DownloadItem item;
    item.id = ++last_id_;
    item.what = wanted, item.sha256 = sha256.trimmed();
    items_.push_back(item);
    endInsertRows();
    start_waiting();
    keep();
    emit changed();
}

void DownloadList::start_waiting() {
    for (size_t row = 0; row < items_.size() && static_cast<int>(runs_.size()) < most_at_once; ++row) {
        const bool still_stopping = std::any_of(runs_.begin(), runs_.end(), [&](const Run& run) { return run.id == items_[row].id; });
        if (items_[row].state != State::waiting || still_stopping) continue;
        begin(items_[row]);
        touch(static_cast<int>(row));
    }
}

void DownloadList::begin(DownloadItem& item) {
    item.state = State::running;
    item.message.clear();
    const CancelToken cancel;
    runs_.push_back({item.id, cancel});
    ModelWish wish{.what = item.what.toStdString(), .sha256 = item.sha256.toStdString(), .folder = folder_};
    pool_.start(guarded("a download", [relay = relay_, get = get_, wish, cancel, id = item.id] {
        auto last = std::chrono::steady_clock::time_point();
        const auto progress = [&](const DownloadProgress& p) {
            const auto now = std::chrono::steady_clock::now();
            if (now - last < std::chrono::milliseconds(100) && p.done != p.total) return;
            last = now;
            relay->post([id, p](DownloadList& list) { list.progressed(id, p); });
        };
        bool cancelled = false;
        Result<fs::path> result = Failure{""};
        try {
            result = get(wish, progress, cancel);
        } catch (const Cancelled&) {
            cancelled = true;
        } catch (const std::exception& error) {
            result = Failure{error.what()};
        }
        relay->post([id, result, cancelled](DownloadList& list) { list.ended(id, result, cancelled); });
    }));
}

void DownloadList::progressed(quint64 id, const DownloadProgress& progress) {
    DownloadItem* item = find(id);
    if (!item || item->state != State::running) return;
    item->progress = progress;
    touch(static_cast<int>(item - items_.data()));
}

void DownloadList::ended(quint64 id, const Result<fs::path>& result, bool cancelled) {
    std::erase_if(runs_, [&](const Run& run) { return run.id == id; });
    const auto removal = std::find_if(removing_.begin(), removing_.end(), [&](const auto& r) { return r.first == id; });
    if (removal != removing_.end()) {
        if (!result)
            disk_.start(guarded("a download", [folder = folder_, what = removal->second.toStdString()] { delete_begun(folder, what); }));
        removing_.erase(removal);
    }
    if (DownloadItem* item = find(id); item && item->state == State::running) {
        item->progress.bytes_per_s = 0;
        if (result) {
            item->state = State::done;
            item->path = QString::fromStdString(result->string());
        } else {
            item->state = cancelled ? State::paused : State::failed;
            item->message = engine_words(result.error()).text;
        }
        touch(static_cast<int>(item - items_.data()));
        if (result) emit finished(item->path);
    }
    start_waiting();
    keep();
}

void DownloadList::stop(quint64 id) {
    for (Run& run : runs_)
        if (run.id == id) run.cancel.request();
}

void DownloadList::pause(int row) {
    if (row < 0 || row >= rowCount()) return;
    DownloadItem& i = items_[static_cast<size_t>(row)];
    if (i.state != State::running && i.state != State::waiting) return;
    stop(i.id);
    i.state = State::paused;
    i.progress.bytes_per_s = 0;
    touch(row);
    start_waiting();
    keep();
}

void DownloadList::resume(int row) {
    if (row < 0 || row >= rowCount()) return;
    DownloadItem& i = items_[static_cast<size_t>(row)];
    if (i.state != State::paused && i.state != State::failed) return;
    i.state = State::waiting;
    i.message.clear();
    touch(row);
    start_waiting();
    keep();
}

void DownloadList::remove(int row) {
    if (row < 0 || row >= rowCount()) return;
    const DownloadItem gone = item(row);
    const bool under_way = std::any_of(runs_.begin(), runs_.end(), [&](const Run& run) { return run.id == gone.id; });
    if (under_way) {
        removing_.emplace_back(gone.id, gone.what);
        stop(gone.id);
    } else if (gone.state != State::done) {
        disk_.start(guarded("a download", [folder = folder_, what = gone.what.toStdString()] { delete_begun(folder, what); }));
    }
    beginRemoveRows({}, row, row);
    items_.erase(items_.begin() + row);
    endRemoveRows();
    keep();
    emit changed();
}

QString download_detail_text(const DownloadItem& item) {
    const auto done = static_cast<int64_t>(item.progress.done), total = static_cast<int64_t>(item.progress.total);
    const QString amount = total > 0 ? share_text(done, total) : bytes_text(done);
    switch (item.state) {
        case State::waiting:
            return DownloadList::tr("Waiting");
        case State::running: {
            if (item.progress.bytes_per_s <= 0) return done > 0 ? amount : DownloadList::tr("Asking the server");
            QString text = DownloadList::tr("%1 · %2/s").arg(amount, bytes_text(static_cast<int64_t>(item.progress.bytes_per_s)));
            if (total > done) text += QStringLiteral(" · ") + time_left_text(static_cast<double>(total - done) / item.progress.bytes_per_s);
            return text;
        }
        case State::paused:
            return done > 0 ? DownloadList::tr("Paused at %1").arg(amount) : DownloadList::tr("Paused");
        case State::done:
            return DownloadList::tr("Ready");
        case State::failed:
            return item.message;
    }
    return {};
}

}  // namespace imagelab
