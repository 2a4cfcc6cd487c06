#include "ui/gallery/gallery_bridge.h"

#include <QElapsedTimer>
#include <QFile>
#include <algorithm>
#include <mutex>

#include "core/base/thread.h"
#include "core/gallery/gallery_watch.h"

namespace imagelab {
namespace {
constexpr int settle_ms = 150, missing_log_ms = 500;
constexpr int report_ms = 60;
}  // namespace

// Three connections, so that a search never waits for a change, nor a change for one that takes long; each is opened on its thread when it
// is first needed.
struct GalleryBridge::State {
    std::filesystem::path data;
    std::mutex mutex;
    std::shared_ptr<Gallery> reading, changing, changing_slowly;
    std::unique_ptr<GalleryWatch> watch;
    std::vector<std::filesystem::path> folders;  // as the watch knows them

    Result<std::shared_ptr<Gallery>> gallery(std::shared_ptr<Gallery> State::*which) {
        const std::lock_guard lock(mutex);
        if (this->*which) return this->*which;
        std::error_code code;
        std::filesystem::create_directories(data, code);
        auto opened = Gallery::open(data);
        if (!opened) return Failure{opened.error()};
        return this->*which = std::make_shared<Gallery>(std::move(*opened));
    }
    // The folders are noted before the watch looks at them: one that is added meanwhile differs from the note.
    Result<void> start_watch() {
        const auto opened = gallery(&State::changing);
        if (!opened) return Failure{opened.error()};
        auto before = (*opened)->folders();
        auto started = GalleryWatch::start(data, nullptr);
        if (!started) return Failure{started.error()};
        const std::lock_guard lock(mutex);
        watch = std::move(*started);
        folders = std::move(before);
        return {};
    }
    // A picture in a new folder takes that folder into the gallery.
    void look_at_folders(const Gallery& gallery) {
        auto now = gallery.folders();
        const std::lock_guard lock(mutex);
        if (!watch || folders == now) return;
        watch->folders_changed();
        folders = std::move(now);
    }
    void close() {
        std::unique_ptr<GalleryWatch> ended;
        const std::lock_guard lock(mutex);
        reading.reset(), changing.reset(), changing_slowly.reset();
        ended = std::move(watch);
    }
};

class GalleryBridge::Report : public ChangeReport {
  public:
    Report(GalleryBridge& bridge, QString what, int generation) : bridge_(bridge), what_(std::move(what)), generation_(generation) {}
    bool step(int done, int total) override {
        if (!told_.isValid() || told_.elapsed() >= report_ms) {
            told_.start();
            QMetaObject::invokeMethod(
                &bridge_, [bridge = &bridge_, what = what_, done, total] { emit bridge->changing(what, done, total); },
                Qt::QueuedConnection);
        }
        return bridge_.generation_ == generation_;
    }
    void problem(const std::string& message) override { problems_ << QString::fromStdString(message); }
    void end() const {
        QMetaObject::invokeMethod(
            &bridge_, [bridge = &bridge_, what = what_, problems = problems_] { emit bridge->changed(what, problems); },
            Qt::QueuedConnection);
    }

  private:
    GalleryBridge& bridge_;
    QString what_;
    int generation_;
    QStringList problems_;
    QElapsedTimer told_;
};

GalleryBridge::GalleryBridge(QObject* parent) : QObject(parent) {
    readers_.setMaxThreadCount(1);
    changers_.setMaxThreadCount(1);
    slow_changers_.setMaxThreadCount(1);
    settle_.setSingleShot(true);
    settle_.setInterval(settle_ms);
    missing_log_.setSingleShot(true);
    missing_log_.setInterval(missing_log_ms);
    connect(&missing_log_, &QTimer::timeout, this, [this] {
        watch_index();
        if (!missing_log_.isActive()) emit index_changed();
    });
    connect(&settle_, &QTimer::timeout, this, [this] { watch_index(), emit index_changed(); });
}

GalleryBridge::~GalleryBridge() {
    ++generation_;
    readers_.clear();
    changers_.clear();
    slow_changers_.clear();
    readers_.waitForDone();
    changers_.waitForDone();
    slow_changers_.waitForDone();
}

void GalleryBridge::open(const std::filesystem::path& data) {
    state_ = std::make_shared<State>();
    state_->data = data;
    read([this](Gallery&) {
        QMetaObject::invokeMethod(
            this, [this] { watch_index(), emit index_changed(); }, Qt::QueuedConnection);
    });
    changers_.start(guarded("a question to the gallery", [this, state = state_] {
        if (const auto watched = state->start_watch(); !watched)
            QMetaObject::invokeMethod(
                this, [this, why = QString::fromStdString(watched.error())] { emit trouble(why); }, Qt::QueuedConnection);
    }));
}

// Every write to the index goes through its write-ahead log, which goes with the last connection that used it and comes with the next:
// where it is not there it is waited for, and what was written meanwhile is looked at. A watcher does not tell that its file was replaced
// by another of the same name, so each burst of changes is followed by a new watcher, made before the index is read.
void GalleryBridge::watch_index() {
    const QString log = QString::fromStdString((state_->data / "gallery.sqlite-wal").string());
    index_watch_ = std::make_unique<QFileSystemWatcher>();
    connect(index_watch_.get(), &QFileSystemWatcher::fileChanged, this, [this] {
        if (!settle_.isActive()) settle_.start();
    });
    if (QFile::exists(log) && index_watch_->addPath(log)) return missing_log_.stop();
    if (!missing_log_.isActive()) missing_log_.start();
}

template <class Ask>
void GalleryBridge::read(Ask ask) {
    if (!state_) return;
    readers_.start(guarded("a question to the gallery", [this, state = state_, ask = std::move(ask)] {
        QString why;
        try {
            const auto gallery = state->gallery(&State::reading);
            if (gallery) return ask(**gallery);
            why = QString::fromStdString(gallery.error());
        } catch (const std::exception& error) {
            why = QString::fromStdString(error.what());
        }
        QMetaObject::invokeMethod(
            this, [this, why] { searching_ = false, emit trouble(why); }, Qt::QueuedConnection);
    }));
}

void GalleryBridge::search(const GallerySearch& search) {
    next_search_ = search;
    if (!searching_) start_search();
}

void GalleryBridge::start_search() {
    if (!state_ || !next_search_) return;
    searching_ = true;
    read([this, search = *std::exchange(next_search_, std::nullopt)](Gallery& gallery) {
        GalleryFound found{search.query, {}, {}};
        state_->look_at_folders(gallery);
        auto ids = gallery.ids(search.query);
        if (!ids) throw Error(ids.error());
        found.ids = std::move(*ids);
        if (search.shuffle != 0) {
            const auto place = [seed = uint64_t{search.shuffle}](int64_t id) {  // of each picture by itself: new ones move no other
                uint64_t x =
                    static_cast<uint64_t>(id) * 0x9e3779b97f4a7c15u + seed * 0xbf58476d1ce4e5b9u;  // SplitMix64, Steele et al. 2014
                x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u, x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
                return x ^ (x >> 31);
            };
            std::sort(found.ids.begin(), found.ids.end(), [&](int64_t a, int64_t b) { return place(a) < place(b); });
        }
        for (const std::string& path : search.look_for) {
            if (const auto entry = gallery.find(path)) found.known[path] = entry->id;
        }
        QMetaObject::invokeMethod(
            this,
            [this, found = std::move(found)] {
                searching_ = false;
                if (next_search_) return start_search();
                emit this->found(found);
            },
            Qt::QueuedConnection);
    });
}

void GalleryBridge::fetch(const std::vector<int64_t>& ids) {
    read([this, ids](Gallery& gallery) {
        auto entries = gallery.entries(ids);
        if (!entries) throw Error(entries.error());
        QMetaObject::invokeMethod(
            this, [this, entries = std::move(*entries)] { emit fetched(entries); }, Qt::QueuedConnection);
    });
}

void GalleryBridge::ask_facets() {
    read([this](Gallery& gallery) {
        auto facets = gallery.facets();
        if (!facets) throw Error(facets.error());
        QMetaObject::invokeMethod(
            this, [this, facets = std::move(*facets)] { emit facets_found(facets); }, Qt::QueuedConnection);
    });
}

void GalleryBridge::change(const QString& what, GalleryChange change) {
    run_change(changers_, &State::changing, what, std::move(change));
}

void GalleryBridge::change_slowly(const QString& what, GalleryChange change) {
    run_change(slow_changers_, &State::changing_slowly, what, std::move(change));
}

void GalleryBridge::run_change(QThreadPool& pool, std::shared_ptr<Gallery> State::*on, const QString& what, GalleryChange change) {
    if (!state_) return;
    pool.start(
        guarded("a question to the gallery", [this, state = state_, on, what, change = std::move(change), generation = generation_.load()] {
            Report report(*this, what, generation);
            try {
                const auto gallery = state->gallery(on);
                if (!gallery) {
                    report.problem(gallery.error());
                } else if (generation == generation_) {
                    change(**gallery, report);
                }
            } catch (const std::exception& error) {
                report.problem(error.what());
            }
            report.end();
        }));
}

void GalleryBridge::stop_changes() {
    ++generation_;
}

void GalleryBridge::rebuild() {
    if (!state_) return;
    changers_.start(guarded("a question to the gallery", [this, state = state_] {
        state->close();
        const auto made = Gallery::rebuild(state->data);
        const QString why = made ? QString() : QString::fromStdString(made.error());
        if (made) static_cast<void>(state->start_watch());
        QMetaObject::invokeMethod(
            this,
            [this, why] {
                if (!why.isEmpty()) return void(emit trouble(why));
                watch_index();
                emit index_changed();
            },
            Qt::QueuedConnection);
    }));
}

}  // namespace imagelab
