#pragma once
#include <QAbstractItemModel>
#include <QHash>
#include <QImage>
#include <unordered_map>
#include <vector>

#include "core/jobs/grid.h"
#include "core/jobs/queue.h"

namespace imagelab {

// The queue as read from the store at one moment, off the window's thread.
struct QueueListing {
    std::vector<JobRow> rows;
    QueueEstimate estimate;
    std::vector<GroupInfo> groups;
};

// The jobs of the queue, those of a group beneath it. Rows keep their identity from one listing to the next, so that selection, place and
// what is unfolded stay; ten thousand jobs are one pass.
// More than 25 methods: a tree that is dragged within implements twelve of QAbstractItemModel's.
class QueueModel : public QAbstractItemModel {
    Q_OBJECT
  public:
    enum Column { JobColumn, StateColumn, DeviceColumn, PriorityColumn, TimeColumn, columns };
    enum Role { IdRole = Qt::UserRole + 1, PictureRole, DetailRole, FractionRole, TroubleRole, GroupRole };
    using QAbstractItemModel::QAbstractItemModel;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent) override;

    void set_listing(QueueListing listing);
    void set_progress(JobId job, const Progress& progress, const QImage& preview);  // between two listings
    void set_thumbnail(const QString& path, const QImage& image);

    const JobRow* job(const QModelIndex& index) const;  // null: a group, or nothing
    const JobRow* job(JobId id) const;
    QString group(const QModelIndex& index) const;                  // the name of a group's row, or of a job's group; empty: none
    std::vector<JobId> jobs(const QModelIndexList& indexes) const;  // each once, in the order of the queue; a group's are all of its
    QModelIndex index_of(JobId job) const;
    QStringList axes_of(JobId job) const;  // the settings of its group's grid by their names, columns, rows, sheets; empty: no grid
    int count(JobState state) const;
    int waiting_for_keepers() const;  // Job::keeper
    int pictures_to_come() const;
    double seconds_left() const { return all_left_; }  // of all; -1: not known

  signals:
    void move_wanted(const std::vector<imagelab::JobId>& jobs, imagelab::QueuePlace place);
    void thumbnail_wanted(const QString& path) const;

  private:
    using Key = quint64;  // a job's number, or group_bit and a group's serial number
    struct Item {
        JobRow row;
        double left = -1;
        QImage preview;
    };
    struct Group {
        QString name, title, trained;  // trained: the LoRA that its jobs train and show
        Grid grid;                     // whose cells its jobs are; no axes: of none
        std::vector<Key> jobs;
    };
    static constexpr Key group_bit = Key{1} << 62;

    Key key_of(const QModelIndex& index) const;
    quintptr serial_of(const std::string& name);
    std::vector<Key>& keys_of(quintptr serial);
    const std::vector<Key>& keys_of(quintptr serial) const { return const_cast<QueueModel*>(this)->keys_of(serial); }
    QModelIndex group_index(quintptr serial, int column = 0) const;
    void synchronise(quintptr parent, const std::vector<Key>& wanted);
    void remove_gone(quintptr parent, const std::vector<Key>& wanted);
    void reorder(quintptr parent, const std::vector<Key>& wanted);
    void all_changed();
    QVariant job_data(const Item& item, int column, int role) const;
    QVariant group_data(const Group& group, int column, int role) const;
    QString cell_of(const JobRow& row) const;
    QImage picture_of(const Item& item) const;
    QImage picture_of_group(const Group& group) const;
    QueuePlace place_at(int row, const QModelIndex& parent, const std::vector<JobId>& moved) const;
    std::optional<JobId> first_movable(Key key, const std::vector<JobId>& but = {}) const;

    std::unordered_map<JobId, Item> items_;
    std::unordered_map<quintptr, Group> groups_;
    std::unordered_map<std::string, quintptr> serials_;
    std::vector<Key> tops_;
    quintptr last_serial_ = 0;
    double all_left_ = -1;
    QHash<QString, QImage> thumbnails_;       // by path, of pictures that rows show
    mutable QHash<QString, bool> asked_for_;  // paths
};

// Words for a job, without a window.
QString state_text(const JobRow& job);             // "Denoising, step 12 of 30", "Waiting", "Pausing", "Made by another program" ...
QString keeper_text(const std::string& keeper);    // why such a job waits, and what to do
Grid grid_of(const GroupInfo& group);              // whose cells its jobs are; no axes: not a kind we know
QString training_of(const GroupInfo& group);       // the LoRA that its jobs train and show; empty: none
QString group_title(const Grid& grid);             // "Grid: Steps × Guidance"; empty: no axes
QString cell_text(const Grid& grid, int cell);     // what tells a cell from the others: "Steps 20 · Guidance 5"; empty: no axes
QString enlarged_title(size_t pictures);           // of pictures that become larger
QString plain_group_title(const QString& name);    // of a group of no kind: "Added at 14:05", or the name somebody gave it
QString setting_text(const std::string& setting);  // of a grid's axis, by its name in the JSON

}  // namespace imagelab
