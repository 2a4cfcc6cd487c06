#include "ui/models/gallery_model.h"

#include <QFileInfo>
#include <algorithm>
#include <numeric>

#include "ui/wording.h"

namespace imagelab {

int GalleryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(entries_.size());
}

QVariant GalleryModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const StripEntry& e = entry(index.row());
    switch (role) {
        case PictureRole:
            return e.picture;
        case StateRole:
            return static_cast<int>(e.state);
        case FractionRole:
            return e.fraction;
        case PathRole:
            return e.path;
        case Qt::AccessibleTextRole: {
            const QString prompt = QString::fromStdString(e.request.prompt);
            if (e.state == StripEntry::State::done) return tr("Picture: %1").arg(prompt);
            return e.state == StripEntry::State::running ? tr("Being made: %1").arg(prompt) : tr("Waiting: %1").arg(prompt);
        }
        case Qt::ToolTipRole: {
            QString text = details_text(e.request);
            if (e.state == StripEntry::State::done)
                text += '\n' + tr("Took: %1").arg(duration_text(e.seconds)) + '\n' + tr("File: %1").arg(QFileInfo(e.path).fileName());
            return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(text.toHtmlEscaped());
        }
        default:
            return {};
    }
}

int GalleryModel::row_of(Ticket ticket) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const StripEntry& e) { return e.ticket == ticket && e.state != StripEntry::State::done; });
    return found == entries_.end() ? -1 : static_cast<int>(found - entries_.begin());
}

int GalleryModel::row_of(const QString& path) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const StripEntry& e) { return e.path == path; });
    return found == entries_.end() ? -1 : static_cast<int>(found - entries_.begin());
}

void GalleryModel::add_job(Ticket ticket, const Request& request) {
    beginInsertRows({}, 0, 0);
    StripEntry e;
    e.ticket = ticket;
    e.request = request;
    entries_.insert(entries_.begin(), std::move(e));
    endInsertRows();
}

void GalleryModel::set_progress(Ticket ticket, double fraction, const QImage& preview) {
    const int row = row_of(ticket);
    if (row < 0) return;
    StripEntry& e = entries_[static_cast<size_t>(row)];
    e.state = StripEntry::State::running;
    e.fraction = fraction;
    if (!preview.isNull()) e.picture = preview;
    emit dataChanged(index(row), index(row));
}

int GalleryModel::finish(Ticket ticket, const JobResult& result) {
    const int row = row_of(ticket);
    if (row < 0) return -1;
    const QImage last_preview = entries_[static_cast<size_t>(row)].picture;
    beginRemoveRows({}, row, row);
    entries_.erase(entries_.begin() + row);
    endRemoveRows();
    if (result.images.empty()) return -1;
    // Jobs end in order, so what is still to come stands above.
    const int count = static_cast<int>(result.images.size());
    beginInsertRows({}, row, row + count - 1);
    const double seconds = std::accumulate(result.step_s.begin(), result.step_s.end(), result.load_s + result.text_s + result.decode_s);
    for (int i = 0; i < count; ++i) {
        StripEntry e;
        e.state = StripEntry::State::done;
        e.ticket = ticket;
        e.request = result.request;
        if (e.request.seed >= 0) e.request.seed += i;
        e.request.batch = 1;
        e.path = QString::fromStdString(result.images[static_cast<size_t>(i)].string());
        if (count == 1) e.picture = last_preview;
        e.seconds = seconds;
        entries_.insert(entries_.begin() + row + i, std::move(e));
    }
    endInsertRows();
    return row;
}

void GalleryModel::set_thumbnail(const QString& path, const QImage& image) {
    const int row = row_of(path);
    if (row < 0 || image.isNull()) return;
    entries_[static_cast<size_t>(row)].picture = image;
    emit dataChanged(index(row), index(row));
}

}  // namespace imagelab
