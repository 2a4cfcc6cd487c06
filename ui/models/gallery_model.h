#pragma once
#include <QAbstractListModel>
#include <QImage>
#include <vector>

#include "ui/session_bridge.h"

namespace imagelab {

// This session's pictures, newest first; jobs that wait or run stand at the top until their pictures replace them.
struct StripEntry {
    enum class State { waiting, running, done };
    State state = State::waiting;
    Ticket ticket = 0;
    Request request;      // done: as run
    QString path;         // done
    QImage picture;       // thumbnail or preview
    double fraction = 0;  // running
    double seconds = 0;   // done: what the whole job took
};

class GalleryModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role { PictureRole = Qt::UserRole + 1, StateRole, FractionRole, PathRole };
    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    const StripEntry& entry(int row) const { return entries_[static_cast<size_t>(row)]; }
    int row_of(Ticket ticket) const;  // -1: none
    int row_of(const QString& path) const;

    void add_job(Ticket ticket, const Request& request);
    void set_progress(Ticket ticket, double fraction, const QImage& preview);  // a null preview keeps the last one
    int finish(Ticket ticket, const JobResult& result);                        // the row of its first picture; -1: none
    void set_thumbnail(const QString& path, const QImage& image);

  private:
    std::vector<StripEntry> entries_;
};

}  // namespace imagelab
