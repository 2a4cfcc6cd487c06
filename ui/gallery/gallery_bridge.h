#pragma once
// Between the gallery's index and the window: searches run on one thread, changes one after the other on another, answers come as queued
// signals. Whoever changes the index (this window, a finished job, the folder watch, another process), index_changed() tells.
#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <QTimer>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/gallery/gallery.h"

namespace imagelab {

struct GallerySearch {
    GalleryQuery query;
    uint32_t shuffle = 0;               // not 0: in that random order, for which the query's is left
    std::vector<std::string> look_for;  // pictures whose ids are wanted, whether the query holds for them or not
};

struct GalleryFound {
    GalleryQuery query;
    std::vector<int64_t> ids;
    std::map<std::string, int64_t> known;  // of look_for
};

// What a change tells while it runs, on the changing thread.
class ChangeReport {
  public:
    virtual ~ChangeReport() = default;
    virtual bool step(int done, int total) = 0;  // false: the user stopped it
    virtual void problem(const std::string& message) = 0;
};
using GalleryChange = std::function<void(Gallery&, ChangeReport&)>;

class GalleryBridge : public QObject {
    Q_OBJECT
  public:
    explicit GalleryBridge(QObject* parent = nullptr);
    ~GalleryBridge() override;  // waits for the change that runs to end after its picture

    void open(const std::filesystem::path& data);  // and watches its folders; answered by index_changed() or trouble()
    bool is_open() const { return state_ != nullptr; }

    void search(const GallerySearch& search);     // answered by found(); the newest wins
    void fetch(const std::vector<int64_t>& ids);  // answered by fetched()
    void ask_facets();                            // answered by facets_found()
    void change(const QString& what, GalleryChange change);
    void change_slowly(const QString& what, GalleryChange change);  // what takes long: beside the changes, which do not wait for it
    void stop_changes();                                            // the one that runs ends after its picture, those behind it are dropped
    void rebuild();

  signals:
    void index_changed();
    void found(const imagelab::GalleryFound& found);
    void fetched(const std::vector<imagelab::GalleryEntry>& entries);
    void facets_found(const imagelab::GalleryFacets& facets);
    void changing(const QString& what, int done, int total);
    void changed(const QString& what, const QStringList& problems);  // the change ended
    void trouble(const QString& message);                            // the index cannot be used

  private:
    struct State;
    class Report;
    void start_search();
    template <class Ask>
    void read(Ask ask);
    void watch_index();

    std::shared_ptr<State> state_;
    std::optional<GallerySearch> next_search_;
    bool searching_ = false;
    void run_change(QThreadPool& pool, std::shared_ptr<Gallery> State::*on, const QString& what, GalleryChange change);
    QThreadPool readers_, changers_, slow_changers_;
    std::unique_ptr<QFileSystemWatcher> index_watch_;
    QTimer settle_;       // changes come in bursts
    QTimer missing_log_;  // the next look for a log that is not there
    std::atomic<int> generation_ = 0;
};

}  // namespace imagelab
