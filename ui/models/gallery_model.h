#pragma once
#include <QAbstractListModel>
#include <QCache>
#include <QHash>
#include <QImage>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/gallery/gallery.h"
#include "core/image/exif.h"
#include "ui/bridge/session_bridge.h"

namespace imagelab {

// One row: a job that waits or runs, a picture of this session that the index does not know, or a picture of the index.
struct StripEntry {
    enum class State { waiting, running, done };
    State state = State::waiting;
    Ticket ticket = 0;
    Request request;      // done: as run; of the index what it knows, the file says all
    QString path;         // done
    QImage picture;       // preview; of one just finished the last one
    double fraction = 0;  // running
    double seconds = 0;   // done in this session: what the whole job took

    int64_t id = 0;     // in the index; 0: not there
    bool known = true;  // false: the index has not answered yet
    Marks marks;
    std::time_t made = 0;
    QString program, profiles, format;
    QString foreign_sampler;  // as the file names one that is not built here
};
StripEntry strip_entry(const GalleryEntry& entry);

// Jobs first, then what just finished, then what the gallery's query found. Of the found only ids are held; entries are asked for when
// they are looked at (entries_wanted) and a few thousand are kept. More than 25 methods: five are QAbstractItemModel's.
class GalleryModel : public QAbstractListModel {
    Q_OBJECT
  public:
    static constexpr const char* pictures_type = "application/x-imagelab-pictures";  // of the window's own drags, beside the files
    enum Role { PictureRole = Qt::UserRole + 1, StateRole, FractionRole, PathRole, KnownRole, RatingRole, FavouriteRole };
    explicit GalleryModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;  // files, to drag into other programs

    StripEntry entry(int row) const;
    int row_of(Ticket ticket) const;        // of a job; -1: none
    int row_of(const QString& path) const;  // among those known; -1: none
    int row_of_id(int64_t id) const;
    int64_t id(int row) const;  // 0: not in the index
    int jobs_and_new() const { return static_cast<int>(entries_.size()); }
    int64_t found_count() const { return static_cast<int64_t>(ids_.size()); }
    const std::vector<int64_t>& ids() const { return ids_; }
    // Rows around `row` that were made by the same request but for the seed, `row` among them; newest first. At most `most`.
    std::vector<int> batch_of(int row, int most = 24) const;

    void add_job(Ticket ticket, const Request& request);
    void set_progress(Ticket ticket, double fraction, const QImage& preview);  // a null preview keeps the last one
    int finish(Ticket ticket, const JobResult& result);                        // the row of its first picture; -1: none

    // What the index says now. `known`: pictures of this session that it has; their rows are the index's from now on.
    void set_found(std::vector<int64_t> ids, const std::map<std::string, int64_t>& known);
    void take(const std::vector<GalleryEntry>& entries);
    void forget_entries();  // they may have changed; what is looked at is asked for again
    std::vector<std::string> session_paths() const;
    void show_marks(const std::vector<int64_t>& ids, const std::function<void(Marks&)>& change);  // at once, before the index says so
    void drop_session_pictures(const std::vector<std::filesystem::path>& pictures);

  signals:
    void entries_wanted(const std::vector<int64_t>& ids);
    void updating();  // rows are about to change places
    void updated();

  private:
    int session_row(const QString& path) const;
    void drop_known(const std::map<std::string, int64_t>& known);
    void change_ids(std::vector<int64_t> ids);
    void want(int64_t id) const;
    std::vector<StripEntry> entries_;  // jobs and what just finished
    std::vector<int64_t> ids_;
    std::unordered_map<int64_t, int> rows_;  // of ids_, without the entries above
    mutable QCache<int64_t, StripEntry> loaded_;
    std::unordered_set<int64_t> fresh_;  // loaded since the index last changed
    QHash<QString, int64_t> by_path_;
    mutable std::vector<int64_t> wanted_;
    mutable bool asked_ = false;
};

}  // namespace imagelab
